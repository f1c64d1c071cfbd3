import assert from "node:assert/strict";
import { test } from "node:test";

import { read_address, write_address } from "../../www/state/address.js";
import { read_preferences, usual, write_preferences } from "../../www/state/preferences.js";
import { once_a_frame, Store } from "../../www/state/store.js";
import { begin, chosen as in_bar, is_held_back, known_folders, listed, selected, targets, update } from "../../www/state/update.js";
import { panel_of } from "../../www/views/frame.js";
import { chance, pick } from "./random.js";

const start = begin({
  lens: { filter: "", group: "all", sort: usual.sort },
  density: "roomy",
  theme: "system",
  letters: true,
  folders: [],
  link: { connection: "live", since: 0, refusal: null },
});

const row = (id, name, more = {}) => ({ id, hashString: `h-${name}`, name, status: 0, sizeWhenDone: 1000 * id, ...more });
const full = (...set) => ({ type: "delta", delta: { cursor: "1", full: true, set, gone: [] }, now: 0 });
/** The next delta of a state. */
const sample = (state, { set = [], gone = [] }) =>
  update(state, { type: "delta", delta: { cursor: `${Number(state.known.cursor) + 1}`, from: state.known.cursor, set, gone } });
const fold = (state, ...messages) => messages.reduce(update, state);

const choose = (name, how = "only") => ({ type: "choose", key: `h-${name}`, how });
const go = (to, extend = false) => ({ type: "go", to, extend });
const names = (state) => listed(state).map((id) => state.known.rows.get(id).name).join("");
const chosen = (state) => [...state.selection.keys].map((key) => key.slice(2)).sort().join("");
const current = (state) => state.selection.current?.slice(2) ?? null;

const abcde = fold(start, full(row(1, "c"), row(2, "a"), row(3, "e"), row(4, "b"), row(5, "d")));

test("a selection by clicks: one, one more, one less, a range, all, none", () => {
  const table = [
    [[choose("b")], "b"], [[choose("b"), choose("d", "toggle")], "bd"], [[choose("b"), choose("b", "toggle")], ""],
    [[choose("b"), choose("d", "extend")], "bcd"], [[choose("d"), choose("b", "extend")], "bcd"],
    [[choose("b"), choose("d", "extend"), choose("a", "extend")], "ab"], [[choose("c", "extend")], "c"],
    [[{ type: "select_all" }], "abcde"], [[{ type: "select_all" }, { type: "select_none" }], ""],
    [[choose("a"), choose("c", "toggle"), choose("e", "extend")], "cde"],
  ];
  for (const [messages, expected] of table) {
    assert.equal(chosen(fold(abcde, ...messages)), expected, JSON.stringify(messages));
  }
});

test("the keyboard walks without selecting, stops at the ends, and extends with Shift", () => {
  const walk = (...steps) => fold(abcde, ...steps);
  assert.equal(current(walk(go(1))), "a");
  assert.equal(current(walk(go(1), go(1))), "b");
  assert.equal(current(walk(go("last"), go(1))), "e");
  assert.equal(current(walk(go("last"), go(-2), go("first"), go(-7))), "a");
  assert.equal(chosen(walk(go(1), go(1))), "");
  assert.equal(chosen(walk(go(1), { type: "toggle_current" }, go(2, true))), "abc");
  assert.equal(chosen(walk(choose("c"), go("first", true))), "abc");
  assert.equal(chosen(walk(choose("c"), go("last", true), go(-1, true))), "cd");
  assert.deepEqual(fold(start, go(1), go("last", true)).selection, start.selection);
});

test("a selection outlives samples, filters and other orders, and says what is not shown", () => {
  let state = fold(abcde, choose("a"), choose("e", "toggle"), { type: "filter", filter: "e" });
  assert.deepEqual(selected(state), { count: 2, bytes: 5000, unseen: 1 });
  state = sample(state, { set: [{ id: 2, name: "z" }] });
  state = fold(state, { type: "sort", sort: { field: "sizeWhenDone", direction: -1 } }, { type: "show_all" });
  assert.deepEqual([chosen(state), selected(state).unseen], ["ae", 0]);
});

