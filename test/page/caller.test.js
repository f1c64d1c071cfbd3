import assert from "node:assert/strict";
import { test } from "node:test";

import { Caller } from "../../www/caller.js";
import { action_of } from "../../www/state/actions.js";
import { usual } from "../../www/state/preferences.js";
import { Store } from "../../www/state/store.js";
import { begin } from "../../www/state/update.js";
import { words } from "../../www/text/words.js";
import { CallError, connection_lost } from "../../www/wire/wamp.js";
import { FakeClock } from "./fake_clock.js";

const torrents = (count, from = 1) => Array.from({ length: count }, (_, place) => ({ id: from + place, hashString: `h${from + place}`, name: `n${from + place}`, status: 4 }));

/** A caller whose calls are answered by the test. */
function world(...set) {
  const store = new Store(begin({
    lens: { filter: "", group: "all", sort: usual.sort }, density: "roomy", theme: "system", letters: true, folders: [],
    link: { connection: "live", since: 0, refusal: null },
  }), () => {});
  store.dispatch({ type: "delta", delta: { cursor: "1", full: true, set, gone: [] }, now: 0 });
  const clock = new FakeClock();
  const calls = [];
  const call = (procedure, kwargs) => new Promise((resolve, reject) => calls.push({ procedure, kwargs, resolve, reject }));
  const caller = new Caller({ dispatch: store.dispatch, call, known: () => new Set([...store.state.known.rows].map(({ hashString }) => hashString)), after: clock.after, cancel: clock.cancel });
  const mark = (key) => store.state.marks.get(key);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { store, clock, calls, caller, mark, turn };
}

test("rows are marked at once, and settle on the answer: confirmed, a note, a refusal", async () => {
  const [one] = torrents(1);
  const { store, calls, caller, mark, turn } = world(one);
  void caller.run(action_of("stop"), [one]);
  assert.deepEqual(mark("h1"), { kind: "pending", said: "Stopping…" });
  assert.deepEqual(calls.map(({ procedure, kwargs }) => [procedure, kwargs]), [["torrent.stop", { ids: ["h1"] }]]);
  calls[0].resolve({ ok: true, confirmed: true });
  await turn();
  assert.equal(mark("h1"), undefined);
  assert.equal(store.state.told, null, "the row says enough");
  void caller.run(action_of("reannounce"), [one]);
  calls[1].resolve({ ok: true, confirmed: false, note: "cannot be seen" });
  await turn();
  assert.deepEqual(mark("h1"), { kind: "note", said: "cannot be seen" });
  void caller.run(action_of("stop"), [one]);
  calls[2].reject(new CallError("wstorrent.error.source_failed", "the daemon is gone"));
  await turn();
  assert.deepEqual(mark("h1"), { kind: "refused", said: "the daemon is gone" });
  assert.deepEqual(store.state.told, { said: "the daemon is gone", is_wrong: true });
  store.dispatch({ type: "read" });
  assert.equal(mark("h1"), undefined);
  assert.equal(store.state.told, null);
});

test("what somebody wanted since then stays told at the row when an earlier answer comes", async () => {
  const [one] = torrents(1);
  const { calls, caller, mark, turn } = world(one);
  void caller.run(action_of("start"), [one]);
  void caller.run(action_of("stop"), [one]);
  calls[0].resolve({ ok: true, confirmed: true });
  await turn();
  assert.deepEqual(mark("h1"), { kind: "pending", said: "Stopping…" });
  calls[1].reject(new CallError("wstorrent.error.busy", "too much at once"));
  await turn();
  assert.deepEqual(mark("h1"), { kind: "refused", said: "too much at once" });
});

test("more than a thousand go in several calls, one after the other, and are told as one", async () => {
  const all = torrents(2500);
  const { store, calls, caller, mark, turn } = world(...all);
  const whole = caller.run(action_of("stop"), all);
  assert.equal(store.state.marks.size, 2500);
  for (const [place, length] of [1000, 1000, 500].entries()) {
    assert.equal(calls.length, place + 1);
    assert.equal(calls[place].kwargs.ids.length, length);
    if (place === 1) calls[place].reject(new CallError("wstorrent.error.busy", "too much at once"));
    else calls[place].resolve({ ok: true, confirmed: true });
    await turn();
  }
  assert.deepEqual(await whole, { done: 1500, refused: 1000, why: "too much at once" });
  assert.equal(mark("h1"), undefined);
  assert.equal(mark("h1001").kind, "refused");
  assert.equal(store.state.told.said, "Stopped 1,500, not 1,000: too much at once");
});

