// Chromium spoken to directly. A driver that listens to the network would have every
// frame of a WebSocket copied to it, and measure that.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { Program, waitFor } from '../e2e/program.js';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** One conversation of the DevTools protocol. */
class Talk {
  static async open(url) {
    const socket = new WebSocket(url, { maxPayload: 256 << 20 });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    return new Talk(socket);
  }

  constructor(socket) {
    this.socket = socket;
    this.asked = new Map();
    this.last = 0;
    socket.on('message', (text) => {
      const { id, result, error } = JSON.parse(String(text));
      this.asked.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
      this.asked.delete(id);
    });
  }

  send(method, params = {}) {
    this.last += 1;
    this.socket.send(JSON.stringify({ id: this.last, method, params }));
    return new Promise((resolve) => this.asked.set(this.last, resolve));
  }
}

/** A page, and the time that its main thread has worked. */
export class MeasuredPage {
  constructor(talk) {
    this.talk = talk;
  }

  async open(url) {
    await this.talk.send('Page.navigate', { url });
  }

  /** Runs `script` before those of the page that is opened next. */
  async on_new_document(script) {
    await this.talk.send('Page.enable');
    await this.talk.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
  }

  /** What `look` returns in the page, with `argument`; a promise is waited for. */
  async evaluate(look, argument) {
    const expression = `(${look})(${JSON.stringify(argument ?? null)})`;
    const { result, exceptionDetails } = await this.talk.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Milliseconds of CPU: of all its tasks, or of some of what they do. */
  async worked(...kinds) {
    const { metrics } = await this.talk.send('Performance.getMetrics');
    const wanted = kinds.length > 0 ? kinds : ['TaskDuration'];
    return metrics.filter(({ name }) => wanted.includes(name)).reduce((sum, { value }) => sum + 1000 * value, 0);
  }

  /** Of `act`, and of all that follows from it until the page has been quiet for a while. */
  async cost(act) {
    const before = await this.worked();
    await act();
    for (let last = 0, now = await this.worked(); now - last > 2; now = await this.worked()) {
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    return (await this.worked()) - before;
  }

  collect_garbage() {
    return this.talk.send('HeapProfiler.collectGarbage');
  }

  close() {
    return this.talk.send('Page.close');
  }
}

export class Chromium {
  static async start() {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-bench-'));
    const program = new Program([executable, '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--window-size=1440,900',
      '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank']);
    const heard = () => program.stderr.match(/DevTools listening on ws:\/\/([^/]+)\//);
    const [, address] = await waitFor(heard, { what: 'Chromium to listen' });
    return new Chromium(program, folder, address);
  }

  constructor(program, folder, address) {
    this.program = program;
    this.folder = folder;
    this.address = address;
  }

  /** @param {{ width?: number, height?: number }} [size] */
  async page({ width = 1440, height = 900 } = {}) {
    const response = await fetch(`http://${this.address}/json/new?about:blank`, { method: 'PUT' });
    const { webSocketDebuggerUrl } = await response.json();
    const talk = await Talk.open(webSocketDebuggerUrl);
    await talk.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await talk.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MeasuredPage(talk);
  }

  async stop() {
    await this.program.stop('SIGTERM', 10);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
