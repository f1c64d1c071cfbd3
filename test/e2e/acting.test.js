// Acting in Chromium, on a real daemon: by mouse, by touch and by keyboard alone; what a
// row tells of it, refusals, Undo, two tabs, and where the focus is afterwards.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { stopped, takeState, torrentOf } from './calls.js';
import { freePort, startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { ManyTorrents } from './many.js';

const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

async function openTab(server, options = desk) {
  const tab = await Tab.open(browser, server, options);
  await tab.sees('rows', () => document.querySelectorAll('#rows > *').length > 0);
  await tab.is_connected('live');
  await tab.sees('what can be done', () => document.querySelector('#actions [data-action]') !== null);
  return tab;
}

/** A daemon with torrents at rest, the server before it, and a page. */
async function open(names = ['alpha', 'beta', 'gamma'], options = desk) {
  const daemon = await startDaemon();
  const ids = await daemon.addTorrents(names);
  await stopped(daemon, names.length);
  const server = await startServer({ args: ['--transmission', daemon.address, '--interval', '0.3'] });
  const tab = await openTab(server, options);
  const is = (id, wanted) => waitFor(async () => wanted(await torrentOf(daemon, id)), { what: `torrent ${id} as ${wanted}` });
  const end = async () => {
    assert.deepEqual(await tab.troubles(), no_troubles);
    await tab.close();
    await server.stop();
    await daemon.stop();
  };
  return { daemon, ids, server, tab, page: tab.page, is, end };
}

const row = (page, name) => page.locator('#rows > *', { has: page.getByText(name, { exact: true }) });
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);
const told = (page, pattern) => waitFor(async () => pattern.test(await page.locator('#told-text').textContent()), { what: `${pattern}` });
const state_of = (page, name) => row(page, name).locator('[data-field="status"]').textContent();
const says = (page, name, pattern) => waitFor(async () => pattern.test(await state_of(page, name)), { what: `${name} to say ${pattern}` });

const settled = (page, name) => row(page, name).and(page.locator('[data-mark="none"]')).waitFor();

test('by mouse: the button of a row, the bar and the menu; a row is marked at once', async () => {
  const { ids: [alpha, beta], page, is, end } = await open();
  await page.evaluate(() => {
    const marks = (window['__marks'] = []);
    new MutationObserver((records) => records.forEach(({ target }) => target instanceof HTMLElement && marks.push(target.dataset.mark)))
      .observe(/** @type {Element} */ (document.querySelector('#rows')), { subtree: true, attributeFilter: ['data-mark'] });
  });
  await row(page, 'alpha').getByRole('button', { name: 'Start' }).click();
  await is(alpha, ({ status }) => status !== 0);
  await settled(page, 'alpha');
  await row(page, 'alpha').getByRole('button', { name: 'Stop' }).click();
  await is(alpha, ({ status }) => status === 0);
  await row(page, 'alpha').getByRole('button', { name: 'Start' }).waitFor();
  await waitFor(async () => `${await page.evaluate(() => window['__marks'])}` === 'pending,none,pending,none', { what: 'the marks of two actions' });
  await row(page, 'alpha').click();
  await row(page, 'beta').click({ modifiers: ['Control'] });
  assert.equal(await page.locator('#actions [data-action="stop"]').getAttribute('aria-disabled'), 'true');
  await page.click('#actions [data-action="start"]');
  await is(alpha, ({ status }) => status !== 0);
  await is(beta, ({ status }) => status !== 0);
  await told(page, /^Started 2\storrents\.$/);
  await row(page, 'gamma').click({ button: 'right' });
  await page.locator('#action-menu').waitFor();
  assert.equal(await page.innerText('#selected'), '1 selected, 1.00\u00a0MB');
  await page.click('#action-menu [data-action="verify"]');
  await page.locator('#action-menu').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'list');
  await row(page, 'beta').click();
  await page.click('#more-actions');
  await page.click('#action-menu [data-action="reannounce"]');
  await says(page, 'beta', /cannot be seen/);
  await told(page, /^1\storrent has something to read\.$/);
  await row(page, 'beta').locator('.state').click();
  await says(page, 'beta', /^(Stalled|Downloading|Tracker error)/);
  await end();
});

