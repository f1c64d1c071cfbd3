// Which rows may stay where they are when an order changes: the longest run that
// is already in order. Every other row moves once, so a move count is minimal.

/** @param {readonly number[]} positions old places in the new order, -1 for a new one
 * @returns {Set<number>} indexes into `positions` that stay */
export function staying(positions) {
  /** @type {number[]} the index that ends the best run of each length */
  const ends = [];
  /** @type {number[]} */
  const before = [];
  positions.forEach((position, index) => {
    if (position < 0) return;
    const length = run_before(ends, positions, position);
    before[index] = length > 0 ? ends[length - 1] : -1;
    ends[length] = index;
  });
  return chain(before, ends.at(-1) ?? -1);
}

/** @param {number[]} ends @param {readonly number[]} positions @param {number} position */
function run_before(ends, positions, position) {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[ends[middle]] < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {number[]} before @param {number} last */
function chain(before, last) {
  const kept = new Set();
  for (let index = last; index >= 0; index = before[index]) kept.add(index);
  return kept;
}
