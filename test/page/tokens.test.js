import assert from "node:assert/strict";
import { test } from "node:test";

import { Tokens } from "../../www/wire/login.js";
import { FakeClock } from "./fake_clock.js";

function begin(...statuses) {
  const clock = new FakeClock();
  const seen = { asked: 0, over: 0 };
  const ask = async () => {
    seen.asked += 1;
    const status = statuses.shift() ?? 200;
    return new Response(JSON.stringify({ token: `asked-${seen.asked}` }), { status });
  };
  const tokens = new Tokens("ada", { now: clock.now, ask, on_over: () => { seen.over += 1; } });
  return { clock, seen, tokens };
}

test("the token that came with the page is handed out once, then others are asked for", async () => {
  const { tokens, seen } = begin();
  tokens.keep("page");
  assert.equal(await tokens.take(), "page");
  assert.equal(seen.asked, 0);
  assert.equal(await tokens.take(), "asked-1");
  assert.equal(await tokens.take(), "asked-2");
});

test("what is too old is not shown any more, even if it came late", async () => {
  const { clock, tokens } = begin();
  tokens.keep("page");
  clock.pass(25_000);
  assert.equal(await tokens.take(), "asked-1");
  tokens.keep("late", clock.time - 26_000);
  assert.equal(await tokens.take(), "asked-2");
});

test("a look keeps what it was given", async () => {
  const { tokens, seen } = begin();
  await tokens.look();
  assert.equal(await tokens.take(), "asked-1");
  assert.equal(seen.asked, 1);
});

test("a login that is over is told; a server in trouble is none", async () => {
  const { tokens, seen } = begin(401, 502);
  await assert.rejects(tokens.take());
  assert.equal(seen.over, 1);
  await assert.rejects(tokens.look());
  assert.equal(seen.over, 1);
});
