// What a program does with wamp1, a client of WAMP v1; see App in wamp_client.js. It takes its socket
// from us, sends its subscriptions again at each WELCOME, and knows nothing of leaving.

import { EventEmitter } from 'node:events';
import Wamp from 'wamp1';
import { WebSocket } from 'ws';

/** A socket that is dialled again when it is lost. */
class Redialled extends EventEmitter {
  constructor(url, on_end, greet) {
    super();
    this.url = url;
    this.on_end = on_end;
    this.greet = greet;
    this.leaving = false;
    void this.dial();
  }

  async dial() {
    const greeting = await this.greet?.().catch(() => this.on_close(null));
    if (this.leaving || (this.greet && !greeting)) return;
    this.socket = new WebSocket(this.url, 'wamp');
    if (greeting) this.socket.on('open', () => this.socket?.send(greeting));
    this.socket.on('message', (bytes) => this.hear(String(bytes)));
    this.socket.on('error', () => 'close follows');
    this.socket.on('close', (code) => this.on_close(code));
  }

  /** The answer to a login is no message of WAMP. */
  hear(text) {
    if (text.startsWith('[')) this.emit('message', text);
  }

  /** @param {number | null} code null: it was not even opened */
  on_close(code) {
    if (code !== null) this.on_end(code);
    if (!this.leaving) setTimeout(() => void this.dial(), 100);
  }

  send(text) {
    this.socket?.send(text);
  }

  close() {
    this.leaving = true;
    this.socket?.close(1000);
  }
}

/**
 * @param {string} url
 * @param {(message: import('./wamp_client.js').Told) => void} tell
 * @param {() => Promise<string>} [greet] what to say before anything else, each time
 * @returns {import('./wamp_client.js').App & { wamp: any, call: (...words: any[]) => Promise<any> }}
 */
export function wamp1App(url, tell, greet = undefined) {
  const socket = new Redialled(url, (code) =>
    tell(socket.leaving ? { what: 'left', reason: `${code}` } : { what: 'lost' }), greet);
  const wamp = new Wamp(socket, () => tell({ what: 'joined' }));
  const call = (procedure, ...args) =>
    new Promise((resolve) => {
      const on_end = (error, result) =>
        resolve(error ? { error: error.uri, message: error.message } : { result });
      wamp.call(procedure, ...args, on_end);
    });
  const subscribe = async (topic) =>
    wamp.subscribe(topic, (payload) => tell({ what: 'event', topic, payload, retained: false }));
  return { wamp, subscribe, unsubscribe: async (topic) => wamp.unsubscribe(topic), call, leave: () => socket.close() };
}
