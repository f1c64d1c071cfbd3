import assert from "node:assert/strict";
import { test } from "node:test";

import { action_of, actions, fitting, inabilities_of, reason_against, seen_done } from "../../www/state/actions.js";
import { all_read, marked, no_marks } from "../../www/state/marks.js";
import { words } from "../../www/text/words.js";

const torrent = (id, status = 0, more = {}) => ({ id, hashString: `h${id}`, name: `n${id}`, status, ...more });
const none = new Map();
const names = (action, torrents) => fitting(action_of(action), torrents).map(({ id }) => id);

test("an action is for the torrents that it makes sense for", () => {
  const all = [0, 1, 2, 3, 4, 5, 6].map((status) => torrent(status, status));
  assert.deepEqual(names("start", all), [0]);
  assert.deepEqual(names("stop", all), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(names("verify", all), [0, 3, 4, 5, 6]);
  assert.deepEqual(names("reannounce", all), [3, 4, 5, 6]);
  assert.deepEqual(names("remove", all), [0, 1, 2, 3, 4, 5, 6]);
});

test("where it makes sense for none of them, or the server cannot, the reason is told", () => {
  const against = (action, torrents, inabilities = none) => reason_against(action_of(action), torrents, inabilities);
  assert.equal(against("start", []), words.nothing_selected);
  assert.equal(against("start", [torrent(1, 4)]), words.actions.start.needless);
  assert.equal(against("start", [torrent(1, 4), torrent(2, 0)]), null);
  assert.equal(against("rename", [torrent(1), torrent(2)]), words.only_one);
  assert.equal(against("rename", [torrent(1)]), null);
  assert.equal(against("labels", [torrent(1)], new Map([["torrent.set labels", "no labels here"]])), "no labels here");
  assert.equal(against("ratio", [torrent(1)], new Map([["torrent.set labels", "no labels here"]])), null);
  assert.equal(against("stop", [torrent(1, 4)], new Map([["torrent.stop", "never"]])), "never");
});

test("what a version cannot do, or a viewer may not, is known of the procedures", () => {
  const told = [
    { name: "torrent.rename", role: "administrator", since: "4.0.0", arguments: [{ name: "path" }] },
    { name: "torrent.set", role: "administrator", arguments: [{ name: "idle_limit", since: "4.1.0-beta.1" }, { name: "queue", unsupported: "never" }] },
    { name: "torrents.get", role: "viewer" },
  ];
  const unable = (version, role = "") => [...inabilities_of(told, version, role).keys()];
  assert.deepEqual(unable("3.00"), ["torrent.rename", "torrent.set idle_limit", "torrent.set queue"]);
  assert.deepEqual(unable("4.0.6"), ["torrent.set idle_limit", "torrent.set queue"]);
  assert.deepEqual(unable("4.0.0"), ["torrent.set idle_limit", "torrent.set queue"]);
  assert.deepEqual(unable("4.1.0-beta.1"), ["torrent.set queue"]);
  assert.deepEqual(unable("10.0"), ["torrent.set queue"]);
  assert.deepEqual(unable(""), ["torrent.set queue"], "an unknown version is not held against anybody");
  assert.deepEqual(unable("4.1.1", "viewer"), ["torrent.rename", "torrent.set", "torrent.set queue"]);
  assert.equal(inabilities_of(told, "3.00", "").get("torrent.rename"), words.needs("4.0.0", "3.00"));
});

test("what the list can show of an action tells whether it was done", () => {
  const table = [
    ["start", torrent(1, 4), {}, true], ["start", torrent(1, 3), {}, true], ["start", torrent(1, 0), {}, false], ["start", undefined, {}, false],
    ["stop", torrent(1, 0), {}, true], ["stop", torrent(1, 4), {}, false], ["verify", torrent(1, 2), {}, null],
    ["move", torrent(1, 0, { downloadDir: "/a/b/" }), { dir: "/a/b" }, true], ["move", torrent(1, 0, { downloadDir: "/" }), { dir: "/a" }, false],
    ["rename", torrent(1, 0, { name: "x" }), { name: "x" }, true], ["labels", torrent(1, 0, { labels: ["a"] }), { labels: ["a"] }, true],
    ["labels", torrent(1, 0, { labels: ["a"] }), { labels: [] }, false], ["remove", undefined, {}, true], ["remove_data", torrent(1), {}, false],
  ];
  for (const [id, found, args, expected] of table) assert.equal(seen_done(action_of(id), found, args), expected, `${id} ${JSON.stringify(args)}`);
});

test("every action has its words, and a key of its own", () => {
  for (const { id } of actions) assert.ok(words.actions[id].label && words.actions[id].doing && words.actions[id].done, id);
  for (const { id, asks } of actions) assert.equal(asks ?? false, id in words.asks, id);
  assert.equal(new Set(actions.map(({ key }) => key)).size, actions.length);
});

test("marks are laid on and taken off, and what was to be read goes when it has been", () => {
  const pending = { kind: "pending", said: "…" };
  const refused = { kind: "refused", said: "no" };
  const marks = marked(marked(no_marks, ["a", "b"], pending), ["c", "b"], refused);
  assert.deepEqual([...marks], [["a", pending], ["b", refused], ["c", refused]]);
  assert.deepEqual([...all_read(marks)], [["a", pending]]);
  assert.deepEqual([...marked(marks, ["a", "z"], null).keys()], ["b", "c"]);
  assert.equal(no_marks.size, 0);
});
