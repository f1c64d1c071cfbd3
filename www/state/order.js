// The order of the list, kept from sample to sample: only rows whose key changed
// move. Law: what is kept is what would be built anew from the same rows.

import { column_of } from "./columns.js";
import { matcher } from "./groups.js";
import { name_of } from "./torrent.js";

/** @import {Rows, Torrent} from "./rows.js" */

/** @typedef {{field: string, direction: 1 | -1}} Sort */
/** What is looked at. @typedef {{filter: string, group: string, sort: Sort}} Lens */
/** Ids. `shown` are those of `sorted` that the lens lets through.
 * @typedef {{by_name: readonly number[], sorted: readonly number[], shown: readonly number[]}} Order */
/** @typedef {(a: Torrent, b: Torrent) => number} Compare */

/** @type {Order} */
export const no_order = { by_name: [], sorted: [], shown: [] };

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** @type {Compare} */
const by_name = (a, b) => collator.compare(name_of(a), name_of(b)) || a.id - b.id;

/** What a row weighs: the lightest is at the top, what is not known at the end in either
 * direction. @param {Sort} sort @returns {(torrent: Torrent) => number} */
function weighing({ field, direction }) {
  const { key } = column_of(field);
  return (torrent) => {
    const value = key(torrent);
    return value === null ? Infinity : direction * value;
  };
}

/** Ties go by name, then id: the order is the same whatever it was before.
 * @param {Sort} sort @returns {Compare} */
function comparison(sort) {
  if (sort.field === "name") return (a, b) => sort.direction * by_name(a, b);
  const weight_of = weighing(sort);
  return (a, b) => {
    const [one, other] = [weight_of(a), weight_of(b)];
    return one === other ? by_name(a, b) : one - other;
  };
}

/** @param {Float64Array} sorted @param {number} weight which is among them */
function first_of(sorted, weight) {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < weight) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A stable sort of what is in the order of names already, so that ties cost nothing. Bare
 * numbers sort without a call for each comparison; where a number is then, its id belongs.
 * @param {readonly number[]} ids @param {Rows} rows @param {Sort} sort */
function sorted_from_names(ids, rows, sort) {
  if (sort.field === "name") return sort.direction === 1 ? ids : [...ids].reverse();
  const weight_of = rows.column(weighing(sort));
  const weights = new Float64Array(ids.length);
  ids.forEach((id, index) => {
    weights[index] = weight_of(id);
  });
  const sorted = weights.slice().sort();
  const placed = new Uint32Array(ids.length); // how many of those that weigh the same, by the first of them
  const all = [...ids];
  ids.forEach((id, index) => {
    const first = first_of(sorted, weights[index]);
    all[first + placed[first]++] = id;
  });
  return all;
}

/** @param {readonly number[]} a @param {readonly number[]} b */
const are_equal = (a, b) => a.length === b.length && a.every((id, index) => id === b[index]);

/** The same object if it is the same list. @param {readonly number[]} sorted @param {Rows} rows @param {Lens} lens
 * @param {readonly number[]} former */
function narrowed(sorted, rows, lens, former) {
  const matches = matcher(lens.filter, lens.group);
  if (!matches) return sorted;
  const shown = sorted.filter((id) => matches(/** @type {Torrent} */ (rows.get(id))));
  return are_equal(shown, former) ? former : shown;
}

/** @param {Rows} rows @param {Lens} lens @returns {Order} */
export function build(rows, lens) {
  const names = [...rows].sort(by_name).map(({ id }) => id);
  const sorted = sorted_from_names(names, rows, lens.sort);
  return { by_name: names, sorted, shown: narrowed(sorted, rows, lens, []) };
}

/** Another look at the same rows. @param {Order} order @param {Rows} rows @param {Lens} lens
 * @param {Lens} former @returns {Order} */
export function look_through(order, rows, lens, former) {
  const sorted = lens.sort === former.sort ? order.sorted : sorted_from_names(order.by_name, rows, lens.sort);
  return { ...order, sorted, shown: narrowed(sorted, rows, lens, order.shown) };
}

/** Where `id` belongs among `kept`, not before `from`.
 * @param {readonly number[]} kept @param {Torrent} torrent @param {number} from
 * @param {Rows} rows @param {Compare} compare */
function place_of(kept, torrent, from, rows, compare) {
  let [low, high] = [from, kept.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(/** @type {Torrent} */ (rows.get(kept[middle])), torrent) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {readonly number[]} ids @param {readonly number[]} moved those that are to be taken out, and put in where
 * they still are @param {Rows} rows @param {Compare} compare */
function rearranged(ids, moved, rows, compare) {
  if (moved.length === 0) return ids;
  const leaving = new Set(moved);
  const kept = ids.filter((id) => !leaving.has(id));
  const entering = moved.map((id) => rows.get(id)).filter((torrent) => torrent !== undefined).sort(compare);
  const all = [];
  let from = 0;
  for (const torrent of entering) {
    const place = place_of(kept, torrent, from, rows, compare);
    while (from < place) all.push(kept[from++]);
    all.push(torrent.id);
  }
  while (from < kept.length) all.push(kept[from++]);
  return all;
}

/** After a sample. @param {Order} order @param {Rows} before @param {Rows} rows
 * @param {readonly number[]} changed ids of which the row differs @param {Lens} lens @returns {Order} */
export function follow(order, before, rows, changed, lens) {
  const { key } = column_of(lens.sort.field);
  /** @param {(torrent: Torrent) => unknown} of */
  const differing = (of) => changed.filter((id) => {
    const [old, now] = [before.get(id), rows.get(id)];
    return !old || !now || of(old) !== of(now);
  });
  const renamed = differing(name_of);
  const moved = [...new Set([...differing(key), ...renamed])];
  const sorted = rearranged(order.sorted, moved, rows, comparison(lens.sort));
  return {
    by_name: rearranged(order.by_name, renamed, rows, by_name),
    sorted,
    shown: narrowed(sorted, rows, lens, order.shown),
  };
}

// ---- a list that stands while somebody is in it ----

/** @type {WeakMap<readonly number[], ReadonlySet<number>>} a list that stands is asked again and again */
const members = new WeakMap();

/** @param {readonly number[]} list */
export function members_of(list) {
  const known = members.get(list) ?? new Set(list);
  members.set(list, known);
  return known;
}

/** After a sample: what is held keeps its order; what is gone goes, what is new comes last.
 * @param {readonly number[]} held @param {Order} order @param {Rows} rows
 * @param {readonly number[]} changed ids of which the row differs @param {Lens} lens */
export function hold_on(held, { shown }, rows, changed, lens) {
  const there = members_of(held);
  const matches = matcher(lens.filter, lens.group) ?? (() => true);
  const is_as_before = changed.every((id) => {
    const torrent = rows.get(id);
    return torrent ? there.has(id) || !matches(torrent) : !there.has(id);
  });
  return is_as_before ? held : [...held.filter((id) => rows.get(id)), ...shown.filter((id) => !there.has(id))];
}

/** What a click on a column makes of the order. @param {Sort} sort @param {string} field @returns {Sort} */
export function toggled(sort, field) {
  if (sort.field === field) return { field, direction: sort.direction === 1 ? -1 : 1 };
  return { field, direction: column_of(field).first };
}
