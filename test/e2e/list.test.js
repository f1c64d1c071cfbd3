// The list in Chromium: selecting by mouse, touch and keyboard alone, the address, Back and
// reload, where the focus is after each update, what a phone shows, and many torrents.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { no_troubles, startBrowser, Tab } from './browser.js';
import { root, startServer, stopAll, waitFor } from './harness.js';
import { ManyTorrents } from './many.js';

const axe = readFileSync(path.join(root, 'test/node_modules/axe-core/axe.min.js'), 'utf8');

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await startBrowser();
});
after(stopAll);

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];

/** A daemon with these names, the server before it, and a page. */
async function open(count = names.length, options = {}) {
  const many = await ManyTorrents.start(count);
  names.slice(0, count).forEach((name, index) => many.change(index + 1, { name }));
  const server = await startServer({ args: ['--transmission', many.address, '--interval', '0.3'] });
  const tab = await Tab.open(browser, server, { viewport: { width: 1440, height: 900 }, ...options });
  await tab.sees('rows', () => document.querySelectorAll('#rows > *').length > 0);
  await tab.is_connected('live');
  await tab.sees('the rest of the page', () => document.querySelector('#facts dt') !== null);
  const end = async () => {
    assert.deepEqual(await tab.troubles(), no_troubles);
    await tab.close();
    await server.stop();
    await many.stop();
  };
  return { many, server, tab, page: tab.page, end };
}

const row = (page, name) => page.locator('#rows > *', { has: page.getByText(name, { exact: true }) });

/** Names of the rows that are selected, as assistive technology is told. */
const selected = (page) =>
  page.evaluate(() => [...document.querySelectorAll('#rows > [aria-selected="true"] .name-text')].map((name) => name.textContent));

async function selects(page, ...expected) {
  await waitFor(async () => `${await selected(page)}` === `${expected}`, { what: `the selection ${expected}` });
}

/** Where the focus is: an id, or the name of an element. */
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);

test('by mouse: one, one more, a range, and none of them lost by a sample, a filter or another order', async () => {
  const { many, page, end } = await open();
  await row(page, 'beta').click();
  await selects(page, 'beta');
  await row(page, 'zeta').click({ modifiers: ['Control'] });
  await selects(page, 'beta', 'zeta');
  await row(page, 'delta').click();
  await row(page, 'gamma').click({ modifiers: ['Shift'] });
  await selects(page, 'delta', 'epsilon', 'gamma');
  many.change(4, { name: 'delta changed' });
  await selects(page, 'delta changed', 'epsilon', 'gamma');
  await page.fill('#filter', 'gamma');
  await selects(page, 'gamma');
  assert.match(await page.innerText('#selected'), /^3 selected, .+, 2 of them not shown$/);
  await page.fill('#filter', '');
  await page.selectOption('#sort-field', 'sizeWhenDone');
  await waitFor(async () => (await selected(page)).length === 3, { what: 'three in another order' });
  await page.click('#select-none');
  await selects(page);
  assert.equal(await focused(page), 'list');
  await end();
});

