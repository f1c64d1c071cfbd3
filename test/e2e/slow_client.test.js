// Clients that stop reading: they cost little, skip samples by themselves and delay nobody.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { startServer, stopAll, waitFor } from './harness.js';

const stub = fileURLToPath(new URL('stubs/changing-remote', import.meta.url));
const samples = 1000;
const stuck_clients = 20;
const allowed_bytes = 64 * 1024;

const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
after(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

function serverWithChangingTorrents() {
  const counter = path.join(folder, 'samples');
  writeFileSync(counter, '0\n');
  const env = { COUNTER: counter, TORRENTS: '30' };
  return startServer({ args: ['--remote-command', stub, '--interval', '3600'], env });
}

/** A subscriber that keeps every delta it is sent. */
async function subscriber({ direct: { url, ca } }) {
  const socket = new WebSocket(new URL('ws', url.replace('http', 'ws')), { ca });
  const deltas = [];
  socket.on('message', (text) => {
    const { event, data } = JSON.parse(String(text));
    if (event) deltas.push(data);
  });
  await once(socket, 'open');
  socket.send('{"subscribe":"torrents.delta"}');
  await waitFor(() => deltas.length > 0, { what: 'the first event' });
  return { socket, deltas };
}

/** The memory the server itself has in use, in bytes. */
function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/RssAnon:\s+(\d+)/)?.[1]) * 1024;
}

async function takeSamples(url, count) {
  for (let taken = 0; taken < count; taken++) {
    const response = await fetch(new URL('api/torrents', url));
    await response.arrayBuffer();
    assert.equal(response.status, 200);
  }
}

test('a client that stops reading gets one catch-up frame and costs under 64 KiB', async () => {
  const server = await serverWithChangingTorrents();
  const reader = await subscriber(server);
  const stuck = [];
  for (let i = 0; i < stuck_clients; i++) stuck.push(await subscriber(server));
  await takeSamples(server.url, 20);

  const before = residentBytes(server.pid);
  for (const { socket } of stuck) socket.pause();
  await takeSamples(server.url, samples);
  const cost = (residentBytes(server.pid) - before) / stuck_clients;
  assert.ok(cost < allowed_bytes, `a stuck client costs ${cost} bytes`);

  const newest = async () => (await (await fetch(new URL('api/torrents', server.url))).json()).cursor;
  await waitFor(() => reader.deltas.length > samples, { what: 'the reader to see every sample' });
  assertNoneSkipped(reader.deltas.slice(0, samples));

  const last = await newest();
  for (const { socket } of stuck) socket.resume();
  for (const { socket, deltas } of stuck) {
    await waitFor(() => deltas.at(-1).cursor === last, { what: 'the catch-up frame' });
    assertCaughtUp(deltas);
    socket.terminate();
  }
  reader.socket.terminate();
});

const version = (cursor) => Number(cursor.split('-')[1]);

function assertChained(deltas) {
  for (let i = 1; i < deltas.length; i++) assert.equal(deltas[i].from, deltas[i - 1].cursor);
}

function assertNoneSkipped(deltas) {
  assertChained(deltas);
  for (const { from, cursor } of deltas.slice(1)) {
    assert.equal(version(cursor) - version(from), 1);
  }
}

/** What the network had taken before comes late, all the rest in the one frame that ends it. */
function assertCaughtUp(deltas) {
  assertChained(deltas);
  const { from, cursor } = deltas.at(-1);
  const skipped = version(cursor) - version(from);
  assert.ok(skipped > samples / 2, `the last frame skips ${skipped} of ${samples} samples`);
}
