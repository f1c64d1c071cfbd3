import assert from "node:assert/strict";
import { test } from "node:test";

import { connection_lost, WampSession } from "../../www/wire/wamp.js";
import { FakeSocket } from "./fake_socket.js";

const roles = { subscriber: {}, caller: { features: { progressive_call_results: true } } };

function begin(credentials = null) {
  const socket = new FakeSocket();
  const seen = { joins: 0, heard: 0, ends: [] };
  const session = new WampSession(socket, "wstorrent", credentials, {
    on_join: () => { seen.joins += 1; },
    on_heard: () => { seen.heard += 1; },
    on_end: (refusal) => seen.ends.push(refusal),
  });
  return { socket, seen, session };
}

test("it says HELLO once the socket is open and has joined once welcomed", () => {
  const { socket, seen } = begin();
  assert.deepEqual(socket.sent, []);
  socket.open();
  assert.deepEqual(socket.sent, [[1, "wstorrent", { roles }]]);
  assert.equal(seen.joins, 0);
  socket.say([2, 1, {}]);
  assert.equal(seen.joins, 1);
});

test("an event reaches the handler of its topic and no other", () => {
  const { socket, session } = begin();
  socket.welcome();
  const got = [];
  session.subscribe("a", { get_retained: true }, (payload) => got.push(["a", payload]));
  session.subscribe("b", {}, (payload) => got.push(["b", payload]));
  assert.deepEqual(socket.sent.slice(1), [[32, 1, { get_retained: true }, "a"], [32, 2, {}, "b"]]);
  socket.grant("b", 20);
  socket.grant("a", 10);
  socket.event(10, { x: 1 });
  socket.event(20, { x: 2 });
  socket.event(99, { x: 3 });
  assert.deepEqual(got, [["a", { x: 1 }], ["b", { x: 2 }]]);
});

test("after unsubscribing no event is told until it is subscribed again, even under the same id", () => {
  const { socket, session } = begin();
  socket.welcome();
  const got = [];
  session.subscribe("a", {}, (payload) => got.push(payload));
  socket.grant("a", 10);
  session.unsubscribe("a");
  session.subscribe("a", {}, (payload) => got.push(payload));
  socket.event(10, ["late"]);
  socket.say([35, 2]);
  socket.grant("a", 10);
  socket.event(10, ["fresh"]);
  assert.deepEqual(socket.sent.slice(2), [[34, 2, 10], [32, 3, {}, "a"]]);
  assert.deepEqual(got, [["fresh"]]);
});

test("a refusal ends the session with the server's words", () => {
  const table = [
    [[3, { message: "no such realm" }, "wamp.error.no_such_realm"], "no such realm"],
    [[3, {}, "wamp.error.no_such_realm"], "The server answered wamp.error.no_such_realm."],
    [[6, { message: "going down" }, "wamp.close.system_shutdown"], "going down"],
  ];
  for (const [message, words] of table) {
    const { socket, seen } = begin();
    socket.welcome();
    socket.say(message);
    assert.deepEqual(seen.ends, [words]);
    assert.ok(socket.is_closed);
  }
});

test("a refused subscription ends the session if nobody takes the refusal", () => {
  const { socket, seen, session } = begin();
  socket.welcome();
  session.subscribe("a", {}, () => {});
  socket.say([8, 32, 1, {}, "wstorrent.error.no_such_topic", ["there is no topic a"]]);
  assert.deepEqual(seen.ends, ["there is no topic a"]);
});

test("GOODBYE is answered once", () => {
  const { socket } = begin();
  socket.welcome();
  socket.say([6, {}, "wamp.close.killed"]);
  socket.say([6, {}, "wamp.close.killed"]);
  assert.deepEqual(socket.sent.slice(1), [[6, {}, "wamp.close.goodbye_and_out"]]);
});

test("it ends once, and afterwards neither hears nor speaks", () => {
  const { socket, seen, session } = begin();
  socket.welcome();
  const heard = seen.heard;
  session.close();
  socket.drop();
  socket.say([3, {}, "x"]);
  session.subscribe("a", {}, () => assert.fail("told"));
  assert.deepEqual(seen, { joins: 1, heard, ends: [null] });
  assert.equal(socket.sent.length, 1);
});

