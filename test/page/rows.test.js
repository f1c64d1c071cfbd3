import assert from "node:assert/strict";
import { test } from "node:test";

import { apply, changed_ids, Rows } from "../../www/state/rows.js";
import { chance, pick } from "./random.js";

const fields = ["name", "status", "rateDownload"];

/** The server's table, and the delta that leads from one version to the next. */
class Server {
  rows = new Map();
  version = 1;

  constructor(random) {
    this.random = random;
  }

  step() {
    const before = new Map([...this.rows].map(([id, row]) => [id, { ...row }]));
    for (let count = pick(this.random, 6); count > 0; count -= 1) this.change(1 + pick(this.random, 8));
    this.version += 1;
    return { cursor: this.cursor(), from: `e-${this.version - 1}`, ...difference(before, this.rows) };
  }

  change(id) {
    const kind = pick(this.random, 5);
    if (kind === 0) this.rows.delete(id);
    else if (kind === 1 || !this.rows.has(id)) this.rows.set(id, { id, born: this.random() });
    else this.rows.get(id)[fields[pick(this.random, fields.length)]] = pick(this.random, 4);
  }

  cursor() {
    return `e-${this.version}`;
  }

  full() {
    return { cursor: this.cursor(), full: true, set: [...this.rows.values()].map((row) => ({ ...row })), gone: [] };
  }
}

function difference(before, now) {
  const is_new = (row) => before.get(row.id)?.born !== row.born;
  const gone = [...before.values()].filter((row) => now.get(row.id)?.born !== row.born).map(({ id }) => id);
  const set = [...now.values()].map((row) => (is_new(row) ? { ...row } : changed(before.get(row.id), row)));
  return { gone, set: set.filter((row) => Object.keys(row).length > 1) };
}

function changed(old, row) {
  return Object.fromEntries(Object.entries(row).filter(([name, value]) => name === "id" || old[name] !== value));
}

const nothing = { cursor: null, rows: new Rows() };
const by_id = (rows) => new Map([...rows].map((row) => [row.id, row]));

test("the fold of any history of deltas is the server's table", () => {
  for (let seed = 1; seed <= 1000; seed += 1) {
    const server = new Server(chance(seed));
    let known = apply(nothing, server.full());
    for (let sample = 0; sample < 20; sample += 1) {
      const before = known;
      const delta = server.step();
      known = apply(known, delta);
      assert.deepEqual(by_id(known.rows), new Map([...server.rows].sort(([a], [b]) => a - b)), `history ${seed}, sample ${sample}`);
      assert.equal(known.rows.size, server.rows.size);
      assert.equal(known.cursor, server.cursor());
      const changed = changed_ids(before.rows, known.rows, delta);
      for (let id = 0; id < 10; id += 1) {
        assert.equal(changed.includes(id), before.rows.get(id) !== known.rows.get(id));
      }
    }
  }
});

test("a delta made for another state is refused and changes nothing", () => {
  const server = new Server(chance(5));
  const known = apply(nothing, server.full());
  server.step();
  const later = server.step();
  assert.equal(apply(known, later), null);
  assert.equal(apply(nothing, later), null);
  assert.equal(known.cursor, "e-1");
});

test("a full delta needs no state and keeps nothing of an old one", () => {
  const old = apply(nothing, { cursor: "x-9", full: true, set: [{ id: 1, name: "old" }], gone: [] });
  const delta = { cursor: "y-1", full: true, set: [{ id: 2, name: "new" }], gone: [] };
  const known = apply(old, delta);
  assert.deepEqual([...known.rows], [{ id: 2, name: "new" }]);
  assert.deepEqual(changed_ids(old.rows, known.rows, delta).sort(), [1, 2]);
});

test("an id both gone and set is a new torrent with nothing of the old one", () => {
  const old = apply(nothing, { cursor: "e-1", full: true, set: [{ id: 7, name: "old", error: 3 }], gone: [] });
  const known = apply(old, { cursor: "e-2", from: "e-1", set: [{ id: 7, name: "new" }], gone: [7] });
  assert.deepEqual(known.rows.get(7), { id: 7, name: "new" });
  assert.equal(known.rows.size, 1);
});

test("what is found by its key is what a search through all rows finds, in the newest copy and in older ones", () => {
  const searched = (rows, key) => [...rows].find(({ id, hashString }) => (hashString ?? String(id)) === key);
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = chance(seed);
    // Torrents without a hash, and hashes that wander from id to id.
    const hash_of = new Map();
    const copies = [new Rows()];
    for (let sample = 0; sample < 12; sample += 1) {
      const gone = [...hash_of.keys()].filter(() => pick(random, 4) === 0);
      for (const id of gone) hash_of.delete(id);
      const free = ["a", "b", "c", "d", undefined, undefined].filter((hash) => hash === undefined || ![...hash_of.values()].includes(hash));
      const id = 1 + pick(random, 600);
      const set = hash_of.has(id) ? [{ id, status: sample }] : [{ id, hashString: free[pick(random, free.length)] }];
      if (!hash_of.has(id)) hash_of.set(id, set[0].hashString);
      copies.push(copies.at(-1).with(gone, set));
      const looked_at = pick(random, 3) === 0 ? copies.at(pick(random, copies.length)) : copies.at(-1);
      for (const key of ["a", "b", "c", "d", ...hash_of.keys()]) {
        assert.equal(looked_at.find(String(key)), searched(looked_at, String(key)), `history ${seed}, sample ${sample}, ${key}`);
      }
    }
  }
});

test("a row that did not change is the same object, one that did is another; far ids are no matter", () => {
  const old = apply(nothing, { cursor: "e-1", full: true, set: [{ id: 1 }, { id: 2, status: 4 }, { id: 2_000_000_000 }], gone: [] });
  const known = apply(old, { cursor: "e-2", from: "e-1", set: [{ id: 2, status: 6 }], gone: [] });
  assert.equal(known.rows.get(1), old.rows.get(1));
  assert.equal(known.rows.get(2_000_000_000), old.rows.get(2_000_000_000));
  assert.notEqual(known.rows.get(2), old.rows.get(2));
  assert.equal(old.rows.get(2).status, 4);
});
