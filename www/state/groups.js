// What narrows the list. Groups: how many are in each, and what all add up to. The
// search: words in any order, each of which must be in the name; label:, tracker:, dir:
// and is: look elsewhere; a minus before any of them turns it round; quotes keep words
// together.

import { words } from "../text/words.js";
import { has_error, is_stalled, name_of } from "./torrent.js";

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
const holds_of = (id) => groups.find((group) => group.id === id)?.holds ?? more[id] ?? null;

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

/** @typedef {(torrent: Torrent) => boolean} Test */

const term = /(-?)(?:(label|tracker|dir|is):)?(?:"([^"]*)"?|(\S+))/giu;

/** @typedef {(text: string | undefined) => boolean} Finds */

/** Whether `part` is in a text, whatever its case. A regular expression makes nothing of each
 * text: 30,000 names in lower case are garbage, or memory, that costs more than the search.
 * @param {string} part @returns {Finds} */
function finding(part) {
  const pattern = new RegExp(part.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&"), "iu");
  return (text) => text !== undefined && pattern.test(text);
}

/** Where a word of the search is looked for. @type {Record<string, (torrent: Torrent, finds: Finds) => boolean>} */
const places = {
  name: (torrent, finds) => finds(name_of(torrent)),
  label: (torrent, finds) => Boolean(torrent.labels?.some(finds)),
  tracker: (torrent, finds) => finds(torrent.trackerHost),
  dir: (torrent, finds) => finds(torrent.downloadDir),
};

/** @param {string} qualifier @param {string} part @returns {Test} */
function test_for(qualifier, part) {
  if (qualifier === "is") return holds_of(part.toLowerCase()) ?? (() => false);
  const [is_in_place, finds] = [places[qualifier], finding(part)];
  return (torrent) => is_in_place(torrent, finds);
}

/** @param {RegExpMatchArray} match @returns {Test} */
function test_of([, minus, qualifier = "name", quoted, bare]) {
  const test = test_for(qualifier.toLowerCase(), quoted ?? bare);
  return minus ? (torrent) => !test(torrent) : test;
}

/** Null: it lets everything through. @param {string} text @param {string} group @returns {Test | null} */
export function matcher(text, group) {
  const tests = [...text.matchAll(term)].filter(([whole]) => whole !== "-").map(test_of);
  const in_group = group === "all" ? null : holds_of(group);
  if (in_group) tests.unshift(in_group);
  if (tests.length === 0) return null;
  return (torrent) => tests.every((test) => test(torrent));
}