test("an action for one torrent names it alone, with its arguments", () => {
  const [one] = torrents(1);
  const { calls, caller } = world(one);
  void caller.run(action_of("rename"), [one], { path: "n1", name: "new" });
  assert.deepEqual(calls[0].kwargs, { id: "h1", path: "n1", name: "new" });
});

test("removing waits for five seconds in which it can be undone; more of them begin it anew", async () => {
  const all = torrents(3);
  const { store, clock, calls, caller, mark } = world(...all);
  caller.remove(all.slice(0, 1));
  assert.equal(mark("h1").kind, "leaving");
  clock.pass(4000);
  caller.remove(all.slice(1, 2));
  assert.equal(store.state.leaving, 2);
  clock.pass(4000);
  assert.equal(calls.length, 0);
  caller.undo();
  clock.pass(10_000);
  assert.equal(calls.length, 0);
  assert.equal(store.state.marks.size, 0);
  assert.equal(store.state.leaving, 0);
  assert.equal(store.state.told.said, words.kept(2));
  caller.remove(all);
  clock.pass(5000);
  assert.deepEqual(calls.map(({ procedure, kwargs }) => [procedure, kwargs]), [["torrent.remove", { ids: ["h1", "h2", "h3"] }]]);
  assert.equal(store.state.leaving, 0);
  caller.undo();
  assert.equal(mark("h1").kind, "pending", "what is under way cannot be undone");
});

test("what is done to a row that is to be removed leaves it saying so", async () => {
  const [one, other] = torrents(2);
  const { calls, caller, mark, turn } = world(one, other);
  caller.remove([one]);
  void caller.run(action_of("stop"), [one, other]);
  assert.deepEqual([mark("h1").kind, mark("h2").kind], ["pending", "pending"]);
  calls[0].resolve({ ok: true });
  await turn();
  assert.equal(mark("h1").kind, "leaving");
  assert.equal(mark("h2"), undefined);
  caller.undo();
  assert.equal(mark("h1"), undefined);
});

test("what a lost connection left open is not known, and is found out by the next one", async () => {
  const all = torrents(2);
  const { calls, caller, mark, turn } = world(...all);
  void caller.run(action_of("stop"), all);
  calls[0].reject(new CallError(connection_lost, "lost"));
  await turn();
  assert.deepEqual(mark("h1"), { kind: "unknown", said: words.not_known });
  caller.find_out();
  assert.deepEqual([calls[1].procedure, calls[1].kwargs], ["torrents.get", { ids: ["h1", "h2"] }]);
  calls[1].reject(new CallError(connection_lost, "lost again"));
  await turn();
  caller.find_out();
  calls[2].resolve({ torrents: [{ ...all[0], status: 0 }, all[1]] });
  await turn();
  assert.equal(mark("h1"), undefined);
  assert.deepEqual(mark("h2"), { kind: "refused", said: words.was_not_done("Stop") });
  caller.find_out();
  assert.equal(calls.length, 3);
});

test("what is gone takes its mark along", async () => {
  const all = torrents(2);
  const { store, caller, mark } = world(...all);
  void caller.run(action_of("stop"), all);
  store.dispatch({ type: "delta", delta: { cursor: "2", from: "1", set: [], gone: [1] }, now: 0 });
  assert.deepEqual([...store.state.marks.keys()], ["h2"]);
  assert.equal(mark("h1"), undefined);
});

test("one that is gone before it was its turn is asked for no more", async () => {
  const all = torrents(3);
  const { store, clock, calls, caller } = world(...all);
  caller.remove(all);
  store.dispatch({ type: "delta", delta: { cursor: "2", from: "1", set: [], gone: [2] }, now: 0 });
  clock.pass(5000);
  assert.deepEqual(calls[0].kwargs.ids, ["h1", "h3"]);
});
