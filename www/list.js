// Which torrents are shown, in which order, and what they add up to. Pure.

import { column_of } from "./columns.js";
import { has_error, name_of } from "./torrent.js";

/** @import {Torrent} from "./store.js" */
/** @typedef {{field: string, direction: 1 | -1}} Sort */
/** @typedef {{text: string, group: string}} Filter */
/** @typedef {{down: number, up: number}} Totals */

/** @type {(...statuses: number[]) => (torrent: Torrent) => boolean} */
const is_in = (...statuses) => (torrent) => statuses.includes(torrent.status ?? -1);

/** @type {readonly {id: string, label: string, holds: (torrent: Torrent) => boolean}[]} */
export const groups = [
  { id: "all", label: "All", holds: () => true },
  { id: "active", label: "Active", holds: (t) => Boolean(t.rateDownload || t.rateUpload) },
  { id: "downloading", label: "Downloading", holds: is_in(3, 4) },
  { id: "seeding", label: "Seeding", holds: is_in(5, 6) },
  { id: "checking", label: "Verifying", holds: is_in(1, 2) },
  { id: "stopped", label: "Stopped", holds: is_in(0) },
  { id: "error", label: "Error", holds: has_error },
];

/** @param {Iterable<Torrent>} torrents @returns {Map<string, number>} by group id */
export function count(torrents) {
  const counts = new Map(groups.map((group) => [group.id, 0]));
  for (const torrent of torrents) {
    for (const { id, holds } of groups) if (holds(torrent)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** @param {Iterable<Torrent>} torrents @returns {Totals} */
export function total(torrents) {
  const totals = { down: 0, up: 0 };
  for (const torrent of torrents) {
    totals.down += torrent.rateDownload ?? 0;
    totals.up += torrent.rateUpload ?? 0;
  }
  return totals;
}

/** Each word of the text must occur in the name, in any case.
 * @param {Filter} filter @returns {(torrent: Torrent) => boolean} */
function matcher(filter) {
  const group = groups.find(({ id }) => id === filter.group) ?? groups[0];
  const words = filter.text.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return (torrent) => {
    if (!group.holds(torrent)) return false;
    if (words.length === 0) return true;
    const name = name_of(torrent).toLocaleLowerCase();
    return words.every((word) => name.includes(word));
  };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
/** @typedef {string | number | null} Key */

/** @param {NonNullable<Key>} a @param {NonNullable<Key>} b */
function compare_keys(a, b) {
  if (typeof a === "string" || typeof b === "string") return collator.compare(String(a), String(b));
  return a < b ? -1 : Number(a > b);
}

/** Unknown comes last whichever the direction. @param {Key} a @param {Key} b @param {1 | -1} direction */
function compare(a, b, direction) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return direction * compare_keys(a, b);
}

/** Ties go by name, then id: the order is the same whatever it was before.
 * @param {Torrent[]} torrents @param {Sort} sort */
function sorted(torrents, sort) {
  const { key } = column_of(sort.field);
  const keyed = torrents.map((torrent) => ({ torrent, key: key(torrent), name: name_of(torrent) }));
  keyed.sort((a, b) => compare(a.key, b.key, sort.direction)
    || collator.compare(a.name, b.name) || a.torrent.id - b.torrent.id);
  return keyed.map(({ torrent }) => torrent);
}

/** @param {Iterable<Torrent>} torrents @param {Filter} filter @param {Sort} sort */
export function visible(torrents, filter, sort) {
  return sorted([...torrents].filter(matcher(filter)), sort);
}

/** What a click on a column makes of the order. @param {Sort} sort @param {string} field @returns {Sort} */
export function toggled(sort, field) {
  if (sort.field === field) return { field, direction: sort.direction === 1 ? -1 : 1 };
  return { field, direction: column_of(field).first };
}
