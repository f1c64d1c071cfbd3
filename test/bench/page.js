// What the page costs a browser, beside Transmission's own on the same rows:
// milliseconds of the main thread, as Chromium counts them.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startDaemon, startServer, stopAll, waitFor } from '../e2e/harness.js';
import { ManyTorrents } from '../e2e/many.js';
import { Chromium } from './chromium.js';
import { farAway } from './far_away.js';

const theirs = ['/usr/share/transmission/web', '/usr/share/transmission/public_html'].find((folder) => existsSync(folder));
const samples = 8;

const report = (what, value) => console.log(`${what.padEnd(58)} ${value}`);
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const milliseconds = (value) => `${value.toFixed(1)} ms`;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const rowsIn = (page, selector) => page.evaluate((wanted) => document.querySelectorAll(wanted).length, selector);

/** Of one page on `count` torrents: its first list, and a sample of 500 changed rows. */
async function listAndSample(browser, many, url, selector, name) {
  many.changing = 0;
  many.lists.hold();
  const page = await browser.page();
  await page.open(url);
  await pause(1.5);
  const own = () => page.worked('ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration');
  const before = await own();
  const first = await page.cost(async () => {
    many.lists.let_go();
    await waitFor(() => rowsIn(page, selector), { what: 'a first row', seconds: 120 });
  });
  report(`${name}: first list`, `${milliseconds(first)}, of it once it is here ${milliseconds((await own()) - before)}`);
  report(`${name}: elements`, await rowsIn(page, '*'));
  many.changing = 500;
  return page;
}

/** Without what asking costs: to hear from Chromium what it has done is work too, up to a third
 * of all. `idle` asks in the same way, and nothing is done. */
async function costBeside(page, idle, act) {
  const asking = await page.cost(idle);
  return (await page.cost(act)) - asking;
}

/** Each sample by itself: it is held until what was before it is done. */
async function sampleCost(page, many) {
  const costs = [];
  for (let i = 0; i < samples; i += 1) {
    many.lists.hold();
    await waitFor(() => many.lists.is_asked, { what: 'the next question', seconds: 30 });
    await pause(0.3);
    costs.push(await costBeside(page, () => pause(0.5), async () => {
      many.lists.let_go();
      many.lists.hold();
      await pause(0.5);
    }));
  }
  many.lists.let_go();
  return median(costs);
}

/** Runs `act` in the page with `argument`, and is done when what it changed has been drawn. */
const drawn = (page, act, argument) => page.evaluate(`async (argument) => {
  (${act})(argument);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}`, argument);

const search = (page, text) => drawn(page, (value) => {
  const input = document.querySelector('#filter');
  input.value = value;
  input.dispatchEvent(new Event('input'));
}, text);

const sortBy = (page, field) => drawn(page, (name) => document.querySelector(`[data-column="${name}"] button`).click(), field);

const nothing = (page) => drawn(page, () => {});

/** The list is told once more, and then held: nothing comes in between what is measured, and the
 * page does not find its list too old, which it shows by dimming it, frame by frame. */
async function refresh(many) {
  many.lists.let_go();
  many.lists.hold();
  await waitFor(() => many.lists.is_asked, { what: 'the next question', seconds: 30 });
  await pause(0.1);
}

/** Milliseconds of each clearing of a search, and of each sort by a column. The browser collects
 * its garbage now and then, in one or another of them: or before each, where that is wanted. */
async function looksAnew(page, many, { collects }) {
  const [cleared, sorted] = [[], []];
  const cost = async (act) => {
    await refresh(many);
    if (collects) await page.collect_garbage();
    return costBeside(page, () => nothing(page), act);
  };
  for (const field of ['uploadRatio', 'sizeWhenDone', 'status', 'rateUpload', 'percentDone', 'name']) {
    await search(page, 'debian');
    cleared.push(await cost(() => search(page, '')));
    sorted.push(await cost(() => sortBy(page, field)));
  }
  return { cleared, sorted };
}

const spread = (values) => `${milliseconds(median(values))}, longest ${milliseconds(Math.max(...values))}`;
const spreadOfBoth = (bare, whole) => `${spread(bare)}, ${milliseconds(Math.max(...whole))} with collecting garbage`;

async function reportLooks(page, many, name, during = (measure) => measure()) {
  const bare = await during(() => looksAnew(page, many, { collects: true }));
  const whole = await during(() => looksAnew(page, many, { collects: false }));
  report(`${name}: clearing a filter`, spreadOfBoth(bare.cleared, whole.cleared));
  report(`${name}: another order`, spreadOfBoth(bare.sorted, whole.sorted));
}

const steps = 100;