test('by keyboard alone: each action, its dialog, and the focus back in the list', async () => {
  const { daemon, ids: [alpha], page, is, end } = await open();
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const closed = async () => {
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'list');
  };
  const asked = () => page.locator('#ask').waitFor();
  await page.focus('#list');
  await press('ArrowDown', 's');
  await is(alpha, ({ status }) => status !== 0);
  await says(page, 'alpha', /^(Stalled|Downloading|Tracker error)/);
  await press('p');
  await is(alpha, ({ status }) => status === 0);
  await says(page, 'alpha', /^Stopped/);
  await press('l');
  await asked();
  await page.keyboard.type('linux, big one,linux');
  await press('Enter');
  await is(alpha, ({ labels }) => `${labels}` === 'linux,big one');
  await closed();
  await press('m');
  await asked();
  assert.equal(await page.inputValue('#ask-dir'), daemon.downloads);
  await press('Control+a');
  await page.keyboard.type(path.join(daemon.folder, 'else where'));
  await press('Enter');
  await is(alpha, ({ downloadDir }) => downloadDir.endsWith('else where'));
  await closed();
  await press('k');
  await asked();
  await page.keyboard.type('120');
  await press('Enter');
  await is(alpha, ({ downloadLimited, downloadLimit, uploadLimited }) => downloadLimited && downloadLimit === 120 && !uploadLimited);
  await closed();
  await settled(page, 'alpha');
  await press('k');
  await asked();
  assert.equal(await page.inputValue('#ask-download_limit'), '120');
  await press('Escape');
  await closed();
  await press('r');
  await asked();
  await page.keyboard.type('Until');
  await press('Tab', 'Control+a');
  await page.keyboard.type('1.5');
  await press('Enter');
  await is(alpha, ({ seedRatioMode, seedRatioLimit }) => seedRatioMode === 1 && seedRatioLimit === 1.5);
  await closed();
  await press('i');
  await asked();
  await page.keyboard.type('High');
  await press('Tab', 'Tab', 'Enter');
  await is(alpha, ({ bandwidthPriority }) => bandwidthPriority === 1);
  await closed();
  await press('F2');
  await told(page, /^Needs transmission-remote 4\.0\.0 or newer|^$/);
  await press('?');
  await page.locator('#keys').waitFor();
  await page.uncheck('#letters');
  await press('Escape');
  await closed();
  await press('s');
  await press('Shift+F10');
  await page.locator('#action-menu').waitFor();
  await press('ArrowDown', 'ArrowDown', 'Enter');
  await page.locator('#action-menu').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'list');
  assert.equal((await torrentOf(daemon, alpha)).status === 4, false, 'a letter that is switched off does nothing');
  await page.reload();
  await page.locator('#actions [data-action]').first().waitFor();
  await press('?');
  assert.equal(await page.isChecked('#letters'), false);
  await page.evaluate(() => (window['__marker'] = 'not reloaded'));
  await end();
});

test('keys that come before the browser has closed and gone back are meant for what is then seen', async () => {
  const { page, end } = await open();
  const press_at_once = (...keys) => Promise.all(keys.map((key) => page.keyboard.press(key)));
  const opened = (name) => page.locator(`dialog#${name}[open]`).waitFor();
  await page.focus('#list');
  for (const key of ['l', 'm', 'k', 'r', 'i', 'l']) {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(key);
    await opened('ask');
    await press_at_once('Escape', '?');
    await opened('keys');
    await press_at_once('Escape', key);
    await opened('ask');
    await press_at_once('Escape', 'Enter');
    await page.locator('#details').waitFor();
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await press_at_once('Escape', 'Escape');
    await page.locator('#details').waitFor({ state: 'hidden' });
    assert.equal(await focused(page), 'list');
  }
  await waitFor(() => page.evaluate(() => history.state.depth === 0), { what: 'the history at its first entry' });
  await end();
});

