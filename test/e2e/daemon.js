// A transmission-daemon of our own: loopback, free ports, a temporary folder.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Program, cleanEnvironment, running, waitFor } from './program.js';
import { makeTorrent } from './torrents.js';

const daemon_program = process.env.TD ?? 'transmission-daemon';
const remote_program = process.env.TR ?? 'transmission-remote';

const listener_ports = { first: 10000, count: 10000 }; // below those of outgoing connections
const daemon_tries = 5;

function temporaryFolder() {
  return mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
}

async function isFree(port) {
  const probe = net.createServer().listen(port, '127.0.0.1');
  const free = await once(probe, 'listening').then(() => true, () => false);
  probe.close();
  return free;
}

/** A port of 127.0.0.1 nobody listens on, from a range nobody is given one of by chance. */
export async function freePort() {
  for (;;) {
    const port = listener_ports.first + Math.floor(Math.random() * listener_ports.count);
    if (await isFree(port)) return port;
  }
}

/** The locks a daemon holds in /tmp, which it cannot remove when it is killed. */
export function locksOf(pid) {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  const links = readdirSync(folder).map((name) => path.join(folder, name)).filter(existsSync);
  return links.map((link) => readlinkSync(link)).filter((file) => /\/tr_session_id_\w+$/.test(file));
}

/** Made by startDaemon(). */
class Daemon {
  constructor(settings) {
    this.folder = temporaryFolder();
    this.config = path.join(this.folder, 'config');
    this.downloads = path.join(this.folder, 'downloads');
    mkdirSync(this.config);
    mkdirSync(this.downloads);
    this.settings = settings;
    this.port = 0;
    /** @type {Program | undefined} */
    this.program = undefined;
    running.add(this);
  }

  get pid() {
    return this.program?.pid ?? 0;
  }

  /** HOST:PORT as transmission-remote and wstorrentd take it. */
  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async find_ports() {
    for (let tries = 0; tries < daemon_tries; tries++) {
      this.port = await freePort();
      this.write_settings(await freePort());
      if (await this.run()) return;
    }
    throw new Error(`${daemon_program} did not start: ${this.program?.stderr}`);
  }

  write_settings(peer_port) {
    const settings = {
      'bind-address-ipv4': '127.0.0.1',
      'bind-address-ipv6': '::1',
      'dht-enabled': false,
      'download-dir': this.downloads,
      'lpd-enabled': false,
      'peer-port': peer_port,
      'pex-enabled': false,
      'port-forwarding-enabled': false,
      'rpc-bind-address': '127.0.0.1',
      'rpc-port': this.port,
      'utp-enabled': false,
      ...this.settings,
    };
    writeFileSync(path.join(this.config, 'settings.json'), JSON.stringify(settings));
  }

  async run() {
    const env = cleanEnvironment({ HOME: this.folder });
    const words = [daemon_program, '--foreground', '--config-dir', this.config];
    const program = new Program(words, { env });
    running.delete(program); // this daemon answers for it, and for its lock
    this.program = program;
    const ours = async () => program.has_ended || (await this.is_ours());
    const up = await waitFor(ours, { what: daemon_program, seconds: 10 }).catch(() => false);
    if (up && !program.has_ended) return true;
    await this.kill();
    return false;
  }

  /** Whether what answers is this daemon and no other, with the torrents it had before. */
  async is_ours() {
    const session = await this.rpc('session-get');
    const { torrentCount } = await this.rpc('session-stats');
    return session['config-dir'] === this.config && torrentCount === this.count_saved();
  }

  count_saved() {
    const folder = path.join(this.config, 'torrents');
    if (!existsSync(folder)) return 0;
    return readdirSync(folder).filter((name) => name.endsWith('.torrent')).length;
  }

  /** Asks the daemon itself, past transmission-remote: what a test compares with. */
  async rpc(method, args = {}) {
    const answer = await this.post({ method, arguments: args });
    if (answer.result !== 'success') throw new Error(`${method}: ${answer.result}`);
    return answer.arguments;
  }

  async post(body, session_id = '') {
    const { username, password } = this.credentials();
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    const response = await fetch(`http://${this.address}/transmission/rpc`, {
      method: 'POST',
      headers: { 'X-Transmission-Session-Id': session_id, Authorization: `Basic ${basic}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const renewed = response.headers.get('X-Transmission-Session-Id') ?? '';
    if (response.status === 409 && renewed !== session_id) return this.post(body, renewed);
    if (!response.ok) throw new Error(`the daemon answered ${response.status}`);
    return response.json();
  }

  credentials() {
    const { 'rpc-username': username = '', 'rpc-password': password = '' } = this.settings;
    return { username, password };
  }

  /** Runs transmission-remote on it; returns its stdout. */
  async remote(...args) {
    const { username, password } = this.credentials();
    const auth = username ? { TR_AUTH: `${username}:${password}` } : {};
    const words = username ? [this.address, '-ne', ...args] : [this.address, ...args];
    const env = cleanEnvironment({ HOME: this.folder, ...auth });
    return (await promisify(execFile)(remote_program, words, { env })).stdout;
  }

  /**
   * Adds paused torrents without content.
   * @param {(string | Buffer)[]} names any bytes
   * @returns {Promise<number[]>} their ids, in the order of the names
   */
  async addTorrents(names, size = 1_000_000) {
    const ids = [];
    for (const name of names) {
      const metainfo = makeTorrent(name, size).toString('base64');
      const added = await this.rpc('torrent-add', { metainfo, paused: true });
      ids.push((added['torrent-added'] ?? added['torrent-duplicate']).id);
    }
    await this.checked(ids);
    return ids;
  }

  /** A daemon checks what is new; if it is started and stopped meanwhile, 3.00 goes on with it. */
  async checked(ids) {
    const checking = [1, 2]; // waits for it, does it
    await waitFor(async () => {
      const { torrents } = await this.rpc('torrent-get', { ids, fields: ['status'] });
      return torrents.every(({ status }) => !checking.includes(status));
    }, { what: 'the check of what was added' });
  }

  /** Ends the process and keeps its port and folder for restart(). `SIGTERM` lets it save first. */
  async kill(signal = 'SIGKILL') {
    const locks = locksOf(this.pid);
    await this.program?.stop(signal);
    for (const lock of locks) rmSync(lock, { force: true });
  }

  /** Ends it if need be and starts it anew: same port, settings and torrents. */
  async restart() {
    await this.kill('SIGTERM');
    if (!(await this.run())) throw new Error(`${daemon_program} did not come back on ${this.port}`);
  }

  async stop() {
    running.delete(this);
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  last_resort() {
    const locks = locksOf(this.pid);
    this.program?.last_resort();
    for (const lock of locks) rmSync(lock, { force: true });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** @param {{ settings?: Record<string, unknown> }} [options] over those of settings.json */
export async function startDaemon({ settings = {} } = {}) {
  const daemon = new Daemon(settings);
  await daemon.find_ports();
  return daemon;
}