/** Milliseconds of each frame of a scroll from end to end. */
async function scrollThrough(page, { collects }) {
  const frame = async (act) => {
    if (collects) await page.collect_garbage();
    const before = await page.worked();
    await act();
    return (await page.worked()) - before;
  };
  const to = (part) => drawn(page, (where) => {
    const list = document.querySelector('#list');
    list.scrollTop = where * list.scrollHeight;
  }, part);
  const [idle, costs] = [[], []];
  for (let step = 0; step < steps; step += 5) idle.push(await frame(() => nothing(page)));
  for (let step = 1; step <= steps; step += 1) costs.push((await frame(() => to(step / steps))) - median(idle));
  return costs;
}

/** The first five hundred are selected. */
async function selectMany(page) {
  await drawn(page, () => { document.querySelector('#list').scrollTop = 0; });
  await drawn(page, () => document.querySelector('#rows > *').click());
  const count = () => page.evaluate(() => Number.parseInt(document.querySelector('#selected').textContent, 10));
  while ((await count()) < 500) {
    await press(page, 'PageDown', true);
    await nothing(page);
  }
}

const press = (page, key, shiftKey = false) => page.evaluate(([pressed, shift]) => {
  document.querySelector('#list').dispatchEvent(new KeyboardEvent('keydown', { key: pressed, shiftKey: shift, bubbles: true }));
}, [key, shiftKey]);

/** What is selected is asked to stop, and nobody answers while it is measured: transmission-remote
 * gives up after a minute, so each measurement has an action of its own. */
async function underWay(page, many, measure) {
  const pending = () => rowsIn(page, '[data-mark="pending"]');
  const over = (next) => waitFor(async () => !(await pending()) && rowsIn(page, `#rows .turn[data-action="${next}"]`), {
    what: `rows to ${next}`, seconds: 30,
  });
  await refresh(many);
  many.actions.hold();
  await press(page, 'p');
  await waitFor(pending, { what: 'rows that are under way' });
  const value = await measure();
  await press(page, 'Home');
  await nothing(page);
  if (!(await pending())) throw new Error('nothing is under way any more: what was measured is something else');
  many.actions.let_go();
  many.lists.let_go();
  await over('start');
  await press(page, 's');
  await over('stop');
  return value;
}

async function reportUnderWay(page, many, name) {
  const during = (measure) => underWay(page, many, measure);
  await selectMany(page);
  await reportLooks(page, many, `${name} while 500 are under way`, during);
  report(`${name}: a frame of a scroll while 500 are under way`, spread(await during(() => scrollThrough(page, { collects: true }))));
  many.changing = 500;
  report(`${name}: a sample of 500 rows while 500 are under way`, milliseconds(await during(() => sampleCost(page, many))));
  await page.evaluate(() => document.querySelector('#list').focus());
  report(`${name}: the same while somebody is in the list`, milliseconds(await during(() => sampleCost(page, many))));
  many.changing = 0;
}

async function ours(browser, many, count) {
  const server = await startServer({ args: ['--transmission', many.address, '--interval', '1', '--deadline', '600'] });
  const name = `${count} torrents, our page`;
  const page = await listAndSample(browser, many, server.url, '#rows > *', name);
  report(`${name}: a sample of 500 rows`, milliseconds(await sampleCost(page, many)));
  many.changing = 0;
  await pause(3);
  const before = await page.worked();
  await pause(10);
  report(`${name}: a quiet minute`, milliseconds(6 * ((await page.worked()) - before)));
  many.lists.hold();
  await reportLooks(page, many, name);
  const [bare, whole] = [await scrollThrough(page, { collects: true }), await scrollThrough(page, { collects: false })];
  report(`${name}: a frame of a scroll through all`, spreadOfBoth(bare, whole));
  await reportUnderWay(page, many, name);
  many.lists.let_go();
  await page.close();
  await server.stop();
}

/** Milliseconds from a click on a row's button until the row is marked, and until it shows what was wanted. */
const turned = (page) => page.evaluate(() => new Promise((resolve) => {
  const [row, button] = [document.querySelector('#rows > *'), document.querySelector('#rows .turn')];
  const before = button.dataset.action;
  const begun = performance.now();
  let marked = null;
  new MutationObserver((_, observer) => {
    if (row.dataset.mark === 'pending') marked ??= performance.now() - begun;
    if (button.dataset.action === before) return;
    observer.disconnect();
    resolve({ marked, shown: performance.now() - begun, at: Date.now() });
  }).observe(row, { subtree: true, attributes: true });
  button.click();
}));

/** When the daemon itself shows its torrent started or stopped. */
async function done(daemon, action) {
  for (;;) {
    const { torrents: [{ status }] } = await daemon.rpc('torrent-get', { fields: ['status'] });
    if ((status === 0) === (action === 'stop')) return Date.now();
    await pause(0.005);
  }
}

