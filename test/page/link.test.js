import assert from "node:assert/strict";
import { test } from "node:test";

import { delay, longest_delay, why_refused } from "../../www/wire/link.js";
import { words } from "../../www/text/words.js";
import { Feed } from "../../www/wire/feed.js";
import { Link } from "../../www/wire/link.js";
import { apply, Rows } from "../../www/state/rows.js";
import { FakeClock } from "./fake_clock.js";
import { FakeSocket } from "./fake_socket.js";

function begin() {
  const clock = new FakeClock();
  const sockets = [];
  const refusals = [];
  const asked = { count: 0, why: /** @type {string | null} */ (null) };
  let known = { cursor: null, rows: new Rows() };
  const feed = new Feed({
    now: clock.now,
    cursor: () => known.cursor,
    on_delta: (delta) => { known = apply(known, delta) ?? known; },
    on_status: () => {},
  });
  const link = new Link({
    clock,
    realm: "wstorrent",
    credentials: null,
    open_socket: () => sockets[sockets.push(new FakeSocket()) - 1],
    on_join: (session) => feed.join(session),
    on_quiet: (session) => feed.ask_status(session),
    on_pause: (session) => feed.leave(session),
    on_refusal: () => refusals.push(link.state.refusal),
    why: async () => (asked.count += 1, asked.why),
    on_state: () => {},
  });
  link.connect();
  return { asked, clock, sockets, refusals, link, rows: () => [...known.rows], last: () => sockets[sockets.length - 1] };
}

/** Joined, subscribed, and given the first list. */
function begin_live() {
  const parts = begin();
  const socket = parts.last();
  socket.welcome();
  socket.grant("torrents.delta", 1);
  socket.grant("status", 2);
  socket.event(1, { cursor: "e-1", full: true, set: [{ id: 7, name: "a" }], gone: [] });
  return { ...parts, socket };
}

test("the wait doubles from half a second, has jitter, and never passes fifteen", () => {
  for (let attempt = 0; attempt < 2000; attempt += 1) {
    const [low, middle, high] = [delay(attempt, 0), delay(attempt, 0.5), delay(attempt, 0.999999)];
    assert.ok(500 <= low && low < middle && middle < high && high <= longest_delay);
  }
  assert.ok(delay(0, 0.999) <= 1000);
  assert.equal(delay(30, 1), longest_delay);
});

test("a lost connection is tried again by itself, later each time, and soon after a success", () => {
  const { clock, sockets, link, last } = begin_live();
  const waits = [];
  for (let count = 0; count < 4; count += 1) {
    last().drop();
    assert.equal(link.state.connection, "reconnecting");
    const known = sockets.length;
    const since = clock.time;
    while (sockets.length === known) clock.pass(50);
    waits.push(clock.time - since);
  }
  assert.deepEqual(waits, [750, 1500, 3000, 6000]);
  last().welcome();
  assert.equal(link.state.connection, "live");
  last().drop();
  clock.pass(750);
  assert.equal(sockets.length, 6);
});

test("it resumes from the cursor it has, and the list stays meanwhile", () => {
  const { clock, socket, rows, last } = begin_live();
  socket.event(1, { cursor: "e-2", from: "e-1", set: [{ id: 8, name: "b" }], gone: [] });
  socket.drop();
  assert.equal(rows().length, 2);
  clock.pass(1000);
  last().welcome();
  assert.deepEqual(last().subscribes("torrents.delta")[0][2], { get_retained: true, after: "e-2" });
  last().grant("torrents.delta", 1);
  last().event(1, { cursor: "e-5", from: "e-2", set: [{ id: 8, name: "c" }], gone: [7] });
  assert.deepEqual(rows(), [{ id: 8, name: "c" }]);
});

test("a delta that does not fit is not applied: the whole list is asked for, once", () => {
  const { socket, rows } = begin_live();
  socket.event(1, { cursor: "e-9", from: "e-8", set: [{ id: 7, name: "wrong" }], gone: [] });
  socket.event(1, { cursor: "e-10", from: "e-9", set: [{ id: 7, name: "wrong" }], gone: [] });
  assert.equal(rows()[0].name, "a");
  assert.deepEqual(socket.subscribes("torrents.delta").map(([, , options]) => options),
    [{ get_retained: true }, { get_retained: true }]);
  socket.grant("torrents.delta", 1);
  socket.event(1, { cursor: "e-11", from: "e-10", set: [{ id: 7, name: "wrong" }], gone: [] });
  socket.event(1, { cursor: "e-11", full: true, set: [{ id: 9, name: "right" }], gone: [] });
  assert.deepEqual(rows().map(({ id }) => id), [9]);
  assert.equal(socket.subscribes("torrents.delta").length, 2);
});

test("waking connects at once instead of waiting, and only once", () => {
  const { sockets, socket, link } = begin_live();
  socket.drop();
  link.wake();
  link.wake();
  assert.equal(sockets.length, 2);
});

