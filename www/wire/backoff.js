// How long to wait before the next attempt: doubling from half a second to
// fifteen, with jitter so that a restarted server is not hit by all at once.

const first = 500;
export const longest_delay = 15_000;

/** Milliseconds. @param {number} attempt from 0 @param {number} random in [0, 1) */
export function delay(attempt, random) {
  const ceiling = Math.min(longest_delay, first * 2 ** Math.min(attempt + 1, 16));
  return Math.max(first, Math.round(ceiling * (0.5 + random / 2)));
}
