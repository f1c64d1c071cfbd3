// Chromium through playwright-core, and pages that write down everything that goes wrong in them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { running, waitFor, within } from './program.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// What Chromium itself says of a server, or a Transmission, that is gone; pages cannot prevent it.
const server_is_gone = /WebSocket connection to .* failed|net::ERR_CONNECTION_(REFUSED|RESET)|status of 502/;

/** Stopped by stopAll() with everything else; playwright ends it if the test crashes. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: executable, args: quiet });
  const thing = {
    stop: async () => {
      running.delete(thing);
      await within(browser.close(), 'Chromium to end');
    },
    last_resort: () => {},
  };
  running.add(thing);
  return browser;
}

function noteViolations() {
  const noted = (window['__violations'] = []);
  document.addEventListener('securitypolicyviolation', (event) => {
    noted.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
  });
}

/** A page of wstorrentd in a browser context of its own. */
export class Tab {
  /**
   * @param {import('playwright-core').Browser} browser
   * @param {{ url: string }} server
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  static async open(browser, server, options = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const tab = new Tab(await context.newPage());
    await tab.page.addInitScript(noteViolations);
    await tab.page.goto(server.url);
    await tab.page.evaluate(() => (window['__marker'] = 'not reloaded'));
    return tab;
  }

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {string[]} */
    this.complaints = [];
    /** @type {any[]} what the page sends, parsed */
    this.sent = [];
    this.heard = 0; // frames
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => this.on_console(message));
    page.on('websocket', (socket) => {
      socket.on('framereceived', () => (this.heard += 1));
      socket.on('framesent', ({ payload }) => this.sent.push(JSON.parse(String(payload))));
    });
  }

  on_console(message) {
    const text = message.text();
    const is_bad = ['error', 'warning'].includes(message.type());
    // The page asks there why it gets no WebSocket, and is told by a refusal.
    const is_asked_why = text.startsWith('Failed to load resource') && message.location().url.endsWith('/ws');
    if (is_bad && !is_asked_why && !server_is_gone.test(text)) this.complaints.push(text);
  }

  /**
   * Waits for `look`, run in the page with `argument`, to return something true.
   * @param {string} what
   * @param {(argument: any) => unknown} look
   * @param {any} [argument]
   */
  async sees(what, look, argument) {
    return waitFor(() => this.page.evaluate(look, argument), { what: `the page to show ${what}` });
  }

  /** The text of an element, as the document holds it. */
  async text(selector) {
    return this.page.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
  }

  async is_connected(state) {
    await this.sees(state, (wanted) => document.documentElement.dataset.connection === wanted, state);
  }

  /** @param {'none' | 'failing' | 'reconnecting'} state */
  async has_banner(state) {
    const look = (wanted) => document.querySelector(`#banner[data-state="${wanted}"]`) !== null;
    await this.sees(`the banner ${state}`, look, state);
  }

  /** The text of one column, from the top. */
  async column(field) {
    return this.page.evaluate(
      (name) => [...document.querySelectorAll(`#rows [data-field="${name}"]`)].map((cell) => cell.textContent),
      field,
    );
  }

  async has_rows(count) {
    const look = (wanted) => document.querySelectorAll('#rows > *').length === wanted;
    await this.sees(`${count} rows`, look, count);
  }

  /** @returns {Promise<{ reloaded: boolean, complaints: string[], violations: string[] }>} */
  async troubles() {
    const { marker, violations } = await this.page.evaluate(() => ({
      marker: window['__marker'],
      violations: window['__violations'],
    }));
    return { reloaded: marker !== 'not reloaded', complaints: this.complaints, violations };
  }

  /** What axe finds wrong with the page as it stands, a line each. */
  async violations() {
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => (await window['axe'].run()).violations
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`)));
  }

  async close() {
    await this.page.context().close();
  }
}

export const no_troubles = { reloaded: false, complaints: [], violations: [] };