test("what is gone is no longer selected; the same torrent under another id still is", () => {
  const state = fold(abcde, choose("b"), choose("d", "toggle"));
  assert.equal(chosen(sample(state, { gone: [4] })), "d");
  assert.equal(chosen(sample(state, { gone: [4, 5], set: [row(4, "d"), row(9, "b")] })), "bd");
  const renumbered = update(state, { type: "delta", delta: { cursor: "x", full: true, set: [row(1, "b"), row(2, "q")] } });
  assert.equal(chosen(renumbered), "b");
});

test("where the current torrent goes, its neighbour is current", () => {
  assert.equal(current(sample(fold(abcde, go(1), go(1)), { gone: [4] })), "c");
  assert.equal(current(sample(fold(abcde, go("last")), { gone: [3] })), "d");
  assert.equal(current(sample(fold(abcde, go("last")), { gone: [1, 2, 3, 4, 5] })), null);
});

const by_rate = fold(abcde, { type: "sort", sort: { field: "rateUpload", direction: -1 } },
  { type: "hold", is_held: true });

test("while somebody is in the list its order waits, and says so; it settles when they leave", () => {
  assert.ok(!is_held_back(by_rate));
  const state = sample(by_rate, { set: [{ id: 3, rateUpload: 9 }, row(6, "f", { rateUpload: 99 })], gone: [1] });
  assert.equal(names(state), "abdef");
  assert.ok(is_held_back(state));
  const left = update(state, { type: "hold", is_held: false });
  assert.deepEqual([names(left), is_held_back(left)], ["feabd", false]);
});

test("what is held is what there was and still is, then what came that the lens lets through", () => {
  const { random, lens } = { random: chance(7), lens: ["", "is:done", "-a"] };
  for (let history = 0; history < 100; history += 1) {
    let state = fold(abcde, { type: "filter", filter: lens[history % 3] }, { type: "hold", is_held: true });
    let wanted = listed(state);
    for (let step = 0; step < 10; step += 1) {
      const id = 1 + pick(random, 9);
      const is_gone = pick(random, 3) === 0;
      const set = [row(id, "abcdefghi"[id], { percentDone: pick(random, 2), rateUpload: pick(random, 9) })];
      const before = state.held;
      state = sample(state, is_gone ? { gone: [id] } : { set });
      const there = wanted.filter((one) => state.known.rows.get(one));
      wanted = [...there, ...state.order.shown.filter((one) => !there.includes(one))];
      assert.deepEqual(listed(state), wanted);
      if (`${before}` === `${wanted}`) assert.equal(state.held, before);
    }
  }
});

test("who asks for another order or another look gets it at once", () => {
  const state = fold(sample(by_rate, { set: [{ id: 3, rateUpload: 9 }] }), { type: "sort", sort: { field: "name", direction: -1 } });
  assert.equal(names(state), "edcba");
  assert.equal(names(fold(state, { type: "filter", filter: "-c" })), "edba");
  assert.ok(!is_held_back(state));
});

test("a status that says nothing new, and a delta that does not fit, leave the same state", () => {
  const ok = (last_good) => ({ type: "status", status: { server_ahead: last_good, sources: [{ name: "t", state: "ok", last_good }] } });
  const state = fold(abcde, ok(1));
  assert.equal(fold(state, ok(2)), state);
  assert.equal(update(state, { type: "delta", delta: { cursor: "9", from: "8", set: [{ id: 1, name: "no" }] } }), state);
});

test("what was opened last is closed first", () => {
  const open = (opened) => ({ type: "open", opened });
  const state = fold(abcde, open({ kind: "torrent", key: "h-a" }), open({ kind: "logins" }));
  assert.deepEqual(fold(state, { type: "close", depth: 1 }).opened, [{ kind: "torrent", key: "h-a" }]);
  assert.equal(fold(state, { type: "close", depth: 2 }), state);
});