/** A finger that stays until the row is selected. */
async function press_long(page, name) {
  const box = await row(page, name).boundingBox();
  const client = await page.context().newCDPSession(page);
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + 150, y: box.y + 20 }] });
  await row(page, name).and(page.locator('[aria-selected="true"]')).waitFor();
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('by touch: the button of a card, a long press and its menu, the bar, and dialogs', async () => {
  const { ids: [alpha, beta], page, is, end } = await open(['alpha', 'beta', 'gamma'], phone);
  await row(page, 'alpha').locator('.turn').tap();
  await is(alpha, ({ status }) => status !== 0);
  await press_long(page, 'beta');
  await page.locator('#action-menu').waitFor();
  await page.locator('#action-menu [data-action="labels"]').tap();
  await page.fill('#ask-labels', 'phone');
  await page.locator('#ask-go').tap();
  await is(beta, ({ labels }) => `${labels}` === 'phone');
  await row(page, 'alpha').tap();
  await waitFor(async () => /^2 selected/.test(await page.innerText('#selected')), { what: 'two that are selected' });
  await page.locator('#actions [data-action="stop"]').tap();
  await is(alpha, ({ status }) => status === 0);
  for (const button of await page.locator('#actions button').all()) {
    const box = await button.boundingBox();
    assert.ok(box && box.height >= 44 && box.width >= 44 && box.y + box.height <= 844, JSON.stringify(box));
  }
  await end();
});

test('removing waits and can be undone; a page that is gone by then removes nothing', async () => {
  const { daemon, ids: [alpha, beta], server, page, is, end } = await open();
  const other = await openTab(server);
  await row(page, 'alpha').click();
  await page.keyboard.press('Delete');
  await says(page, 'alpha', /^Removed in a moment$/);
  assert.match(await state_of(other.page, 'alpha'), /^Stopped/);
  await page.click('#undo');
  await says(page, 'alpha', /^Stopped$/);
  await page.keyboard.press('Delete');
  await page.reload();
  await page.evaluate(() => (window['__marker'] = 'not reloaded'));
  await row(page, 'beta').click();
  await page.keyboard.press('Delete');
  await is(beta, (torrent) => torrent === undefined);
  await row(other.page, 'beta').waitFor({ state: 'detached' });
  assert.notEqual(await torrentOf(daemon, alpha), undefined);
  await other.close();
  await end();
});

test('removing with data says what is lost; Enter keeps it, and only its own button removes', async () => {
  const { daemon, ids: [alpha, beta], page, is, end } = await open();
  const file = path.join(daemon.downloads, 'alpha');
  writeFileSync(file, 'data');
  await row(page, 'alpha').click();
  await page.keyboard.press('Shift+Delete');
  await page.locator('#ask').waitFor();
  assert.equal(await page.innerText('#ask-title'), 'Remove 1\u00a0torrent and the data?');
  assert.match(await page.innerText('#ask-about'), /1\.00\sMB/);
  assert.equal(await page.innerText('#ask-names'), 'alpha');
  assert.equal(await focused(page), 'ask-cancel');
  await page.keyboard.press('Enter');
  await page.locator('#ask').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'list');
  assert.ok(existsSync(file) && (await torrentOf(daemon, alpha)));
  await row(page, 'alpha').click({ button: 'right' });
  await page.click('#action-menu [data-action="remove_data"]');
  await page.click('#ask-go');
  await is(alpha, (torrent) => torrent === undefined);
  await waitFor(() => !existsSync(file), { what: 'the data to be gone' });
  assert.notEqual(await torrentOf(daemon, beta), undefined);
  await end();
});

test('a refusal stands at its row in words until it is read', async () => {
  const { daemon, page, end } = await open();
  await row(page, 'alpha').click();
  await daemon.kill();
  await page.keyboard.press('s');
  await says(page, 'alpha', /[a-z]+ [a-z]+ [a-z]+/);
  const said = await state_of(page, 'alpha');
  await told(page, /[a-z]+ [a-z]+ [a-z]+/);
  await daemon.restart();
  await page.locator('#banner[data-state="none"]').waitFor({ state: 'attached' });
  assert.equal(await state_of(page, 'alpha'), said);
  await page.keyboard.press('Enter');
  await waitFor(async () => (await page.innerText('#details-trouble')).startsWith(said), { what: 'the words in the details' });
  await page.keyboard.press('Escape');
  await page.click('#dismiss');
  await waitFor(async () => (await state_of(page, 'alpha')) !== said, { what: 'the words to be gone' });
  assert.equal(await focused(page), 'list');
  await end();
});

