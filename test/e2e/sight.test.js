// What is always in sight, in Chromium on a real daemon: the limit under each rate, room on
// the disk, and, while the source fails, why, what to do, and nothing that is old as if it were new.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { startDaemon, startServer, stopAll, waitFor } from './harness.js';

const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

async function open(options = desk) {
  const daemon = await startDaemon();
  await daemon.addTorrents(['alpha', 'beta']);
  const server = await startServer({ args: ['--transmission', daemon.address, '--interval', '0.3'] });
  const tab = await Tab.open(browser, server, options);
  await tab.has_rows(2);
  await tab.sees('the limits', () => document.querySelector('#limit-up-text')?.textContent !== '');
  const says = (selector, pattern) => waitFor(async () => pattern.test(await tab.text(selector)), { what: `${selector} to say ${pattern}` });
  const end = async () => {
    assert.deepEqual(await tab.troubles(), no_troubles);
    await tab.close();
    await server.stop();
    await daemon.stop();
  };
  return { daemon, tab, page: tab.page, says, end };
}

const settings = (daemon) => daemon.rpc('session-get');

test('the total rate is limited in two clicks, by a preset, an own value, or the alternative speeds', async () => {
  const { daemon, page, says, end } = await open();
  await says('#limit-down-text', /^no limit$/);
  await page.click('#limit-down');
  await page.click('#limits [data-limit="500"]');
  await says('#limit-down-text', /^of 500\skB\/s$/);
  assert.deepEqual([(await settings(daemon))['speed-limit-down'], (await settings(daemon))['speed-limit-down-enabled']], [500, true]);
  await page.click('#limit-up');
  await page.fill('#limits input', '37');
  await page.keyboard.press('Enter');
  await says('#limit-up-text', /^of 37\skB\/s$/);
  await page.focus('#limit-down');
  await page.keyboard.press('Enter');
  await page.focus('#alt-speed');
  await page.keyboard.press('Enter');
  await says('#limit-down-text', /^of 50\skB\/s \(alternative\)$/);
  assert.equal((await settings(daemon))['alt-speed-enabled'], true);
  await page.click('#limit-down');
  await page.click('#limits [data-limit="null"]');
  await says('#limit-down-text', /^no limit$/);
  assert.deepEqual([(await settings(daemon))['alt-speed-enabled'], (await settings(daemon))['speed-limit-down-enabled']], [false, false]);
  await daemon.rpc('session-set', { 'speed-limit-up-enabled': false });
  await says('#limit-up-text', /^no limit$/);
  await end();
});

test('how many torrents there are, and how much room, is told on a phone too', async () => {
  const { page, says, end } = await open(phone);
  await says('#count', /^2\storrents$/);
  await says('#free', /^\d+(\.\d+)?\s[GMT]B free$/);
  for (const id of ['#count', '#free', '#total-down', '#limit-down-text', '#connection-word', '#open-add']) {
    assert.equal(await page.locator(id).isVisible(), true, id);
  }
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  await page.locator('#limit-up').tap();
  const box = await page.locator('#limits').boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  await end();
});

test('while the source fails: why, what to do, how old, Try now; nothing old is told as new', async () => {
  const { daemon, tab, page, says, end } = await open();
  await daemon.kill();
  await tab.has_banner('failing');
  assert.match(await page.innerText('#banner-title'), /cannot be reached/);
  assert.match(await page.innerText('#banner-hint'), /Start it/);
  await says('#banner-age', /^Showing what was known/);
  await says('#total-down', /^–$/);
  assert.equal(await page.locator('#limit-down-text').isVisible(), false);
  assert.equal(await page.locator('#free').isVisible(), false);
  assert.match(await page.title(), /^Failing/);
  assert.match(await page.evaluate(() => /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=icon]')).href), /trouble\.svg$/);
  await page.click('#banner-retry');
  await daemon.restart();
  await page.click('#banner-retry').catch(() => {}); // it may be well again already
  await tab.has_banner('none');
  await says('#total-down', /^0\sB\/s$/);
  assert.match(await page.evaluate(() => /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=icon]')).href), /favicon\.svg$/);
  await end();
});

for (const media of /** @type {const} */ ([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }])) {
  test(`axe finds nothing wrong with the limits, and with a list that is old: ${JSON.stringify(media)}`, async () => {
    const { daemon, tab, page, end } = await open({ ...desk, ...media });
    await page.click('#limit-down');
    assert.deepEqual(await tab.violations(), []);
    await page.keyboard.press('Escape');
    await daemon.kill();
    await tab.has_banner('failing');
    await page.waitForFunction(() => document.getAnimations().length === 0);
    assert.deepEqual(await tab.violations(), []);
    await end();
  });
}
