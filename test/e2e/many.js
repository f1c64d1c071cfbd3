// A Transmission with as many torrents as one likes: answers its RPC for the real
// transmission-remote, and for Transmission's own page.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { running } from './program.js';

const words = ['Debian', 'ubuntu', 'Meadow', 'photos', 'live', 'amd64', 'S02E07', '1080p', 'archive', 'Ärger', 'шар', 'tape'];
const trackers = ['tracker.example.org', 'open.example.net', 'bt.example.com'];

/** The same rows for the same number and seed. @param {number} seed */
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A torrent as torrent-get tells it. */
function makeRow(id, pick) {
  const size = (1 + pick(4000)) * 1_000_000;
  const is_done = pick(10) < 8;
  const left = is_done ? 0 : pick(size);
  const ratio = pick(300) / 100;
  const name = `${Array.from({ length: 2 + pick(4) }, () => words[pick(words.length)]).join('.')} ${id}`;
  const hashString = `a${id.toString(16).padStart(39, '0')}`; // transmission-remote takes one of digits alone for an id
  const tracker = `https://${trackers[pick(trackers.length)]}/announce`;
  return {
    id,
    hashString,
    name,
    status: is_done ? 6 : 4,
    error: 0,
    errorString: '',
    sizeWhenDone: size,
    totalSize: size,
    leftUntilDone: left,
    haveValid: size - left,
    haveUnchecked: 0,
    percentDone: (size - left) / size,
    rateDownload: 0,
    rateUpload: 0,
    eta: -1,
    uploadRatio: ratio,
    uploadedEver: Math.round(ratio * (size - left)),
    downloadedEver: size - left,
    peersConnected: pick(40),
    peersSendingToUs: 0,
    peersGettingFromUs: 0,
    addedDate: 1_700_000_000 + id,
    doneDate: is_done ? 1_700_100_000 + id : 0,
    startDate: 1_700_000_000,
    activityDate: 1_700_200_000,
    dateCreated: 1_690_000_000,
    downloadDir: `/srv/${words[pick(words.length)]}`,
    isFinished: false,
    isPrivate: false,
    labels: pick(4) === 0 ? ['keep'] : [],
    bandwidthPriority: 0,
    magnetLink: `magnet:?xt=urn:btih:${hashString}&dn=${encodeURIComponent(name)}&tr=${encodeURIComponent(tracker)}%2F${'k'.repeat(80)}`,
    comment: `Made for torrent ${id}`,
    creator: 'many/1.0',
    pieceCount: 1000,
    pieceSize: 1_000_000,
    trackers: [{ announce: tracker, id: 0, scrape: '', tier: 0 }],
    trackerStats: [],
    files: [],
    fileStats: [],
    peers: [],
    queuePosition: id,
    metadataPercentComplete: 1,
    recheckProgress: 0,
    webseedsSendingToUs: 0,
    isStalled: false,
    primaryMimeType: 'video/mp4',
    'file-count': 1,
    'peer-limit': 50,
  };
}

const session = {
  version: '4.0.6 (many)',
  'rpc-version': 17,
  'download-dir': '/srv',
  'download-dir-free-space': 1e12,
  'blocklist-size': 0,
  'alt-speed-enabled': false,
  'speed-limit-down-enabled': false,
  'speed-limit-up-enabled': false,
};

/** What is done, and seen of it at once. @type {Record<string, (many: ManyTorrents, id: number) => void>} */
const actions = {
  'torrent-start': (many, id) => many.change(id, { status: 4 }),
  'torrent-stop': (many, id) => many.change(id, { status: 0, rateDownload: 0, rateUpload: 0 }),
  'torrent-remove': (many, id) => many.remove(id),
};

/** Requests pass it at once, or wait while it is held. */
class Gate {
  #waiting = /** @type {(() => void)[] | null} */ (null);

  hold() {
    this.#waiting ??= [];
  }

  /** Whether a request waits. */
  get is_asked() {
    return (this.#waiting?.length ?? 0) > 0;
  }

  let_go() {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const go_on of waiting) go_on();
  }

