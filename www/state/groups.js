// The groups that narrow the list, how many are in each, and what all add up to.

import { words } from "../text/words.js";
import { has_error, is_stalled } from "./torrent.js";

/** @import {Torrent} from "./rows.js" */

/** @type {(...statuses: number[]) => (torrent: Torrent) => boolean} */
const is_in = (...statuses) => (torrent) => statuses.includes(torrent.status ?? -1);

/** @typedef {{id: string, label: string, holds: (torrent: Torrent) => boolean}} Group */

/** @type {readonly Group[]} */
export const groups = [
  { id: "all", holds: () => true },
  { id: "active", holds: (/** @type {Torrent} */ t) => Boolean(t.rateDownload || t.rateUpload) },
  { id: "downloading", holds: is_in(3, 4) },
  { id: "seeding", holds: is_in(5, 6) },
  { id: "verifying", holds: is_in(1, 2) },
  { id: "stopped", holds: is_in(0) },
  { id: "error", holds: has_error },
].map((group) => ({ ...group, label: words.groups[group.id] }));

/** What `is:` in the search knows besides. @type {Record<string, (torrent: Torrent) => boolean>} */
const more = {
  stalled: is_stalled,
  queued: is_in(1, 3, 5),
  finished: (torrent) => Boolean(torrent.isFinished),
  done: (torrent) => torrent.percentDone === 1,
  incomplete: (torrent) => (torrent.percentDone ?? 1) < 1,
};

/** Null: there is no such group. @param {string} id */
export const holds_of = (id) => groups.find((group) => group.id === id)?.holds ?? more[id] ?? null;

/** `down` and `up`: bytes per second.
 * @typedef {{counts: Readonly<Record<string, number>>, down: number, up: number}} Summary */

/** @type {Summary} */
export const no_summary = { counts: Object.fromEntries(groups.map(({ id }) => [id, 0])), down: 0, up: 0 };

/** With some torrents less and others more. @param {Summary} summary
 * @param {Iterable<Torrent>} less @param {Iterable<Torrent>} more_of @returns {Summary} */
export function summed(summary, less, more_of) {
  const sum = { ...summary, counts: { ...summary.counts } };
  /** @param {Torrent} torrent @param {1 | -1} sign */
  const add = (torrent, sign) => {
    sum.down += sign * (torrent.rateDownload ?? 0);
    sum.up += sign * (torrent.rateUpload ?? 0);
    for (const { id, holds } of groups) if (holds(torrent)) sum.counts[id] += sign;
  };
  for (const torrent of less) add(torrent, -1);
  for (const torrent of more_of) add(torrent, 1);
  return sum;
}
