// The subscriber's and the caller's part of one WAMP v2 session (wamp.2.json) on one
// socket. It ends once, whatever ends it; then a new socket needs a new session.

import { words } from "../text/words.js";

const code = /** @type {const} */ ({
  hello: 1, welcome: 2, abort: 3, challenge: 4, authenticate: 5, goodbye: 6, error: 8,
  subscribe: 32, subscribed: 33, unsubscribe: 34, event: 36, call: 48, result: 50,
});

export const subprotocol = "wamp.2.json";

// The token came too late: the next attempt has another.
const denied = "wamp.error.authentication_denied";

/** The part of a WebSocket that is used.
 * @typedef {object} Socket
 * @property {(text: string) => void} send
 * @property {() => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 */

/** @typedef {(payload: any) => void} OnEvent */
/** @typedef {(said: string) => void} OnRefusal */
/** @typedef {{topic: string, on_event: OnEvent, on_refusal: OnRefusal}} Subscription */

/** @typedef {object} Call
 * @property {(result: any) => void} resolve
 * @property {(error: CallError) => void} reject
 * @property {(progress: any) => void} on_progress
 */

const roles = { subscriber: {}, caller: { features: { progressive_call_results: true } } };

/** Why a call failed: the server's URI and words. */
export class CallError extends Error {
  /** @param {string} uri @param {string} said */
  constructor(uri, said) {
    super(said);
    this.uri = uri;
  }
}

/** Of a call whose answer was lost with the connection: whether it was done is not known. */
export const connection_lost = "wstorrent.error.connection_lost";

/** What a session is opened with where not everybody may: each token opens one.
 * @typedef {object} Credentials
 * @property {string} user
 * @property {() => Promise<string>} take a token
 * @property {(token: string) => void} keep the next one, which the server hands out
 */

/**
 * @typedef {object} SessionObserver
 * @property {() => void} on_join
 * @property {() => void} on_heard any message came
 * @property {(refusal: string | null) => void} on_end the server's words if it sent us away
 */

/** @param {string} text @returns {any[] | null} */
function parse(text) {
  try {
    const message = JSON.parse(text);
    return Array.isArray(message) ? message : null;
  } catch {
    return null;
  }
}

/** @param {any} details @param {unknown} uri @param {any} [args] */
function words_of(details, uri, args) {
  const said = details?.message ?? args?.[0];
  return typeof said === "string" && said ? said : words.answered(uri);
}

export class WampSession {
  /** @type {Socket} */ #socket;
  /** @type {Credentials | null} */ #credentials;
  /** @type {SessionObserver} */ #observer;
  /** @type {Map<number, Subscription>} by request */ #asked = new Map();
  /** @type {Set<number>} requests that were given up before they were answered */ #dropped = new Set();
  /** @type {Map<number, Subscription>} by subscription */ #held = new Map();
  /** @type {Map<number, Call>} by request */ #calls = new Map();
  #requests = 0;
  #ended = false;

  /** @param {Socket} socket not yet open @param {string} realm
   * @param {Credentials | null} credentials @param {SessionObserver} observer */
  constructor(socket, realm, credentials, observer) {
    this.#socket = socket;
    this.#credentials = credentials;
    this.#observer = observer;
    const who = credentials ? { authmethods: ["ticket"], authid: credentials.user } : {};
    socket.onopen = () => this.#send([code.hello, realm, { roles, ...who }]);
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#end(null);
  }

  /** Once joined. Again for a topic that is held: its handler is replaced. A refusal that
   * nobody takes ends the session. @param {string} topic @param {object} options
   * @param {OnEvent} on_event @param {OnRefusal} [on_refusal] */
  subscribe(topic, options, on_event, on_refusal = (said) => this.#end(said)) {
    const request = ++this.#requests;
    this.#asked.set(request, { topic, on_event, on_refusal });
    this.#send([code.subscribe, request, options, topic]);
  }

