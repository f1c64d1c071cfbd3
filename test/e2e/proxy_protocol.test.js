// Behind proxies that pass on bytes and tell by the PROXY protocol, version 2, for whom.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import tls from 'node:tls';
import { makeCertificate } from './certificate.js';
import { stopAll, waitFor } from './harness.js';
import { basic, makeUsers, passwords, privateFolder } from './people.js';
import { startPlayed } from './played.js';
import { Proxy, mounts } from './proxy.js';

after(stopAll);

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const at_root = mounts['at the root'];

/** A number of two bytes. */
const two = (number) => Buffer.from([number >> 8, number & 255]);

/** From `address` over IPv4; with `tls` as HAProxy tells it of a client that speaks TLS. */
function header(address, { tls: encrypted = false } = {}) {
  const addresses = Buffer.from([...address.split('.').map(Number), 127, 0, 0, 1, 3, 232, 1, 187]);
  const tlv = encrypted ? Buffer.from([0x20, 0, 5, 1, 0, 0, 0, 0]) : Buffer.alloc(0);
  return Buffer.concat([signature, Buffer.from([0x21, 0x11]), two(addresses.length + tlv.length), addresses, tlv]);
}

const for_itself = Buffer.concat([signature, Buffer.from([0x20, 0, 0, 0])]);

const behind = (...args) => startPlayed({ args: ['--trusted-proxy', '127.0.0.1', ...args] });

/** What is answered to these pieces, sent one by one as the server has time for them, until it closes. */
async function exchange(server, pieces) {
  const socket = net.connect(server.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes));
  socket.on('error', () => {});
  socket.setNoDelay();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  for (const piece of pieces) {
    socket.write(piece);
    await fetch(new URL('healthz', server.url)); // by then it has been looked at
  }
  await closed;
  return heard;
}

const request = (path = '/healthz', headers = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;

test('a request behind a header is answered, also where it comes with it, and in pieces', async () => {
  const server = await behind();
  const whole = header('192.0.2.7');
  const ways = [
    [Buffer.concat([whole, Buffer.from(request())])],
    [whole, request()],
    [...whole].map((byte) => Buffer.from([byte])).concat(Buffer.from(request())),
    [Buffer.concat([header('192.0.2.7', { tls: true }), Buffer.from(request())])],
    [for_itself, request()],
    [request()], // and without one
  ];
  for (const pieces of ways) assert.match(await exchange(server, pieces), /^HTTP\/1\.1 200 /);
  await server.stop();
});

test('a header that makes no sense ends the connection, and the log says why', async () => {
  const server = await behind();
  const bad = header('192.0.2.7');
  bad[12] = 0x11;
  assert.equal(await exchange(server, [bad, request()]), '');
  await waitFor(() => /refused 127\.0\.0\.1 \(400\): .*PROXY protocol/.test(server.program.stderr), { what: 'the line in the log' });
  await server.stop();
});

test('who is no trusted proxy is told what to do in place of being believed', async () => {
  const server = await startPlayed();
  for (const first of [header('192.0.2.7'), 'PROXY TCP4 192.0.2.7 127.0.0.1 1000 443\r\n']) {
    const answer = await exchange(server, [Buffer.concat([Buffer.from(first), Buffer.from(request())])]);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /--trusted-proxy.*send-proxy-v2/);
  }
  await server.stop();
});

test('a connection counts for whom its header names', async () => {
  const server = await behind('--max-connections-per-address', '2');
  const held = [];
  const open = async (address) => {
    const socket = net.connect(server.port, '127.0.0.1');
    held.push(socket);
    socket.on('error', () => {});
    socket.write(Buffer.concat([header(address), Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')]));
    const [answer] = await once(socket, 'data');
    return Number(String(answer).split(' ')[1]);
  };
  assert.deepEqual([await open('192.0.2.7'), await open('192.0.2.7'), await open('192.0.2.8')], [200, 200, 200]);
  assert.equal(await open('192.0.2.7'), 503);
  for (const socket of held) socket.destroy();
  await server.stop();
});

test('who says nothing is not waited for without end', async () => {
  const server = await behind('--header-timeout', '1');
  const ways = [[], [signature.subarray(0, 5)], [header('192.0.2.7').subarray(0, 20)]];
  assert.deepEqual(await Promise.all(ways.map((pieces) => exchange(server, pieces))), ['', '', '']);
  await server.stop();
});

test('before our own TLS it stands too', async () => {
  const certificate = makeCertificate();
  const users = makeUsers();
  const server = await behind(...certificate.args, '--users', users.file);
  const plain = net.connect(server.port, '127.0.0.1');
  plain.write(header('192.0.2.7'));
  const socket = tls.connect({ socket: plain, ca: certificate.pem(), servername: 'localhost' });
  await once(socket, 'secureConnect');
  socket.write(request('/api/status', `Authorization: ${basic('ada')}\r\n`));
  let heard = '';
  for await (const bytes of socket) heard += bytes;
  assert.match(heard, /^HTTP\/1\.1 200 /);
  await server.stop();
});

/** Through the proxy, from an address of this machine that is not the proxy's. */
function askFrom(proxy, localAddress, route, { method = 'GET', headers = {}, body = '' } = {}) {
  const target = { ...proxy.to(at_root.name), host: '127.0.0.1', localAddress, path: `/${route}`, method, agent: false };
  const own = { Host: `${at_root.name}:${proxy.port}`, Origin: proxy.origin(at_root.name), 'Content-Type': 'application/json', ...headers };
  return new Promise((resolve, reject) => {
    const asked = https.request({ ...target, headers: own }, async (response) => {
      let text = '';
      for await (const bytes of response) text += bytes;
      resolve({ status: response.statusCode, headers: response.headers, body: text });
    });
    asked.on('error', reject).end(body);
  });
}

for (const way of ['a port', 'a unix socket']) {
  test(`HAProxy as shipped tells, at ${way}, who has logged in from where, and that it was over TLS`, async () => {
    const folder = privateFolder();
    chmodSync(folder, 0o755);
    const file = path.join(folder, 'socket');
    const unix = way === 'a port' ? [] : ['--listen', `127.0.0.1:0,unix:${file}`, '--socket-mode', '666'];
    const server = await behind('--users', makeUsers().file, '--allowed-host', at_root.name, ...unix);
    const proxy = await Proxy.start('haproxy-tcp', { upstream: way === 'a port' ? server.port : file });
    const body = JSON.stringify({ user: 'ada', password: passwords.ada });
    const spoofed = { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'http' };
    const login = await askFrom(proxy, '127.0.0.5', 'api/login', { method: 'POST', headers: spoofed, body });
    assert.equal(login.status, 200, login.body);
    const [cookie] = login.headers['set-cookie'];
    assert.match(cookie, /^__Host-wstorrentd=.*; Secure/);
    const { logins } = JSON.parse((await askFrom(proxy, '127.0.0.5', 'api/logins', { headers: { Cookie: cookie.split(';')[0] } })).body);
    assert.deepEqual(logins.map(({ address }) => address), ['127.0.0.5']);

    const socket = await proxy.open(at_root, { headers: { Cookie: cookie.split(';')[0] } });
    assert.equal(socket.readyState, socket.OPEN);
    socket.terminate();
    await Promise.all([proxy.stop(), server.stop()]);
  });
}