test("what is no WAMP message ends the session; an unknown kind does not", () => {
  for (const garbage of ["", "{", "{}", "null", "7"]) {
    const { socket, seen } = begin();
    socket.welcome();
    socket.say(garbage);
    assert.deepEqual(seen.ends, [null], garbage);
  }
  const { socket, seen } = begin();
  socket.welcome();
  for (const message of [[300], [], ["x"], ["__proto__"], [36], [33, 99, 1], [35, 1]]) socket.say(message);
  assert.deepEqual(seen.ends, []);
});

/** Somebody with one token; `kept` are those that came for later. */
function ada(take = async () => "t-1") {
  const kept = [];
  return { user: "ada", take, keep: (token) => kept.push(token), kept };
}

test("who has a login names themselves, shows a token when asked, and keeps the next", async () => {
  const credentials = ada();
  const { socket, seen } = begin(credentials);
  socket.open();
  assert.deepEqual(socket.sent[0],
    [1, "wstorrent", { roles, authmethods: ["ticket"], authid: "ada" }]);
  socket.say([4, "ticket", {}]);
  await Promise.resolve();
  assert.deepEqual(socket.sent[1], [5, "t-1", {}]);
  socket.say([2, 1, { authextra: { token: "t-2" } }]);
  assert.deepEqual([seen.joins, credentials.kept], [1, ["t-2"]]);
});

test("without a token to show, or with one that came too late, it ends without words: another attempt has another", async () => {
  const { socket, seen } = begin(ada(async () => { throw new Error("none"); }));
  socket.open();
  socket.say([4, "ticket", {}]);
  await new Promise(setImmediate);
  assert.deepEqual(seen.ends, [null]);
  const late = begin(ada());
  late.socket.open();
  late.socket.say([3, { message: "used" }, "wamp.error.authentication_denied"]);
  assert.deepEqual(late.seen.ends, [null]);
});

/** Joined. */
function begin_joined() {
  const parts = begin();
  parts.socket.welcome();
  parts.socket.sent.length = 0;
  return parts;
}

test("a call is answered by its own result, after its progress, in whichever order", async () => {
  const { socket, session } = begin_joined();
  const progress = [];
  const slow = session.call("a.b", { ids: [1] }, (told) => progress.push(told));
  const quick = session.call("c.d", {});
  assert.deepEqual(socket.sent, [[48, 1, { receive_progress: true }, "a.b", [], { ids: [1] }], [48, 2, {}, "c.d", [], {}]]);
  socket.say([50, 2, {}, [], { ok: true }]);
  socket.say([50, 1, { progress: true }, [{ index: 0 }]]);
  socket.say([50, 1, {}, [7]]);
  assert.deepEqual([await quick, await slow, progress], [{ ok: true }, 7, [{ index: 0 }]]);
});

test("an ERROR is that of one request, and the session goes on", async () => {
  const { socket, session, seen } = begin_joined();
  const call = session.call("torrent.stop", { ids: [9] });
  const refused = [];
  session.subscribe("nowhere", {}, () => {}, (said) => refused.push(said));
  socket.say([8, 48, 1, { message: "there is no torrent 9" }, "wstorrent.error.no_such_torrent"]);
  socket.say([8, 32, 2, {}, "wstorrent.error.no_such_topic", ["there is no topic nowhere"]]);
  await assert.rejects(call, { uri: "wstorrent.error.no_such_torrent", message: "there is no torrent 9" });
  assert.deepEqual([refused, seen.ends], [["there is no topic nowhere"], []]);
});

test("a call whose answer is lost with the connection says so, and so does one made later", async () => {
  const { socket, session } = begin_joined();
  const call = session.call("torrent.stop", {});
  socket.drop();
  await assert.rejects(call, { uri: connection_lost });
  await assert.rejects(session.call("torrent.stop", {}), { uri: connection_lost });
});

test("who leaves a topic before it is granted leaves it then, unless it was asked for again", () => {
  const { socket, session } = begin_joined();
  session.subscribe("a", {}, () => assert.fail("told"));
  session.unsubscribe("a");
  socket.grant("a", 10);
  assert.deepEqual(socket.sent, [[32, 1, {}, "a"], [34, 2, 10]]);
  socket.event(10, {});

  const got = [];
  socket.sent.length = 0;
  session.subscribe("a", {}, () => assert.fail("told"));
  session.unsubscribe("a");
  session.subscribe("a", {}, (payload) => got.push(payload));
  for (const request of [3, 4]) socket.say([33, request, 10]);
  socket.event(10, { fresh: true });
  assert.deepEqual([socket.sent.map(([kind]) => kind), got], [[32, 32], [{ fresh: true }]]);
});
