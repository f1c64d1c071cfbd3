// The first head of a connection, as odd as heads come, and what comes after it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, test } from 'node:test';
import { over_tls, stopAll, waitFor } from './harness.js';
import { ask, connect, head, openFiles, read, say, serves, startPlayed } from './played.js';
import { RawWebSocket, handshake_lines } from './raw_websocket.js';

after(stopAll);

const server = await startPlayed();
const { port } = server;

/** What a WebSocket's handshake with these lines is answered. */
async function handshake(lines, target = '/ws') {
  const client = await RawWebSocket.open(port, target, { lines });
  client.leave();
  return client.answer;
}

// What python's autobahn offers in its ApplicationRunner: 137 bytes.
const of_python =
  'wamp.2.flatbuffers.batched,wamp.2.cbor.batched,wamp.2.msgpack.batched,wamp.2.json.batched,' +
  'wamp.2.flatbuffers,wamp.2.cbor,wamp.2.json';

test('a long list of subprotocols is read to its end, on one line or on many', async () => {
  const padding = Array.from({ length: 40 }, (_, i) => `wamp.${i}.example`);
  for (const [lists, taken] of /** @type {[string[], string | undefined][]} */ ([
    [[of_python], 'wamp.2.json'],
    [of_python.split(','), 'wamp.2.json'],
    [[padding.join(), 'json'], 'json'],
    [[`${padding.join(' , ')},wamp`, 'json'], 'wamp'],
    [['x'.repeat(1000), 'json'], 'json'],
    [[''], undefined],
    [[], undefined],
  ])) {
    const answer = await handshake(lists.map((list) => `Sec-WebSocket-Protocol: ${list}`));
    assert.equal(answer.status, 101, lists.join());
    assert.equal(answer.headers['sec-websocket-protocol'], taken);
  }
});

test('subprotocols of which none is spoken, or over 1 KiB of them, are refused in words', async () => {
  const client = await connect(server, { protocols: ['wamp.2.cbor', 'wamp.2.msgpack', 'x'.repeat(300)] });
  assert.equal(client.status, 400);
  assert.match(JSON.parse(client.body ?? '').message, /wamp\.2\.json, wamp, json/);
  const long = await connect(server, { protocols: ['x'.repeat(600), 'y'.repeat(500), 'json'] });
  assert.equal(long.status, 400);
  assert.match(JSON.parse(long.body ?? '').message, /longer than 1024 bytes/);
});

test('a long Connection header does not matter', async () => {
  const lines = ['Upgrade: websocket', `Connection: ${'x'.repeat(500)}, Upgrade`, ...handshake_lines.slice(2)];
  const said = await say(port, head('/ws', { lines }), (heard) => heard.includes('\r\n\r\n'));
  assert.equal(read(said).status, 101);
});

test('a head may come byte by byte, and others are served meanwhile', async () => {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  let said = '';
  socket.on('data', (bytes) => (said += bytes));
  for (const byte of head('/healthz')) {
    socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
    if (byte === '/') assert.ok(await serves(server));
  }
  await waitFor(() => said.endsWith('ok\n'), { what: 'the answer' });
  socket.destroy();
});

test('what is no sound head is refused with the fitting status, in words', async () => {
  const lines = ['Upgrade: websocket', 'Connection: Upgrade'];
  for (const [text, status] of /** @type {[string, number][]} */ ([
    ['good morning\r\n\r\n', 400],
    ['GET / HTTP/1.1\nHost: localhost\n\n', 400],
    [head('/', { lines: ['no colon'] }), 400],
    [head('/', { lines: ['Name : x'] }), 400],
    [head('/', { lines: ['X: a', ' folded'] }), 400],
    [head('/', { lines: ['Host: localhost'] }), 400],
    [head('/', { lines: ['Content-Length: 1', 'Content-Length: 2'] }), 400],
    [head('/', { lines: ['Content-Length: 1', 'Transfer-Encoding: chunked'] }), 400],
    [head('ftp://localhost/'), 400],
    [head('/', { method: 'FROB' }), 501],
    [head('localhost:1', { method: 'CONNECT' }), 501],
    [head('/').replace('HTTP/1.1', 'HTTP/3'), 505],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505],
    [head('/ws', { lines: [...lines, 'Sec-WebSocket-Version: 8', handshake_lines[3]] }), 426],
    [head('/ws', { lines: [...lines, 'Sec-WebSocket-Version: 13'] }), 400],
    [head('/ws'), 426],
  ])) {
    const answer = read(await say(port, text));
    assert.equal(answer.status, status, text);
    assert.ok(JSON.parse(answer.body).message, text);
    assert.ok(answer.headers['content-security-policy'], text);
  }
});

test('what clients and probes send is taken as it is meant', async () => {
  const cookies = Array(100).fill(`Cookie: a=${'b'.repeat(100)}`);
  const ok = {
    'by the whole address': head(`http://localhost:${port}/healthz`),
    'without a host': 'GET /healthz HTTP/1.0\r\n\r\n',
    'metrics without a host': 'GET /metrics HTTP/1.0\r\n\r\n',
    'by any name': head('/healthz', { host: 'anything.example' }),
    'in a later version': head('/healthz').replace('HTTP/1.1', 'HTTP/1.2'),
    'with many cookies': head('/healthz', { lines: ['Connection: close', ...cookies] }),
  };
  for (const [what, text] of Object.entries(ok)) {
    const { status, headers } = read(await say(port, text));
    assert.equal(status, 200, what);
    assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 5000, headers.date);
  }
  assert.equal(read(await say(port, head('/', { host: 'anything.example' }))).status, 403);
  const { headers } = read(await say(port, head('/ws')));
  assert.equal(headers.connection, 'upgrade, close');
  const large = read(await say(port, head('/', { lines: Array(400).fill(cookies[0]) })));
  assert.equal(large.status, 431);
  assert.match(JSON.parse(large.body).message, /longer than 32768 bytes \(--max-header-bytes\): \d+ of them are cookies; delete/);
});

