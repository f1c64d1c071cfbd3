// What a connection keeps once what came or went by it is over: next to nothing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, test } from 'node:test';
import WebSocket from 'ws';
import { over_tls, startServer, stopAll, waitFor } from './harness.js';
import { ManyTorrents } from './many.js';
import { connect, head, startPlayed } from './played.js';

after(stopAll);

const clients = 50;
// OpenSSL's own for each connection, and the tunnel's.
const allowed_bytes = 6_000 + (over_tls ? 18_000 : 0);

const anonymousBytes = (pid) =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)?.[1]) * 1024;

/** What each of `act`'s clients costs that are open afterwards, beyond what the first few did. */
async function costOf(server, act) {
  for (let i = 0; i < 5; i++) await act();
  const before = anonymousBytes(server.pid);
  const kept = [];
  for (let i = 0; i < clients; i++) kept.push(await act());
  const cost = (anonymousBytes(server.pid) - before) / clients;
  for (const socket of kept) socket.destroy?.() ?? socket.terminate();
  return cost;
}

test('a long head that has been answered', async () => {
  const server = await startPlayed();
  const cost = await costOf(server, async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    let heard = '';
    socket.on('data', (bytes) => (heard += bytes));
    socket.write(head('/healthz', { lines: [`X-Long: ${'x'.repeat(30_000)}`] }));
    await waitFor(() => heard.endsWith('ok\n'), { what: 'the answer' });
    return socket;
  });
  assert.ok(cost < allowed_bytes, `each costs ${cost} bytes`);
  await server.stop();
});

test('a large list that has been sent', async () => {
  const rows = await ManyTorrents.start(1000);
  const server = await startServer({ args: ['--transmission', rows.address, '--interval', '3600'] });
  const { url, ca } = server.direct;
  const cost = await costOf(server, async () => {
    const socket = new WebSocket(new URL('ws', url.replace('http', 'ws')), { ca });
    const heard = new Promise((resolve) => socket.on('message', (text) => String(text).startsWith('{"event"') && resolve(0)));
    socket.on('open', () => socket.send('{"subscribe":"torrents"}'));
    await heard;
    return socket;
  });
  assert.ok(cost < allowed_bytes, `each costs ${cost} bytes`);
  await Promise.all([server.stop(), rows.stop()]);
});

test('a large message, whether it was taken or refused', async () => {
  for (const bytes of [100_000, 13_000_000]) {
    const server = await startPlayed();
    const text = JSON.stringify({ call: 'torrents.get', id: 1, pad: 'x'.repeat(bytes) });
    const cost = await costOf(server, async () => {
      const { socket, heard } = await connect(server);
      socket.send(text);
      await waitFor(() => heard.length > 0, { what: 'an answer' });
      return socket;
    });
    assert.ok(cost < allowed_bytes, `of ${bytes} bytes each costs ${cost} bytes`);
    await server.stop();
  }
});
