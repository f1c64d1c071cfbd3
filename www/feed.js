// What the page knows from the server: the list, kept by deltas and resumed by
// cursor, and the state of its source. It outlives every session.

import { apply } from "./store.js";

/** @import {State, Delta} from "./store.js" */
/** @import {WampSession} from "./wamp.js" */
/** @import {Source, Status} from "./notice.js" */

const list_topic = "torrents.delta";
const status_topic = "status";

export class Feed {
  /** @type {State | null} */ #list = null;
  /** @type {Status | null} */ #status = null;
  #wants_full = true;
  /** @type {() => number} */ #now;
  /** @type {() => void} */ #on_change;

  /** @param {() => number} now milliseconds @param {() => void} on_change */
  constructor(now, on_change) {
    this.#now = now;
    this.#on_change = on_change;
  }

  get list() {
    return this.#list;
  }

  get status() {
    return this.#status;
  }

  /** @param {WampSession} session that has just joined */
  join(session) {
    this.#wants_full = this.#list === null;
    this.#subscribe_list(session);
    this.ask_status(session);
  }

  /** Asks for the status again: the server answers at once. @param {WampSession} session */
  ask_status(session) {
    session.subscribe(status_topic, { get_retained: true }, (payload) => this.#on_status(payload));
  }

  /** @param {WampSession} session */
  #subscribe_list(session) {
    const options = this.#wants_full || !this.#list ? {} : { after: this.#list.cursor };
    session.subscribe(list_topic, { get_retained: true, ...options },
      (delta) => this.#on_delta(session, delta));
  }

  /** @param {WampSession} session @param {Delta} delta */
  #on_delta(session, delta) {
    if (this.#wants_full && !delta.full) return;
    const list = apply(this.#list, delta);
    this.#wants_full = list === null;
    if (!list) return this.#begin_anew(session);
    this.#list = list;
    this.#on_change();
  }

  /** The list shown stays until a whole one replaces it. @param {WampSession} session */
  #begin_anew(session) {
    session.unsubscribe(list_topic);
    this.#subscribe_list(session);
  }

  /** @param {{now: number, sources: Source[]}} payload */
  #on_status(payload) {
    const server_ahead = payload.now * 1000 - this.#now();
    this.#status = { sources: payload.sources, server_ahead };
    this.#on_change();
  }
}
