import assert from "node:assert/strict";
import { test } from "node:test";

import { agent_words } from "../../www/views/account.js";
import { request_login, verdict_of } from "../../www/wire/login.js";

test("an answer to a login is put in words, with how long to wait", () => {
  assert.deepEqual(verdict_of(200, null, { user: "ada" }), { is_in: true, words: "", wait: 0 });
  const table = [
    [401, null, null, "The name or the password is wrong.", 0],
    [401, null, { message: "this link has expired" }, "This link has expired.", 0],
    [429, "7", null, "Too many attempts have failed.", 7],
    [429, "soon", null, "Too many attempts have failed.", 1],
    [429, "99999", null, "Too many attempts have failed.", 3600],
    [503, "2", null, "The server is busy.", 2],
    [403, null, { message: "this origin may not" }, "This origin may not.", 0],
    [500, null, null, "The server answered with status 500.", 0],
    [500, null, { message: 7 }, "The server answered with status 500.", 0],
  ];
  for (const [status, after, answer, words, wait] of table) {
    assert.deepEqual(verdict_of(status, after, answer), { is_in: false, words, wait });
  }
});

test("a login is sent as JSON, and a server that is gone is told as such", async (t) => {
  const sent = [];
  t.mock.method(globalThis, "fetch", async (route, options) => {
    sent.push([route, options.method, JSON.parse(options.body)]);
    return new Response("not json", { status: 200 });
  });
  assert.ok((await request_login({ user: "ada", password: "pässword" })).is_in);
  assert.deepEqual(sent, [["api/login", "POST", { user: "ada", password: "pässword" }]]);
  t.mock.method(globalThis, "fetch", async () => { throw new TypeError("no network"); });
  const verdict = await request_login({ link: "1.00" });
  assert.match(verdict.words, /cannot be reached/);
});

test("a program is told by the name people have for it", () => {
  const mozilla = "Mozilla/5.0";
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  const table = [
    [`${mozilla} (X11; Linux x86_64) ${webkit} Chrome/120.0 Safari/537.36`, "Chrome on Linux"],
    [`${mozilla} (Windows NT 10.0; Win64) ${webkit} Chrome/120.0 Safari/537.36 Edg/120.0`, "Edge on Windows"],
    [`${mozilla} (Windows NT 10.0) ${webkit} Chrome/120.0 Safari/537.36 OPR/106.0`, "Opera on Windows"],
    [`${mozilla} (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1`, "Safari on iOS"],
    [`${mozilla} (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 Firefox/120.0`, "Firefox on macOS"],
    [`${mozilla} (Linux; Android 13; Pixel) ${webkit} Chrome/120.0 Mobile Safari/537.36`, "Chrome on Android"],
    ["curl/7.88.1", "curl"],
    ["Wget/1.21 linux-gnu", "Wget"],
    ["", "Unknown program"],
  ];
  for (const [agent, words] of table) assert.equal(agent_words(agent), words);
});