test('a handshake with a hundred cookies and long extensions is one', async () => {
  const extensions = `Sec-WebSocket-Extensions: ${Array(60).fill('x-made-up; with=options').join(', ')}`;
  const lines = [...handshake_lines, extensions, ...Array(100).fill('Cookie: a=b')];
  const said = await say(port, head('/ws', { lines }), (text) => text.includes('\r\n\r\n'));
  assert.equal(read(said).status, 101);
});

test('a head beyond --max-header-bytes is 431 in words, also for one who goes on and on', async () => {
  const small = await startPlayed({ args: ['--max-header-bytes', '2000'] });
  for (const text of [head(`/${'a'.repeat(3000)}`), `GET /${'a'.repeat(3_000_000)}`, head('/', { lines: Array(400).fill('X: a') })]) {
    const { status, body } = read(await say(small.port, text));
    assert.equal(status, 431);
    assert.match(JSON.parse(body).message, /longer than 2000 bytes/);
  }
  const large = await startPlayed({ args: ['--max-header-bytes', '60000'] });
  assert.equal((await ask(large.port, '/healthz', { lines: [`Accept: ${'a'.repeat(59_000)}`, 'Connection: close'] })).status, 200);
});

test('a head that takes longer than --header-timeout is 408 in words', async () => {
  const hasty = await startPlayed({ args: ['--header-timeout', '1'] });
  const { status, body } = read(await say(hasty.port, 'GET / HTTP/1.1\r\nHost'));
  assert.equal(status, 408);
  assert.match(JSON.parse(body).message, /longer than 1 s/);
  assert.equal(await say(hasty.port, ''), '');
});

const anonymousBytes = (pid) =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/RssAnon:\s+(\d+)/)?.[1]) * 1024;

test('a head that does not end costs little more than its bytes', async () => {
  const patient = await startPlayed();
  assert.ok(await serves(patient));
  const [before, files] = [anonymousBytes(patient.pid), openFiles(patient.pid)];
  const slow = Array.from({ length: 500 }, () => net.connect(patient.port, '127.0.0.1'));
  for (const socket of slow) socket.write(`GET / HTTP/1.1\r\nX: ${'x'.repeat(100)}`);
  await waitFor(() => openFiles(patient.pid) >= files + slow.length, { what: 'all to be taken' });
  assert.ok(await serves(patient));
  const cost = (anonymousBytes(patient.pid) - before) / slow.length;
  const tunnel_bytes = 18_000;
  assert.ok(cost < 2000 + (over_tls ? tunnel_bytes : 0), `each costs ${cost} bytes`);
  for (const socket of slow) socket.destroy();
});

/** A connection that has been answered once and is still open. */
async function kept(at) {
  const socket = net.connect(at, '127.0.0.1').setNoDelay(true);
  socket.on('error', () => {});
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString('latin1')));
  socket.write(head('/healthz', { lines: [] }));
  await waitFor(() => said.endsWith('ok\n'), { what: 'the first answer' });
  said = '';
  const closed = once(socket, 'close');
  return { socket, closed, heard: () => said };
}

test('the rules hold for later requests of a connection too', async () => {
  for (const [text, status] of /** @type {[string, number][]} */ ([
    [head('/', { host: 'evil.example', lines: [] }), 403],
    [head('/api/call/x', { method: 'POST', lines: ['Content-Length: 0', 'Origin: http://evil.example'] }), 403],
    [head('/api/call/x', { method: 'POST', lines: ['Content-Length: 0', 'Sec-Fetch-Site: cross-site'] }), 403],
    [head('/ws', { lines: [...handshake_lines, 'Origin: http://evil.example'] }), 403],
    [head('/elsewhere', { lines: handshake_lines }), 404],
    [head('/ws', { lines: [...handshake_lines, 'Sec-WebSocket-Protocol: soap'] }), 400],
    [head('/ws', { lines: [...handshake_lines, `Sec-WebSocket-Protocol: ${of_python}`] }), 101],
    [head('/ws', { lines: [...handshake_lines, 'Sec-WebSocket-Protocol: wamp.2.cbor, wamp'] }), 101],
    [head('/ws', { lines: handshake_lines }), 101],
  ])) {
    const { socket, heard } = await kept(port);
    socket.write(text);
    await waitFor(() => heard().includes('\r\n\r\n'), { what: `an answer to ${text}` });
    assert.equal(read(heard()).status, status, text);
    socket.destroy();
  }
});

test('a later head that does not end is not waited for without end', async () => {
  const hasty = await startPlayed({ args: ['--header-timeout', '1'] });
  const { socket, closed } = await kept(hasty.port);
  socket.write('GET / HTTP/1.1\r\nHost');
  await closed;
});

test('requests that do not wait for answers are answered in their turn, also with bodies', async () => {
  const calls = ['{}', '', '{"fields":["id"]}'].map((body) =>
    head('/api/call/no.such', { method: 'POST', lines: [`Content-Length: ${body.length}`] }) + body,
  );
  const all = [head('/healthz', { lines: [] }), ...calls, head('/api/torrents/7', { lines: [] }), ...calls];
  const said = await say(port, all.join('') + head('/healthz'));
  const statuses = [...said.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ['200', '404', '404', '404', '200', '404', '404', '404', '200']);
  assert.ok(await serves(server));
});
