// wstorrentd behind Apache, nginx, HAProxy and Caddy, each with its file of scripts/proxy/.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { HttpStub } from './http_stub.js';
import { root, startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { makeUsers, passwords, privateFolder } from './people.js';
import { Proxy, mounts } from './proxy.js';
import { makeLargeTorrent } from './torrents.js';

after(stopAll);

const files = ['nginx', 'apache', 'apache-wstunnel', 'haproxy', 'caddy'];
const endlessly_patient = ['apache-wstunnel', 'caddy'];

/** Stands in for wstorrentd and remembers what the proxy tells it. */
class Recorder extends HttpStub {
  /** @type {http.IncomingMessage[]} */
  requests = [];

  constructor() {
    super((request, response) => {
      this.requests.push(request);
      request.resume().on('end', () => response.end('recorded'));
    });
    const sockets = new WebSocketServer({ noServer: true });
    this.server.on('upgrade', (request, socket, head) => {
      this.requests.push(request);
      sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.on('message', (text) => opened.send(text));
        opened.on('error', () => {}); // Caddy 2.6 ends what its client has ended by a frame without a mask
      });
    });
  }
}

/** The next message. */
const hear = (socket) =>
  new Promise((resolve, reject) => {
    socket.once('message', (text) => resolve(String(text)));
    socket.once('close', () => reject(new Error('the socket closed')));
  });

const spoofed = {
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Prefix': '/evil',
  Forwarded: 'for=203.0.113.9;proto=http',
};

/** The proxy tells who asks, how and under which name, whatever the client says. */
function assertTold({ headers }, proxy, { name, prefix }) {
  assert.equal(headers.host, `${name}:${proxy.port}`);
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(headers['x-forwarded-proto'], 'https');
  assert.equal(headers.forwarded, undefined);
  assert.equal(headers['x-forwarded-prefix'], prefix === '/' ? undefined : prefix.slice(0, -1));
}

for (const file of files) {
  for (const way of ['a port', 'a unix socket']) {
    test(`${file} tells the program, at ${way}, who asks, and nothing the client claims of that`, async () => {
      const recorder = new Recorder();
      const folder = privateFolder();
      chmodSync(folder, 0o755);
      const upstream = await recorder.listen(way === 'a port' ? 0 : path.join(folder, 'socket'));
      const proxy = await Proxy.start(file, { upstream });
      for (const mount of Object.values(mounts)) {
        for (const headers of /** @type {Record<string, string>[]} */ ([{}, spoofed, { ...spoofed, Connection: 'close, X-Forwarded-For' }])) {
          const { status, body } = await proxy.ask(mount, 'api/status?a=%2Fb', { headers });
          assert.deepEqual([status, body], [200, 'recorded']);
          const request = /** @type {http.IncomingMessage} */ (recorder.requests.pop());
          assert.equal(request.url, '/api/status?a=%2Fb');
          assertTold(request, proxy, mount);
        }
        const socket = await proxy.open(mount, { headers: spoofed, protocols: ['wamp.2.json'] });
        const request = /** @type {http.IncomingMessage} */ (recorder.requests.pop());
        assert.equal(request.url, '/ws');
        assert.equal(request.headers['sec-websocket-protocol'], 'wamp.2.json');
        assert.equal(request.headers.origin, proxy.origin(mount.name));
        assertTold(request, proxy, mount);
        socket.send('through');
        assert.equal(await hear(socket), 'through');
        socket.terminate();
      }
      recorder.stop();
      await proxy.stop();
    });
  }
}

const daemon = await startDaemon();
const [torrent] = await daemon.addTorrents(['behind']);

function serve(...args) {
  const allowed = Object.values(mounts).map(({ name }) => name).join(',');
  const doors = ['--users', makeUsers().file, '--trusted-proxy', '127.0.0.1', '--allowed-host', allowed];
  return startServer({
    args: ['--transmission', daemon.address, '--www', path.join(root, 'www'), ...doors, ...args],
  });
}

