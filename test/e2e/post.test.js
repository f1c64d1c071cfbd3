// Calls by POST, and bodies that are too large, too slow, too many or cut off.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import { over_tls, stopAll, waitFor } from './harness.js';
import { ask, head, openFiles, read, say, serves, startPlayed } from './played.js';

after(stopAll);

const server = await startPlayed({ args: ['--allowed-origin', 'https://proxy.example'] });
const { port } = server;

/**
 * The text of a call that ends its connection, unless `lines` say otherwise.
 * @param {string} procedure
 * @param {string} [body]
 * @param {{ lines?: string[], length?: number | null }} [options] `length`: null to tell none
 */
function call(procedure, body = '', { lines = ['Connection: close'], length = Buffer.byteLength(body) } = {}) {
  const all = [...(length === null ? [] : [`Content-Length: ${length}`]), ...lines];
  return head(`/api/call/${procedure}`, { method: 'POST', lines: all }) + Buffer.from(body).toString('latin1');
}

async function post(procedure, body, options) {
  const { status, headers, body: text } = read(await say(port, call(procedure, body, options)));
  return { status, headers, ...JSON.parse(text) };
}

/** A client that says `text` and stays. */
async function staying(at, text) {
  const socket = net.connect(at, '127.0.0.1');
  socket.on('error', () => {});
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString('latin1')));
  const closed = once(socket, 'close');
  await new Promise((resolve) => socket.write(text, 'latin1', resolve));
  return { socket, closed, heard: () => said };
}

test('a call is answered with its result', async () => {
  for (const [body, length] of /** @type {[string, number | null][]} */ ([['{}', 2], ['', 0], ['', null], [' {} ', 4]])) {
    const lines = ['Connection: close'];
    const { status, torrents } = await post('torrents.get', body, { lines, length });
    assert.equal(status, 200, `body ${body}`);
    assert.deepEqual(torrents.map(({ id }) => id), [7]);
  }
});

test('an error has its URI, its sentence and the fitting status', async () => {
  for (const [procedure, body, status, error] of /** @type {[string, string, number, string][]} */ ([
    ['no.such', '{}', 404, 'wamp.error.no_such_procedure'],
    ['', '{}', 400, 'wamp.error.invalid_uri'],
    ['torrent.stop', '{}', 400, 'wamp.error.invalid_argument'],
    ['torrent.stop', '[7]', 400, 'wamp.error.invalid_argument'],
    ['torrent.stop', 'ids=7', 400, 'wamp.error.invalid_argument'],
    ['torrent.stop', '{"ids":[99]}', 404, 'wstorrent.error.no_such_torrent'],
  ])) {
    const answer = await post(procedure, body);
    assert.equal(answer.status, status, `${procedure} ${body}`);
    assert.equal(answer.error, error);
    assert.ok(answer.message.length > 10);
  }
});

test('the procedures and the metrics are told', async () => {
  const { status, body } = await ask(port, '/api/procedures');
  assert.equal(status, 200);
  assert.ok(body.includes('"torrent.stop"'));
  const metrics = await ask(port, '/metrics');
  assert.match(metrics.headers['content-type'], /^text\/plain/);
  assert.match(metrics.body, /^wstorrentd_connections \d+$/m);
});

test('a body may come in pieces, and many calls on one connection', async () => {
  const { socket, heard } = await staying(port, '');
  for (let i = 1; i <= 3; i++) {
    for (const byte of call('torrent.stop', '{"ids":[99]}', { lines: [] })) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await waitFor(() => heard().split('HTTP/1.1 404').length - 1 === i, { what: `answer ${i}` });
  }
  socket.destroy();
});

test('a page of elsewhere cannot call; one of here, an allowed one and no page can', async () => {
  const lines = (...more) => ({ lines: ['Connection: close', ...more] });
  for (const more of [[], [`Origin: ${over_tls ? 'https' : 'http'}://localhost`], ['Origin: https://proxy.example', 'Sec-Fetch-Site: cross-site'], ['Sec-Fetch-Site: same-origin']]) {
    assert.equal((await post('torrents.get', '{}', lines(...more))).status, 200, more.join());
  }
  for (const more of ['Origin: https://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site']) {
    const { status, error, message } = await post('torrents.get', '{}', lines(more));
    assert.equal(status, 403, more);
    assert.equal(error, 'wamp.error.not_authorized');
    assert.match(message, /--allowed-origin/);
  }
});

