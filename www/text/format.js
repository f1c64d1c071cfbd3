// Numbers as people read them: SI units as Transmission uses them, short and of
// steady width, in the reader's own digits. What is not known becomes a dash.

export const nothing = "–";
const endless = "∞";
const size_units = ["B", "kB", "MB", "GB", "TB", "PB"];

/** @param {unknown} value @returns {value is number} */
const is_number = (value) => typeof value === "number" && Number.isFinite(value);

/** By the number of decimals. */
const numbers = [0, 1, 2].map((digits) => new Intl.NumberFormat(undefined, {
  minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false,
}));
const percents = [0, 1].map((digits) => new Intl.NumberFormat(undefined, {
  style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits,
}));
const counts = new Intl.NumberFormat();
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Three digits at most, so that 999.6 kB is 1.00 MB and never 1000 kB.
 * @param {number} value @param {(value: number, unit: number) => number} decimals */
function scaled(value, decimals) {
  let unit = 0;
  while (unit < size_units.length - 1 && Number(value.toFixed(decimals(value, unit))) >= 1000) {
    value /= 1000;
    unit += 1;
  }
  return `${numbers[decimals(value, unit)].format(value)}\u00a0${size_units[unit]}`;
}

/** @param {number} value @param {number} unit */
function size_decimals(value, unit) {
  if (unit === 0) return 0;
  if (value < 9.995) return 2;
  return value < 99.95 ? 1 : 0;
}

/** @param {number} value @param {number} unit */
const rate_decimals = (value, unit) => (unit < 2 || value >= 99.95 ? 0 : 1);

/** @param {unknown} bytes of what is on its way or here: there is none of 0 bytes */
export function size(bytes) {
  return is_number(bytes) && bytes > 0 ? scaled(bytes, size_decimals) : nothing;
}

/** @param {unknown} bytes_per_second */
export function rate(bytes_per_second) {
  if (!is_number(bytes_per_second) || bytes_per_second < 0) return nothing;
  return bytes_per_second === 0 ? numbers[0].format(0) : `${scaled(bytes_per_second, rate_decimals)}/s`;
}

/** Standing alone, no rate is without its unit. @param {number} bytes_per_second */
export const sum_rate = (bytes_per_second) => (bytes_per_second > 0 ? rate(bytes_per_second) : `${numbers[0].format(0)}\u00a0B/s`);

/** @param {number} value */
export const count = (value) => counts.format(value);

const spans = /** @type {const} */ ([[86400, "d", 3600, "h"], [3600, "h", 60, "m"], [60, "m", 1, "s"]]);

/** Two units at most: "3 m 20 s". @param {number} seconds not negative */
export function duration(seconds) {
  const whole = Math.floor(seconds);
  for (const [large, large_name, small, small_name] of spans) {
    if (whole < large) continue;
    const rest = Math.floor((whole % large) / small);
    const head = `${numbers[0].format(Math.floor(whole / large))}\u00a0${large_name}`;
    return rest > 0 ? `${head} ${numbers[0].format(rest)}\u00a0${small_name}` : head;
  }
  return `${numbers[0].format(whole)}\u00a0s`;
}

const longest_eta = 1000 * 86400;

/** -1: there is none; -2: not known. @param {unknown} seconds */
export function eta(seconds) {
  if (!is_number(seconds) || seconds === -1) return nothing;
  return seconds < 0 || seconds >= longest_eta ? endless : duration(seconds);
}

/** -1: nothing to divide; -2: nothing to divide by. @param {unknown} value */
export function ratio(value) {
  if (!is_number(value) || value === -1) return nothing;
  return value < 0 ? endless : numbers[2].format(value);
}

/** Rounded down: only what is complete says 100%. @param {unknown} part 0 to 1 */
export function percent(part) {
  if (!is_number(part)) return nothing;
  const tenths = Math.floor(Math.min(Math.max(part, 0), 1) * 1000 + 1e-9);
  return percents[tenths >= 1000 ? 0 : 1].format(tenths / 1000);
}

/** @param {unknown} unix_seconds */
export function moment(unix_seconds) {
  return is_number(unix_seconds) && unix_seconds > 0 ? moments.format(unix_seconds * 1000) : nothing;
}