test('by keyboard alone: one stop, arrows, ends, pages, Space, Shift, all, none', async () => {
  const { page, end } = await open(1000);
  await page.locator('#sort-direction').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'list');
  const current = () => page.evaluate(() => {
    const active = document.getElementById(document.querySelector('#list')?.getAttribute('aria-activedescendant') ?? '');
    return Number(active?.getAttribute('aria-rowindex'));
  });
  const goes = (index) => waitFor(async () => (await current()) === index, { what: `row ${index}` });
  await page.keyboard.press('ArrowDown');
  await goes(2); // the headings are the first row
  await page.keyboard.press('ArrowDown');
  await goes(3);
  await page.keyboard.press('Space');
  await waitFor(async () => (await selected(page)).length === 1);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await waitFor(async () => (await selected(page)).length === 3);
  await page.keyboard.press('End');
  await goes(1001);
  const visible = () => page.evaluate(() => document.querySelector('#rows .current')?.getBoundingClientRect().bottom ?? Infinity);
  await waitFor(async () => (await visible()) <= 900, { what: 'the last row in sight' });
  await page.keyboard.press('PageUp');
  await waitFor(async () => (await current()) < 1000 && (await current()) > 950, { what: 'a page up' });
  await page.keyboard.press('Home');
  await goes(2);
  await page.keyboard.press('Control+a');
  await tab_says(page, /^1,000 selected/);
  await page.keyboard.press('Escape');
  await tab_says(page, /^$/);
  assert.equal(await focused(page), 'list');
  await page.keyboard.press('Enter');
  await page.locator('#details').waitFor();
  assert.equal(await focused(page), 'details-close');
  await page.keyboard.press('Escape');
  await page.locator('#details').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'list');
  await page.keyboard.press('Tab');
  assert.notEqual(await focused(page), 'list');
  await end();
});

test('a key that means the current row brings it back into sight, even where it stays the same', async () => {
  const { page, end } = await open(1000);
  const edge = (id, which) => page.locator(id).evaluate((element, side) => element.getBoundingClientRect()[side], which);
  const headings = await edge('#headings', 'bottom');
  const is_seen = () => page.evaluate((above) => {
    const current = document.querySelector('#rows .current')?.getBoundingClientRect();
    return Boolean(current && current.top >= above - 1 && current.bottom <= innerHeight);
  }, headings);
  const sees = (expected) => waitFor(async () => (await is_seen()) === expected, { what: `the current row in sight: ${expected}` });
  const scrolls = (part) => page.locator('#list').evaluate((list, where) => {
    list.scrollTop = where * list.scrollHeight;
  }, part);
  await page.focus('#list');
  const keys = { Home: ['Home', 'ArrowUp', 'PageUp', 'Space', 'ContextMenu'], End: ['p', 'End', 'ArrowDown', 'PageDown'] };
  for (const there of ['End', 'Home']) {
    await page.keyboard.press(there);
    await sees(true);
    for (const key of keys[there]) {
      await scrolls(0.5);
      await sees(false);
      await page.keyboard.press(key);
      await sees(true);
    }
  }
  const [menu_top, row_bottom] = [await edge('#action-menu', 'top'), await edge('#rows .current', 'bottom')];
  assert.ok(Math.abs(menu_top - row_bottom) < 8, `the menu at ${menu_top} is below the row, which ends at ${row_bottom}`);
  await page.keyboard.press('Escape');
  await end();
});

