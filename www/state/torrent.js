// What a torrent's numbers mean. `status` is Transmission's: 0 stopped, 1-2
// checking, 3-4 downloading, 5-6 seeding (the odd ones wait in a queue).

import { words } from "../text/words.js";
import { percent } from "../text/format.js";

/** @import {Torrent} from "./rows.js" */

/** @typedef {"download" | "stalled" | "seed" | "stopped" | "check" | "warning" | "error"} Tone */
/** `rank`: its place when the list is sorted by state.
 * @typedef {{word: string, icon: string, tone: Tone, rank: number}} Look */

const { states } = words;

/** @type {Readonly<Record<number, Look>>} */
const looks = {
  0: { word: states.stopped, icon: "pause", tone: "stopped", rank: 9 },
  1: { word: states.queued_to_verify, icon: "clock", tone: "check", rank: 4 },
  2: { word: states.verifying, icon: "verify", tone: "check", rank: 3 },
  3: { word: states.queued, icon: "clock", tone: "stalled", rank: 5 },
  4: { word: states.downloading, icon: "down", tone: "download", rank: 0 },
  5: { word: states.queued_to_seed, icon: "clock", tone: "seed", rank: 7 },
  6: { word: states.seeding, icon: "up", tone: "seed", rank: 6 },
};
/** @type {Record<string, Look>} */
const special = {
  unknown: { word: states.unknown, icon: "alert", tone: "stopped", rank: 10 },
  finished: { word: states.finished, icon: "done", tone: "stopped", rank: 8 },
  stalled: { word: states.stalled, icon: "stalled", tone: "stalled", rank: 2 },
  magnet: { word: states.magnet, icon: "clock", tone: "stalled", rank: 1 },
};

/** @param {Torrent} torrent */
export const has_error = (torrent) => (torrent.error ?? 0) !== 0;

/** A magnet link of which no more is known yet than itself. @param {Torrent} torrent */
const lacks_metadata = (torrent) => torrent.sizeWhenDone === 0 && !torrent.totalSize;

/** @param {Torrent} torrent */
export const is_stalled = (torrent) => torrent.status === 4 && torrent.rateDownload === 0;

/** @param {Torrent} torrent @returns {Look} */
function look_of_status(torrent) {
  if (torrent.status === 0 && torrent.isFinished) return special.finished;
  if (torrent.status === 4 && lacks_metadata(torrent)) return special.magnet;
  if (is_stalled(torrent) && !has_error(torrent)) return special.stalled;
  return looks[torrent.status ?? -1] ?? special.unknown;
}

/** Trouble changes icon and tone. Its word stands where the state's would be hollow:
 * nothing comes in, and that is why. @param {Torrent} torrent @returns {Look} */
export function look_of(torrent) {
  const look = look_of_status(torrent);
  if (!has_error(torrent)) return torrent.unreadable ? { ...look, icon: "alert", tone: "warning" } : look;
  const word = is_stalled(torrent) ? kind_of_error(torrent) : look.word;
  return { ...look, word, icon: "alert", tone: torrent.error === 1 ? "warning" : "error" };
}

/** @param {Torrent} torrent */
export function state_word(torrent) {
  const { word } = look_of(torrent);
  return torrent.status === 2 && torrent.recheckProgress !== undefined
    ? `${word} ${percent(torrent.recheckProgress)}` : word;
}

/** @param {Torrent} torrent */
const kind_of_error = (torrent) => words.errors[torrent.error ?? 0] ?? words.errors[3];

/** A sentence, empty if all is well. @param {Torrent} torrent */
export function error_text(torrent) {
  const kind = kind_of_error(torrent);
  const error = torrent.errorString ? `${kind}: ${torrent.errorString}` : kind;
  const told = [has_error(torrent) && error, torrent.unreadable && words.unreadable(torrent.unreadable)];
  return told.filter(Boolean).join("\n");
}

/** @param {Torrent} torrent */
export const name_of = (torrent) => torrent.name || torrent.hashString || words.unnamed(torrent.id);

/** What a torrent is remembered by: its id is another's after a restart of the daemon.
 * @param {Torrent} torrent */
export const key_of = (torrent) => torrent.hashString ?? String(torrent.id);

/** @param {Torrent} torrent */
export const size_of = (torrent) => torrent.sizeWhenDone ?? torrent.totalSize;

/** Of a magnet nothing is known, so nothing is shown. @param {Torrent} torrent */
export const done_of = (torrent) => (lacks_metadata(torrent) ? undefined : torrent.percentDone);

const control_marks = new Map([["\n", "↵"], ["\r", "↵"], ["\t", "⇥"]]);
const disturbing = /([\u0000-\u001f\u007f-\u009f\u2028\u2029\u202d\u202e])/u;

/** A name in pieces. One with a mark is a single character that would break the
 * line or turn it round (as in "exe.gpj"): the mark is to be seen in its place.
 * @param {string} name @returns {{text: string, mark: string | null}[]} */
export function name_pieces(name) {
  if (!disturbing.test(name)) return [{ text: name, mark: null }];
  return name.split(disturbing).filter((text) => text !== "").map((text) => ({
    text,
    mark: disturbing.test(text) ? (control_marks.get(text) ?? "�") : null,
  }));
}
