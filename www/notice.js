// What there is to say when the list is not fresh, and how old it is. Pure.

/** @import {LinkState} from "./link.js" */

/** As the server's `status` topic tells it; `last_good` in its own clock.
 * @typedef {object} Source
 * @property {string} name
 * @property {"starting" | "ok" | "stale" | "failing"} state
 * @property {string | null} reason
 * @property {string | null} hint
 * @property {number | null} last_good
 * @property {string | null} [version]
 */

/** `server_ahead`: milliseconds by which the server's clock is ahead of ours.
 * @typedef {{sources: Source[], server_ahead: number}} Status */

/** `known_at`: our clock, when what is shown was true; null: not known.
 * @typedef {object} Notice
 * @property {"none" | "reconnecting" | "refused" | "failing" | "stale"} state
 * @property {string} title
 * @property {string} hint
 * @property {number | null} known_at
 */

/** A blink of the line is nobody's business. */
const blink = 1000;

/** @type {Notice} */
const silence = { state: "none", title: "", hint: "", known_at: null };

/** @param {Status | null} status @returns {Source | null} the one the list comes from */
export const main_source = (status) => status?.sources?.[0] ?? null;

/** @param {Status | null} status @returns {number | null} */
function last_good(status) {
  const at = main_source(status)?.last_good;
  return status && typeof at === "number" ? at * 1000 - status.server_ahead : null;
}

/** @param {string} words */
const sentence = (words) => (/[.!?…]$/u.test(words) || words === "" ? words : `${words}.`);

/** Not of reasons: those may begin with the name of a program. @param {string} words */
const begun = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** @param {Status | null} status @returns {Notice} */
function source_notice(status) {
  const source = main_source(status);
  if (source?.state !== "failing" && source?.state !== "stale") return silence;
  if (source.state === "stale" && !source.reason) return silence;
  return {
    state: source.state,
    title: sentence(source.reason ?? "Transmission cannot be reached"),
    hint: sentence(source.hint ?? ""),
    known_at: last_good(status),
  };
}

/** @param {LinkState} link @param {Status | null} status @returns {Notice} */
function lost_notice(link, status) {
  const fresh_until_lost = main_source(status)?.state === "ok";
  const known_at = fresh_until_lost ? link.since : last_good(status);
  if (link.refusal) {
    return { state: "refused", title: begun(sentence(link.refusal)), hint: "Trying again every 15 seconds.", known_at };
  }
  return {
    state: "reconnecting",
    title: status ? "The connection to the server was lost." : "The server cannot be reached.",
    hint: "Reconnecting by itself.",
    known_at,
  };
}

/** @param {LinkState} link @param {Status | null} status @param {number} now milliseconds @returns {Notice} */
export function notice_of(link, status, now) {
  if (link.connection === "live") return source_notice(status);
  if (link.connection === "connecting") return silence;
  return now - link.since < blink && !link.refusal ? source_notice(status) : lost_notice(link, status);
}
