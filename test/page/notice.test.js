import assert from "node:assert/strict";
import { test } from "node:test";

import { condition, notice_of, same_status } from "../../www/state/notice.js";
import { title_of } from "../../www/views/frame.js";

const now = 5_000_000;
const live = { connection: "live", since: 0, refusal: null };
const lost = { connection: "reconnecting", since: now - 4000, refusal: null };

/** @param {object} source */
const status = (source) => ({
  server_ahead: 60_000,
  sources: [{ name: "transmission", reason: null, hint: null, ...source }],
});
const ok = status({ state: "ok", last_good: 5050 });
const failing = status({ state: "failing", reason: "transmission-daemon is gone", hint: "Start it", last_good: 5048 });

test("nothing is said while all is well, or not known yet", () => {
  for (const known of [ok, null, status({ state: "starting", last_good: null })]) {
    assert.equal(notice_of(live, known, null, now).state, "none");
  }
  assert.equal(notice_of({ ...live, connection: "connecting" }, null, null, now).state, "none");
});

test("a failing source gives its reason and hint, and its age in our clock", () => {
  assert.deepEqual(notice_of(live, failing, null, now),
    { state: "failing", title: "transmission-daemon is gone.", hint: "Start it.", known_at: now - 12_000 });
  assert.equal(notice_of(live, status({ state: "failing", last_good: null }), null, now).known_at, null);
});

test("a lost connection is told after a moment, with the age of what is shown", () => {
  assert.equal(notice_of({ ...lost, since: now - 300 }, ok, null, now).state, "none");
  assert.equal(notice_of(lost, ok, null, now).state, "reconnecting");
  assert.equal(notice_of(lost, ok, null, now).known_at, lost.since);
  assert.equal(notice_of(lost, failing, null, now).known_at, now - 12_000);
  assert.equal(notice_of(lost, null, null, now).known_at, null);
});

test("a list that came before the state of its source is as old as when it was told", () => {
  assert.equal(notice_of(lost, null, now - 7000, now).known_at, now - 7000);
  assert.equal(notice_of(lost, failing, now - 7000, now).known_at, now - 12_000);
});

test("a refusal is told at once in the server's words", () => {
  const notice = notice_of({ ...lost, since: now, refusal: "no such realm" }, null, null, now);
  assert.deepEqual([notice.state, notice.title], ["refused", "No such realm."]);
});

test("the whole way is live only if its source is", () => {
  const of = (state) => condition(live, status({ state, last_good: 5000 }));
  assert.deepEqual(["ok", "starting", "stale", "failing"].map(of), ["live", "waiting", "waiting", "failing"]);
  assert.equal(condition(live, null), "waiting");
  assert.equal(condition(lost, failing), "reconnecting");
});

test("the window's title tells the rates, or nothing where they are not known to be so now", () => {
  const title = (link, known, down, up, is_watched = true) =>
    title_of({ link, status: known, summary: { counts: {}, down, up }, is_watched });
  assert.equal(title(live, ok, 0, 0), "wstorrentd");
  assert.equal(title(live, failing, 5, 5), "Failing – wstorrentd");
  assert.equal(title(live, ok, 1_200_000, 5000), "↓\u20091.2\u00a0MB/s  ↑\u20095\u00a0kB/s  wstorrentd");
  assert.equal(title(live, ok, 1_200_000, 5000, false), "wstorrentd");
  assert.equal(title(live, status({ state: "stale", last_good: 5000 }), 5, 5), "wstorrentd");
  assert.equal(title(lost, ok, 5, 5), "Reconnecting – wstorrentd");
});

test("while all is well the time of the last sample says nothing; otherwise it does", () => {
  const well = (last_good) => status({ state: "ok", last_good, interval: 2 });
  assert.ok(same_status(well(1), well(2)));
  assert.ok(!same_status(null, well(2)));
  assert.ok(!same_status(well(1), status({ state: "ok", last_good: 1, interval: 2, version: "4.0.6" })));
  assert.ok(!same_status(ok, failing));
  assert.ok(!same_status(failing, status({ state: "failing", reason: "transmission-daemon is gone", hint: "Start it", last_good: 5049 })));
});