test("the panel says why there are no rows", () => {
  const source = (state, last_good = 1) => ({ sources: [{ name: "t", state, last_good }], server_ahead: 0 });
  assert.equal(panel_of(start), "loading");
  assert.equal(panel_of({ ...start, status: source("failing", null) }), "waiting");
  assert.equal(panel_of({ ...start, link: { ...start.link, connection: "reconnecting" } }), "waiting");
  assert.equal(panel_of(abcde), "none");
  assert.equal(panel_of(fold(abcde, { type: "filter", filter: "zzz" })), "unmatched");
  assert.equal(panel_of({ ...fold(start, full()), status: source("ok") }), "empty");
});

test("the address and what it says are the same thing", () => {
  const looks = [
    [{ filter: "", group: "all", sort: usual.sort }, []],
    [{ filter: "a b&c=#?/ü", group: "error", sort: { field: "eta", direction: -1 } }, [{ kind: "torrent", key: "ab12" }]],
    [{ filter: "x", group: "all", sort: { field: "rateUpload", direction: 1 } }, []],
  ];
  for (const [lens, opened] of looks) {
    assert.deepEqual(read_address(write_address(lens, opened), usual.sort), { lens, opened });
  }
  assert.equal(write_address(looks[0][0], []), "");
  const { sort } = read_address("#group=nonsense&sort=magic&filter=", { field: "eta", direction: 1 }).lens;
  assert.deepEqual(sort, { field: "eta", direction: 1 });
});

test("preferences survive nonsense and other versions", () => {
  const mine = { theme: "dark", density: "dense", sort: { field: "eta", direction: -1 }, letters: false, folders: ["/srv/new"] };
  const read = (text) => read_preferences(text, ["name", "eta"]);
  assert.deepEqual(read(write_preferences(mine)), mine);
  for (const text of [null, "", "{", "7", "null", "[]", '"x"', '{"version":99,"theme":"dark"}']) assert.deepEqual(read(text), usual, text);
  assert.deepEqual(read('{"version":1,"theme":"pink","density":4,"sort":{"field":"magic","direction":1}}'), usual);
  assert.deepEqual(read('{"version":1,"sort":{"field":"eta","direction":2},"density":"dense"}'), { ...usual, density: "dense" });
});

test("the bar acts on what is selected, the keyboard also on the row where it is", () => {
  const of = (state, which) => which(state).map(({ name }) => name).join("");
  const walked = fold(abcde, go(1), go(1));
  assert.equal(of(walked, in_bar), "");
  assert.equal(of(walked, targets), "b");
  const both = fold(walked, choose("c"), choose("e", "toggle"));
  assert.equal(of(both, in_bar), of(both, targets));
  assert.equal([...of(both, targets)].sort().join(""), "ce");
  assert.equal(of(fold(both, { type: "select_none" }), in_bar), "");
  assert.equal(of(start, targets), "");
});

test("folders that were named before are remembered, the last one first, ten at most, and offered with those in use", () => {
  let state = fold(start, full(row(1, "a", { downloadDir: "/used" }), row(2, "b", { downloadDir: "/also used" })));
  for (const folder of ["/one", "/two", "/one", "relative"]) state = update(state, { type: "folder", folder });
  assert.deepEqual(state.folders, ["/one", "/two"]);
  assert.deepEqual(known_folders(state), ["/one", "/two", "/also used", "/used"]);
  for (let number = 0; number < 20; number += 1) state = update(state, { type: "folder", folder: `/${number}` });
  assert.equal(state.folders.length, 10);
  assert.equal(state.folders[0], "/19");
  const text = '{"version":1,"folders":["/a",7,"b",null,"/c"]}';
  assert.deepEqual(read_preferences(text, []).folders, ["/a", "/c"]);
});

test("many changes make one drawing, and none where nothing changed", () => {
  const frames = [];
  let drawn = 0;
  const draw = once_a_frame(() => { drawn += 1; }, (run) => frames.push(run));
  const store = new Store(start, draw);
  store.dispatch(full(row(1, "a")));
  store.dispatch(go(1));
  store.dispatch({ type: "close", depth: 5 });
  assert.equal(frames.length, 1);
  frames.shift()();
  assert.equal(drawn, 1);
  store.dispatch({ type: "close", depth: 5 });
  assert.equal(frames.length, 0);
  store.dispatch({ type: "select_all" });
  frames.shift()();
  assert.equal(drawn, 2);
});
