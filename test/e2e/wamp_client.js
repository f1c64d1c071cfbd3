// WAMP clients of others in one shape, wherever they run: in this process, in a page, in a program.
// Each has a small "app" with the verbs below; what it hears it tells in messages.

import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, running, waitFor, within } from './program.js';

/**
 * What an app tells.
 * @typedef {{ what: 'joined' }
 *   | { what: 'lost' }
 *   | { what: 'left', reason: string | null }
 *   | { what: 'event', topic: string, payload: any, retained: boolean }} Told
 */

/**
 * How a call or a subscription ended.
 * @typedef {{ result: any } | { error: string, message: string }} Outcome
 */

/**
 * What an app does; it connects by itself when it is made, and again when the connection is lost.
 * `begin` makes a call that `cancel` then cancels, if the client can.
 * @typedef {object} App
 * @property {(topic: string) => Promise<unknown>} subscribe
 * @property {(topic: string) => Promise<unknown>} unsubscribe
 * @property {(procedure: string, args: object) => Promise<Outcome>} call
 * @property {(procedure: string, args: object) => Promise<unknown>} [begin]
 * @property {() => Promise<Outcome>} [cancel]
 * @property {() => unknown} leave
 */

export const socketUrl = (server) => `${server.url.replace('http', 'ws')}ws`;

/** Keeps what an app tells; the subclasses know how to reach it. */
export class Client {
  constructor() {
    /** @type {Told[]} */
    this.told = [];
    running.add(this);
  }

  /** @param {Told} message */
  hear(message) {
    this.told.push(message);
  }

  /** @param {Told['what']} what */
  count(what) {
    return this.told.filter((message) => message.what === what).length;
  }

  async joined(times = 1) {
    await waitFor(() => this.count('joined') >= times, { what: `join ${times}`, seconds: 30 });
  }

  /** What came for a topic, in order. */
  events(topic) {
    return this.told.flatMap((message) =>
      message.what === 'event' && message.topic === topic ? [message] : []);
  }

  /** The reason it was given, once it has left. */
  async left() {
    await waitFor(() => this.count('left') > 0, { what: 'the end' });
    return this.told.flatMap((message) => (message.what === 'left' ? [message.reason] : []))[0];
  }

  /**
   * @param {keyof App} verb
   * @param {...any} words
   * @returns {Promise<any>}
   */
  async ask(verb, ...words) {
    throw new Error(`nobody to ${verb} ${words}`);
  }

  async stop() {
    running.delete(this);
  }

  last_resort() {}
}

/**
 * An app in this process.
 * @template {App} Some
 */
export class NodeClient extends Client {
  /**
   * @template {App} Some
   * @param {{ url: string }} server
   * @param {(url: string, tell: (message: Told) => void) => Some} make
   * @returns {Promise<NodeClient<Some>>}
   */
  static async open(server, make) {
    const client = new NodeClient(server, make);
    await client.joined();
    return client;
  }

  /**
   * @param {{ url: string }} server
   * @param {(url: string, tell: (message: Told) => void) => Some} make
   */
  constructor(server, make) {
    super();
    /** @type {Some} */
    this.app = make(socketUrl(server), (message) => this.hear(message));
  }

  async ask(verb, ...words) {
    const act = /** @type {(...words: any[]) => Promise<any>} */ (this.app[verb]);
    return within(act(...words), `an answer to ${verb}`);
  }

  async stop() {
    await super.stop();
    if (this.count('left') === 0) this.app.leave();
  }
}

/** An app in a page of a browser; its script puts it into `window.app` with `window.tell`. */
export class PageClient extends Client {
  /** @param {import('playwright-core').Browser} browser */
  static async open(server, browser) {
    const client = new PageClient(await browser.newPage());
    await client.page.exposeFunction('tell', (message) => client.hear(message));
    await client.page.goto(server.url);
    await client.joined();
    return client;
  }

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    super();
    this.page = page;
  }

  async ask(verb, ...words) {
    const answer = this.page.evaluate(([act, given]) => window['app'][act](...given), /** @type {const} */ ([verb, words]));
    return within(answer, `an answer to ${verb}`);
  }

  async stop() {
    await super.stop();
    await this.page.close();
  }
}

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * A folder for --www whose page loads the libraries and then the last of the modules.
 * @param {string[]} libraries files of npm's packages, such as `angular/angular.js`
 * @param {string[]} modules our own, beside this one
 */
export function makeWww(libraries, modules) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
  const files = [...libraries.map((name) => require.resolve(name)), ...modules.map((name) => path.join(here, name))];
  for (const file of files) copyFileSync(file, path.join(folder, path.basename(file)));
  const scripts = libraries.map((name) => `<script defer src="${path.basename(name)}"></script>`);
  const start = `<script type="module" src="${modules.at(-1)}"></script>`;
  const head = `<meta charset="utf-8"><title>A client</title>${scripts.join('')}${start}`;
  writeFileSync(path.join(folder, 'index.html'), `<!doctype html><html ng-csp>${head}</html>`);
  const last_resort = () => rmSync(folder, { recursive: true, force: true });
  const thing = { stop: async () => (running.delete(thing), last_resort()), last_resort };
  running.add(thing);
  return folder;
}

/** An app in a program that reads asks and prints what it tells, one JSON object a line. */
export class ProgramClient extends Client {
  /** @param {(url: string) => string[]} words */
  static async open(server, words) {
    const client = new ProgramClient(words(socketUrl(server)));
    await client.while_it_runs(client.joined());
    return client;
  }

  constructor(words) {
    super();
    this.asked = 0;
    /** @type {Map<number, (answer: any) => void>} */
    this.waiting = new Map();
    this.rest = '';
    this.program = new Program(words, { stdin: 'pipe' });
    this.program.child.stdout.on('data', (bytes) => this.read(String(bytes)));
  }

  read(text) {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = JSON.parse(line);
      if (message.what !== 'answer') this.hear(message);
      else this.waiting.get(message.id)?.(message.answer);
    }
  }

  async ask(verb, ...words) {
    const id = ++this.asked;
    this.program.child.stdin.write(`${JSON.stringify({ id, verb, words })}\n`);
    const answer = new Promise((resolve) => this.waiting.set(id, resolve));
    return within(this.while_it_runs(answer), `an answer to ${verb}`);
  }

  async while_it_runs(promise) {
    const ended = this.program.ended.then(() => Promise.reject(new Error(`it ended: ${this.program.stderr}`)));
    ended.catch(() => 'told to whoever waits');
    return Promise.race([promise, ended]);
  }

  async stop() {
    await super.stop();
    await this.program.stop();
  }
}
