// https and wss by the program's own certificate.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { after, test } from 'node:test';
import tls from 'node:tls';
import WebSocket from 'ws';
import { askSecurely, makeCertificate } from './certificate.js';
import { server_program, stopAll, waitFor } from './harness.js';
import { Program, cleanEnvironment } from './program.js';
import { ask, openFiles, read, say, startPlayed } from './played.js';

after(stopAll);

const certificate = makeCertificate();
const serve = (...args) => startPlayed({ args: [...certificate.args, ...args] });
const trusting = (options = {}) => ({ ca: certificate.pem(), ...options });

/** A WebSocket over TLS that has been told its subscription. */
async function subscribeSecurely(server, topic = 'torrents') {
  const socket = new WebSocket(`wss://127.0.0.1:${server.port}/ws`, trusting());
  const heard = [];
  socket.on('message', (text) => heard.push(JSON.parse(String(text))));
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify({ subscribe: topic }));
  await waitFor(() => heard.some(({ subscribed }) => subscribed === topic), { what: 'a subscription' });
  return { socket, heard };
}

/** The outcome of a handshake: the socket, or why there is none. */
async function shakeHands(server, options = {}) {
  const socket = tls.connect({ port: server.port, host: '127.0.0.1', ...trusting(options) });
  const failed = once(socket, 'error').then(([error]) => ({ error }));
  const settled = await Promise.race([once(socket, 'secureConnect').then(() => ({ error: null })), failed]);
  return { socket, ...settled };
}

test('the page, the list and the socket are served over TLS, and the greeting says https', async () => {
  const server = await serve();
  assert.match(server.url, /^https:/);
  const page = await askSecurely(server, '/', trusting());
  assert.equal(page.status, 200);
  assert.match(page.body, /<html/);
  const list = await askSecurely(server, '/api/torrents', trusting());
  assert.equal(list.status, 200);
  const { socket, heard } = await subscribeSecurely(server);
  await waitFor(() => heard.some(({ event }) => event === 'torrents'), { what: 'the list' });
  socket.close();
  await once(socket, 'close');
  await server.stop();
});

test('many requests at once, and large bodies, come through whole', async () => {
  const server = await serve();
  const bodies = await Promise.all(Array.from({ length: 50 }, () => askSecurely(server, '/api/torrents', trusting())));
  const lists = bodies.map(({ body }) => JSON.stringify(JSON.parse(body).torrents));
  assert.deepEqual([...new Set(lists)].length, 1);
  const body = JSON.stringify({ filler: 'x'.repeat(3_000_000) });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
  const posted = await askSecurely(server, '/api/call/none', trusting({ method: 'POST', headers, body }));
  assert.ok(posted.status && posted.status >= 400 && posted.status < 500, String(posted.status));
  await server.stop();
});