async function tab_says(page, pattern) {
  await waitFor(async () => pattern.test(await page.locator('#selected').textContent()), { what: `${pattern}` });
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** A finger on the row that stays for `milliseconds`. */
async function press(page, name, milliseconds) {
  const box = await row(page, name).boundingBox();
  const client = await page.context().newCDPSession(page);
  const touchPoints = [{ x: box.x + 80, y: box.y + 20 }];
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  if (milliseconds > 0) await waitFor(async () => (await selected(page)).includes(name), { what: 'a long press' });
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('by touch: a finger that stays begins, taps go on; without a selection a tap opens', async () => {
  const { page, end } = await open(6, phone);
  await press(page, 'beta', 600);
  await selects(page, 'beta');
  await row(page, 'gamma').tap();
  await selects(page, 'beta', 'gamma');
  await row(page, 'beta').tap();
  await selects(page, 'gamma');
  await row(page, 'gamma').tap();
  await selects(page);
  await row(page, 'delta').tap();
  await page.locator('#details').waitFor();
  assert.equal(await page.innerText('#details-name'), 'delta');
  await page.goBack();
  await page.locator('#details').waitFor({ state: 'hidden' });
  await end();
});

test('a phone shows nine torrents at least, each with name, progress, state and rate, and says how it is connected', async () => {
  const { many, page, end } = await open(50, phone);
  many.change(1, { name: '0 first', rateUpload: 700_000 });
  await waitFor(() => page.evaluate(() => /kB/.test(document.querySelector('#rows > :first-child .rateUpload')?.textContent ?? '')));
  const seen = await page.evaluate(() => {
    const list = document.querySelector('#list')?.getBoundingClientRect();
    const whole = [...document.querySelectorAll('#rows > *')].filter((element) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      return list && top >= list.top && bottom <= list.bottom && height <= 70;
    });
    const shown = ['.name-text', '.percent', '.state span', '.rateUpload'].every((part) => {
      const { width, height } = whole[0].querySelector(part)?.getBoundingClientRect() ?? { width: 0, height: 0 };
      return width > 0 && height > 0;
    });
    return { rows: whole.length, shown };
  });
  assert.ok(seen.rows >= 9 && seen.shown, JSON.stringify(seen));
  await page.evaluate(() => document.querySelector('#list')?.scrollTo(0, 1e6));
  for (const id of ['connection-word', 'filter', 'groups']) assert.ok(await page.locator(`#${id}`).isVisible(), id);
  await end();
});

test('the name keeps a third of the list at every width of a table, also beside details', async () => {
  const { page, end } = await open(6);
  const part = () => page.evaluate(() => {
    const name = document.querySelector('#rows .name')?.getBoundingClientRect().width ?? 0;
    return name / (document.querySelector('#list')?.clientWidth ?? 1);
  });
  for (let width = 640; width <= 1500; width += 20) {
    await page.setViewportSize({ width, height: 700 });
    assert.ok((await part()) >= 0.33, `${width}: ${await part()}`);
  }
  await page.locator('#rows > *').first().dblclick();
  await page.locator('#details').waitFor();
  for (let width = 900; width <= 1800; width += 50) { // narrower, details cover the list
    await page.setViewportSize({ width, height: 700 });
    assert.ok((await part()) >= 0.33, `${width} beside details: ${await part()}`);
  }
  await end();
});

test('a long name is read in full where the row is the current one, and nothing else moves', async () => {
  const { many, page, end } = await open();
  many.change(1, { name: `alpha ${'very long '.repeat(60)}` });
  await waitFor(() => page.evaluate(() => /very long/.test(document.querySelector('#rows')?.textContent ?? '')));
  const measure = () => page.evaluate(() => {
    const name = document.querySelector('#rows > :first-child .name-text');
    const next = document.querySelector('#rows > :nth-child(2)');
    return name && next && { cut: name.scrollWidth > name.clientWidth, height: name.clientHeight, next: next.getBoundingClientRect().top };
  });
  const narrow = await measure();
  await page.focus('#list');
  await page.keyboard.press('ArrowDown');
  await page.locator('.row.current').waitFor();
  const wrapped = await measure();
  assert.deepEqual([narrow?.cut, wrapped?.cut, wrapped?.next], [true, false, narrow?.next]);
  assert.ok(wrapped && narrow && wrapped.height > 2 * narrow.height);
  await end();
});

test('the groups stand still when a number gains a digit', async () => {
  const { many, page, end } = await open(30);
  for (const { id } of many.rows.values()) many.change(id, { status: id <= 9 ? 0 : 6, leftUntilDone: 0 });
  const stopped = () => page.locator('[data-group="stopped"] .count').textContent();
  const places = () => page.evaluate(() => [...document.querySelectorAll('.chip')].map((chip) => {
    const { left, width } = chip.getBoundingClientRect();
    return [left, width];
  }));
  await waitFor(async () => (await stopped()) === '9', { what: 'nine' });
  const before_change = await places();
  for (const id of [10, 11, 12]) many.change(id, { status: 0 });
  await waitFor(async () => (await stopped()) === '12', { what: 'twelve' });
  assert.deepEqual(await places(), before_change);
  await end();
});

test('reload and a second page at the same address show the same; Back closes what was opened last', async () => {
  const { page, server, end } = await open();
  await page.click('[data-group="seeding"]');
  await page.fill('#filter', 'a');
  await page.selectOption('#sort-field', 'uploadRatio');
  const shown = () => page.evaluate(() => [...document.querySelectorAll('#rows .name-text')].map(({ textContent }) => textContent).join());
  await waitFor(() => page.evaluate(() => /filter=a/.test(location.hash) && /sort=-uploadRatio/.test(location.hash)));
  const before_reload = await shown();
  await page.locator('#rows > *').first().dblclick();
  await page.locator('#details').waitFor();
  await page.evaluate(() => (window['__marker'] = 'not reloaded'));
  await page.reload();
  await page.locator('#details').waitFor();
  await waitFor(async () => (await shown()) === before_reload, { what: 'the same rows' });
  assert.equal(await page.inputValue('#filter'), 'a');
  assert.equal(await page.getAttribute('[data-group="seeding"]', 'aria-pressed'), 'true');
  await page.evaluate(() => (window['__marker'] = 'not reloaded'));
  const other = await page.context().newPage();
  await other.goto(`${server.url}${new URL(page.url()).hash}`);
  await other.click('#details-close'); // there is nothing of ours to go back to
  await other.locator('#details').waitFor({ state: 'hidden' });
  assert.ok(other.url().startsWith(server.url), other.url());
  await page.goBack();
  await page.locator('#details').waitFor({ state: 'hidden' });
  assert.equal(await page.inputValue('#filter'), 'a');
  await end();
});

test('while the pointer is in the list its order waits, and says so; it settles on leaving', async () => {
  const { many, page, end } = await open();
  await page.selectOption('#sort-field', 'rateUpload');
  const order = () => page.evaluate(() => [...document.querySelectorAll('#rows .name-text')].map(({ textContent }) => textContent).join());
  await row(page, 'beta').hover();
  const before_change = await order();
  many.change(5, { rateUpload: 500_000 }); // epsilon
  await page.locator('#held').waitFor();
  assert.equal(await order(), before_change);
  await page.mouse.move(5, 5);
  await waitFor(async () => (await order()).startsWith('epsilon'), { what: 'the order to settle' });
  await page.locator('#held').waitFor({ state: 'hidden' });
  await end();
});

test('the focus is never lost: Esc in the search, Show all, Clear, a torrent that goes', async () => {
  const { many, page, end } = await open();
  await page.keyboard.press('/');
  await page.keyboard.type('zzz');
  await page.locator('#show-all').waitFor();
  await page.click('#show-all');
  assert.equal(await focused(page), 'filter');
  await page.keyboard.type('beta');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'list');
  assert.equal(await page.inputValue('#filter'), '');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.locator('#details').waitFor();
  many.remove(6); // zeta, which is open
  await page.locator('#details').waitFor({ state: 'hidden', timeout: 45_000 });
  assert.equal(await focused(page), 'list');
  await end();
});