/** What somebody who has logged in through the proxy sends along. */
async function login(proxy, mount) {
  const own = { Origin: proxy.origin(mount.name), 'Content-Type': 'application/json' };
  const { status, headers } = await proxy.ask(mount, 'api/login', {
    method: 'POST',
    headers: { ...spoofed, ...own },
    body: JSON.stringify({ user: 'ada', password: passwords.ada }),
  });
  assert.equal(status, 200);
  const [cookie] = headers['set-cookie'];
  const is_root = mount.prefix === '/';
  assert.ok(cookie.startsWith(is_root ? '__Host-wstorrentd=' : '__Secure-wstorrentd-below='), cookie);
  assert.ok(cookie.includes(`; Path=${mount.prefix};`) && /; Secure/.test(cookie), cookie);
  return { ...own, Cookie: cookie.split(';')[0] };
}

/** A socket whose user is known. */
async function enter(proxy, mount, headers, options = {}) {
  const { user, token } = JSON.parse((await proxy.ask(mount, 'api/token', { headers })).body);
  const socket = await proxy.open(mount, options);
  socket.send(JSON.stringify({ auth: { user, token } }));
  assert.equal(JSON.parse(await hear(socket)).authenticated, 'ada');
  return socket;
}

async function lists(socket) {
  socket.send(JSON.stringify({ call: 'torrents.get', id: 1 }));
  const { result } = JSON.parse(await hear(socket));
  assert.deepEqual(result.torrents.map(({ name }) => name), ['behind']);
}

const page = readFileSync(path.join(root, 'www/index.html'), 'utf8');
const assets = [...page.matchAll(/(?:src|href)="([^":]+\.(?:js|css|svg))"/g)].map(([, name]) => name);

for (const file of files) {
  for (const [where, mount] of Object.entries(mounts)) {
    test(`behind ${file} ${where} a login, the page, calls and sockets work`, async () => {
      const server = await serve();
      const proxy = await Proxy.start(file, { upstream: server.port });
      const stranger = await proxy.ask(mount, '');
      assert.deepEqual([stranger.status, stranger.headers.location], [303, 'login']);
      const headers = await login(proxy, mount);
      assert.match((await proxy.ask(mount, '', { headers })).body, /<meta name="user" content="ada">/);
      const { logins } = JSON.parse((await proxy.ask(mount, 'api/logins', { headers })).body);
      assert.deepEqual(logins.map(({ address }) => address), ['127.0.0.1']);
      for (const asset of assets) {
        const { status, body } = await proxy.ask(mount, asset);
        assert.equal(status, 200);
        assert.equal(body, readFileSync(path.join(root, 'www', asset), 'utf8'));
      }
      const call = (procedure, args) =>
        proxy.ask(mount, `api/call/${procedure}`, { method: 'POST', headers, body: JSON.stringify(args) });
      assert.equal((await call('torrent.set', { ids: [torrent], download_limit: 11 })).status, 200);
      const long = await call('torrent.add', { metainfo: 'A'.repeat(3 << 20) });
      assert.deepEqual([long.status, JSON.parse(long.body).error], [400, 'wamp.error.invalid_argument']);

      const socket = await enter(proxy, mount, headers);
      await lists(socket);
      socket.terminate();
      await Promise.all([proxy.stop(), server.stop()]);
    });
  }

  const at_root = mounts['at the root'];

  test(`pings keep a silent socket open longer than ${file} would`, async () => {
    const server = await serve('--ping-interval', '1');
    const proxy = await Proxy.start(file, { upstream: server.port, seconds: 2 });
    const socket = await enter(proxy, at_root, await login(proxy, at_root));
    let pings = 0;
    let closed = false;
    socket.on('ping', () => pings++);
    socket.on('close', () => (closed = true));
    await waitFor(() => pings >= 5 || closed, { what: 'five pings' });
    assert.equal(closed, false);
    await lists(socket);
    socket.terminate();
    await Promise.all([proxy.stop(), server.stop()]);
  });

  if (endlessly_patient.includes(file)) continue;
  test(`without pings ${file} ends a silent socket`, async () => {
    const server = await serve('--ping-interval', '60');
    const proxy = await Proxy.start(file, { upstream: server.port, seconds: 2 });
    const socket = await enter(proxy, at_root, await login(proxy, at_root));
    await new Promise((resolve) => socket.once('close', resolve));
    await Promise.all([proxy.stop(), server.stop()]);
  });
}

