// Adding in Chromium, on a real daemon: pasted, dropped, chosen, handed over by the browser;
// which files, what came of each, and that nothing is added without being asked.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { takeState } from './calls.js';
import { startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { makeAlbum, makeTorrent } from './torrents.js';

const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const magnet = (digit, name) => `magnet:?xt=urn:btih:${digit.repeat(40)}&dn=${encodeURIComponent(name)}`;

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

async function open(options = desk) {
  const daemon = await startDaemon();
  const server = await startServer({ args: ['--transmission', daemon.address, '--interval', '0.3'] });
  const tab = await Tab.open(browser, server, options);
  await tab.is_connected('live');
  await tab.sees('what can be done', () => document.querySelector('#actions [data-action]') !== null);
  const torrents = async () => (await takeState(daemon)).torrents;
  const has = (...names) => waitFor(async () => `${(await torrents()).map(({ name }) => name).sort()}` === `${names.sort()}`, { what: `torrents ${names}` });
  const end = async () => {
    assert.deepEqual(await tab.troubles(), no_troubles);
    await tab.close();
    await server.stop();
    await daemon.stop();
  };
  return { daemon, server, tab, page: tab.page, torrents, has, end };
}

/** As somebody would with the keyboard, wherever the focus is. */
const paste = (page, text) => page.evaluate((pasted) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', pasted);
  (document.activeElement ?? document.body).dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

/** Files that are let go over the list. @param {{ name: string, buffer: Buffer }[]} files */
const drop = (page, files) => page.evaluate((dropped) => {
  const dataTransfer = new DataTransfer();
  for (const { name, text } of dropped) {
    dataTransfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
  }
  const list = /** @type {HTMLElement} */ (document.querySelector('#list'));
  for (const kind of ['dragover', 'drop']) list.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}, files.map(({ name, buffer }) => ({ name, text: buffer.toString('base64') })));

const file = (name, buffer) => ({ name, mimeType: 'application/x-bittorrent', buffer });
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);
const closed = (page) => page.locator('#add').waitFor({ state: 'hidden' });
const said = (page) => page.locator('.item').evaluateAll((items) => items.map((item) => item.getAttribute('data-progress')));

test('a magnet link is added in two steps: paste it anywhere, Enter', async () => {
  const { page, has, end } = await open();
  assert.match(await page.innerText('[data-panel="empty"]'), /Paste a magnet link.*Add torrents/s);
  await paste(page, `have a look: ${magnet('a', 'a magnet of mine')}`);
  await page.locator('#add').waitFor();
  assert.equal(await page.innerText('.item-name'), 'a magnet of mine');
  assert.match(await page.innerText('.item-about'), /once peers tell/);
  assert.match(await page.innerText('#add-free'), /\d\sGB free in \//);
  assert.equal(await focused(page), 'add-go');
  await page.keyboard.press('Enter');
  await has('a magnet of mine');
  await closed(page);
  assert.equal(await focused(page), 'list');
  await page.getByText('a magnet of mine', { exact: true }).waitFor();
  await paste(page, 'no link at all');
  await page.locator('#add').waitFor();
  assert.match(await page.innerText('#add-said'), /no link or hash/);
  await page.keyboard.press('Escape');
  await closed(page);
  await end();
});

test('files are chosen before it starts, by keyboard alone, with folder, labels and priority', async () => {
  const { daemon, page, torrents, end } = await open();
  await page.keyboard.press('o');
  await page.locator('#add').waitFor();
  assert.equal(await focused(page), 'add-text');
  const sizes = Array.from({ length: 30 }, (_, index) => 1_000_000 * (index + 1));
  await page.setInputFiles('#add-files', [file('album.torrent', makeAlbum('album', sizes))]);
  await page.locator('.choice summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('>20MB');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await waitFor(async () => /20 of 30\sfiles/.test(await page.innerText('.item-about')), { what: 'twenty files' });
  await page.locator('[data-file="25"]').focus();
  await page.keyboard.press('Space');
  await waitFor(async () => /21 of 30\sfiles/.test(await page.innerText('.item-about')), { what: 'one more' });
  assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.file), '25');
  await page.fill('#add-dir', path.join(daemon.folder, 'else where'));
  await page.fill('#add-labels', 'one, two');
  await page.selectOption('#add-priority', 'high');
  await page.check('#add-paused');
  await page.keyboard.press('Enter');
  await closed(page);
  const [torrent] = await torrents();
  assert.deepEqual(torrent.wanted.flatMap((is_wanted, index) => (is_wanted ? [] : [index])), [20, 21, 22, 23, 24, 26, 27, 28, 29]);
  assert.deepEqual(torrent.labels, ['one', 'two']);
  assert.equal(torrent.bandwidthPriority, 1);
  assert.match(torrent.downloadDir, /else where$/);
  assert.equal(torrent.status === 4, false);
  await end();
});

test('a hundred files dropped at once, broken and duplicate ones among them', async () => {
  const { page, torrents, end } = await open();
  const whole = Array.from({ length: 96 }, (_, index) => ({ name: `${index}.torrent`, buffer: makeTorrent(`torrent ${index}`) }));
  await drop(page, [whole[3]]);
  await page.locator('#add').waitFor();
  await page.check('#add-paused');
  await page.click('#add-go');
  await closed(page);
  await drop(page, [...whole, { name: 'holiday.jpg', buffer: Buffer.from('no torrent') }, { name: 'empty.torrent', buffer: Buffer.alloc(0) },
    { name: 'twice.torrent', buffer: makeTorrent('torrent 7') }, { name: 'cut.torrent', buffer: makeTorrent('cut').subarray(0, 60) }]);
  await page.locator('#add').waitFor();
  await waitFor(async () => (await page.locator('.item').count()) === 99, { what: '96 files and three that are broken' });
  assert.match(await page.innerText('#add-go'), /^Add 96 torrents$/);
  await page.check('#add-paused');
  await page.click('#add-go');
  await waitFor(async () => `${(await said(page)).sort()}` === 'broken,broken,broken,duplicate', { what: 'what is left', seconds: 60 });
  assert.equal((await torrents()).length, 96);
  assert.deepEqual(await page.locator('.item:has(.item-said:text("not a .torrent")) .item-name').allInnerTexts(), ['holiday.jpg', 'empty.torrent', 'cut.torrent']);
  await page.getByRole('button', { name: 'Leave out holiday.jpg' }).click();
  await waitFor(async () => (await page.locator('.item').count()) === 3, { what: 'one less' });
  await page.keyboard.press('Escape');
  await closed(page);
  await end();
});

test('what failed stays, in words, and can be tried again', async () => {
  const { page, has, end } = await open();
  await paste(page, `http://127.0.0.1:9/nothing.torrent ${magnet('b', 'goes well')}`);
  await page.click('#add-go');
  await waitFor(async () => `${await said(page)}` === 'failed', { what: 'the one that failed' });
  assert.match(await page.innerText('.item-said'), /\w+ \w+ \w+/);
  await has('goes well');
  assert.equal(await page.innerText('#add-go'), 'Try 1 again');
  await end();
});

test('a link that another page hands over is shown, and added only when that is asked for', async () => {
  const { daemon, server, page, torrents, has, end } = await open();
  const link = magnet('c', 'handed over');
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${server.url}#add=${encodeURIComponent(link)}`);
  await other.locator('#add .item').waitFor();
  assert.equal(await other.innerText('.item-name'), 'handed over');
  assert.doesNotMatch(other.url(), /add=/);
  await other.keyboard.press('Escape');
  await closed(other);
  assert.deepEqual(await torrents(), []);
  await other.evaluate((hash) => location.assign(hash), `#add=${encodeURIComponent(link)}`);
  await other.locator('#add .item').waitFor();
  await other.click('#add-go');
  await has('handed over');
  await context.close();
  assert.ok(daemon.pid && page);
  await end();
});

test('on a phone: the button, a link, Add', async () => {
  const { page, has, end } = await open(phone);
  await page.locator('#open-add').tap();
  await page.fill('#add-text', 'd'.repeat(40));
  await page.locator('#add-go').tap();
  await has('d'.repeat(40));
  await closed(page);
  assert.equal(await focused(page), 'open-add');
  await end();
});

for (const media of /** @type {const} */ ([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }])) {
  test(`axe finds nothing wrong with what is to be added: ${JSON.stringify(media)}`, async () => {
    for (const size of [desk, phone]) {
      const { tab, page, end } = await open({ ...media, ...size });
      assert.deepEqual(await tab.violations(), []);
      await drop(page, [{ name: 'a', buffer: makeAlbum('album', [1, 2, 3]) }, { name: 'b', buffer: Buffer.from('x') }]);
      await page.locator('#add .item').first().waitFor();
      await page.locator('.choice summary').click();
      await page.locator('.files li').first().waitFor();
      assert.deepEqual(await tab.violations(), []);
      await page.keyboard.press('Escape');
      await closed(page);
      await end();
    }
  });
}
