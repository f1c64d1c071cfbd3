import assert from "node:assert/strict";
import { test } from "node:test";

import { columns } from "../../www/state/columns.js";
import { groups, matcher, no_summary, summed } from "../../www/state/groups.js";
import { build, follow, look_through, toggled } from "../../www/state/order.js";
import { apply, changed_ids, Rows } from "../../www/state/rows.js";
import { words } from "../../www/text/words.js";
import { chance, pick } from "./random.js";

const by_name = { field: "name", direction: 1 };
const lens = (sort = by_name, filter = "", group = "all") => ({ sort, filter, group });
const rows_of = (torrents) => new Rows().with([], torrents);
const shown = (torrents, look) => build(rows_of(torrents), look).shown;

function random_torrent(random, id) {
  const maybe = (value) => (random() < 0.2 ? undefined : value);
  return {
    id,
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
    labels: maybe([["keep"], ["Linux", "iso"], []][pick(random, 3)]),
    trackerHost: maybe(["bt.example.org", ""][pick(random, 2)]),
    downloadDir: maybe(["/srv/A", "/srv/b c"][pick(random, 2)]),
  };
}

const random_torrents = (random, size) => Array.from({ length: size }, (_, index) => random_torrent(random, index + 1));

function random_lens(random) {
  const sort = { field: columns[pick(random, columns.length)].field, direction: pick(random, 2) ? 1 : -1 };
  return lens(sort, ["", "", "a", "beta 1", "-is:error"][pick(random, 5)], groups[pick(random, groups.length)].id);
}

test("the order that is kept from sample to sample is the one that would be built anew", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = chance(seed);
    let known = apply({ cursor: null, rows: new Rows() }, { cursor: "0", full: true, set: random_torrents(random, 30) });
    let look = random_lens(random);
    let order = build(known.rows, look);
    for (let sample = 1; sample <= 8; sample += 1) {
      const ids = () => Array.from({ length: pick(random, 6) }, () => 1 + pick(random, 40));
      const delta = { cursor: `${sample}`, from: known.cursor, gone: ids(), set: ids().map((id) => random_torrent(random, id)) };
      const now = apply(known, delta);
      order = follow(order, known.rows, now.rows, changed_ids(known.rows, now.rows, delta), look);
      known = now;
      assert.deepEqual(order, build(known.rows, look), `history ${seed}, sample ${sample}, ${JSON.stringify(look)}`);
      if (pick(random, 3) > 0) continue;
      const other = random_lens(random);
      order = look_through(order, known.rows, other, look);
      look = other;
      assert.deepEqual(order, build(known.rows, look), `history ${seed}, another look at ${sample}`);
    }
  }
});

test("a sample that moves nothing leaves the same lists", () => {
  const before = rows_of(random_torrents(chance(2), 50));
  for (const look of [lens(), lens(by_name, "a")]) {
    const order = build(before, look);
    const now = before.with([], [{ id: 7, eta: 12345 }]);
    const after = follow(order, before, now, [7], look);
    assert.ok(after.by_name === order.by_name && after.sorted === order.sorted && after.shown === order.shown);
  }
});

test("what is not known comes last in both directions", () => {
  const torrents = [{ id: 1, eta: -1 }, { id: 2, eta: 50 }, { id: 3, eta: -2 }, { id: 4, eta: 10 }, { id: 5 }];
  const by = (direction) => shown(torrents, lens({ field: "eta", direction }));
  assert.deepEqual(by(1), [4, 2, 3, 1, 5]);
  assert.deepEqual(by(-1), [3, 2, 4, 1, 5]);
});

test("names sort as people count, whatever their case", () => {
  const torrents = ["part 10", "Part 2", "part 1"].map((name, id) => ({ id, name }));
  assert.deepEqual(shown(torrents, lens()), [2, 1, 0]);
});

test("the search: words in any order, qualifiers, quotes, and a minus before any of them", () => {
  const torrents = [
    { id: 0, name: "Debian 13 amd64.iso", labels: ["Linux", "keep me"], trackerHost: "bt.debian.org", downloadDir: "/srv/iso" },
    { id: 1, name: "debian 12 arm64", error: 2, downloadDir: "/srv/old iso", status: 4, rateDownload: 0 },
    { id: 2, name: "ÄRGER", labels: [], status: 0, isFinished: true, percentDone: 1 },
    { id: 3, name: "a^$\\.*+?()[]{}|/-z", labels: ["c++"], trackerHost: "" },
  ];
  const table = [
    ["DEB amd", [0]], ["  64   debian ", [0, 1]], ["ärger", [2]], ["<b>", []], ["", [0, 1, 2, 3]], ["-", [0, 1, 2, 3]],
    ["label:linux", [0]], ['label:"keep me"', [0]], ["-label:linux", [1, 2, 3]], ["tracker:debian", [0]],
    ["dir:/srv", [0, 1]], ['dir:"old iso"', [1]], ["is:error", [1]], ["-is:error debian", [0]], ["is:stalled", [1]],
    ["is:finished", [2]], ["is:done", [2]], ["is:nonsense", []], ["-debian", [2, 3]], ["IS:Error", [1]],
    ['"13 amd"', [0]], ['"13 amd', [0]], ["name:x", []], ['-"debian 12" deb', [0]],
    ["a.d64", []], ["debian 1[23]", []], ["label:c++", [3]], ["b|d", []], ["ÄrGeR", [2]],
    ...[..."^$\\*+?()[]{}|/"].map((mark) => [mark, [3]]),
  ];
  for (const [text, found] of table) {
    const matches = matcher(text, "all") ?? (() => true);
    assert.deepEqual(torrents.filter(matches).map(({ id }) => id), found, text);
  }
});

test("the hint of the search names every state that it knows, and no other", () => {
  const [, named] = words.page.search_hint.match(/is: with ([^.]+)\./);
  const states = named.split(/, | or /);
  for (const { id } of groups.filter(({ id }) => id !== "all")) assert.ok(states.includes(id), id);
  const torrents = [0, 1, 2, 3, 4, 5, 6].flatMap((status) => [0, 1].map((percentDone) => (
    { id: status, status, percentDone, error: percentDone, rateDownload: 0, rateUpload: percentDone, isFinished: true })));
  for (const state of states) assert.ok(torrents.some(matcher(`is:${state}`, "all")), state);
});

test("each group counts what it shows, however it came to be", () => {
  const random = chance(11);
  const torrents = random_torrents(random, 200);
  const former = random_torrents(random, 60);
  const { counts, down } = summed(summed(no_summary, [], former), former, torrents);
  for (const { id } of groups) assert.equal(counts[id], shown(torrents, lens(by_name, "", id)).length, id);
  assert.equal(down, torrents.reduce((sum, { rateDownload = 0 }) => sum + rateDownload, 0));
  assert.deepEqual(summed(summed(no_summary, [], former), former, []), no_summary);
});

test("a second click on a column turns its order, another column begins with its own", () => {
  assert.deepEqual(toggled(by_name, "name"), { field: "name", direction: -1 });
  assert.deepEqual(toggled(by_name, "rateDownload"), { field: "rateDownload", direction: -1 });
  assert.deepEqual(toggled({ field: "eta", direction: -1 }, "name"), by_name);
});