test('a client that asks before it sends its body is told to go on', async () => {
  const lines = ['Connection: close', 'Expect: 100-continue'];
  const { socket, heard } = await staying(port, call('torrents.get', '', { lines, length: 2 }));
  await waitFor(() => heard() === 'HTTP/1.1 100 Continue\r\n\r\n', { what: 'leave to go on' });
  socket.write('{}');
  await waitFor(() => heard().includes('HTTP/1.1 200 OK'), { what: 'the answer' });
  socket.destroy();
});

test('a body whose length is not told is 411', async () => {
  const lines = ['Transfer-Encoding: chunked'];
  const said = await say(port, `${call('torrents.get', '', { lines, length: null })}2\r\n{}\r\n0\r\n\r\n`);
  assert.equal(read(said).status, 411);
});

test('a body beyond --max-body-bytes is 413 in words, sent or not, first or later', async () => {
  const small = await startPlayed({ args: ['--max-body-bytes', '2000'] });
  const fits = `{"ids":[99]${' '.repeat(1988)}}`;
  assert.equal(read(await say(small.port, call('torrent.stop', fits))).status, 404);
  for (const text of [
    call('torrent.stop', `${fits} `),
    call('torrent.stop', '', { length: 2001 }),
    call('torrent.stop', '', { length: 999_999_999_999 }),
    call('torrent.stop', 'x'.repeat(5_000_000)),
    call('torrent.stop', '', { length: 2001, lines: ['Expect: 100-continue'] }),
  ]) {
    const { status, body, headers } = read(await say(small.port, text));
    assert.equal(status, 413);
    assert.equal(headers.connection, 'close');
    assert.equal(JSON.parse(body).error, 'wamp.error.payload_size_exceeded');
    assert.match(JSON.parse(body).message, /2000 bytes \(--max-body-bytes\)/);
  }
  const { socket, heard } = await staying(small.port, head('/healthz', { lines: [] }));
  await waitFor(() => heard().endsWith('ok\n'), { what: 'the first answer' });
  socket.write(call('torrent.stop', 'x'.repeat(5_000_000)));
  await waitFor(() => heard().includes('HTTP/1.1 413'), { what: 'the second' });
  socket.destroy();
});

test('a body that stalls is 408, and one that dribbles is not waited for without end', async () => {
  const hasty = await startPlayed({ args: ['--header-timeout', '1'] });
  const { status, body } = read(await say(hasty.port, call('torrents.get', '{', { length: 2 })));
  assert.equal(status, 408);
  assert.match(JSON.parse(body).message, /took longer than 1 s/);
  const { socket, closed, heard } = await staying(hasty.port, call('torrents.get', '', { length: 1000 }));
  const more = setInterval(() => socket.write(' '), 300);
  await closed.finally(() => clearInterval(more));
  assert.match(heard(), /HTTP\/1\.1 408/);
});

test('beyond 64 MiB of bodies under way one more is 503, and served when they are gone', async () => {
  const at_work = await startPlayed();
  const files = openFiles(at_work.pid);
  const large = ' '.repeat(12_000_000);
  const held = [];
  for (let i = 0; i < 5; i++) held.push(await staying(at_work.port, call('torrents.get', large, { length: 12_000_001 })));
  const one_more = async () => read(await say(at_work.port, call('torrents.get', `${large}{}`)));
  const refusal = await waitFor(async () => {
    const answer = await one_more();
    return answer.status === 503 ? answer : null;
  }, { what: 'a refusal' });
  assert.equal(JSON.parse(refusal.body).error, 'wstorrent.error.busy');
  for (const { socket } of held) socket.destroy();
  await waitFor(() => openFiles(at_work.pid) <= files, { what: 'them to be gone' });
  assert.equal((await one_more()).status, 200);
});

test('a client that goes away, before its body or its answer is there, leaves nothing', async () => {
  const slow = await startPlayed({ part: 'hangs' });
  assert.ok(await serves(slow));
  const files = openFiles(slow.pid);
  for (const text of [call('torrents.get', '{', { length: 20 }), call('torrents.get', '{}'), head('/api/session')]) {
    const { socket } = await staying(slow.port, text);
    await waitFor(() => openFiles(slow.pid) > files, { what: 'it to be taken' });
    socket.destroy();
  }
  slow.play('answers');
  // The sample that hangs keeps its pipes until its deadline.
  await waitFor(() => openFiles(slow.pid) <= files, { what: 'all to be closed', seconds: 30 });
  assert.ok(await serves(slow));
});
