import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { allGone, takeInventory } from './inventory.js';
import { Program, cleanEnvironment, root, server_program, stopAll } from './harness.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
after(async () => {
  await stopAll();
  rmSync(folder, { recursive: true });
});

/** A stand-in for wstorrentd that says it listens at `address` and then goes on with `ending`. */
function standIn(name, ending) {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "asked for: $*"\necho listening on http://127.0.0.1:1/\n${ending}\n`);
  chmodSync(file, 0o755);
  return file;
}

function startDemo(env) {
  return new Program([path.join(root, 'scripts/demo')], { env: cleanEnvironment(env) });
}

/** What is there while the demo runs: server, swarm, its caretaker and two daemons. */
function inventory(demo) {
  const things = takeInventory(demo.pid);
  assert.ok(things.pids.length >= 5 && things.locks.length === 2 && existsSync(things.folder));
  return things;
}

test('the demo serves a page at the printed address, and Ctrl-C ends it with status 0', async () => {
  const demo = startDemo({ LISTEN: '127.0.0.1:0', WSTORRENTD: server_program });
  const [url] = await demo.says(/http:\/\/127\.0\.0\.1:\d+\//, 60);
  assert.equal((await fetch(url)).status, 200);
  const things = inventory(demo);
  assert.deepEqual(await demo.stop('SIGINT', 20), { code: 0, signal: null });
  assert.doesNotMatch(demo.stderr, /demo:|Traceback/);
  await allGone(things);
});

test('a demo that is killed leaves no process and no folder', async () => {
  const demo = startDemo({ WSTORRENTD: standIn('steady', 'exec sleep 600') });
  await demo.says(/Ctrl-C/, 60);
  const things = inventory(demo);
  await demo.stop('SIGKILL');
  await allGone(things);
});

test('a demo whose server dies ends with its status', async () => {
  const demo = startDemo({ WSTORRENTD: standIn('dying', 'exit 3') });
  assert.equal((await demo.ended).code, 3);
  assert.match(demo.stderr, /ended by itself, with status 3/);
});

test('a demo that finds its port taken takes a free one and says so', async (t) => {
  const squatter = net.createServer().listen(9095, '127.0.0.1');
  await once(squatter, 'listening').catch(() => 'somebody else has it, which serves as well');
  t.after(() => squatter.close());
  const demo = startDemo({ WSTORRENTD: standIn('steady', 'exec sleep 600') });
  await demo.says(/port 9095 is taken/, 60);
  await demo.says(/asked for: --listen 127\.0\.0\.1:0 /, 60);
  await demo.stop('SIGTERM', 20);
});

test('a demo without a server says what to do', async () => {
  const demo = startDemo({ WSTORRENTD: path.join(folder, 'nothing') });
  assert.equal((await demo.ended).code, 1);
  assert.match(demo.stderr, /run `make` first/);
});