  pass() {
    return new Promise((resolve) => (this.#waiting ? this.#waiting.push(() => resolve(0)) : resolve(0)));
  }
}

export class ManyTorrents {
  #server = http.createServer((request, response) => void this.#answer(request, response));
  #recent = new Set();
  /** Held, a list that is asked for is not told. */
  lists = new Gate();
  /** Held, what is to be done is not done. */
  actions = new Gate();
  /** How many rows change before each answer. */
  changing = 0;

  /** @param {number} count @param {{ page?: string }} [options] `page`: a folder with Transmission's own */
  static async start(count, { page } = {}) {
    const many = new ManyTorrents(count, page);
    await new Promise((resolve) => many.#server.listen(0, '127.0.0.1', () => resolve(0)));
    running.add(many);
    return many;
  }

  constructor(count, page) {
    this.page = page;
    this.pick = chance(count);
    this.rows = new Map(Array.from({ length: count }, (_, i) => [i + 1, makeRow(i + 1, this.pick)]));
  }

  get port() {
    return /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  get address() {
    return `127.0.0.1:${this.port}`;
  }

  async stop() {
    running.delete(this);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  last_resort() {}

  change(id, fields) {
    Object.assign(/** @type {any} */ (this.rows.get(id)), fields);
    this.#recent.add(id);
  }

  remove(id) {
    this.rows.delete(id);
  }

  #change_some() {
    const ids = [...this.rows.keys()];
    for (let i = 0; i < this.changing; i += 1) {
      const id = ids[this.pick(ids.length)];
      this.change(id, { rateUpload: this.pick(900_000), peersGettingFromUs: 1 + this.pick(4) });
    }
  }

  async #answer(request, response) {
    if (request.method !== 'POST') return this.#file(request, response);
    let body = '';
    for await (const bytes of request) body += bytes;
    const { method, arguments: asked = {}, tag } = JSON.parse(body);
    if (method === 'torrent-get') await this.lists.pass();
    if (method in actions) await this.actions.pass();
    const answer = { result: 'success', arguments: this.#result(method, asked), tag };
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Transmission-Session-Id': 'many' });
    response.end(JSON.stringify(answer));
  }

  #result(method, { fields, ids, format }) {
    if (method === 'session-stats') return this.#statistics();
    if (method in actions) return this.#act(actions[method], ids);
    if (method !== 'torrent-get') return session;
    this.#change_some();
    const active = ids === 'recently-active';
    /** @type {any[]} */
    const wanted = active ? [...this.#recent].map((id) => this.rows.get(id)).filter(Boolean)
      : ids === undefined ? [...this.rows.values()] : this.#named(ids);
    this.#recent.clear();
    const told = (row) => fields.map((name) => [name, row[name] ?? null]).filter(([, value]) => value !== null);
    const torrents = format === 'table'
      ? [fields, ...wanted.map((row) => fields.map((name) => row[name] ?? null))]
      : wanted.map((row) => Object.fromEntries(told(row)));
    return { torrents, ...(active && { removed: [] }) };
  }

  /** @param {number | string | (number | string)[]} ids */
  #named(ids) {
    const id_of = (name) => (typeof name === 'number' ? name : Number.parseInt(name.slice(1), 16));
    return [ids].flat().flatMap((name) => this.rows.get(id_of(name)) ?? []);
  }

  #act(act, ids) {
    for (const { id } of this.#named(ids)) act(this, id);
    return {};
  }

  #statistics() {
    const rows = [...this.rows.values()];
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    const stats = { downloadedBytes: 0, uploadedBytes: 0, filesAdded: 0, secondsActive: 1000, sessionCount: 1 };
    return {
      activeTorrentCount: rows.length, pausedTorrentCount: 0, torrentCount: rows.length,
      downloadSpeed: sum('rateDownload'), uploadSpeed: sum('rateUpload'),
      'current-stats': stats, 'cumulative-stats': stats,
    };
  }

  #file(request, response) {
    const name = new URL(request.url, 'http://many').pathname.replace(/^\/transmission\/web\//, '') || 'index.html';
    try {
      const types = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml' };
      const bytes = readFileSync(path.join(this.page ?? '/nonexistent', name));
      response.writeHead(200, { 'Content-Type': types[path.extname(name)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }
}
