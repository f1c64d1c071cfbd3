// What is selected, by key: it outlives samples, filters and other orders. Pure.

/** `current` is where the keyboard is; `anchor` where a range begins.
 * @typedef {{keys: ReadonlySet<string>, anchor: string | null, current: string | null}} Selection */

/** @type {Selection} */
export const nothing_selected = { keys: new Set(), anchor: null, current: null };

/** @param {Selection} selection @param {string} key @returns {Selection} */
export const go_to = (selection, key) => ({ ...selection, current: key });

/** @param {string} key @returns {Selection} */
export const select_only = (key) => ({ keys: new Set([key]), anchor: key, current: key });

/** @param {Selection} selection @param {string} key @returns {Selection} */
export function toggle(selection, key) {
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { keys, anchor: key, current: key };
}

/** From the anchor to `key`, and nothing else. @param {Selection} selection @param {string} key
 * @param {readonly string[]} listed keys as they stand @returns {Selection} */
export function extend_to(selection, key, listed) {
  const anchor = selection.anchor ?? selection.current ?? key;
  const [from, to] = [listed.indexOf(anchor), listed.indexOf(key)];
  if (from < 0 || to < 0) return select_only(key);
  return { keys: new Set(listed.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor, current: key };
}

/** @param {Selection} selection @param {readonly string[]} listed @returns {Selection} */
export const select_all = (selection, listed) => ({ ...selection, keys: new Set(listed) });

/** @param {Selection} selection @returns {Selection} */
export const select_none = (selection) => ({ ...selection, keys: new Set(), anchor: null });

/** Without what is no more. @param {Selection} selection @param {(key: string) => boolean} is_gone
 * @returns {Selection} the same object if all of it is still there */
export function without(selection, is_gone) {
  const lost = [...selection.keys].filter(is_gone);
  const anchor = selection.anchor !== null && is_gone(selection.anchor) ? null : selection.anchor;
  if (lost.length === 0 && anchor === selection.anchor) return selection;
  const keys = new Set(selection.keys);
  for (const key of lost) keys.delete(key);
  return { ...selection, keys, anchor };
}
