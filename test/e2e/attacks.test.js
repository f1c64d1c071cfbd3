// What an attacker tries who is on another site, in another frame, or on the line: each fails while
// somebody honest is logged in.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stopAll, waitFor } from './harness.js';
import { Person, basic, makeUsers, passwords, tryLogin } from './people.js';
import { ask, connect, head, read, say, serves, startPlayed } from './played.js';

after(stopAll);

const users = makeUsers();
const server = await startPlayed({ args: ['--users', users.file] });
const ada = await Person.login(server);
const cookie = `Cookie: ${ada.cookie}`;
const close = 'Connection: close';

const evil = 'http://evil.example';

test('DNS rebinding: another name for this server is answered nothing', async () => {
  for (const host of ['evil.example', 'evil.example:9095', '127.0.0.1.evil.example', 'localhost.evil.example',
    'evil.example\\.localhost', 'evil.example%00.localhost', 'a_b@localhost', '[::1', '']) {
    const { status } = await ask(server.port, '/api/torrents', { host, lines: [cookie, close] });
    assert.ok([400, 403].includes(status), `${host}: ${status}`);
    const socket = await connect(server, { headers: { Host: host || 'x' } });
    assert.notEqual(socket.status, undefined, host);
  }
});

test('a page of another site opens no WebSocket, cookie or not', async () => {
  for (const origin of [evil, 'null', `https://127.0.0.1:${server.port}.evil.example`, 'http://localhost:1']) {
    for (const cookies of ['', ada.cookie]) {
      assert.equal((await connect(server, { headers: { Origin: origin, Cookie: cookies } })).status, 403, origin);
    }
  }
});

test('a WebSocket with the cookie and without a token is told nothing', async () => {
  const { socket, heard } = await connect(server, { headers: { Cookie: ada.cookie } });
  socket.send('{"subscribe":"torrents"}');
  await waitFor(() => heard.length === 1, { what: 'a refusal' });
  assert.equal(heard[0].error, 'wamp.error.not_authorized');
  socket.close();
});

/** A POST as a browser sends it from elsewhere. */
async function forge(target, body, lines) {
  const all = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, cookie, close];
  const text = head(target, { method: 'POST', lines: all }) + body;
  return read(await say(server.port, text));
}

const form = 'Content-Type: application/x-www-form-urlencoded';
const plain = 'Content-Type: text/plain';
const crossings = [
  [`Origin: ${evil}`, form],
  ['Origin: null', form],
  ['Sec-Fetch-Site: cross-site', form],
  [`Origin: ${evil}`, plain],
  [plain], // an old browser's form, which says nothing of where it comes from
  [form],
];

test('a page of another site makes no call', async () => {
  for (const lines of crossings) {
    const { status } = await forge('/api/call/torrent.stop', '{"ids":[1]}', lines);
    assert.equal(status, 403, lines.join());
  }
  assert.ok(!server.calls().some((line) => line.includes('--stop')));
});

test('a page of another site posts nothing anywhere', async () => {
  const before = (await ada.logins()).length;
  for (const lines of crossings) {
    for (const [route, body] of [['/api/logout', ''], ['/api/logins/end', '{"others":true}'],
      ['/api/links', '{"seconds":3600}'], ['/api/links/end', '{"id":"1"}'], ['/api/login', '{"link":"1.00"}']]) {
      assert.equal((await forge(route, body, lines)).status, 403, `${route} ${lines.join()}`);
    }
  }
  assert.equal((await ada.logins()).length, before);
  assert.deepEqual((await (await ada.ask('api/links')).json()).links, []);
});

test('a page of another site logs nobody in and nobody out', async () => {
  for (const lines of crossings) {
    const login = await forge('/api/login', `user=victor&password=${passwords.victor}`, lines);
    assert.equal(login.status, 403, lines.join());
    assert.equal(login.headers['set-cookie'], undefined);
    assert.equal((await forge('/api/logout', '', lines)).status, 403, lines.join());
  }
  assert.equal((await ada.ask('api/torrents')).status, 200);
});

