// A client of the plain protocol that folds every delta into a state, as a page would.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { running, waitFor } from './program.js';

const list_topic = 'torrents.delta';

export class Watcher {
  /** @param {{ url: string }} server */
  static async open(server, topics = [list_topic, 'status']) {
    const watcher = new Watcher(new WebSocket(server.url.replace('http', 'ws') + 'ws'));
    await once(watcher.socket, 'open');
    for (const topic of topics) watcher.send({ subscribe: topic });
    return watcher;
  }

  /** One that has come, got the whole list, and gone. */
  static async snapshot(server) {
    const watcher = await Watcher.open(server, [list_topic]);
    await waitFor(() => watcher.cursor, { what: 'the first list' });
    watcher.stop();
    return watcher;
  }

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.socket = socket;
    /** @type {any[]} */
    this.messages = [];
    /** @type {Map<number, Record<string, any>>} */
    this.torrents = new Map();
    /** @type {any} */
    this.status = undefined;
    this.cursor = ''; // none: no list has come
    this.closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: `${reason}` }));
    socket.on('message', (bytes) => this.on_message(JSON.parse(`${bytes}`)));
    socket.on('error', () => 'closed follows');
    running.add(this);
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  on_message(message) {
    this.messages.push(message);
    if (message.event === list_topic) this.fold(message.data);
    if (message.event === 'status') [this.status] = message.data.sources;
  }

  fold({ full = false, from, cursor, set, gone }) {
    assert.equal(full ? undefined : this.cursor, from, 'a delta for another state');
    const torrents = new Map(full ? [] : this.torrents);
    for (const id of gone) torrents.delete(id);
    for (const row of set) torrents.set(row.id, { ...torrents.get(row.id), ...row });
    this.torrents = torrents;
    this.cursor = cursor;
  }

  /** The folded state, by id. */
  sorted() {
    return [...this.torrents.values()].sort((a, b) => a.id - b.id);
  }

  names() {
    return this.sorted().map(({ name }) => name);
  }

  stop() {
    running.delete(this);
    this.socket.terminate();
  }

  last_resort() {
    this.socket.terminate();
  }
}
