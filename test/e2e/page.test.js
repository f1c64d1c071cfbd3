// The page in Chromium, on a real daemon.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { freePort, root, startDaemon, startServer, startSwarm, stopAll, waitFor } from './harness.js';
import { hostile_names } from './hostile_names.js';

const axe = readFileSync(path.join(root, 'test/node_modules/axe-core/axe.min.js'), 'utf8');

/** @type {import('playwright-core').Browser} */
let browser;
let swarm_server;
before(async () => {
  const [started, swarm] = await Promise.all([startBrowser(), startSwarm()]);
  browser = started;
  swarm_server = await serve(swarm.address);
});
after(stopAll);

const serve = (address, ...args) =>
  startServer({ args: ['--interval', '0.3', '--transmission', address, ...args] });

async function serveNames(...names) {
  const daemon = await startDaemon();
  await daemon.addTorrents(names);
  return { daemon, server: await serve(daemon.address) };
}

/** Opens a page, hands it to `use`, closes it, and looks whether anything went wrong in it. */
async function inTab(server, use, options = {}) {
  const tab = await Tab.open(browser, server, options);
  try {
    await use(tab);
    assert.deepEqual(await tab.troubles(), no_troubles);
  } finally {
    await tab.close();
  }
}

/** In the page: what moves in the list, as text. */
const numbers = () =>
  [...document.querySelectorAll('#rows [data-field="rateDownload"], #rows [data-field="percentDone"]')]
    .map(({ textContent }) => textContent)
    .join();

test('rates and progress change before our eyes, without a reload', () =>
  inTab(swarm_server, async (tab) => {
    await tab.is_connected('live');
    await waitFor(async () => /\d\s[kM]?B\/s/.test(await tab.page.evaluate(numbers)), { what: 'a rate' });
    await tab.page.evaluate(() => (window['__row'] = document.querySelector('#rows > *')));
    const seen = new Set();
    const changing = async () => seen.add(await tab.page.evaluate(numbers)).size > 3;
    await waitFor(changing, { what: 'changing numbers' });
    assert.ok(await tab.page.evaluate(() => window['__row'].isConnected), 'the row was made anew');
    assert.match(await tab.text('#total-down'), /\d\s[kM]?B\/s/);
  }));

test('hostile names are in the document as text, and only as text', async () => {
  const { server } = await serveNames(...hostile_names);
  await inTab(server, async (tab) => {
    await tab.has_rows(hostile_names.length);
    assert.deepEqual((await tab.column('name')).sort(), [...hostile_names].sort());
    const elements = await tab.page.evaluate(() =>
      [...new Set([...document.querySelectorAll('#rows *')].map(({ localName }) => localName))].sort());
    assert.deepEqual(elements, ['bdi', 'button', 'div', 'path', 'span', 'svg']);
    assert.equal(await tab.page.evaluate(() => window['__injected']), undefined);
    assert.equal(await tab.page.evaluate(() => document.querySelectorAll('script').length), 2);
  });
});

test('a daemon that dies is told with reason and hint over the old list; its return ends that', async () => {
  const { daemon, server } = await serveNames('stays shown');
  await inTab(server, async (tab) => {
    await tab.has_rows(1);
    await daemon.kill('SIGTERM');
    await tab.has_banner('failing');
    const reason = `transmission-daemon at ${daemon.address} cannot be reached`;
    assert.equal((await tab.text('#banner-title')).slice(0, reason.length), reason);
    assert.match(await tab.text('#banner-hint'), /^Start it/);
    assert.match(await tab.text('#banner-age'), /^Showing what was known /);
    await tab.page.locator('#banner').waitFor({ state: 'visible' });
    assert.ok(await tab.page.getByText('stays shown').isVisible());
    assert.equal(await tab.page.evaluate(() => document.documentElement.dataset.fresh), 'false');

    await daemon.restart();
    await tab.has_banner('none');
    await tab.page.locator('#banner').waitFor({ state: 'hidden' });
    await tab.has_rows(1); // a daemon answers before it has read its torrents: none, it says then
    assert.deepEqual(await tab.column('name'), ['stays shown']);
  });
});

