// What a torrent's numbers mean in words. `status` is Transmission's: 0 stopped,
// 1-2 checking, 3-4 downloading, 5-6 seeding (the odd ones wait in a queue).

import { percent } from "./format.js";

/** @import {Torrent} from "./store.js" */

/** @typedef {"download" | "stalled" | "seed" | "stopped" | "check" | "warning" | "error"} Tone */
/** @typedef {{word: string, icon: string, tone: Tone}} Look */

/** @type {Readonly<Record<number, Look>>} */
const looks = {
  0: { word: "Stopped", icon: "pause", tone: "stopped" },
  1: { word: "Queued to verify", icon: "clock", tone: "check" },
  2: { word: "Verifying", icon: "verify", tone: "check" },
  3: { word: "Queued", icon: "clock", tone: "stalled" },
  4: { word: "Downloading", icon: "down", tone: "download" },
  5: { word: "Queued to seed", icon: "clock", tone: "seed" },
  6: { word: "Seeding", icon: "up", tone: "seed" },
};
const unknown = /** @type {Look} */ ({ word: "Unknown", icon: "alert", tone: "stopped" });
const finished = /** @type {Look} */ ({ word: "Finished", icon: "done", tone: "stopped" });
const stalled = /** @type {Look} */ ({ word: "Stalled", icon: "stalled", tone: "stalled" });

/** @param {Torrent} torrent @returns {Look} */
function look_of_status(torrent) {
  if (torrent.status === 0 && torrent.isFinished) return finished;
  if (torrent.status === 4 && !torrent.rateDownload) return stalled;
  return looks[torrent.status ?? -1] ?? unknown;
}

/** @param {Torrent} torrent @returns {Look} */
function with_progress(torrent) {
  const look = look_of_status(torrent);
  if (torrent.status !== 2 || torrent.recheckProgress === undefined) return look;
  return { ...look, word: `${look.word} ${percent(torrent.recheckProgress)}` };
}

/** Trouble changes icon and tone; the word still says what the torrent does.
 * @param {Torrent} torrent @returns {Look} */
export function look_of(torrent) {
  const look = with_progress(torrent);
  if (!has_error(torrent)) return look;
  return { ...look, icon: "alert", tone: torrent.error === 1 ? "warning" : "error" };
}

/** @param {Torrent} torrent */
export const has_error = (torrent) => (torrent.error ?? 0) !== 0;

const error_kinds = ["", "Tracker warning", "Tracker error", "Error"];

/** A sentence, empty if all is well. @param {Torrent} torrent */
export function error_text(torrent) {
  if (!has_error(torrent)) return "";
  const kind = error_kinds[torrent.error ?? 0] ?? "Error";
  return torrent.errorString ? `${kind}: ${torrent.errorString}` : kind;
}

/** @param {Torrent} torrent */
export const name_of = (torrent) => torrent.name || torrent.hashString || `Torrent ${torrent.id}`;

/** @param {Torrent} torrent */
export const size_of = (torrent) => torrent.sizeWhenDone ?? torrent.totalSize;

const control_marks = new Map([["\n", "↵"], ["\r", "↵"], ["\t", "⇥"]]);
const disturbing = /([\u0000-\u001f\u007f-\u009f\u2028\u2029\u202d\u202e])/u;

/** A name in pieces. One with a mark is a single character that would break the
 * line or turn it round (as in "exe.gpj"): the mark is to be seen in its place.
 * @param {string} name @returns {{text: string, mark: string | null}[]} */
export function name_pieces(name) {
  return name.split(disturbing).filter((text) => text !== "").map((text) => ({
    text,
    mark: disturbing.test(text) ? (control_marks.get(text) ?? "�") : null,
  }));
}
