// Read-only links: made, listed and ended by administrators; whoever holds one may look.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBrowser, Tab } from './browser.js';
import { stopAll, waitFor } from './harness.js';
import { makeUsers, Person } from './people.js';
import { connect, startPlayed } from './played.js';

const users = makeUsers();
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startPlayed>>} */
let server;
let addresses = 0;
before(async () => {
  [browser, server] = await Promise.all([startBrowser(), startPlayed({ args: ['--users', users.file, '--trusted-proxy', '127.0.0.1'] })]);
});
after(stopAll);

/** @param {Person} person */
async function makeLink(person, asked = {}) {
  const response = await person.post('api/links', { seconds: 3600, label: 'for grace', ...asked });
  assert.equal(response.status, 200);
  const { id, link } = await response.json();
  const [, secret] = link.match(/^login#link=(\d+\.[0-9a-f]{32,})$/) ?? [];
  assert.ok(secret, link);
  return { id, link, secret };
}

/** Somebody who holds the secret comes with it, from an address of their own. */
async function enter(secret) {
  addresses += 1;
  const response = await fetch(new URL('api/login', server.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `203.0.113.${addresses}` },
    body: JSON.stringify({ link: secret }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  return { status: response.status, answer: await response.json(), guest: new Person(server, 'link:for grace', cookie) };
}

test('who holds a link looks and cannot act, at any door', async () => {
  const ada = await Person.login(server);
  const { secret } = await makeLink(ada);
  const { status, answer, guest } = await enter(secret);
  assert.equal(status, 200);
  assert.deepEqual(answer, { user: 'link:for grace', role: 'viewer' });
  assert.equal((await guest.ask('api/torrents')).status, 200);
  const refused = await guest.post('api/call/torrent.stop', { ids: [1] });
  assert.equal((await refused.json()).error, 'wstorrent.error.read_only');
  for (const route of ['api/links', 'api/links/end']) assert.equal((await guest.post(route, {})).status, 403, route);
  assert.equal((await guest.ask('api/links')).status, 403);
  const { socket, heard } = await connect(server);
  socket.send(JSON.stringify({ auth: { user: guest.user, token: await guest.token() } }));
  socket.send('{"subscribe":"torrents"}');
  socket.send('{"call":"torrent.stop","args":{"ids":[1]},"id":1}');
  await waitFor(() => heard.some(({ event }) => event) && heard.some(({ error }) => error), { what: 'the list and a refusal' });
  assert.equal(heard.find(({ error }) => error).error, 'wstorrent.error.read_only');
  socket.close();
});

test('a link is listed without its secret; ending it ends who came by it, sockets too', async () => {
  const ada = await Person.login(server);
  const { id, secret } = await makeLink(ada);
  const text = await (await ada.ask('api/links')).text();
  const [listed] = JSON.parse(text).links.filter((link) => link.id === id);
  assert.deepEqual([listed.label, listed.maker], ['for grace', 'ada']);
  assert.ok(!text.includes(secret.split('.')[1]));
  const { guest } = await enter(secret);
  const { socket, heard, closed } = await connect(server);
  socket.send(JSON.stringify({ auth: { user: guest.user, token: await guest.token() } }));
  await waitFor(() => heard.length === 1, { what: 'the login' });
  assert.equal((await ada.post('api/links/end', { id })).status, 200);
  assert.equal((await closed).code, 4401);
  assert.equal((await guest.ask('api/torrents')).status, 401);
  assert.equal((await enter(secret)).status, 401);
  assert.equal((await ada.post('api/links/end', { id })).status, 404);
});

test('a viewer makes no links, and what is no link is refused in words', async () => {
  const [ada, victor] = [await Person.login(server), await Person.login(server, 'victor')];
  assert.equal((await victor.post('api/links', { seconds: 60 })).status, 403);
  for (const body of [{}, [], { seconds: 59 }, { seconds: 1e9 }, { seconds: '60' }, { seconds: 60, label: 7 },
    { seconds: 60, label: 'x'.repeat(65) }, { seconds: 60, role: 'administrator' }]) {
    const response = await ada.post('api/links', body);
    assert.equal(response.status, 400, JSON.stringify(body));
    assert.match((await response.json()).message, /seconds/);
  }
  for (const secret of ['', 'x', '1.', '1.00']) assert.equal((await enter(secret)).status, 401);
});

test('a browser that opens the link shows the list, and nothing of it stays in the address', async () => {
  const ada = await Person.login(server);
  const { id, link } = await makeLink(ada);
  const tab = new Tab(await (await browser.newContext()).newPage());
  await tab.page.goto(new URL(link, server.url).href);
  await tab.page.waitForURL(server.url);
  await tab.is_connected('live');
  assert.equal(await tab.page.evaluate(() => document.documentElement.dataset.role), 'viewer');
  assert.deepEqual(tab.complaints, []);
  await ada.post('api/links/end', { id });
  await tab.page.waitForURL('**/login#ended');
  await tab.close();
});

test('a link that is over is told as such', async () => {
  const tab = await Tab.open(browser, { url: new URL('login#link=1.00', server.url).href });
  await tab.sees('the reason', () => /link/.test(document.querySelector('#said')?.textContent ?? ''));
  await tab.close();
});

test('an administrator who opens a link stays one', async () => {
  const ada = await Person.login(server);
  const { link } = await makeLink(ada);
  const [name, value] = ada.cookie.split('=');
  const context = await browser.newContext();
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  await page.goto(new URL(link, server.url).href);
  await page.waitForURL(server.url);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.role), 'administrator');
  await context.close();
});

test('an administrator makes a link in the page, and ends it there', async () => {
  const ada = await Person.login(server);
  const [name, value] = ada.cookie.split('=');
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.click('#account');
  await page.click('#open-links');
  await page.fill('#link-label', 'the living room');
  await page.selectOption('#link-seconds', '86400');
  await page.click('#make-link');
  await page.waitForSelector('#link-address:not([hidden])');
  const address = await page.inputValue('#link-address');
  assert.ok(address.startsWith(`${server.url}login#link=`), address);
  const row = page.locator('#link-list li', { hasText: 'the living room' });
  await row.getByRole('button').click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await enter(new URL(address).hash.slice(6))).status, 401);
  await context.close();
});

test('a viewer has no links in the menu', async () => {
  const victor = await Person.login(server, 'victor');
  const [name, value] = victor.cookie.split('=');
  const context = await browser.newContext();
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.click('#account');
  assert.ok(!(await page.isVisible('#open-links')));
  await context.close();
});
