// What this browser remembers, with a version. Storage may be forbidden, full or
// hold nonsense: then the page works the same with what is usual.

/** @import {Sort} from "./order.js" */

/** @typedef {"system" | "light" | "dark"} Theme */
/** @typedef {"roomy" | "dense"} Density */
/** @typedef {{theme: Theme, density: Density, sort: Sort, letters: boolean, folders: readonly string[]}} Preferences */

/** @type {readonly Theme[]} */
export const themes = ["system", "light", "dark"];
/** @type {readonly Density[]} */
export const densities = ["roomy", "dense"];

const place = "wstorrentd";
const version = 1;

/** @type {Preferences} */
export const usual = { theme: "system", density: "roomy", sort: { field: "name", direction: 1 }, letters: true, folders: [] };

/** @template T @param {readonly T[]} all @param {unknown} value @param {T} otherwise */
const one_of = (all, value, otherwise) => all.find((known) => known === value) ?? otherwise;

/** @param {any} value @param {readonly string[]} fields @param {Sort} otherwise @returns {Sort} */
function valid_sort(value, fields, otherwise) {
  const is_valid = fields.includes(value?.field) && (value.direction === 1 || value.direction === -1);
  return is_valid ? { field: value.field, direction: value.direction } : otherwise;
}

const most_folders = 10;

/** @param {unknown} value @returns {readonly string[]} */
const valid_folders = (value) => (Array.isArray(value) ? value.filter((one) => typeof one === "string" && one.startsWith("/")).slice(0, most_folders) : []);

/** The one that was used last comes first. @param {readonly string[]} folders @param {string} folder */
export const with_folder = (folders, folder) => valid_folders([folder, ...folders.filter((one) => one !== folder)]);

/** @param {string | null} text @param {readonly string[]} fields that can be sorted by @returns {Preferences} */
export function read_preferences(text, fields) {
  let kept;
  try {
    kept = JSON.parse(text ?? "null");
  } catch {
    return usual;
  }
  if (kept?.version !== version) return usual;
  return {
    theme: one_of(themes, kept.theme, usual.theme),
    density: one_of(densities, kept.density, usual.density),
    sort: valid_sort(kept.sort, fields, usual.sort),
    letters: kept.letters !== false,
    folders: valid_folders(kept.folders),
  };
}

/** @param {Preferences} preferences */
export const write_preferences = (preferences) => JSON.stringify({ version, ...preferences });

export function recall() {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

/** @param {string} text */
export function remember(text) {
  try {
    localStorage.setItem(place, text);
  } catch {
    // Forgetting is all that is lost.
  }
}
