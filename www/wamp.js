// The subscriber's part of one WAMP v2 session (wamp.2.json) on one socket.
// It ends once, whatever ends it; then a new socket needs a new session.

const code = /** @type {const} */ ({
  hello: 1, welcome: 2, abort: 3, challenge: 4, authenticate: 5, goodbye: 6, error: 8,
  subscribe: 32, subscribed: 33, unsubscribe: 34, event: 36,
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
function words(details, uri, args) {
  const said = details?.message ?? args?.[0];
  return typeof said === "string" && said ? said : `The server answered ${String(uri)}.`;
}

export class WampSession {
  /** @type {Socket} */ #socket;
  /** @type {Credentials | null} */ #credentials;
  /** @type {SessionObserver} */ #observer;
  /** @type {Map<number, {topic: string, on_event: OnEvent}>} by request */ #asked = new Map();
  /** @type {Map<number, {topic: string, on_event: OnEvent}>} by subscription */ #held = new Map();
  #requests = 0;
  #ended = false;

  /** @param {Socket} socket not yet open @param {string} realm
   * @param {Credentials | null} credentials @param {SessionObserver} observer */
  constructor(socket, realm, credentials, observer) {
    this.#socket = socket;
    this.#credentials = credentials;
    this.#observer = observer;
    const who = credentials ? { authmethods: ["ticket"], authid: credentials.user } : {};
    socket.onopen = () => this.#send([code.hello, realm, { roles: { subscriber: {} }, ...who }]);
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#end(null);
  }

  /** Once joined. Again for a topic that is held: its handler is replaced.
   * @param {string} topic @param {object} options @param {OnEvent} on_event */
  subscribe(topic, options, on_event) {
    const request = ++this.#requests;
    this.#asked.set(request, { topic, on_event });
    this.#send([code.subscribe, request, options, topic]);
  }

  /** No event of the topic is told from now on. @param {string} topic */
  unsubscribe(topic) {
    for (const [subscription, held] of this.#held) {
      if (held.topic !== topic) continue;
      this.#held.delete(subscription);
      this.#send([code.unsubscribe, ++this.#requests, subscription]);
    }
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
    [code.error]: ([, , , details, uri, args]) => this.#end(words(details, uri, args)),
    [code.abort]: ([, details, uri]) => this.#end(uri === denied ? null : words(details, uri)),
    [code.goodbye]: ([, details, uri]) => this.#leave(words(details, uri)),
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
    this.#held.set(subscription, asked);
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
    this.#observer.on_end(refusal);
  }
}