  /** Once joined. @param {string} procedure @param {object} kwargs @param {(progress: any) => void} [on_progress]
   * @returns {Promise<any>} the result; rejected with a CallError */
  call(procedure, kwargs, on_progress) {
    if (this.#ended) return Promise.reject(new CallError(connection_lost, words.notices.lost));
    const request = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#calls.set(request, { resolve, reject, on_progress: on_progress ?? (() => {}) });
      this.#send([code.call, request, on_progress ? { receive_progress: true } : {}, procedure, [], kwargs]);
    });
  }

  /** No event of the topic is told from now on. @param {string} topic */
  unsubscribe(topic) {
    for (const [subscription, held] of this.#held) {
      if (held.topic !== topic) continue;
      this.#held.delete(subscription);
      this.#send([code.unsubscribe, ++this.#requests, subscription]);
    }
    for (const [request, asked] of this.#asked) if (asked.topic === topic) this.#dropped.add(request);
  }

  close() {
    this.#end(null);
  }

  /** @param {unknown} message */
  #send(message) {
    if (!this.#ended) this.#socket.send(JSON.stringify(message));
  }

  /** @param {string} text */
  #receive(text) {
    if (this.#ended) return;
    const message = parse(text);
    if (!message) return this.#end(null);
    this.#observer.on_heard();
    const [kind] = message;
    if (Number.isInteger(kind)) this.#answers[kind]?.(message);
  }

  /** @type {Record<number, (message: any[]) => void>} */
  #answers = {
    [code.welcome]: ([, , details]) => this.#join(details?.authextra?.token),
    [code.challenge]: () => void this.#authenticate(),
    [code.subscribed]: ([, request, subscription]) => this.#hold(request, subscription),
    [code.event]: ([, subscription, , , args]) => this.#tell(subscription, args?.[0]),
    [code.error]: ([, , request, details, uri, args]) => this.#refuse(request, String(uri), words_of(details, uri, args)),
    [code.result]: ([, request, details, args, kwargs]) => this.#answer(request, details, kwargs ?? args?.[0] ?? null),
    [code.abort]: ([, details, uri]) => this.#end(uri === denied ? null : words_of(details, uri)),
    [code.goodbye]: ([, details, uri]) => this.#leave(words_of(details, uri)),
  };

  /** @param {unknown} next_token */
  #join(next_token) {
    if (typeof next_token === "string") this.#credentials?.keep(next_token);
    this.#observer.on_join();
  }

  async #authenticate() {
    try {
      this.#send([code.authenticate, (await this.#credentials?.take()) ?? "", {}]);
    } catch {
      this.#end(null);
    }
  }

  /** @param {number} subscription @param {unknown} payload */
  #tell(subscription, payload) {
    if (typeof payload === "object" && payload !== null) this.#held.get(subscription)?.on_event(payload);
  }

  /** @param {number} request @param {number} subscription */
  #hold(request, subscription) {
    const asked = this.#asked.get(request);
    if (!asked) return;
    this.#asked.delete(request);
    if (!this.#dropped.delete(request)) return void this.#held.set(subscription, asked);
    const is_asked_again = [...this.#asked.values()].some(({ topic }) => topic === asked.topic);
    if (!is_asked_again) this.#send([code.unsubscribe, ++this.#requests, subscription]);
  }

  /** Of one request: the others go on. @param {number} request @param {string} uri @param {string} said */
  #refuse(request, uri, said) {
    if (!this.#dropped.delete(request)) this.#asked.get(request)?.on_refusal(said);
    this.#calls.get(request)?.reject(new CallError(uri, said));
    this.#asked.delete(request);
    this.#calls.delete(request);
  }

  /** @param {number} request @param {any} details @param {unknown} result */
  #answer(request, details, result) {
    const call = this.#calls.get(request);
    if (details?.progress) return call?.on_progress(result);
    this.#calls.delete(request);
    call?.resolve(result);
  }

  /** @param {string} refusal */
  #leave(refusal) {
    this.#send([code.goodbye, {}, "wamp.close.goodbye_and_out"]);
    this.#end(refusal);
  }

  /** @param {string | null} refusal */
  #end(refusal) {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    for (const { reject } of this.#calls.values()) reject(new CallError(connection_lost, words.notices.lost));
    this.#calls.clear();
    this.#observer.on_end(refusal);
  }
}
