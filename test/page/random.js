// A small repeatable source of chance: a failing history can be told by its seed.

/** @param {number} seed @returns {() => number} in [0, 1) */
export function chance(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** @param {() => number} random @param {number} below */
export const pick = (random, below) => Math.floor(random() * below);