test('a server that dies is told, with the age; the page comes back by itself and resumes', async () => {
  const daemon = await startDaemon();
  await daemon.addTorrents(['stays shown']);
  const listen = ['--listen', `127.0.0.1:${await freePort()}`];
  const server = await serve(daemon.address, ...listen);
  await inTab(server, async (tab) => {
    await tab.has_rows(1);
    await tab.sees('the rest of the page', () => document.querySelector('#actions [data-action]') !== null);
    await server.stop('SIGKILL');
    await tab.is_connected('reconnecting');
    await tab.has_banner('reconnecting');
    const aged = async () => /known \d+\s+s ago/.test(await tab.text('#banner-age'));
    await waitFor(aged, { what: 'an age' });
    assert.match(await tab.text('#banner-title'), /connection to the server was lost/);
    await tab.page.focus('#banner-retry');
    assert.deepEqual(await tab.column('name'), ['stays shown']);

    await daemon.addTorrents(['added meanwhile']);
    tab.sent.length = 0;
    await serve(daemon.address, ...listen);
    await tab.is_connected('live');
    await tab.has_rows(2);
    await tab.has_banner('none');
    assert.equal(await tab.page.evaluate(() => document.activeElement?.id), 'list');
    const [, , options] = tab.sent.find(([kind, , , topic]) => kind === 32 && topic === 'torrents.delta');
    assert.match(options.after, /^\w+-\d+$/);
  });
});

for (const lost of ['later.js', 'views/acting.js', 'live.js']) {
  test(`a page that could not have its ${lost} begins anew when the server answers`, async () => {
    const { server } = await serveNames('alpha');
    const page = await browser.newPage();
    let [is_gone, tries] = [true, 0];
    await page.route((url) => url.pathname.endsWith(lost) || url.pathname === '/healthz', (route) => {
      tries += 1;
      return is_gone ? route.abort() : route.continue();
    });
    await page.goto(server.url);
    const begun = await page.evaluate(() => performance.timeOrigin);
    await waitFor(() => tries > 2, { what: 'a look whether it is there again' });
    is_gone = false;
    await page.locator('#actions [data-action]').first().waitFor();
    await page.locator('[data-connection="live"]').first().waitFor();
    assert.ok(await page.evaluate(() => performance.timeOrigin) > begun);
    await page.close();
  });
}

test('an empty daemon is told as such', async () => {
  const { server } = await serveNames();
  await inTab(server, async (tab) => {
    await tab.page.getByText('No torrents yet').waitFor();
    await tab.is_connected('live');
  });
});

test('a server without a daemon says what to do, in place of a list', async () => {
  const server = await serve(`127.0.0.1:${await freePort()}`);
  await inTab(server, async (tab) => {
    await tab.page.getByText('cannot be reached').waitFor();
    await tab.page.getByText('Nothing to show yet').waitFor();
  });
});

test('a click on a heading sorts, another turns the order', async () => {
  const { server } = await serveNames('b', 'a10', 'a9', 'C');
  await inTab(server, async (tab) => {
    await tab.has_rows(4);
    assert.deepEqual(await tab.column('name'), ['a9', 'a10', 'b', 'C']);
    const order = (...names) =>
      waitFor(async () => `${await tab.column('name')}` === `${names}`, { what: `the order ${names}` });
    await tab.page.locator('#headings [data-column="name"] button').click();
    await order('C', 'b', 'a10', 'a9');
    await tab.page.locator('#headings [data-column="name"] button').click();
    await order('a9', 'a10', 'b', 'C');
    const ascending = tab.page.locator('#headings [aria-sort="ascending"]');
    assert.equal(await ascending.getAttribute('data-column'), 'name');
  });
});

test('a text filters by name, and Esc ends it', async () => {
  const { server } = await serveNames('Debian 12', 'debian 13', 'Ubuntu');
  await inTab(server, async (tab) => {
    await tab.has_rows(3);
    await tab.page.keyboard.press('/');
    await tab.page.keyboard.type('DEB 1');
    await tab.has_rows(2);
    await tab.page.keyboard.type('zzz');
    await tab.page.getByText('Nothing matches').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.has_rows(3);
  });
});

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