test('nothing may be read by another site', async () => {
  for (const route of ['', 'api/token', 'api/torrents', 'login']) {
    const { headers } = await ada.ask(route, { headers: { Origin: evil } });
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
  }
});

test('no page of ours can be framed', async () => {
  for (const route of ['', 'login', 'api/torrents', 'no-such-page']) {
    const { headers } = await ada.ask(route);
    assert.equal(headers.get('x-frame-options'), 'DENY', route);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, route);
  }
});

test('what is private is kept by no cache', async () => {
  for (const route of ['', 'index.html', 'login', 'api/token', 'api/logins', 'api/torrents', 'api/status', 'metrics']) {
    assert.equal((await ada.ask(route)).headers.get('cache-control'), 'no-store', route);
  }
  const nobody = await fetch(new URL('api/torrents', server.url));
  assert.equal(nobody.headers.get('cache-control'), 'no-store');
});

test('a cookie from before the login is worth nothing after it', async () => {
  const planted = 'wstorrentd=1234.00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
  const first = await tryLogin(server, 'ada', passwords.ada, { Cookie: planted });
  assert.equal(first.status, 200);
  assert.ok(first.cookie && first.cookie !== planted);
  assert.equal((await new Person(server, 'ada', planted).ask('api/torrents')).status, 401);
  const second = await tryLogin(server, 'ada', passwords.ada, { Cookie: first.cookie });
  assert.ok(second.cookie && second.cookie !== first.cookie);
  assert.equal((await new Person(server, 'ada', first.cookie).ask('api/torrents')).status, 401);
  assert.equal((await new Person(server, 'ada', second.cookie).ask('api/torrents')).status, 200);
});

test('a cookie with anything changed in it is nobody’s', async () => {
  const [name, value] = ada.cookie.split('=');
  const [id, secret] = value.split('.');
  const last = secret.endsWith('0') ? '1' : '0';
  for (const wrong of [`${id}.`, `${id}`, `.${secret}`, `${id}.${secret.slice(0, -1)}${last}`, `${id}.${secret}0`,
    `${Number(id) + 1}.${secret}`, `-${id}.${secret}`, ` ${value}x`, `${id}.${secret.toUpperCase()}x`]) {
    const person = new Person(server, 'ada', `${name}=${wrong}`);
    assert.equal((await person.ask('api/torrents')).status, 401, wrong);
  }
});

test('who says behind which address or name he is, without a proxy that is trusted, is not believed', async () => {
  for (const [name, value] of [['X-Forwarded-For', '10.1.2.3'], ['X-User', 'ada'], ['Remote-User', 'ada'],
    ['X-Forwarded-User', 'ada'], ['X-Forwarded-Proto', 'https']]) {
    const response = await fetch(new URL('api/torrents', server.url), { headers: { [name]: value } });
    assert.equal(response.status, 401, name);
  }
});

test('a login below one path is none below another, nor at the root', async () => {
  const own = await startPlayed({ args: ['--users', users.file, '--trusted-proxy', '127.0.0.1'] });
  const mounts = ['/one/', '/two/', ''];
  const cookies = [];
  for (const mount of mounts) {
    const headers = mount ? { 'X-Forwarded-Prefix': mount } : {};
    const { headers: answer, cookie } = await tryLogin(own, 'ada', passwords.ada, headers);
    assert.match(answer.get('set-cookie') ?? '', new RegExp(`; Path=${mount || '/'};`));
    cookies.push(cookie);
  }
  assert.notEqual(cookies[0]?.split('=')[0], cookies[2]?.split('=')[0], 'the root’s is sent below it, too');
  const other = await startPlayed({ args: ['--users', users.file] });
  for (const cookie of cookies) assert.equal((await new Person(other, 'ada', cookie).ask('api/torrents')).status, 401);
  for (const prefix of ['x', '/a b', '/a;Path=/', `/${'x'.repeat(300)}`, '/\u00e9']) {
    const { status } = await fetch(new URL('login', own.url), { headers: { 'X-Forwarded-Prefix': prefix } });
    assert.equal(status, 400, prefix);
  }
  await Promise.all([own.stop(), other.stop()]);
});

