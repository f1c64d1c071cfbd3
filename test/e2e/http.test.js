// What a browser, curl or somebody with bad intentions gets over HTTP.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { freePort, over_tls, root, startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { ask, connect, head, read, say, startPlayed } from './played.js';

after(stopAll);

const server = await startPlayed({
  args: ['--www', path.join(root, 'www'), '--allowed-host', 'box.example', '--allowed-origin', 'https://proxy.example'],
});
const { port } = server;
const scheme = over_tls ? 'https' : 'http';
const page = readFileSync(path.join(root, 'www/index.html'));

const security_headers = [
  'content-security-policy',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
];

function assertSecure(headers, what) {
  for (const name of security_headers) assert.ok(headers[name], `${what} lacks ${name}`);
  assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*/, what);
}

/** The page without the version below which it names its files. */
const unversioned = (html) => html.replace(/(src|href)="v-[0-9a-f]+\//g, '$1="');

test('/ is the page, with its type and length, and names its files below their version', async () => {
  for (const target of ['/', '/index.html', '/?theme=dark']) {
    const { status, headers, body } = await ask(port, target);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['content-length'], String(body.length));
    assert.equal(unversioned(Buffer.from(body, 'latin1').toString()), page.toString());
    for (const name of ['main.js', 'theme.css', 'favicon.svg']) assert.match(body, new RegExp(`"v-[0-9a-f]+/${name}"`));
  }
});

test('scripts and styles come with the types a browser insists on', async () => {
  const named = [...page.toString().matchAll(/(?:src|href)="([^":]+\.(?:js|css))"/g)];
  assert.ok(named.length > 0);
  for (const [, name] of named) {
    const { status, headers } = await ask(port, `/${name}`);
    assert.equal(status, 200, name);
    assert.match(headers['content-type'], name.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
  }
});

test('what is named below the version may be kept for ever, unless it is another version', async () => {
  const { body } = await ask(port, '/');
  const [, version] = body.match(/"(v-[0-9a-f]+)\/main\.js"/) ?? [];
  const main = readFileSync(path.join(root, 'www/main.js'), 'utf8');
  for (const [target, kept] of [
    [`/${version}/main.js`, 'public, max-age=31536000, immutable'], ['/v-0/main.js', 'no-cache'], ['/main.js', 'no-cache'],
  ]) {
    const answer = await ask(port, target);
    assert.equal(answer.status, 200, target);
    assert.equal(answer.headers['cache-control'], kept, target);
    assert.equal(Buffer.from(answer.body, 'latin1').toString(), main, target);
  }
  for (const target of [`/${version}/`, `/${version}`, `/${version}/index.html`, `/${version}/../main.js`, `/${version}/v-0/main.js`]) {
    assert.equal((await ask(port, target)).status, 404, target);
  }
});

test('who has the page already is told so', async () => {
  const { headers } = await ask(port, '/');
  const lines = [`If-None-Match: ${headers.etag}`, 'Connection: close'];
  const again = await ask(port, '/', { lines });
  assert.equal(again.status, 304);
  assert.equal(again.body, '');
  assert.equal(again.headers.etag, headers.etag);
  assert.equal((await ask(port, '/', { lines: ['If-None-Match: "x"', 'Connection: close'] })).status, 200);
});

test('who accepts gzip gets the same page gzipped; who refuses it does not', async () => {
  const lines = (accepted) => [`Accept-Encoding: ${accepted}`, 'Connection: close'];
  const zipped = await ask(port, '/', { lines: lines('br, gzip') });
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  assert.ok(zipped.body.length < page.length);
  assert.equal(unversioned(gunzipSync(Buffer.from(zipped.body, 'latin1')).toString()), page.toString());
  for (const refused of ['gzip;q=0', 'gzip; q=0', 'identity']) {
    const plain = await ask(port, '/', { lines: lines(refused) });
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(unversioned(Buffer.from(plain.body, 'latin1').toString()), page.toString());
  }
});

test('HEAD tells what GET would, without the body', async () => {
  for (const target of ['/', '/api/torrents/7', '/healthz', '/nothing']) {
    const get = await ask(port, target);
    const only_head = await ask(port, target, { method: 'HEAD' });
    for (const { headers } of [get, only_head]) delete headers.date; // a second may pass in between
    assert.deepEqual({ ...only_head, body: '' }, { ...get, body: '' }, target);
    assert.equal(only_head.body, '');
  }
});

test('one connection carries many requests, also when they come at once', async () => {
  const socket = net.connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString('latin1')));
  const answers = () => said.split('HTTP/1.1 200 OK').length - 1;
  const keep = { lines: [] };
  for (const [index, target] of ['/healthz', '/', '/api/torrents', '/api/torrents/7'].entries()) {
    socket.write(head(target, keep));
    await waitFor(() => answers() === index + 1, { what: `the answer to ${target}` });
  }
  await waitFor(() => said.endsWith('}\n'), { what: 'the end of the last answer' });
  socket.write(head('/healthz', { method: 'HEAD', lines: [] }) + head('/healthz', keep).repeat(20));
  await waitFor(() => answers() === 25, { what: 'all the answers' });
  socket.destroy();
});

