// A server that stood still for a while, as in a machine that was suspended or swapped: what has
// arrived meanwhile is taken before any deadline that has passed.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openAutobahn } from './autobahn_node.js';
import { stopAll, waitFor } from './harness.js';
import { connect, read, startPlayed } from './played.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
after(async () => {
  await stopAll();
  rmSync(folder, { recursive: true });
});

/** It does nothing for so many seconds, and `then` happens at their beginning. */
async function stand_still(server, seconds, then = () => {}) {
  process.kill(server.pid, 'SIGSTOP');
  then();
  await pause(seconds * 1000);
  process.kill(server.pid, 'SIGCONT');
}

const call = '{"ids":[1]}';
const halves = {
  'a head': ['GET /healthz HTTP/1.1\r\nHo', 'st: localhost\r\nConnection: close\r\n\r\n'],
  'a body': [
    'POST /api/call/torrent.stop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      `Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${call.length}\r\n\r\n`,
    call,
  ],
};

for (const [what, [first, rest]] of Object.entries(halves)) {
  test(`the rest of ${what} that came during a pause is in time`, async () => {
    const server = await startPlayed({ args: ['--header-timeout', '1'] });
    const socket = net.connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => (heard += bytes));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(first);
    if (what === 'a body') await waitFor(() => heard.includes('100 Continue'), { what: 'leave to go on' });
    await stand_still(server, 2, () => socket.write(rest));
    await closed;
    assert.notEqual(read(heard.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '')).status, 408, heard);
  });
}

test('a client that answered its ping during a pause stays', async () => {
  const server = await startPlayed({ args: ['--ping-interval', '1'] });
  const client = await connect(server);
  let left = false;
  void client.closed.then(() => (left = true));
  let pings = 0;
  client.socket.on('ping', () => (pings += 1));
  for (let i = 0; i < 2; i += 1) {
    const before = pings;
    await waitFor(() => pings > before, { what: 'a ping' });
    await stand_still(server, 3);
  }
  const before = pings;
  await waitFor(() => left || pings > before + 1, { what: 'more pings' });
  assert.equal(left, false);
});

test('a call that its worker answered during a pause is answered', async () => {
  const file = path.join(folder, 'workers');
  writeFileSync(file, 'meteo c4f2b0a9d7e85f136240 feed.tides\n', { mode: 0o600 });
  const server = await startPlayed({ args: ['--workers', file] });
  const ticket = { authid: 'meteo', authmethods: ['ticket'], onchallenge: () => 'c4f2b0a9d7e85f136240' };
  const [worker, client] = [await openAutobahn(server, ticket), await openAutobahn(server)];
  let still;
  await worker.app.session.register('feed.tides.next', () => {
    still = stand_still(server, 2.5);
    return 'at noon';
  });
  assert.equal(await client.app.session.call('feed.tides.next', [], {}, { timeout: 1000 }), 'at noon');
  await still;
});