test('a password of a megabyte, of every byte and with NUL is a wrong one, and the server lives', async () => {
  const own = await startPlayed({ args: ['--users', users.file] });
  const every = String.fromCharCode(...Array.from({ length: 0xd7ff }, (_, code) => code));
  for (const password of ['x'.repeat(1 << 20), every, `${passwords.ada}\0`, `${passwords.ada}\0x`]) {
    const { status, cookie } = await tryLogin(own, 'ada', password);
    assert.ok([400, 401].includes(status), `${status}`);
    assert.equal(cookie, undefined);
  }
  assert.equal((await tryLogin(own, 'ada', passwords.ada)).status, 200);
  assert.ok(await serves(own));
  await own.stop();
});

test('who says at the door which role he has gets the one that is his', async () => {
  const victor = await Person.login(server, 'victor');
  const { socket, heard } = await connect(server, { protocols: ['wamp.2.json'] });
  const claims = { authrole: 'administrator', authextra: { role: 'administrator' }, authprovider: 'static' };
  socket.send(JSON.stringify([1, 'wstorrent', { roles: { caller: {}, subscriber: {}, publisher: {}, callee: {} },
    authmethods: ['ticket'], authid: 'victor', ...claims }]));
  await waitFor(() => heard[0]?.[0] === 4, { what: 'the challenge' });
  socket.send(JSON.stringify([5, await victor.token(), claims]));
  await waitFor(() => heard[1]?.[0] === 2, { what: 'the welcome' });
  assert.equal(heard[1][2].authrole, 'viewer');
  const asks = [[48, 1, {}, 'torrent.stop', [], { ids: [7] }], [48, 2, {}, 'wamp.session.list'],
    [48, 3, {}, 'wamp.session.kill', [1]], [48, 4, {}, 'wamp.subscription.list'], [32, 5, {}, 'wamp.session.on_join'],
    [16, 6, { acknowledge: true }, 'torrents', ['x']], [64, 7, {}, 'feed.weather']];
  for (const ask of asks) socket.send(JSON.stringify(ask));
  await waitFor(() => heard.length === 2 + asks.length, { what: 'the refusals' });
  for (const [kind, , request, , uri] of heard.slice(2)) {
    assert.equal(kind, 8, `request ${request}`);
    assert.ok(['wstorrent.error.read_only', 'wamp.error.not_authorized'].includes(uri), `${request}: ${uri}`);
  }
  socket.close();
});

test('who guesses waits longer and longer, under whatever name; another address does not', async () => {
  const own = await startPlayed({ args: ['--users', users.file, '--trusted-proxy', '127.0.0.1'] });
  const from = (address) => ({ 'X-Forwarded-For': address });
  const statuses = [];
  for (let i = 0; i < 8; i++) {
    const { status, headers } = await tryLogin(own, i % 2 ? 'ada' : `name${i}`, 'a guess', from('203.0.113.9'));
    statuses.push(status);
    if (status === 429) assert.ok(Number(headers.get('retry-after')) >= 1);
  }
  assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401]);
  assert.ok(statuses.includes(429));
  const guessed = await tryLogin(own, 'ada', passwords.ada, from('203.0.113.9'));
  assert.equal(guessed.status, 429);
  assert.equal((await tryLogin(own, 'ada', passwords.ada, from('198.51.100.7'))).status, 200);
  await own.stop();
});

test('guesses with Basic count like those of the login page', async () => {
  const own = await startPlayed({ args: ['--users', users.file] });
  const guess = () => fetch(new URL('api/torrents', own.url), { headers: { Authorization: basic('ada', 'a guess') } });
  let last = 401;
  for (let i = 0; i < 12 && last === 401; i++) last = (await guess()).status;
  assert.equal(last, 429);
  assert.ok(await serves(own));
  await own.stop();
});
