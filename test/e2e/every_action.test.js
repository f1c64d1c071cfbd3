// Every action by mouse, by touch and by keyboard alone, at three sizes, on a real daemon;
// and on transfers that are under way.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { stopped, torrentOf } from './calls.js';
import { startDaemon, startServer, startSwarm, stopAll, waitFor } from './harness.js';

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

const row = (page, name) => page.locator('#rows > *', { has: page.getByText(name, { exact: true }) });
const focused = (page) => page.evaluate(() => document.activeElement?.id);

/** Ways to the menu for a row, to an entry of it, and to the end of a dialog. */
const ways = {
  mouse: {
    menu: (page, name) => row(page, name).locator('.name-text').click({ button: 'right' }),
    choose: (page, action) => page.click(`#action-menu [data-action="${action}"]`),
    finish: (page) => page.click('#ask-go'),
  },
  touch: {
    async menu(page, name) {
      const box = await row(page, name).boundingBox();
      const client = await page.context().newCDPSession(page);
      await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + 150, y: box.y + 20 }] });
      await row(page, name).and(page.locator('[aria-selected="true"]')).waitFor();
      // Selected it may have been before: the press is long when its time is over.
      await page.waitForFunction(() => performance.now() - window['__pressed'] > 520);
      await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
    choose: (page, action) => page.locator(`#action-menu [data-action="${action}"]`).tap(),
    finish: (page) => page.locator('#ask-go').tap(),
  },
  keyboard: {
    async menu(page, name) {
      await page.focus('#list');
      await page.keyboard.press('Home');
      await row(page, name).and(page.locator('.current')).waitFor(); // it is the first
      await page.keyboard.press('Shift+F10');
    },
    async choose(page, action) {
      const is_there = () => page.evaluate((wanted) => /** @type {HTMLElement} */ (document.activeElement).dataset.action === wanted, action);
      for (let tries = 0; !(await is_there()); tries += 1) {
        assert.ok(tries < 20, action);
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
    },
    async finish(page) {
      await page.focus('#ask-go');
      await page.keyboard.press('Enter');
    },
  },
};

/** Each action, what its dialog is told, and by what the daemon shows it done.
 * @returns {[string, Record<string, string>, (torrent: any) => boolean][]} */
const steps = (daemon) => [
  ['start', {}, ({ status }) => status !== 0],
  ['reannounce', {}, () => true],
  ['stop', {}, ({ status }) => status === 0],
  ['verify', {}, () => true],
  ['move', { dir: path.join(daemon.folder, 'other') }, ({ downloadDir }) => downloadDir.endsWith('/other')],
  ['labels', { labels: 'a, b c' }, ({ labels }) => `${labels}` === 'a,b c'],
  ['limits', { download_limit: '12', upload_limit: '34' }, (t) => t.downloadLimit === 12 && t.uploadLimit === 34 && t.uploadLimited],
  ['ratio', { ratio: '2.5', mode: 'until' }, ({ seedRatioMode, seedRatioLimit }) => seedRatioMode === 1 && seedRatioLimit === 2.5],
  ['priority', { priority: 'low' }, ({ bandwidthPriority }) => bandwidthPriority === -1],
  ['remove', {}, (torrent) => torrent === undefined],
];

const sizes = /** @type {const} */ ([
  ['mouse', { viewport: { width: 1440, height: 900 } }],
  ['keyboard', { viewport: { width: 1440, height: 900 } }],
  ['mouse', { viewport: { width: 768, height: 1024 } }],
  ['touch', { viewport: { width: 768, height: 1024 }, isMobile: true, hasTouch: true }],
  ['touch', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ['keyboard', { viewport: { width: 390, height: 844 } }],
]);

async function fill(page, told) {
  for (const [name, value] of Object.entries(told)) {
    const field = page.locator(`#ask-${name}`);
    if ((await field.evaluate((element) => element.localName)) === 'select') await field.selectOption(value);
    else await field.fill(value);
  }
}

for (const [by, options] of sizes) {
  test(`every action by ${by}, ${options.viewport.width} pixels wide`, async () => {
    const daemon = await startDaemon();
    const [alpha] = await daemon.addTorrents(['alpha', 'beta']);
    await stopped(daemon, 2);
    const server = await startServer({ args: ['--transmission', daemon.address, '--interval', '0.3'] });
    const tab = await Tab.open(browser, server, options);
    const { page } = tab;
    await tab.sees('what can be done', () => document.querySelector('#actions [data-action]') !== null);
    await tab.has_rows(2);
    await page.evaluate(() => document.addEventListener('pointerdown', () => (window['__pressed'] = performance.now()), true));
    for (const [action, told, is_done] of steps(daemon)) {
      await ways[by].menu(page, 'alpha');
      await page.locator('#action-menu').waitFor();
      await ways[by].choose(page, action);
      await page.locator('#action-menu').waitFor({ state: 'hidden' });
      if (Object.keys(told).length > 0) {
        await page.locator('#ask').waitFor();
        await fill(page, told);
        await ways[by].finish(page);
        await page.locator('#ask').waitFor({ state: 'hidden' });
      }
      assert.equal(await focused(page), 'list', action);
      await waitFor(async () => is_done(await torrentOf(daemon, alpha)), { what: `${action} to be done` });
      if (action !== 'remove') await row(page, 'alpha').and(page.locator(':not([data-mark="pending"])')).waitFor();
    }
    await tab.has_rows(1);
    assert.deepEqual(await tab.troubles(), no_troubles);
    await tab.close();
    await server.stop();
    await daemon.stop();
  });
}

test('a transfer that is under way is stopped, goes on, and is limited', async () => {
  const swarm = await startSwarm();
  const server = await startServer({ args: ['--transmission', swarm.address, '--interval', '0.5'] });
  const tab = await Tab.open(browser, server, { viewport: { width: 1440, height: 900 } });
  const { page } = tab;
  await tab.sees('what can be done', () => document.querySelector('#actions [data-action]') !== null);
  const loading = page.locator('#rows > [data-tone="download"]').first();
  await loading.waitFor();
  const name = await loading.locator('.name-text').textContent();
  const state = () => row(page, name).locator('[data-field="status"]').textContent();
  await row(page, name).locator('.turn').click();
  await waitFor(async () => (await state()) === 'Stopped', { what: 'it to be stopped' });
  const rate = () => row(page, name).locator('[data-field="rateDownload"]').textContent();
  await waitFor(async () => (await rate()) === '0', { what: 'nothing to come in' });
  await row(page, name).locator('.turn').click();
  await waitFor(async () => (await state()) === 'Downloading', { what: 'it to go on' });
  await page.click('#limit-down');
  await page.click('#limits [data-limit="50"]');
  await waitFor(async () => /of 50\skB\/s/.test(await tab.text('#limit-down-text')), { what: 'the limit' });
  assert.deepEqual(await tab.troubles(), no_troubles);
  await tab.close();
  await server.stop();
});