test('10,000 torrents with hostile names among them: a window of them, each reached, none parsed', async () => {
  const { many, page, end } = await open(10_000);
  many.change(1, { name: '<img src=x onerror="window.__injected=1">' });
  many.change(2, { name: `${'long '.repeat(2000)}end` });
  many.change(3, { name: 'photo_\u202egpj.exe\n\u0000\t' });
  await page.fill('#filter', 'long end');
  await waitFor(() => page.evaluate(() => document.querySelectorAll('#rows > *').length === 1));
  await page.fill('#filter', '');
  const counts = await page.evaluate(async () => {
    const list = document.querySelector('#list');
    const seen = new Set();
    let most = 0;
    for (let top = 0; list && top < list.scrollHeight; top += 400) {
      list.scrollTop = top;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      for (const element of document.querySelectorAll('#rows > *')) seen.add(element.getAttribute('data-id'));
      most = Math.max(most, document.querySelectorAll('*').length);
    }
    return { seen: seen.size, most };
  });
  assert.equal(counts.seen, 10_000);
  assert.ok(counts.most <= 1500, `${counts.most} elements`);
  assert.equal(await page.evaluate(() => window['__injected']), undefined);
  await end();
});

test('30,000 torrents: both ends, all of them selected, found by a search, in another order', async () => {
  const { many, page, end } = await open(30_000);
  many.change(29_999, { name: 'the needle' });
  await page.focus('#list');
  await page.keyboard.press('End');
  const current = () => page.evaluate(() => document.querySelector('#rows .current')?.getAttribute('aria-rowindex'));
  await waitFor(async () => (await current()) === '30001', { what: 'the last row' });
  await page.keyboard.press('Home');
  await waitFor(async () => (await current()) === '2', { what: 'the first row' });
  await page.keyboard.press('Control+a');
  await tab_says(page, /^30,000 selected/);
  await page.fill('#filter', 'needle');
  await row(page, 'the needle').waitFor();
  await tab_says(page, /29,999 of them not shown$/);
  await page.fill('#filter', '');
  await page.selectOption('#sort-field', 'sizeWhenDone');
  assert.ok((await page.evaluate(() => document.querySelectorAll('*').length)) <= 1500);
  await end();
});