test('of a call that a lost connection left open, the page finds out what became of it', async () => {
  const many = await ManyTorrents.start(3);
  for (const id of [1, 2, 3]) many.change(id, { name: `name ${id}`, status: 4, error: 0 });
  const args = ['--transmission', many.address, '--interval', '0.3', '--listen', `127.0.0.1:${await freePort()}`];
  const server = await startServer({ args });
  const tab = await openTab(server);
  many.lists.hold();
  await row(tab.page, 'name 1').getByRole('button', { name: 'Stop' }).click();
  await says(tab.page, 'name 1', /^Stopping…$/);
  await waitFor(() => many.rows.get(1)?.status === 0, { what: 'the daemon to have stopped it' });
  many.change(2, { status: 0 });
  await server.stop('SIGKILL');
  await says(tab.page, 'name 1', /^The connection was lost/);
  many.lists.let_go();
  const again = await startServer({ args });
  await tab.is_connected('live');
  await says(tab.page, 'name 1', /^Stopped$/);
  assert.deepEqual((await tab.troubles()).violations, []);
  await tab.close();
  await again.stop();
  await many.stop();
});

test('3,000 are stopped as one, and 500 that are under way cost the list nothing', async () => {
  const many = await ManyTorrents.start(3000);
  for (const id of many.rows.keys()) many.change(id, { status: 6 });
  const server = await startServer({ args: ['--transmission', many.address, '--interval', '0.3'] });
  const tab = await openTab(server);
  await tab.page.focus('#list');
  await tab.page.keyboard.press('Control+a');
  await tab.page.keyboard.press('p');
  await told(tab.page, /^Stopping: /);
  await told(tab.page, /^Stopped 3,000\storrents\.$/);
  assert.equal([...many.rows.values()].every(({ status }) => status === 0), true);
  await tab.page.locator('#rows [data-mark="pending"]').first().waitFor({ state: 'detached' });
  assert.deepEqual(await tab.troubles(), no_troubles);
  await tab.close();
  await server.stop();
  await many.stop();
});

/** The menu or dialog that was open is gone, and the next key is the list's. */
const isInList = (page) => page.waitForFunction(() => !document.querySelector('dialog[open], #action-menu:popover-open')
  && document.activeElement?.id === 'list');

for (const media of /** @type {const} */ ([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }])) {
  test(`axe finds nothing wrong with the menu, dialogs and what is told: ${JSON.stringify(media)}`, async () => {
    for (const size of [desk, phone]) {
      const { tab, page, end } = await open(['alpha', 'beta'], { ...media, ...size });
      await page.focus('#list');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+F10');
      await page.locator('#action-menu').waitFor();
      assert.deepEqual(await tab.violations(), []);
      await page.keyboard.press('Escape');
      await isInList(page);
      for (const key of ['m', 'r', 'Shift+Delete', '?']) {
        await page.keyboard.press(key);
        await page.locator('dialog[open]').waitFor();
        assert.deepEqual(await tab.violations(), [], key);
        await page.keyboard.press('Escape');
        await isInList(page);
      }
      await page.keyboard.press('Delete');
      await page.locator('#undo').waitFor();
      assert.deepEqual(await tab.violations(), []);
      await page.click('#undo');
      await end();
    }
  });
}

test('a viewer is offered nothing that they may not do', async () => {
  const { daemon, server, end } = await open(['alpha']);
  const before = await takeState(daemon);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('name="role" content=""', 'name="role" content="viewer"');
    await route.fulfill({ response, body });
  });
  await page.goto(server.url);
  await row(page, 'alpha').click();
  assert.equal(await page.locator('#actions').isVisible(), false);
  assert.equal(await row(page, 'alpha').locator('.turn').isVisible(), false);
  await page.keyboard.press('s');
  await told(page, /^You may only look$/);
  assert.deepEqual(await takeState(daemon), before);
  await context.close();
  await end();
});
