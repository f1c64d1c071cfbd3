// What is asked of the server while somebody looks: the list, kept by deltas and
// resumed by cursor, the state of its source, and the daemon's settings. It outlives
// every WAMP session.

/** @import {Delta} from "../state/rows.js" */
/** @import {Source, Status} from "../state/notice.js" */
/** @import {WampSession} from "./wamp.js" */

const list_topic = "torrents.delta";
const status_topic = "status";
const session_topic = "session";

/**
 * @typedef {object} FeedParts
 * @property {() => number} now milliseconds
 * @property {() => string | null} cursor of the list that is known
 * @property {(delta: Delta) => void} on_delta the cursor is the delta's afterwards, unless it does not fit
 * @property {(status: Status) => void} on_status
 * @property {(payload: any) => void} on_session
 */

export class Feed {
  /** @type {FeedParts} */ #parts;
  #wants_full = true;

  /** @param {FeedParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** @param {WampSession} session that has just joined */
  join(session) {
    this.#wants_full = this.#parts.cursor() === null;
    this.#subscribe_list(session);
    this.ask_status(session);
    session.subscribe(session_topic, { get_retained: true }, this.#parts.on_session);
  }

  /** @param {WampSession} session */
  leave(session) {
    session.unsubscribe(list_topic);
    session.unsubscribe(session_topic);
    session.unsubscribe(status_topic);
  }

  /** Asks for the status again: the server answers at once. @param {WampSession} session */
  ask_status(session) {
    session.subscribe(status_topic, { get_retained: true }, (payload) => this.#on_status(payload));
  }

  /** @param {WampSession} session */
  #subscribe_list(session) {
    const after = this.#wants_full ? null : this.#parts.cursor();
    session.subscribe(list_topic, { get_retained: true, ...(after && { after }) },
      (delta) => this.#on_delta(session, delta));
  }

  /** @param {WampSession} session @param {Delta} delta */
  #on_delta(session, delta) {
    if (this.#wants_full && !delta.full) return;
    this.#parts.on_delta(delta);
    this.#wants_full = this.#parts.cursor() !== delta.cursor;
    if (this.#wants_full) this.#begin_anew(session);
  }

  /** The list shown stays until a whole one replaces it. @param {WampSession} session */
  #begin_anew(session) {
    session.unsubscribe(list_topic);
    this.#subscribe_list(session);
  }

  /** @param {{now: number, sources: Source[]}} payload */
  #on_status(payload) {
    const server_ahead = payload.now * 1000 - this.#parts.now();
    this.#parts.on_status({ sources: payload.sources, server_ahead });
  }
}