const escapes = [
  '/../secret',
  '/../../../../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/..%2f..%2fetc/passwd',
  '/..%5c..%5cetc/passwd',
  '//etc/passwd',
  '///etc/passwd',
  '/%2fetc/passwd',
  '/.hidden',
  '/./.hidden',
  '/index.html%00',
  '/index.html%00.js',
  '/%00/../secret',
  '/%252e%252e/secret',
  '/../Makefile',
  '/..;/Makefile',
  'Makefile',
  '../Makefile',
  'http://localhost/../Makefile',
  `/${'a'.repeat(5000)}`,
];
test('no path leads out of the folder', async () => {
  for (const target of escapes) {
    const said = await say(port, head(target));
    assert.match(said, /^(HTTP\/1\.[01] 40[034] |$)/, target);
    assert.doesNotMatch(said, /root:|CXXFLAGS/, target);
  }
  assert.equal((await ask(port, '/healthz')).status, 200);
});

test('every kind of answer carries the security headers', async () => {
  const kinds = {
    page: head('/'),
    'not found': head('/nothing'),
    list: head('/api/torrents'),
    'unknown torrent': head('/api/torrents/999'),
    health: head('/healthz'),
    'wrong method': head('/', { method: 'DELETE' }),
    'foreign name': head('/', { host: 'evil.example' }),
    'no name': head('/', { host: '' }),
    'bad escape': head('/%zz'),
    'unknown method': head('/', { method: 'FROB' }),
    'no HTTP': 'good morning\r\n\r\n',
  };
  for (const [kind, text] of Object.entries(kinds)) assertSecure(read(await say(port, text)).headers, kind);
  assertSecure((await connect(server, { path: '/elsewhere' })).headers, 'a refused WebSocket');
  const etag = (await ask(port, '/')).headers.etag;
  assertSecure((await ask(port, '/', { lines: [`If-None-Match: ${etag}`, 'Connection: close'] })).headers, '304');
});

test('what is not there is 404 in words', async () => {
  const { status, headers, body } = await ask(port, '/nothing');
  assert.equal(status, 404);
  assert.equal(headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(body), { error: 'not_found', message: 'there is nothing at /nothing' });
});

test('other methods than GET and HEAD are 405 and told which, also with a large body', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const lines = ['Content-Length: 0', 'Connection: close'];
    const { status, headers, body } = await ask(port, '/api/torrents', { method, lines });
    assert.equal(status, 405, method);
    assert.equal(headers.allow, 'GET, HEAD');
    assert.match(JSON.parse(body).message, /answered here are: GET, HEAD$/);
  }
  const large = head('/', { method: 'POST', lines: ['Content-Length: 100000', 'Connection: close'] }) + 'x'.repeat(100_000);
  assert.equal(read(await say(port, large)).status, 405);
});

test('CONNECT is not kept waiting: the connection ends', async () => {
  await say(port, 'CONNECT elsewhere:1 HTTP/1.1\r\nHost: elsewhere\r\n\r\n');
});

test('a body of unknown length ends the connection, so that it is no second request', async () => {
  const smuggled = head('/healthz', { lines: ['Connection: close'] });
  const said = await say(port, head('/healthz', { lines: ['Transfer-Encoding: chunked'] }) + smuggled);
  assert.equal(said.match(/HTTP\/1\.1 200/g)?.length, 1);
});

test('another upgrade than to a WebSocket is an offer that is not taken', async () => {
  const lines = ['Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'];
  const { status, headers } = await ask(port, '/healthz', { lines });
  assert.equal(status, 200);
  assert.equal(headers.upgrade, undefined);
});

test('the list, a torrent, the status and the health are answered', async () => {
  const list = JSON.parse((await ask(port, '/api/torrents')).body);
  assert.deepEqual(list.torrents.map(({ id, name, percentDone }) => ({ id, name, percentDone })), [
    { id: 7, name: 'seven', percentDone: 0.5 },
  ]);
  const one = await ask(port, '/api/torrents/7');
  assert.equal(one.headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(one.body), list.torrents[0]);
  for (const id of ['8', 'abc', '', '7x', '-7', '7/files']) {
    const { status, body } = await ask(port, `/api/torrents/${id}`);
    assert.equal(status, 404, id);
    assert.equal(JSON.parse(body).error, 'wstorrent.error.no_such_torrent');
  }
  assert.equal(JSON.parse((await ask(port, '/api/status')).body).sources[0].state, 'ok');
  assert.equal((await ask(port, '/healthz')).body, 'ok\n');
});

