// What this browser remembers. Storage may be forbidden or full: then the page
// works the same and forgets.

const prefix = "wstorrentd.";

/** @template T @param {string} name @param {T} fallback
 * @param {(value: any) => boolean} is_valid @returns {T} */
export function recall(name, fallback, is_valid) {
  try {
    const value = JSON.parse(localStorage.getItem(prefix + name) ?? "null");
    return value !== null && is_valid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} name @param {unknown} value */
export function remember(name, value) {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Forgetting is all that is lost.
  }
}