test('on a phone nothing is wider than the screen', async () => {
  const { server } = await serveNames(...hostile_names);
  await inTab(server, async (tab) => {
    await tab.has_rows(hostile_names.length);
    const widest = await tab.page.evaluate(() => {
      const scrollers = [document.documentElement, ...document.querySelectorAll('#list, #rows > *')];
      return Math.max(...scrollers.map(({ scrollWidth }) => scrollWidth));
    });
    const inner = await tab.page.evaluate(() => window.innerWidth);
    assert.ok(widest <= 360 && inner === 360, `${widest} in ${inner}`);
    assert.ok(await tab.page.locator('#sort-field').isVisible());
  }, phone);
});

for (const [width, height] of [[1440, 900], [1000, 700], [768, 1024], [390, 844]]) {
  test(`at ${width} x ${height} the list has what a row is for, and the page its state`, () =>
    inTab(swarm_server, async (tab) => {
      await tab.is_connected('live');
      await tab.has_rows(7);
      for (const part of ['.name-text', '.percent', '.state span']) {
        assert.equal(await tab.page.locator(`#rows ${part} >> visible=true`).count(), 7, part);
      }
      await tab.sees('a rate in sight', () => [...document.querySelectorAll('#rows .rateDownload')].some((cell) =>
        /B\/s/.test(cell.textContent ?? '') && cell.getBoundingClientRect().width > 0));
      for (const id of ['connection-word', 'total-down', 'filter', 'groups', 'sort-field', 'count']) {
        assert.ok(await tab.page.locator(`#${id}`).isVisible(), id);
      }
      const widest = await tab.page.evaluate(() => Math.max(...['#list', 'body', '#rows'].map(
        (name) => document.querySelector(name)?.scrollWidth ?? 0)));
      assert.ok(widest <= width, `${widest} in ${width}`);
    }, { viewport: { width, height }, ...(width < 640 && { isMobile: true, hasTouch: true }) }));
}

const background = () => getComputedStyle(document.body).backgroundColor;

test('light and dark follow the system, or the reader’s choice, which lasts', async () => {
  const { server } = await serveNames('x');
  await inTab(server, async (tab) => {
    const dark = await tab.page.evaluate(background);
    await tab.page.emulateMedia({ colorScheme: 'light' });
    const light = await tab.page.evaluate(background);
    assert.notEqual(light, dark);
    const button = tab.page.locator('#theme');
    await button.click(); // light
    await button.click(); // dark
    await waitFor(async () => (await tab.page.evaluate(background)) === dark, { what: 'the dark page' });
    const other = await tab.page.context().newPage();
    await other.goto(server.url);
    assert.equal(await other.evaluate(background), dark);
  }, { colorScheme: 'dark' });
});

/** What axe finds wrong that keeps people out. */
async function barriers(tab) {
  await tab.page.evaluate(axe);
  const { violations } = await tab.page.evaluate(() => window['axe'].run());
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}

/** @type {('light' | 'dark')[]} */
const schemes = ['light', 'dark'];
for (const colorScheme of schemes) {
  test(`axe finds no barrier in the ${colorScheme} page: list, phone, trouble`, async () => {
    await inTab(swarm_server, async (tab) => {
      await tab.page.getByText('meadow-photos-2019.tar').waitFor();
      assert.deepEqual(await barriers(tab), []);
    }, { colorScheme });
    await inTab(swarm_server, async (tab) => {
      await tab.page.getByText('meadow-photos-2019.tar').waitFor();
      assert.deepEqual(await barriers(tab), []);
    }, { colorScheme, ...phone });
    const server = await serve(`127.0.0.1:${await freePort()}`);
    await inTab(server, async (tab) => {
      await tab.page.getByText('cannot be reached').waitFor();
      assert.deepEqual(await barriers(tab), []);
    }, { colorScheme });
  });
}
