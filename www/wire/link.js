// Keeps a session alive: tries again after every loss, soon at first and at
// leisure when sent away, and notices a socket that went silent without closing.

import { words } from "../text/words.js";
import { CallError, WampSession } from "./wamp.js";

/** @import {Credentials, Socket} from "./wamp.js" */

// ---- how long to wait ----

const first = 500;
export const longest_delay = 15_000;

/** Milliseconds. @param {number} attempt from 0 @param {number} random in [0, 1) */
export function delay(attempt, random) {
  const ceiling = Math.min(longest_delay, first * 2 ** Math.min(attempt + 1, 16));
  return Math.max(first, Math.round(ceiling * (0.5 + random / 2)));
}

/** Of a call that was not even sent. */
export const not_connected = "wstorrent.error.not_connected";

const silence_before_probe = 20_000;
const patience = 10_000;
/** Attempts in a row that did not lead to a session before it is asked why: one more may just
 * have met a server that begins. */
const attempts_before_asking = 2;

/**
 * Why no WebSocket comes to be: a browser hides it from the page, but not what is answered to a
 * POST to the same place, which the server judges alike.
 * @param {() => Promise<Response>} post
 * @returns {Promise<string | null>} null where nothing answers
 */
export async function why_refused(post) {
  const response = await post().catch(() => null);
  if (!response) return null;
  const { error, message } = (await response.json().catch(() => null)) ?? {};
  if (error === "method_not_allowed") return words.no_websocket;
  return typeof error === "string" && typeof message === "string" ? message : words.answered_before(response.status);
}

/** `since`: when it became so; while not live, the moment the last known was true.
 * @typedef {object} LinkState
 * @property {"connecting" | "live" | "reconnecting"} connection
 * @property {number} since milliseconds
 * @property {string | null} refusal
 */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(run: () => void, milliseconds: number) => any} after
 * @property {(timer: any) => void} cancel
 * @property {() => number} random
 */

/**
 * @typedef {object} LinkParts
 * @property {() => Socket} open_socket
 * @property {string} realm
 * @property {Credentials | null} credentials
 * @property {Clock} clock
 * @property {(session: WampSession) => void} on_join
 * @property {(session: WampSession) => void} on_quiet must make the server answer something
 * @property {(session: WampSession) => void} on_pause must cease to ask for anything
 * @property {() => void} on_refusal the server has sent us away
 * @property {() => Promise<string | null>} why what keeps a WebSocket from coming to be, in words, if that is known
 * @property {(state: LinkState) => void} on_state
 */

export class Link {
  /** @type {LinkParts} */ #parts;
  /** @type {LinkState} */ #state;
  /** @type {WampSession | null} */ #session = null;
  #timer = /** @type {any} */ (null);
  #attempts = 0;
  /** What was said when it was asked why. @type {string | null} */ #why = null;
  #last_heard = 0;
  #is_giving_up = false;
  #is_paused = false;

  /** @param {LinkParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#state = { connection: "connecting", since: parts.clock.now(), refusal: null };
  }

  /** @returns {LinkState} */
  get state() {
    return this.#state;
  }

  /** The network or the reader is back: do not wait any longer. */
  wake() {
    const was_paused = this.#is_paused;
    this.#is_paused = false;
    if (!this.#session) this.connect();
    else if (this.#state.connection === "live") this.#probe(was_paused ? this.#parts.on_join : this.#parts.on_quiet);
  }

  /** Somebody does not want to wait: for the connection, or, where there is one, for the
   * server's next look at its source. */
  try_now() {
    if (this.#state.connection !== "live") this.wake();
    else this.call("session.get", {}).catch(() => {}); // the state of the source tells what came of it
  }

  /** Nobody looks: the server is asked for nothing until wake(), and a lost connection not replaced. */
  pause() {
    this.#is_paused = true;
    this.#parts.clock.cancel(this.#timer);
    if (this.#session && this.#state.connection === "live") this.#parts.on_pause(this.#session);
  }

  /** @param {string} procedure @param {object} kwargs @param {(progress: any) => void} [on_progress]
   * @returns {Promise<any>} the result; rejected with a CallError, also where there is no session to call by */
  call(procedure, kwargs, on_progress) {
    if (this.#session && this.#state.connection === "live") return this.#session.call(procedure, kwargs, on_progress);
    return Promise.reject(new CallError(not_connected, words.not_connected));
  }

  connect() {
    if (this.#session) return;
    this.#last_heard = this.#parts.clock.now();
    const { open_socket, realm, credentials } = this.#parts;
    const session = new WampSession(open_socket(), realm, credentials, {
      on_join: () => this.#on_join(session),
      on_heard: () => this.#on_heard(),
      on_end: (refusal) => this.#on_end(refusal),
    });
    this.#session = session;
    this.#schedule(() => this.#give_up(session), patience);
  }

  /** @param {WampSession} session */
  #on_join(session) {
    this.#attempts = 0;
    this.#why = null;
    this.#become("live", this.#parts.clock.now(), null);
    if (!this.#is_paused) this.#parts.on_join(session);
  }

  #on_heard() {
    this.#last_heard = this.#parts.clock.now();
    this.#schedule(() => this.#probe(this.#parts.on_quiet), silence_before_probe);
  }

  /** @param {(session: WampSession) => void} ask */
  #probe(ask) {
    if (!this.#session) return;
    const session = this.#session;
    this.#schedule(() => this.#give_up(session), patience);
    ask(session);
  }

  /** @param {WampSession} session */
  #give_up(session) {
    this.#is_giving_up = true;
    session.close();
    this.#is_giving_up = false;
  }

  /** @param {string | null} refusal */
  #on_end(refusal) {
    this.#session = null;
    const wait = refusal === null ? delay(this.#attempts++, this.#parts.clock.random()) : longest_delay;
    this.#schedule(() => this.connect(), wait);
    const lost_at = this.#is_giving_up ? this.#last_heard : this.#parts.clock.now();
    const was_live = this.#state.connection === "live";
    this.#become("reconnecting", was_live ? lost_at : this.#state.since,
      refusal ?? (was_live ? null : this.#state.refusal));
    if (refusal !== null) this.#parts.on_refusal();
    else if (this.#attempts > attempts_before_asking) void this.#ask_why();
  }

  /** The words of a server that sent us away stay. */
  async #ask_why() {
    const why = await this.#parts.why();
    const { connection, since, refusal } = this.#state;
    if (connection !== "reconnecting" || why === refusal || (refusal !== null && refusal !== this.#why)) return;
    this.#why = why;
    this.#become("reconnecting", since, why);
  }

  /** There is one timer: what happens next if nothing else does.
   * @param {() => void} run @param {number} milliseconds */
  #schedule(run, milliseconds) {
    this.#parts.clock.cancel(this.#timer);
    if (!this.#is_paused) this.#timer = this.#parts.clock.after(run, milliseconds);
  }

  /** @param {LinkState["connection"]} connection @param {number} since @param {string | null} refusal */
  #become(connection, since, refusal) {
    this.#state = { connection, since, refusal };
    this.#parts.on_state(this.#state);
  }
}
