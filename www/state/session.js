// What the page shows of the daemon's settings: its limits, and the room for more. Pure.

/** @typedef {"down" | "up"} Direction */

/** Limits in kB/s, null: none; `free`: bytes, null: not known.
 * @typedef {object} Session
 * @property {number | null} free
 * @property {string} folder where new torrents go
 * @property {number | null} down
 * @property {number | null} up
 * @property {boolean} alt_speed the alternative limits hold
 * @property {{down: number, up: number}} alternative
 */

/** @param {unknown} value */
const number_or_null = (value) => (typeof value === "number" && value >= 0 ? value : null);

/** @param {any} payload of the topic `session`, or of GET api/session @returns {Session} */
export function read_session({ settings: told, free_space, alt_speed }) {
  const settings = told ?? {};
  const limit = (/** @type {string} */ name) => (settings[`${name}-enabled`] === true ? number_or_null(settings[name]) : null);
  return {
    free: number_or_null(free_space),
    folder: typeof settings["download-dir"] === "string" ? settings["download-dir"] : "",
    down: limit("speed-limit-down"),
    up: limit("speed-limit-up"),
    alt_speed: alt_speed === true,
    alternative: { down: number_or_null(settings["alt-speed-down"]) ?? 0, up: number_or_null(settings["alt-speed-up"]) ?? 0 },
  };
}

/** That which holds now. @param {Session} session @param {Direction} direction */
export const limit_of = (session, direction) => (session.alt_speed ? session.alternative[direction] : session[direction]);

/** @param {Session | null} a @param {Session} b */
export const same_session = (a, b) => JSON.stringify(a) === JSON.stringify(b);