/** Time passes in the page, but not faster than the server answers: a page that hears nothing for
 * 30 s rightly gives its connection up. */
async function pass(page, seconds, heard) {
  for (let passed = 0; passed < seconds; passed += 4) {
    const before = heard();
    await page.clock.runFor(4000);
    await waitFor(() => passed >= 28 || heard() > before, { what: 'the server to say something' });
  }
}

test('a tab that nobody sees asks for nothing after a while, and goes on where it was', async () => {
  const { many, tab, page, end } = await open(6);
  many.changing = 1;
  await page.clock.install();
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  const sent = (kind) => tab.sent.filter(([code]) => code === kind);
  await hide(true);
  await pass(page, 32, () => tab.heard);
  await waitFor(() => sent(34).length === 3, { what: 'three UNSUBSCRIBE' });
  many.change(2, { name: 'changed meanwhile' });
  tab.sent.length = 0;
  await hide(false);
  await waitFor(() => sent(32).length === 3, { what: 'three SUBSCRIBE' });
  assert.match(sent(32)[0][2].after, /^\w+-\d+$/);
  await page.clock.runFor(1000);
  await row(page, 'changed meanwhile').waitFor();
  await end();
});

test('a tab that is opened behind others and never seen asks for nothing after a while, too', async () => {
  const { many, server, page, end } = await open(6);
  many.changing = 1;
  const behind = await page.context().newPage();
  await behind.addInitScript(() => Object.defineProperty(document, 'hidden', { value: true }));
  await behind.clock.install();
  /** @type {any[]} */
  const sent = [];
  let heard = 0;
  behind.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload))));
    socket.on('framereceived', () => (heard += 1));
  });
  await behind.goto(server.url);
  await waitFor(() => sent.filter(([code]) => code === 32).length === 3, { what: 'three SUBSCRIBE' });
  await pass(behind, 32, () => heard);
  await waitFor(() => sent.filter(([code]) => code === 34).length === 3, { what: 'three UNSUBSCRIBE' });
  await end();
});

for (const media of /** @type {const} */ ([{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }])) {
  test(`axe finds nothing wrong with a selection and details open: ${JSON.stringify(media)}`, async () => {
    for (const size of [{ viewport: { width: 1440, height: 900 } }, phone]) {
      const { many, page, end } = await open(6, { ...media, ...size });
      many.change(2, { error: 2, errorString: 'unregistered torrent' });
      await page.locator('[data-tone="error"]').waitFor();
      const violations = async () => {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window['axe'].run());
        return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
      };
      await page.focus('#list');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await selects(page, 'alpha');
      assert.deepEqual(await violations(), []);
      await page.keyboard.press('Enter');
      await page.locator('#details').waitFor();
      assert.deepEqual(await violations(), []);
      await end();
    }
  });
}
