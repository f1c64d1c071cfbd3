// What is told at a row of what somebody wanted of it, while it is under way and where
// more came of it than was wanted. By key. Pure.

/** `pending`: asked, not yet answered. `leaving`: removed in a moment, unless that is undone.
 * To be read, and kept until then: `note` (done, and this is to be said of it), `refused`,
 * `unknown` (the connection was lost before an answer came).
 * @typedef {{kind: "pending" | "leaving" | "note" | "refused" | "unknown", said: string}} Mark */
/** @typedef {ReadonlyMap<string, Mark>} Marks */

/** @type {Marks} */
export const no_marks = new Map();

/** @param {Marks} marks @param {Iterable<string>} keys @param {Mark | null} mark null: none any more
 * @param {Mark} [instead] only in its place: what somebody wanted since then stays told
 * @returns {Marks} */
export function marked(marks, keys, mark, instead) {
  const now = new Map(marks);
  for (const key of keys) {
    if (instead && now.get(key) !== instead) continue;
    if (mark) now.set(key, mark);
    else now.delete(key);
  }
  return now;
}

/** @param {Mark} mark */
export const is_to_be_read = ({ kind }) => kind === "note" || kind === "refused" || kind === "unknown";

/** @param {Marks} marks @returns {Marks} without those that were to be read */
export const all_read = (marks) => new Map([...marks].filter(([, mark]) => !is_to_be_read(mark)));
