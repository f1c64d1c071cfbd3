import assert from "node:assert/strict";
import { test } from "node:test";

import { staying } from "../../www/order.js";
import { chance, pick } from "./random.js";

/** The longest rising run, by trying them all. */
function longest_run(positions) {
  let best = 0;
  for (let mask = 0; mask < 2 ** positions.length; mask += 1) {
    const chosen = positions.filter((_, index) => mask & (1 << index));
    if (chosen.every((place, index) => place >= 0 && (index === 0 || chosen[index - 1] < place))) {
      best = Math.max(best, chosen.length);
    }
  }
  return best;
}

test("what stays is in order already, is not new, and is as much as can stay", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = chance(seed);
    const places = [0, 1, 2, 3, 4, 5, 6, 7].sort(() => random() - 0.5);
    const positions = places.map((place) => (pick(random, 5) === 0 ? -1 : place));
    const kept = positions.filter((_, index) => staying(positions).has(index));
    assert.deepEqual(kept, [...kept].sort((a, b) => a - b));
    assert.ok(kept.every((place) => place >= 0));
    assert.equal(kept.length, longest_run(positions), JSON.stringify(positions));
  }
});

test("an unchanged order moves nothing and one row that moved is the only one to move", () => {
  assert.equal(staying([0, 1, 2, 3]).size, 4);
  assert.deepEqual([...staying([3, 0, 1, 2])].sort(), [1, 2, 3]);
  assert.deepEqual([...staying([1, 2, 3, 0])].sort(), [0, 1, 2]);
  assert.equal(staying([]).size, 0);
});
