// The page for people who log in: the way in, the menu, the other logins, and a login that ends
// while the list is read.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { root, stopAll, waitFor } from './harness.js';
import { makeUsers, passwords, Person } from './people.js';
import { startPlayed } from './played.js';

const axe = readFileSync(path.join(root, 'test/node_modules/axe-core/axe.min.js'), 'utf8');
const users = makeUsers();

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startPlayed>>} */
let server;
before(async () => {
  [browser, server] = await Promise.all([startBrowser(), startPlayed({ args: ['--users', users.file] })]);
});
after(stopAll);

/** Through the login page, as people come. */
async function enter(user = 'ada', options = {}) {
  const tab = await Tab.open(browser, server, options);
  await tab.page.fill('#user', user);
  await tab.page.fill('#password', passwords[user]);
  await tab.page.click('#enter');
  await tab.is_connected('live');
  await tab.page.evaluate(() => (window['__marker'] = 'not reloaded'));
  return tab;
}

/** axe-core's findings. @param {Tab} tab */
const findings = (tab) => tab.page.evaluate(async (source) => {
  (0, eval)(source);
  const { violations } = await window['axe'].run({ rules: { region: { enabled: false } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`);
}, axe);

test('people log in by the form and are told what went wrong', async () => {
  const tab = await Tab.open(browser, server, { bypassCSP: true });
  assert.equal(new URL(tab.page.url()).pathname, '/login');
  assert.deepEqual(await findings(tab), []);
  await tab.page.fill('#user', 'ada');
  await tab.page.fill('#password', 'not it');
  await tab.page.keyboard.press('Enter');
  await tab.sees('the reason', () => /name or the password/.test(document.querySelector('#said')?.textContent ?? ''));
  await tab.page.fill('#password', passwords.ada);
  await tab.page.keyboard.press('Enter');
  await tab.is_connected('live');
  assert.equal(new URL(tab.page.url()).pathname, '/');
  await tab.close();
});

test('without a script the form logs in too', async () => {
  const tab = await Tab.open(browser, server, { javaScriptEnabled: false }).catch(() => null);
  const context = tab?.page.context() ?? (await browser.newContext({ javaScriptEnabled: false }));
  const page = tab?.page ?? (await context.newPage());
  await page.goto(server.url);
  await page.fill('#user', 'ada');
  await page.fill('#password', 'not it');
  await page.click('#enter');
  assert.equal(new URL(page.url()).hash, '#failed');
  assert.ok(await page.isVisible('#failed'));
  await page.fill('#user', 'ada');
  await page.fill('#password', passwords.ada);
  await page.click('#enter');
  assert.equal(page.url(), server.url);
  await context.close();
});

test('the menu tells who is logged in, and logs out', async () => {
  const tab = await enter('victor', { bypassCSP: true });
  await tab.page.click('#account');
  assert.equal(await tab.text('#account-name'), 'victor');
  assert.equal(await tab.text('#account-role'), 'may look');
  assert.deepEqual(await findings(tab), []);
  assert.deepEqual(await tab.troubles(), no_troubles);
  await tab.page.click('#log-out');
  await tab.page.waitForURL('**/login#out');
  await tab.page.goto(server.url);
  assert.equal(new URL(tab.page.url()).pathname, '/login');
  await tab.close();
});

test('people see their logins and end another one', async () => {
  const tab = await enter('ada', { bypassCSP: true });
  const elsewhere = await Person.login(server);
  await tab.page.click('#account');
  await tab.page.click('#open-logins');
  await tab.sees('both logins', () => document.querySelectorAll('#login-list li').length >= 2);
  assert.match(await tab.text('#login-list'), /Chrome on Linux/);
  assert.deepEqual(await findings(tab), []);
  await tab.page.click('#end-others');
  await tab.sees('one login', () => document.querySelectorAll('#login-list li').length === 1);
  assert.equal((await elsewhere.ask('api/torrents')).status, 401);
  await tab.page.keyboard.press('Escape');
  assert.deepEqual(await tab.troubles(), no_troubles);
  await tab.close();
});

test('a login that ends asks for the password over the page, which stays as it is', async () => {
  const tab = await enter('ada', { bypassCSP: true });
  await tab.page.fill('#filter', 'nothing is called so');
  const [login] = (await (await tab.page.request.get(`${server.url}api/logins`)).json()).logins.filter(({ current }) => current);
  const other = await Person.login(server);
  assert.equal((await other.post('api/logins/end', { id: login.id })).status, 200);
  await tab.sees('the dialog', () => document.querySelector('dialog#log-in-again[open]') !== null);
  assert.equal(await tab.page.inputValue('#again-user'), 'ada');
  assert.deepEqual(await findings(tab), []);
  for (let times = 0; times < 3; times += 1) await tab.page.keyboard.press('Escape');
  assert.ok(await tab.page.isVisible('#again-password'));
  await tab.page.fill('#again-password', 'not it');
  await tab.page.keyboard.press('Enter');
  await tab.sees('the reason', () => /name or the password/.test(document.querySelector('#again-said')?.textContent ?? ''));
  await tab.page.fill('#again-password', passwords.ada);
  await tab.page.keyboard.press('Enter');
  await tab.is_connected('live');
  assert.equal(await tab.page.inputValue('#filter'), 'nothing is called so');
  assert.equal((await tab.troubles()).reloaded, false);
  await tab.close();
});

test('the page opened twice is told everything once in each', async () => {
  const tab = await enter();
  const second = await tab.page.context().newPage();
  const seen = [];
  second.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(JSON.parse(String(payload)))));
  let by_http = 0;
  second.on('requestfinished', (request) => (by_http += Number(request.url().endsWith('/api/torrents'))));
  await second.goto(server.url);
  await waitFor(() => seen.filter(([kind]) => kind === 36).length >= 2, { what: 'the list and the status' });
  const lists = seen.filter((message) => message[0] === 36 && message[4][0].full);
  // The answer by HTTP may come while the socket joins, too late to be gone on with.
  assert.ok(lists.length <= 1 && by_http <= 1 && lists.length + by_http > 0, `${lists.length} by the socket, ${by_http} by HTTP`);
  await tab.is_connected('live');
  await tab.close();
});

test('without users the page shows no menu of a login', async () => {
  const open = await startPlayed();
  const tab = await Tab.open(browser, open);
  await tab.is_connected('live');
  assert.ok(!(await tab.page.isVisible('#account')));
  assert.deepEqual(await tab.troubles(), no_troubles);
  await tab.close();
  await open.stop();
});