/** All of them at once, each before a server of its own. */
async function behindEach(act, ...args) {
  await Promise.all(files.map(async (file) => {
    const server = await serve(...args);
    const proxy = await Proxy.start(file, { upstream: server.port });
    await act(proxy, mounts['at the root'], file);
    await Promise.all([proxy.stop(), server.stop()]);
  }));
}

test('seventy silent seconds end no socket, whichever proxy ends what is silent for sixty', { timeout: 180_000 }, async () => {
  await behindEach(async (proxy, mount, file) => {
    const socket = await enter(proxy, mount, await login(proxy, mount));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const patience = new Promise((resolve) => setTimeout(resolve, 70_000, 'open'));
    assert.equal(await Promise.race([closed, patience]), 'open', file);
    await lists(socket);
    socket.terminate();
  });
});

test('a .torrent of eight megabytes comes through and is added', { timeout: 120_000 }, async () => {
  await behindEach(async (proxy, mount, file) => {
    const headers = await login(proxy, mount);
    const call = async (procedure, args) => {
      const { status, body } = await proxy.ask(mount, `api/call/${procedure}`, { method: 'POST', headers, body: JSON.stringify(args) });
      assert.equal(status, 200, `${file}: ${body}`);
      return JSON.parse(body);
    };
    const name = `large, by ${file}`;
    const metainfo = makeLargeTorrent(name, 8 << 20).toString('base64');
    const added = await call('torrent.add', { metainfo, paused: true });
    const ids = [added.torrent.id];
    const { torrents } = await call('torrents.get', { ids });
    assert.deepEqual(torrents.map((row) => row.name), [name]);
    await call('torrent.remove', { ids });
  });
});

test('a proxy that reads its configuration again lets new clients in, and leaves none hanging', async () => {
  await behindEach(async (proxy, mount) => {
    const headers = await login(proxy, mount);
    const old = await enter(proxy, mount, headers);
    const closed = new Promise((resolve) => old.once('close', resolve));
    proxy.reload();
    for (let round = 0; round < 20; round++) {
      assert.equal((await proxy.ask(mount, 'api/status', { headers })).status, 200);
    }
    const socket = await enter(proxy, mount, headers);
    await lists(socket);
    socket.terminate();
    // Some pass on what is open until it ends, others end it at once: then a page comes back.
    if (old.readyState === old.OPEN) await Promise.race([lists(old), closed]);
    old.terminate();
  });
});

test('a path without its slash leads to the page', async () => {
  for (const file of files) {
    const proxy = await Proxy.start(file, { upstream: 9 });
    const { status, headers } = await proxy.ask({ ...mounts['below a path'], prefix: '/' }, 'torrents');
    assert.equal(status, 301, file);
    assert.match(String(headers.location), /\/torrents\/$/);
    await proxy.stop();
  }
});

test("the talk's address of sockets, /wss/, leads to them", async () => {
  const mount = mounts['at the root'];
  const server = await serve();
  const proxy = await Proxy.start('apache-wstunnel', { upstream: server.port });
  const socket = await enter(proxy, mount, await login(proxy, mount), { route: 'wss/' });
  await lists(socket);
  socket.terminate();
  await Promise.all([proxy.stop(), server.stop()]);
});
