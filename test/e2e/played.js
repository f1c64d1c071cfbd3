// wstorrentd in front of a transmission-remote that plays a part, and clients that say exactly
// what a test wants said.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { startServer, waitFor } from './harness.js';

export const stub = fileURLToPath(new URL('stubs/played-remote', import.meta.url));

const folders = new Set();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What the stub is told and tells: `play()` changes its part, `calls()` are lines of PID and words. */
export function makeStage(part = 'answers') {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
  folders.add(folder);
  const file = (name) => path.join(folder, name);
  const play = (next) => writeFileSync(file('part'), `${next}\n`);
  play(part);
  writeFileSync(file('calls'), '');
  const calls = () => readFileSync(file('calls'), 'utf8').split('\n').slice(0, -1);
  return { folder, play, calls, env: { PART: file('part'), CALLS: file('calls') } };
}

/**
 * @param {{ part?: string, args?: string[], env?: Record<string, string> }} [options] `part`:
 *   answers, fails, hangs or prints-endlessly
 */
export async function startPlayed({ part = 'answers', args = [], env = {} } = {}) {
  const stage = makeStage(part);
  const server = await startServer({
    args: ['--remote-command', stub, ...args],
    env: { ...stage.env, ...env },
  });
  return { ...stage, ...server };
}

/**
 * Sends `text` as it is; resolves to all that comes back once the server has closed, or once
 * `enough` of it is there.
 * @param {(said: string) => unknown} [enough]
 * @returns {Promise<string>}
 */
export async function say(port, text, enough = () => false) {
  const socket = net.connect(port, '127.0.0.1');
  let said = '';
  let closed = false;
  socket.on('data', (bytes) => (said += bytes.toString('latin1')));
  socket.on('error', () => (closed = true));
  socket.on('close', () => (closed = true));
  socket.write(text, 'latin1');
  await waitFor(() => closed || enough(said), { what: `the end of an answer to ${text.slice(0, 60)}` });
  socket.destroy();
  return said;
}

/** The head of a request; the connection ends with its answer unless `lines` say otherwise. */
export function head(target, { method = 'GET', host = 'localhost', lines = ['Connection: close'] } = {}) {
  const all = [`${method} ${target} HTTP/1.1`, ...(host ? [`Host: ${host}`] : []), ...lines];
  return `${all.join('\r\n')}\r\n\r\n`;
}

/** Status, headers and body of an answer as `say()` heard it. */
export function read(said) {
  const end = said.indexOf('\r\n\r\n');
  const [first, ...lines] = said.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  return { status: Number(first.split(' ')[1]), headers, body: said.slice(end + 4) };
}

export async function ask(port, target, options = {}) {
  return read(await say(port, head(target, options)));
}

/**
 * A WebSocket; if it was refused, `status`, `headers` and `body` tell how (0: without an answer).
 * @param {{ port: number }} server
 * @param {{ protocols?: string[], path?: string, headers?: Record<string, string> }} [options]
 */
export async function connect(server, { protocols = [], path = '/ws', headers = {} } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers });
  const heard = [];
  socket.on('message', (text) => heard.push(JSON.parse(String(text))));
  socket.on('error', () => {});
  /** @type {Promise<{ code: number, reason: string }>} */
  const closed = new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const opened = new Promise((resolve) => socket.on('open', () => resolve({})));
  const refused = new Promise((resolve) => {
    socket.on('unexpected-response', async (_, response) => {
      let body = '';
      for await (const bytes of response) body += bytes;
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
  });
  const dropped = closed.then(() => ({ status: 0, headers: {}, body: '' }));
  /** @type {{ status?: number, headers?: Record<string, string>, body?: string }} */
  const refusal = await Promise.race([opened, refused, dropped]);
  return { socket, heard, closed, ...refusal };
}

/** A WebSocket that is subscribed and has been told so. */
export async function subscribe(server, topic = 'torrents') {
  const client = await connect(server);
  client.socket.send(JSON.stringify({ subscribe: topic }));
  await waitFor(() => client.heard.some(({ subscribed }) => subscribed === topic), {
    what: `the answer to a subscription to ${topic}`,
  });
  return client;
}

/** An honest client is served: the page, the list and the socket. */
export async function serves(server) {
  const health = await fetch(new URL('healthz', server.url));
  const { socket, closed, status } = await connect(server);
  socket.close();
  await closed;
  return health.status === 200 && (await health.text()) === 'ok\n' && status === undefined;
}

export function openFiles(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}