test('only names of this machine, addresses and allowed names are answered to', async () => {
  for (const host of ['localhost', 'LOCALHOST:1', 'x.localhost', '127.0.0.1', `127.0.0.1:${port}`, `[::1]:${port}`, '10.1.2.3', 'box.example', 'Box.Example:443']) {
    assert.equal((await ask(port, '/healthz', { host })).status, 200, host);
  }
  for (const host of ['evil.example', 'x.box.example', '127.0.0.1.evil.example', 'localhost@evil']) {
    const { status, body } = await ask(port, '/', { host });
    assert.equal(status, 403, host);
    assert.match(JSON.parse(body).message, /--allowed-host /);
  }
  assert.equal((await ask(port, '/', { host: '' })).status, 400);
});

test('a page of elsewhere cannot open the WebSocket; one of here, an allowed one and no page can', async () => {
  const here = { Host: `localhost:${port}` };
  for (const origin of [`${scheme}://localhost:${port}`, 'https://proxy.example', undefined]) {
    const headers = { ...here, ...(origin && { Origin: origin }) };
    const { status, socket } = await connect(server, { headers });
    assert.equal(status, undefined, origin);
    socket.terminate();
  }
  for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${port}`, 'http://localhost']) {
    const { status, body } = await connect(server, { headers: { ...here, Origin: origin } });
    assert.equal(status, 403, origin);
    assert.match(JSON.parse(body ?? '').message, /--allowed-origin /);
  }
  const rebound = await connect(server, { headers: { Host: 'evil.example', Origin: 'http://evil.example' } });
  assert.equal(rebound.status, 403);
  assert.match(JSON.parse(rebound.body ?? '').message, /--allowed-host evil\.example/);
});

test('the WebSocket is at /ws and nowhere else', async () => {
  for (const place of ['/', '/wsx', '/api/torrents', '/ws/x']) {
    const { status, body } = await connect(server, { path: place });
    assert.equal(status, 404, place);
    assert.match(JSON.parse(body ?? '').message, /\/ws/);
  }
  const { socket, status } = await connect(server, { path: '/ws?x=1' });
  assert.equal(status, undefined);
  socket.terminate();
});

test('of the subprotocols offered the first that is spoken is taken', async () => {
  const offers = [
    [[], ''],
    [['json'], 'json'],
    [['wamp.2.json'], 'wamp.2.json'],
    [['wamp'], 'wamp'],
    [['wamp.2.cbor', 'wamp.2.json'], 'wamp.2.json'],
    [['wamp.2.cbor.batched', 'json', 'wamp.2.msgpack'], 'json'],
  ];
  for (const [protocols, taken] of /** @type {[string[], string][]} */ (offers)) {
    const { socket, status } = await connect(server, { protocols });
    assert.equal(status, undefined, protocols.join());
    assert.equal(socket.protocol, taken);
    socket.terminate();
  }
});

test('subprotocols that are not spoken are refused, and told which are', async () => {
  for (const protocols of [['soap'], ['wamp.2.cbor', 'wamp.2.msgpack'], ['http'], ['wamp.2.jso'], ['JSON']]) {
    const { status, body } = await connect(server, { protocols });
    assert.equal(status, 400, protocols.join());
    assert.match(JSON.parse(body ?? '').message, /wamp\.2\.json/);
  }
});

test('a daemon that is down is 502 in words, and once it was there, the list known last', async () => {
  const nobody = await startServer({ args: ['--transmission', `127.0.0.1:${await freePort()}`] });
  const first = await ask(nobody.port, '/api/torrents');
  assert.equal(first.status, 502);
  assert.match(JSON.parse(first.body).message, /cannot be reached.*\. Start it .*--transmission HOST:PORT\.$/);
  assert.equal((await ask(nobody.port, '/healthz')).status, 200);

  const daemon = await startDaemon();
  await daemon.addTorrents(['kept']);
  const there = await startServer({ args: ['--transmission', daemon.address] });
  const good = await ask(there.port, '/api/torrents');
  assert.equal(JSON.parse(good.body).torrents[0].name, 'kept');
  await daemon.kill();
  const stale = await ask(there.port, '/api/torrents');
  assert.equal(stale.status, 200);
  assert.equal(stale.body, good.body);
  const [source] = JSON.parse((await ask(there.port, '/api/status')).body).sources;
  assert.equal(source.state, 'failing');
  assert.equal(source.last_good, JSON.parse(good.body).at);
});