test("who is sent away keeps trying at leisure and keeps the words", () => {
  const { clock, sockets, refusals, socket, link, last } = begin_live();
  socket.say([3, { message: "not today" }, "wamp.error.not_authorized"]);
  assert.deepEqual(refusals, ["not today"]);
  clock.pass(longest_delay - 1);
  assert.equal(sockets.length, 1);
  clock.pass(1);
  assert.equal(sockets.length, 2);
  last().drop();
  assert.equal(link.state.refusal, "not today");
  clock.pass(2000);
  last().welcome();
  assert.equal(link.state.refusal, null);
});

test("a silent socket is asked, and given up if it does not answer", () => {
  const { clock, sockets, socket, link } = begin_live();
  clock.pass(20_000);
  assert.equal(socket.subscribes("status").length, 2);
  socket.grant("status", 2);
  clock.pass(19_999);
  assert.equal(link.state.connection, "live");
  const last_heard = clock.time - 19_999;
  clock.pass(1 + 10_000);
  assert.equal(link.state.connection, "reconnecting");
  assert.equal(link.state.since, last_heard);
  assert.ok(socket.is_closed);
  clock.pass(1000);
  assert.equal(sockets.length, 2);
});

test("a connection that never opens is given up", () => {
  const { clock, sockets } = begin();
  clock.pass(11_000);
  assert.ok(sockets[0].is_closed);
  assert.equal(sockets.length, 2);
});

test("who pauses asks for nothing any more, and resumes from the cursor on the same socket", () => {
  const { clock, sockets, socket, link } = begin_live();
  link.pause();
  assert.deepEqual(socket.sent.filter(([kind]) => kind === 34).map(([, , id]) => id), [1, 2]);
  clock.pass(600_000);
  assert.deepEqual([sockets.length, link.state.connection], [1, "live"]);
  link.wake();
  assert.deepEqual(socket.subscribes("torrents.delta").at(-1)[2], { get_retained: true, after: "e-1" });
  assert.equal(socket.subscribes("status").length, 2);
});

test("a connection that is lost during a pause is replaced when somebody looks", () => {
  const { clock, sockets, socket, link, last } = begin_live();
  link.pause();
  socket.drop();
  clock.pass(600_000);
  assert.equal(sockets.length, 1);
  link.wake();
  last().welcome();
  assert.deepEqual(last().subscribes("torrents.delta")[0][2], { get_retained: true, after: "e-1" });
});

test("a socket that died during a pause is given up soon after", () => {
  const { clock, sockets, link } = begin_live();
  link.pause();
  clock.pass(600_000);
  link.wake();
  clock.pass(11_000);
  assert.ok(sockets[0].is_closed);
  assert.equal(sockets.length, 2);
});

/** Nothing comes of the sockets, so many times. */
async function fail(parts, count) {
  for (let i = 0; i < count; i += 1) {
    parts.last().drop();
    await new Promise(setImmediate);
    parts.link.wake(); // tries at once
  }
}

test("a WebSocket that does not come to be is asked about, and its reason is told", async () => {
  const parts = begin();
  parts.asked.why = "no such host";
  await fail(parts, 2);
  assert.deepEqual([parts.asked.count, parts.link.state.refusal], [0, null]);
  await fail(parts, 1);
  assert.deepEqual([parts.asked.count, parts.link.state.refusal], [1, "no such host"]);
  parts.asked.why = null;
  await fail(parts, 1);
  assert.equal(parts.link.state.refusal, null);
  parts.last().welcome();
  assert.deepEqual([parts.link.state.connection, parts.link.state.refusal], ["live", null]);
  await fail(parts, 2);
  assert.equal(parts.asked.count, 2, "one that was live may just be restarted");
});

test("the words of a server that sent us away are not replaced by others", async () => {
  const parts = begin();
  parts.asked.why = "something else";
  parts.last().say([3, { message: "the realm is another" }, "wamp.error.no_such_realm"]);
  const said = parts.link.state.refusal;
  assert.ok(said);
  parts.clock.pass(longest_delay);
  await fail(parts, 4);
  assert.equal(parts.link.state.refusal, said);
});

test("what is answered instead of a WebSocket is told in words", async () => {
  const json = (status, body) => async () => new Response(JSON.stringify(body), { status });
  const rows = [
    [json(403, { error: "wamp.error.not_authorized", message: "pages of x may not" }), "pages of x may not"],
    [json(405, { error: "method_not_allowed", message: "GET" }), words.no_websocket],
    [json(503, { error: "wstorrent.error.busy", message: "too many connections" }), "too many connections"],
    [json(500, null), words.answered_before(500)],
    [async () => new Response("<h1>Bad Gateway</h1>", { status: 502 }), words.answered_before(502)],
    [async () => { throw new TypeError("fetch failed"); }, null],
  ];
  for (const [post, said] of rows) assert.equal(await why_refused(post), said);
});
