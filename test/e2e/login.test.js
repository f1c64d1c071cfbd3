// People: who may look, who may act, how they say who they are, and how that ends.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stopAll, waitFor } from './harness.js';
import { Person, basic, makeUsers, passwords, tryLogin } from './people.js';
import { startPlayed } from './played.js';

after(stopAll);

const users = makeUsers();
const server = await startPlayed({ args: ['--users', users.file] });
const ask = (route, options = {}) =>
  fetch(new URL(route, server.url), { redirect: 'manual', ...options });
const post = (route, body, headers = {}) =>
  ask(route, { method: 'POST', headers, body: JSON.stringify(body) });

test('nobody sees anything but the login page, its files, and that the server lives', async () => {
  for (const route of ['login', 'login.js', 'login.css', 'theme.css', 'healthz']) {
    assert.equal((await ask(route)).status, 200, route);
  }
  for (const route of ['api/torrents', 'api/torrents/1', 'api/status', 'api/session', 'api/procedures',
    'api/token', 'api/logins', 'metrics', 'api/no-such-thing']) {
    const response = await ask(route);
    assert.equal(response.status, 401, route);
    assert.equal((await response.json()).error, 'wstorrent.error.login_required');
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic /);
  }
  assert.equal((await post('api/call/torrent.stop', { ids: [1] })).status, 401);
  const page = await ask('');
  assert.equal(page.status, 303);
  assert.equal(page.headers.get('location'), 'login');
});

test('a browser is not asked for a password in its own words', async () => {
  const response = await ask('api/torrents', { headers: { 'Sec-Fetch-Site': 'same-origin' } });
  assert.equal(response.status, 401);
  assert.equal(response.headers.get('www-authenticate'), null);
});

test('a login gives a cookie that no script reads and no other site sends', async () => {
  const { status, answer, headers } = await tryLogin(server, 'ada', passwords.ada);
  assert.equal(status, 200);
  assert.deepEqual(answer, { user: 'ada', role: 'administrator' });
  const [pair, ...attributes] = (headers.get('set-cookie') ?? '').split('; ');
  assert.match(pair, /^wstorrentd=\d+\.[0-9a-f]{32,}$/);
  assert.deepEqual(new Set(attributes.map((name) => name.toLowerCase()).filter((name) => !name.startsWith('max-age'))),
    new Set(['path=/', 'httponly', 'samesite=strict']));
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('who has logged in gets the page with a token of their own in it', async () => {
  const ada = await Person.login(server);
  const page = await ada.ask('');
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cache-control'), 'no-store');
  const text = await page.text();
  assert.match(text, /<meta name="user" content="ada">/);
  assert.match(text, /<meta name="role" content="administrator">/);
  const token = /<meta name="token" content="([0-9a-f]{32,})">/;
  const [, first] = text.match(token) ?? [];
  const [, second] = (await (await ada.ask('')).text()).match(token) ?? [];
  assert.ok(first && second && first !== second);
});

test('a viewer looks and cannot act; an administrator acts', async () => {
  const [ada, victor] = [await Person.login(server), await Person.login(server, 'victor')];
  assert.equal((await victor.ask('api/torrents')).status, 200);
  const refused = await victor.post('api/call/torrent.stop', { ids: [1] });
  assert.equal(refused.status, 403);
  assert.equal((await refused.json()).error, 'wstorrent.error.read_only');
  const allowed = await ada.post('api/call/torrent.stop', { ids: [999999] });
  assert.equal((await allowed.json()).error, 'wstorrent.error.no_such_torrent');
});

/** A server for those who fail: they all come from one address, and soon have to wait. */
const another = () => startPlayed({ args: ['--users', users.file] });

test('curl gives name and password with each request', async () => {
  const own = await another();
  const authorized = (user, password) => shows(basic(user, password));
  const shows = (value) => fetch(new URL('api/torrents', own.url), { headers: { Authorization: value } });
  assert.equal((await authorized('victor')).status, 200);
  assert.equal((await authorized('victor', 'wrong')).status, 401);
  assert.equal((await authorized('nobody', passwords.ada)).status, 401);
  for (const odd of ['Basic', 'Basic !!!', `Basic ${Buffer.from('no colon').toString('base64')}`, 'Bearer x']) {
    assert.equal((await shows(odd)).status, 401, odd);
  }
  await own.stop();
});

test('a wrong password and an unknown name are answered alike', async () => {
  const own = await another();
  const [wrong, unknown] = [await tryLogin(own, 'ada', 'wrong'), await tryLogin(own, 'nobody', 'wrong')];
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.answer, unknown.answer);
  assert.equal(wrong.cookie, undefined);
  await own.stop();
});

test('a login that is not as it must be is refused in words', async () => {
  for (const body of ['', '{', '[]', '{}', '{"user":"ada"}', '{"user":1,"password":2}']) {
    const headers = { 'Content-Type': 'application/json' };
    const response = await ask('api/login', { method: 'POST', headers, body });
    assert.equal(response.status, 400, body);
    assert.ok((await response.json()).message);
  }
});

test('a form logs in too, and is sent on', async () => {
  const send = (password) => ask('api/login', {
    method: 'POST',
    headers: { Origin: new URL(server.url).origin },
    body: new URLSearchParams({ user: 'ada', password }),
  });
  const right = await send(passwords.ada);
  assert.equal(right.status, 303);
  assert.equal(new URL(right.headers.get('location') ?? '', new URL('api/login', server.url)).href, server.url);
  assert.match(right.headers.get('set-cookie') ?? '', /^wstorrentd=/);
  const wrong = await send('wrong');
  assert.equal(wrong.status, 303);
  const back = new URL(wrong.headers.get('location') ?? '', new URL('api/login', server.url));
  assert.equal(back.href, new URL('login#failed', server.url).href);
});

test('a logout ends the login, and only that', async () => {
  const [one, other] = [await Person.login(server), await Person.login(server)];
  assert.equal((await one.post('api/logout')).status, 200);
  assert.equal((await one.ask('api/torrents')).status, 401);
  assert.equal((await other.ask('api/torrents')).status, 200);
});

test('people see their logins, end one of them, or all others, and nobody else’s', async () => {
  const [one, other, third, victor] = [await Person.login(server), await Person.login(server),
    await Person.login(server), await Person.login(server, 'victor')];
  const current = (await one.logins()).filter((login) => login.current);
  assert.equal(current.length, 1);
  assert.equal(current[0].address, '127.0.0.1');
  const [his] = await victor.logins();
  assert.equal((await one.post('api/logins/end', { id: his.id })).status, 404);
  const [others] = (await other.logins()).filter((login) => login.current);
  assert.equal((await one.post('api/logins/end', { id: others.id })).status, 200);
  assert.equal((await other.ask('api/torrents')).status, 401);
  assert.equal((await third.ask('api/torrents')).status, 200);
  assert.equal((await one.post('api/logins/end', { others: true })).status, 200);
  assert.equal((await third.ask('api/torrents')).status, 401);
  for (const still of [one, victor]) assert.equal((await still.ask('api/torrents')).status, 200);
});

test('which logins are to end is said in one of two ways', async () => {
  const ada = await Person.login(server);
  for (const body of [{}, [], 'x', { id: 7 }, { others: false }, { id: '1', others: true }, { all: true }]) {
    const response = await ada.post('api/logins/end', body);
    assert.equal(response.status, 400, JSON.stringify(body));
    assert.ok((await response.json()).message);
  }
  for (const id of ['', 'x', '-1', '1.5', '99999999999999999999999']) {
    assert.equal((await ada.post('api/logins/end', { id })).status, 404, id);
  }
  assert.equal((await ada.ask('api/torrents')).status, 200);
});

test('a token tells when it expires', async () => {
  const ada = await Person.login(server);
  const { token, expires } = await (await ada.ask('api/token')).json();
  assert.match(token, /^[0-9a-f]{32,}$/);
  const left = expires - Date.now() / 1000;
  assert.ok(left > 0 && left <= 31, String(left));
});

test('a login ends by itself when it is not used, and when its time is over', async () => {
  for (const option of ['--login-idle', '--login-lifetime']) {
    const short = await startPlayed({ args: ['--users', users.file, option, '1'] });
    const ada = await Person.login(short);
    await waitFor(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      return (await ada.ask('api/token')).status === 401;
    }, { what: `the end by ${option}` });
    await short.stop();
  }
});