/** On a real daemon: 3.00 and 4.1 stop at their next pulse, and show a stop no sooner themselves. */
async function actionTimes(browser) {
  const daemon = await startDaemon();
  await daemon.addTorrents(['one']);
  const server = await startServer({ args: ['--transmission', daemon.address] });
  const page = await browser.page();
  await page.open(server.url);
  await waitFor(() => rowsIn(page, '#actions [data-action]'), { what: 'the page' });
  const times = { start: [], stop: [] };
  for (let i = 0; i < 20; i += 1) {
    const action = i % 2 ? 'stop' : 'start';
    await waitFor(() => rowsIn(page, `#rows .turn[data-action="${action}"]`), { what: `a row to ${action}` });
    const [row, when] = await Promise.all([turned(page), done(daemon, action)]);
    times[action].push({ ...row, after: row.at - when });
    await pause(1.5 + i * 0.17); // at all times between two pulses
  }
  const all = (values) => `${milliseconds(median(values))} (${values.map(Math.round).join(', ')})`;
  for (const [action, taken] of Object.entries(times)) {
    report(`from a click to the row that is marked: ${action}`, all(taken.map((one) => one.marked)));
    report(`from a click to the row that shows it: ${action}`, all(taken.map((one) => one.shown)));
    report(`and since Transmission shows it: ${action}`, all(taken.map((one) => one.after)));
  }
  await page.close();
  await server.stop();
  await daemon.stop();
}

async function transmissions(browser, many, count) {
  if (!theirs) return report('Transmission’s own page', 'is not installed');
  const name = `${count} torrents, Transmission’s page`;
  const page = await listAndSample(browser, many, `http://${many.address}/transmission/web/`, '.torrent', name);
  report(`${name}: a sample of 500 rows`, milliseconds(await sampleCost(page, many)));
  await page.close();
}

/** Milliseconds until there is a row, of a page that is 150 ms away. */
async function firstRow(browser, url) {
  const page = await browser.page();
  await page.on_new_document(`new MutationObserver((_, observer) => {
    if (!document.querySelector('#rows > *')) return;
    window.__first = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true })`);
  await page.open(url);
  const time = await waitFor(() => page.evaluate(() => window.__first), { what: 'a first row' });
  await pause(1);
  await page.close();
  return time;
}

/** Another port is another origin to the cache: cold each time. */
async function farFirstRows(browser, many) {
  const server = await startServer({ args: ['--transmission', many.address, '--max-connections-per-address', '100'] });
  const [cold, warm] = [[], []];
  for (let i = 0; i < 5; i += 1) {
    const far = await farAway(server.port, 150);
    cold.push(await firstRow(browser, far.url));
    warm.push(await firstRow(browser, far.url));
    await far.stop();
  }
  for (const [name, times] of /** @type {const} */ ([['cold', cold], ['warm', warm]])) {
    report(`1,000 torrents, 150 ms away: first list, ${name}`, `${milliseconds(median(times))} (${times.map(Math.round).join(', ')})`);
  }
  await server.stop();
}

/** What a first visit costs on the wire, with 1,000 torrents. */
async function firstVisit(many) {
  const server = await startServer({ args: ['--transmission', many.address] });
  const get = async (target) => {
    const response = await fetch(new URL(target, server.url));
    const text = await response.text();
    const zipped = Number(response.headers.get('content-length'));
    return { text, bytes: zipped };
  };
  const page = await get('');
  const named = [...new Set([...page.text.matchAll(/(?:src|href)="(v-[^"#]+)"/g)].map(([, name]) => name))];
  let bytes = page.bytes;
  for (const name of named) bytes += (await get(name)).bytes;
  const list = await get('api/torrents');
  report('a first visit: the page', `${(bytes / 1024).toFixed(1)} KiB in ${named.length + 1} files`);
  report('a first visit: the list of 1,000 torrents', `${(list.bytes / 1024).toFixed(1)} KiB of ${(list.text.length / 1024).toFixed(0)} KiB`);
  await server.stop();
}

export async function pageCosts() {
  const browser = await Chromium.start();
  await actionTimes(browser);
  for (const count of [1_000, 10_000, 30_000]) {
    const many = await ManyTorrents.start(count, { page: theirs });
    if (count === 1_000) await firstVisit(many);
    if (count === 1_000) await farFirstRows(browser, many);
    await ours(browser, many, count);
    await transmissions(browser, many, count);
    await many.stop();
  }
  await browser.stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await pageCosts();
  } finally {
    await stopAll();
  }
}
