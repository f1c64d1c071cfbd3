import assert from "node:assert/strict";
import { test } from "node:test";

import { columns } from "../../www/columns.js";
import { count, groups, toggled, total, visible } from "../../www/list.js";
import { chance, pick } from "./random.js";

const everything = { text: "", group: "all" };
const ids = (torrents) => torrents.map(({ id }) => id);

function random_torrents(random, size) {
  const maybe = (value) => (random() < 0.2 ? undefined : value);
  return Array.from({ length: size }, (_, index) => ({
    id: index + 1,
    name: maybe(["alpha", "Beta 2", "beta 10", "Ärger", "шар"][pick(random, 5)]),
    status: pick(random, 8),
    error: maybe(pick(random, 4)),
    percentDone: maybe(random()),
    sizeWhenDone: maybe(pick(random, 3) * 1000),
    rateDownload: maybe(pick(random, 3)),
    rateUpload: maybe(pick(random, 3)),
    eta: maybe(pick(random, 5) - 2),
    uploadRatio: maybe(pick(random, 5) - 2),
    peersConnected: maybe(pick(random, 3)),
  }));
}

function shuffled(random, items) {
  return items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key).map(({ item }) => item);
}

test("the order is the same from whichever order it starts, by every column", () => {
  const random = chance(3);
  const torrents = random_torrents(random, 60);
  for (const { field } of columns) {
    for (const direction of [1, -1]) {
      const expected = ids(visible(torrents, everything, { field, direction }));
      assert.deepEqual(ids(visible(shuffled(random, torrents), everything, { field, direction })), expected);
      assert.equal(new Set(expected).size, torrents.length);
    }
  }
});

test("what is not known comes last in both directions", () => {
  const torrents = [{ id: 1, eta: -1 }, { id: 2, eta: 50 }, { id: 3, eta: -2 }, { id: 4, eta: 10 }, { id: 5 }];
  const by = (direction) => ids(visible(torrents, everything, { field: "eta", direction }));
  assert.deepEqual(by(1), [4, 2, 3, 1, 5]);
  assert.deepEqual(by(-1), [3, 2, 4, 1, 5]);
});

test("names sort as people count, whatever their case", () => {
  const torrents = ["part 10", "Part 2", "part 1"].map((name, index) => ({ id: index, name }));
  const shown = visible(torrents, everything, { field: "name", direction: 1 });
  assert.deepEqual(shown.map(({ name }) => name), ["part 1", "Part 2", "part 10"]);
});

test("a filter keeps the names that hold all its words, in any case and order", () => {
  const torrents = ["Debian 13 amd64.iso", "debian 12 arm64", "ÄRGER"].map((name, index) => ({ id: index, name }));
  const found = (text) => ids(visible(torrents, { text, group: "all" }, { field: "name", direction: 1 }));
  assert.deepEqual(found("DEB amd"), [0]);
  assert.deepEqual(found("  64   debian "), [1, 0]);
  assert.deepEqual(found("ärger"), [2]);
  assert.deepEqual(found("<b>"), []);
});

test("each group counts what it shows", () => {
  const torrents = random_torrents(chance(11), 200);
  const counts = count(torrents);
  for (const { id } of groups) {
    const shown = visible(torrents, { text: "", group: id }, { field: "name", direction: 1 });
    assert.equal(counts.get(id), shown.length, id);
  }
});

test("totals add up and a missing rate is none", () => {
  assert.deepEqual(total([{ id: 1, rateDownload: 5 }, { id: 2, rateDownload: 7, rateUpload: 1 }, { id: 3 }]),
    { down: 12, up: 1 });
  assert.deepEqual(total([]), { down: 0, up: 0 });
});

test("a second click on a column turns its order, another column begins with its own", () => {
  assert.deepEqual(toggled({ field: "name", direction: 1 }, "name"), { field: "name", direction: -1 });
  assert.deepEqual(toggled({ field: "name", direction: 1 }, "rateDownload"), { field: "rateDownload", direction: -1 });
  assert.deepEqual(toggled({ field: "eta", direction: -1 }, "name"), { field: "name", direction: 1 });
});
