// Clients that keep a WebSocket busy without saying anything, or never finish what they say, or
// are no longer there. Honest ones are served meanwhile.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stopAll, waitFor } from './harness.js';
import { connect, serves, startPlayed } from './played.js';
import { RawWebSocket, closing, frame, opcodes } from './raw_websocket.js';

after(stopAll);

const { continuation, text, ping, pong, close } = opcodes;
const policy_violation = 1008;

/** A client that says `frames` again and again until it is thrown out; resolves to how. */
async function flood(server, frames, { first = Buffer.alloc(0) } = {}) {
  const client = await RawWebSocket.open(server.port, '/ws');
  client.send(first);
  const more = setInterval(() => client.socket.writableLength < 1_000_000 && client.send(...frames), 5);
  try {
    return await client.ends('a flood');
  } finally {
    clearInterval(more);
  }
}

/** Thrown out with these words, if they came through. */
function assertThrownOut({ code, reason }, pattern) {
  assert.ok([policy_violation, 0].includes(code), String(code));
  if (code) assert.match(reason, pattern);
}

const many = (bytes, count = 200) => Array(count).fill(bytes);

const floods = {
  'empty pings': { frames: many(frame(ping)) },
  'large pings': { frames: many(frame(ping, 'x'.repeat(125))) },
  'pongs that nobody asked for': { frames: many(frame(pong, 'x')) },
  'empty fragments': {
    first: frame(text, 'x', { fin: false }),
    frames: many(frame(continuation, '', { fin: false })),
  },
  'empty fragments of a message without a byte': {
    first: frame(text, '', { fin: false }),
    frames: many(frame(continuation, '', { fin: false })),
  },
};
for (const [what, { frames, first }] of Object.entries(floods)) {
  test(`a flood of ${what} ends the WebSocket; others are served meanwhile`, async () => {
    const server = await startPlayed();
    const ended = flood(server, frames, { first });
    assert.ok(await serves(server));
    assertThrownOut(await ended, /too many pings, pongs or empty fragments/);
    assert.ok(await serves(server));
    await server.stop();
  });
}

test('a client may send pings for long, each is answered, and then be as loud as it likes in messages', async () => {
  const server = await startPlayed({ args: ['--test-echo'] });
  const client = await RawWebSocket.open(server.port);
  const pongs = () => client.messages.filter(({ opcode }) => opcode === pong).length;
  for (let i = 1; i <= 30; i++) {
    client.send(frame(ping, 'x'.repeat(125)));
    await waitFor(() => pongs() === i, { what: 'a pong' });
  }
  const echoes = () => client.messages.filter(({ opcode }) => opcode === text).length;
  const began = Date.now();
  for (let sent = 0; Date.now() - began < 3000; ) {
    client.send(...many(frame(text, 'y'), 100));
    sent += 100;
    await waitFor(() => echoes() === sent || client.closed, { what: 'echoes' });
    assert.ok(!client.closed);
  }
  client.leave();
  await server.stop();
});

test('a message that never ends is not waited for, however fast it goes on', async () => {
  const server = await startPlayed({ args: ['--header-timeout', '1'] });
  const client = await RawWebSocket.open(server.port, '/ws');
  client.send(frame(text, '{', { fin: false }));
  const more = setInterval(() => client.send(frame(continuation, ' ', { fin: false })), 50);
  const honest = await connect(server);
  assertThrownOut(await client.ends('a message without end').finally(() => clearInterval(more)), /took too long/);
  assert.equal(honest.socket.readyState, 1);
  honest.socket.terminate();
  await server.stop();
});

test('the server pings each WebSocket; who answers stays, who does not is dropped', async () => {
  const server = await startPlayed({ args: ['--ping-interval', '1'] });
  const deaf = await RawWebSocket.open(server.port, '/ws');
  const honest = await connect(server);
  let pinged = 0;
  honest.socket.on('ping', () => (pinged += 1));
  await waitFor(() => deaf.closed, { what: 'the deaf one to be dropped' });
  const heard = deaf.messages.filter(({ opcode }) => opcode === ping);
  assert.ok(heard.length >= 2, `${heard.length} pings`);
  assert.ok(!deaf.messages.some(({ opcode }) => opcode === close));
  await waitFor(() => pinged >= 5, { what: 'more pings' });
  assert.equal(honest.socket.readyState, 1);
  honest.socket.close();
  await honest.closed;
  await server.stop();
});

test('a ping of the client is a sign of life, and so is a message', async () => {
  const server = await startPlayed({ args: ['--ping-interval', '1'] });
  const kinds = [frame(ping, 'me'), frame(text, '{}')];
  const clients = await Promise.all(kinds.map(() => RawWebSocket.open(server.port, '/ws')));
  const talk = setInterval(() => clients.forEach((client, i) => client.send(kinds[i])), 500);
  const silent = await RawWebSocket.open(server.port, '/ws');
  await waitFor(() => silent.closed, { what: 'the silent one to be dropped' });
  const pings = (client) => client.messages.filter(({ opcode }) => opcode === ping).length;
  await waitFor(() => clients.every((client) => client.closed || pings(client) > 5), { what: 'pings' });
  assert.ok(clients.every(({ closed }) => !closed));
  clearInterval(talk);
  for (const client of clients) client.send(frame(close, closing(1000)));
  await server.stop();
});