test('http on this port is answered in words', async () => {
  const server = await serve();
  const { status, headers, body } = await ask(server.port, '/');
  assert.equal(status, 400);
  assert.match(JSON.parse(body).message, /speaks https.*https:\/\//);
  assert.ok(headers['content-security-policy']);
  const handshake = await ask(server.port, '/ws', { lines: ['Upgrade: websocket', 'Connection: Upgrade'] });
  assert.equal(handshake.status, 400);
  await server.stop();
});

test('TLS 1.2 and 1.3 are spoken, nothing older; http/1.1 is agreed on, h2 is not', async () => {
  const server = await serve();
  for (const version of /** @type {const} */ (['TLSv1.2', 'TLSv1.3'])) {
    const { socket, error } = await shakeHands(server, { minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] });
    assert.equal(error, null);
    assert.equal(socket.getProtocol(), version);
    assert.equal(socket.alpnProtocol, 'http/1.1');
    assert.match(socket.getCipher().name, /GCM|CHACHA20/);
    socket.destroy();
  }
  const old = await shakeHands(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' });
  assert.match(String(old.error), /version/);
  const only_h2 = await shakeHands(server, { ALPNProtocols: ['h2'] });
  assert.match(String(only_h2.error), /application protocol/i);
  const weak = await shakeHands(server, { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' });
  assert.match(String(weak.error), /handshake failure/);
  await server.stop();
});

/** Whom the certificate names that somebody who comes now is shown. */
async function nameShown(server) {
  const { socket } = await shakeHands(server, { rejectUnauthorized: false });
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

/** Files as some stores of secrets hand them out: links, which stay the same when what is behind them changes. */
function behindLinks({ cert, key }) {
  const links = [cert, key].map((file) => `${file}.link`);
  [cert, key].forEach((file, i) => symlinkSync(file, links[i]));
  return ['--cert', links[0], '--key', links[1]];
}

test('SIGHUP brings a new certificate, and what is open stays open', async () => {
  const own = makeCertificate('before');
  const server = await startPlayed({ args: behindLinks(own) });
  const name = () => nameShown(server);
  assert.equal(await name(), 'before');
  const { socket } = await shakeHands(server, { rejectUnauthorized: false });

  own.renew('after');
  server.program.kill('SIGHUP');
  await waitFor(async () => (await name()) === 'after', { what: 'the new certificate' });

  own.renew('broken');
  const { cert } = own;
  writeFileSync(cert, 'rubbish\n');
  server.program.kill('SIGHUP');
  await waitFor(() => server.program.stderr.includes(cert), { what: 'a word about it' });
  assert.equal(await name(), 'after');

  let said = '';
  socket.on('data', (bytes) => (said += bytes));
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await once(socket, 'close');
  assert.equal(read(said).body, 'ok\n');
  await server.stop();
});

test('a renewed certificate is read by itself, its last days are told', async () => {
  const own = makeCertificate('before', 5);
  const server = await startPlayed({ args: own.args });
  await waitFor(() => /expires in [45] days; renew it/.test(server.program.stderr), { what: 'a warning' });
  const name = () => nameShown(server);
  assert.equal(await name(), 'before');
  own.renew('after');
  await waitFor(async () => (await name()) === 'after', { what: 'the new certificate' });
  const { body } = await askSecurely(server, '/metrics', { rejectUnauthorized: false });
  const [, expiry] = body.match(/^wstorrentd_tls_certificate_expiry_timestamp_seconds (\d+)$/m) ?? [];
  const days = (Number(expiry) - Date.now() / 1000) / 86_400;
  assert.ok(days > 4 && days < 6, `${days} days`);
  await server.stop();
});

test('a certificate that cannot be used is refused at the start, by name', async () => {
  const other = makeCertificate();
  for (const [cert, key, named] of [
    ['/nonexistent', certificate.key, '/nonexistent'],
    [certificate.cert, '/nonexistent', '/nonexistent'],
    [certificate.cert, other.key, other.key],
  ]) {
    const words = [server_program, '--listen', '127.0.0.1:0', '--cert', cert, '--key', key];
    const program = new Program(words, { env: cleanEnvironment() });
    const { code } = await program.stop('SIGCONT');
    assert.equal(code, 1);
    assert.ok(program.stderr.includes(named), program.stderr);
  }
});

test('who dawdles in the handshake is dropped, and takes the seat of nobody for long', async () => {
  const server = await serve('--header-timeout', '1', '--max-connections', '3');
  const dawdlers = ['', '\x16', '\x16\x03\x01\x02\x00\x01'];
  assert.deepEqual(await Promise.all(dawdlers.map((text) => say(server.port, text))), ['', '', '']);
  const page = await askSecurely(server, '/healthz', trusting());
  assert.equal(page.body, 'ok\n');
  await server.stop();
});

test('a client that stops reading skips samples, and costs no more than any other', async () => {
  const server = await serve('--interval', '0.1');
  const slow = await subscribeSecurely(server);
  slow.socket.pause();
  const quick = await subscribeSecurely(server);
  const before = quick.heard.length;
  await waitFor(() => server.calls().length > 30, { what: 'samples' });
  assert.ok(quick.heard.length >= before);
  const last = await askSecurely(server, '/api/torrents', trusting());
  assert.equal(last.status, 200);
  slow.socket.resume();
  slow.socket.send('{"subscribe":"status"}');
  await waitFor(() => slow.heard.some(({ subscribed }) => subscribed === 'status'), { what: 'the slow one to catch up' });
  slow.socket.terminate();
  quick.socket.terminate();
  await server.stop();
});

/** Leaves in the middle of the handshake, or after it, politely or not. */
const visits = {
  'a request': (server) => askSecurely(server, '/healthz', trusting()),
  'a WebSocket that is cut off': async (server) => (await subscribeSecurely(server)).socket.terminate(),
  'a WebSocket that is closed': async (server) => {
    const { socket } = await subscribeSecurely(server);
    socket.close();
    await once(socket, 'close');
  },
  'half a handshake': async (server) => {
    const socket = net.connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('\x16\x03\x01', () => socket.resetAndDestroy());
    await once(socket, 'close');
  },
  'a handshake alone': async (server) => (await shakeHands(server)).socket.destroy(),
  'http': (server) => ask(server.port, '/'),
};

test('a hundred visits of all kinds leave nothing open', async () => {
  const server = await serve('--header-timeout', '1');
  await askSecurely(server, '/api/torrents', trusting());
  const baseline = await waitFor(async () => {
    const before = openFiles(server.pid);
    await askSecurely(server, '/healthz', trusting());
    return before === openFiles(server.pid) ? before : 0;
  });
  const kinds = Object.values(visits);
  for (let i = 0; i < 100; i++) await kinds[i % kinds.length](server);
  await waitFor(() => openFiles(server.pid) <= baseline, { what: `${baseline} open files again` });
  assert.equal((await askSecurely(server, '/healthz', trusting())).status, 200);
  await server.stop();
});

/** What openssl's own client sees, which gives up after `input`. */
async function examine(server, options, input = 'Q\n') {
  const words = ['openssl', 's_client', '-connect', `127.0.0.1:${server.port}`, '-CAfile', certificate.cert, ...options];
  const client = new Program(words, { stdin: 'pipe', env: cleanEnvironment() });
  client.child.stdin?.on('error', () => {});
  await waitFor(() => client.has_ended || /Verify return code/.test(client.stdout), { what: 'the handshake' });
  client.child.stdin?.write(input);
  const { code } = await client.ended;
  return { code, said: client.stdout + client.stderr };
}

// Willing to speak what has long been given up.
const lax = ['-cipher', 'ALL:@SECLEVEL=0'];

test('openssl finds TLS 1.2 and 1.3, nothing older, no compression and no renegotiation', async () => {
  const server = await serve();
  for (const [option, name] of [['-tls1_2', 'TLSv1.2'], ['-tls1_3', 'TLSv1.3']]) {
    const { code, said } = await examine(server, [option, '-comp']);
    assert.equal(code, 0, said);
    assert.match(said, new RegExp(`New, ${name}`));
    assert.match(said, /Verify return code: 0 \(ok\)/);
    assert.match(said, /Compression: NONE/);
    assert.match(said, /ALPN|No ALPN negotiated/);
  }
  for (const old of ['-tls1', '-tls1_1']) {
    const { code, said } = await examine(server, [old, ...lax]);
    assert.notEqual(code, 0);
    assert.match(said, /alert protocol version|unsupported protocol/);
  }
  const again = await examine(server, ['-tls1_2'], 'R\n');
  assert.match(again.said, /RENEGOTIATING/);
  assert.match(again.said, /no renegotiation/);
  await server.stop();
});

test('weak ciphers are not spoken, whoever offers nothing else', async () => {
  const server = await serve();
  for (const weak of ['RC4', '3DES', 'NULL', 'aNULL', 'EXPORT', 'MD5', 'CBC', 'kRSA', 'PSK']) {
    const { code, said } = await examine(server, ['-tls1_2', '-cipher', `${weak}:@SECLEVEL=0`]);
    assert.notEqual(code, 0, `${weak}: ${said}`);
    assert.match(said, /handshake failure|no cipher match|no ciphers available/, weak);
  }
  await server.stop();
});

test('a hello of SSLv3 gets no hello', async () => {
  const server = await serve();
  const hello = Buffer.concat([Buffer.from([3, 0]), Buffer.alloc(32, 7), Buffer.from([0, 0, 4, 0, 0x2f, 0, 0x0a, 1, 0])]);
  const handshake = Buffer.concat([Buffer.from([1, 0, 0, hello.length]), hello]);
  const socket = net.connect(server.port, '127.0.0.1');
  socket.write(Buffer.concat([Buffer.from([0x16, 3, 0, 0, handshake.length]), handshake]));
  const heard = [];
  socket.on('data', (bytes) => heard.push(...bytes));
  await new Promise((resolve) => socket.once('close', resolve).on('error', () => {}));
  assert.notEqual(heard[0], 0x16); // an alert at most
  await server.stop();
});