test('with --metrics-for nobody the numbers need no login, and nothing else is open', async () => {
  const own = await startPlayed({ args: ['--users', users.file, '--metrics-for', 'nobody'] });
  assert.equal((await fetch(new URL('metrics', own.url))).status, 200);
  assert.equal((await fetch(new URL('api/torrents', own.url))).status, 401);
  await own.stop();
});

test('what --allowed-dir and --no-add-url forbid, administrators may not do either', async () => {
  const own = await startPlayed({ args: ['--users', users.file, '--allowed-dir', '/srv/torrents', '--no-add-url'] });
  const ada = await Person.login(own);
  for (const [procedure, args] of /** @type {[string, object][]} */ ([
    ['torrent.move', { ids: [7], dir: '/srv/torrents/../../etc' }],
    ['torrent.add', { url: 'http://127.0.0.1/x.torrent' }],
    ['session.set', { download_dir: '/' }],
  ])) {
    const response = await ada.post(`api/call/${procedure}`, args);
    assert.equal(response.status, 403, procedure);
    assert.match((await response.json()).message, /--allowed-dir|--no-add-url/);
  }
  assert.ok(!own.calls().some((line) => /etc|x\.torrent|download-dir/.test(line)));
  await own.stop();
});

test('with --read-only everybody only looks', async () => {
  const quiet = await startPlayed({ args: ['--users', users.file, '--read-only'] });
  const ada = await Person.login(quiet);
  const refused = await ada.post('api/call/torrent.stop', { ids: [1] });
  assert.equal((await refused.json()).error, 'wstorrent.error.read_only');
  await quiet.stop();
});

test('who is removed from the file, or gets another password, is out at once', async () => {
  const mine = makeUsers();
  const own = await startPlayed({ args: ['--users', mine.file] });
  const [ada, victor] = [await Person.login(own), await Person.login(own, 'victor')];
  mine.write(`${mine.lines.ada}\n`);
  await waitFor(async () => (await victor.ask('api/torrents')).status === 401, { what: 'the file to be read again' });
  assert.equal((await ada.ask('api/torrents')).status, 200);
  mine.write(`${mine.lines.ada}\nnonsense\n`);
  await waitFor(() => own.program.stderr.includes(':2:'), { what: 'the broken file to be told' });
  assert.equal((await ada.ask('api/torrents')).status, 200);
  mine.write(`${mine.lines.victor}\n`);
  process.kill(Number(own.pid), 'SIGHUP');
  await waitFor(async () => (await ada.ask('api/torrents')).status === 401, { what: 'the file to be read again' });
  assert.ok(await Person.login(own, 'victor'));
  await own.stop();
});
