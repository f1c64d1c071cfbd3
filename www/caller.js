// Carries out what people want of torrents: marks their rows at once, calls the server
// for a thousand at a time, and settles each row on its answer. What a lost connection
// left open is looked up after the next one is there.

import { action_of, ids_of, keys_of, seen_done } from "./state/actions.js";
import { key_of } from "./state/torrent.js";
import { words } from "./text/words.js";
import { connection_lost } from "./wire/wamp.js";

/** @import {Action, Args} from "./state/actions.js" */
/** @import {Mark} from "./state/marks.js" */
/** @import {Torrent} from "./state/rows.js" */
/** @import {Dispatch} from "./state/store.js" */

/** As many torrents as the server takes in one call. */
const most_ids = 1000;
/** Milliseconds in which a removal can be undone. */
const grace = 5000;

/**
 * @typedef {object} CallerParts
 * @property {Dispatch} dispatch
 * @property {(procedure: string, kwargs: object, on_progress?: (progress: any) => void) => Promise<any>} call
 *   rejected with a CallError
 * @property {() => ReadonlySet<string>} known the keys of all torrents there are
 * @property {(run: () => void, milliseconds: number) => any} after
 * @property {(timer: any) => void} cancel
 */

/** @typedef {{action: Action, torrents: readonly Torrent[], args: Args}} Job */
/** @typedef {{done: number, refused: number, why: string}} Outcome */

/** @type {Mark} */
const leaving_mark = { kind: "leaving", said: words.leaving };

/** @param {readonly Torrent[]} torrents */
function* chunks_of(torrents) {
  for (let from = 0; from < torrents.length; from += most_ids) yield torrents.slice(from, from + most_ids);
}

export class Caller {
  /** @type {CallerParts} */ #parts;
  /** @type {Job[]} of which the answer was lost */ #lost = [];
  /** Those that are to be removed when the time for Undo is over.
   * @type {{torrents: Torrent[], timer: any} | null} */
  #leaving = null;

  /** @param {CallerParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Resolved when all is answered. @param {Action} action @param {readonly Torrent[]} torrents @param {Args} [args]
   * @returns {Promise<Outcome>} */
  async run(action, torrents, args = {}) {
    const { doing } = words.actions[action.id];
    /** @type {Mark} */
    const pending = { kind: "pending", said: words.under_way(doing) };
    this.#mark(torrents, pending);
    const outcome = { done: 0, refused: 0, why: "" };
    for (const chunk of chunks_of(torrents)) {
      if (torrents.length > most_ids) this.#tell(words.so_far(doing, outcome.done, torrents.length));
      await this.#settle({ action, torrents: chunk, args }, pending, outcome);
    }
    this.#tell_outcome(action, outcome);
    return outcome;
  }

  /** One that is gone meanwhile would have all of them refused. @param {Job} job
   * @param {Mark} pending of their rows @param {Outcome} outcome is added to */
  async #settle({ action, args, torrents: meant }, pending, outcome) {
    const known = this.#parts.known();
    const torrents = meant.filter((torrent) => known.has(key_of(torrent)));
    if (torrents.length === 0) return;
    const target = action.is_for_one ? { id: ids_of(torrents)[0] } : { ids: ids_of(torrents) };
    try {
      const { note } = await this.#parts.call(action.procedure, { ...target, ...args });
      this.#mark(torrents, note ? { kind: "note", said: note } : null, pending);
      outcome.done += torrents.length;
    } catch (error) {
      const { uri, message } = /** @type {import("./wire/wamp.js").CallError} */ (error);
      const is_lost = uri === connection_lost;
      if (is_lost) this.#lost.push({ action, torrents, args });
      this.#mark(torrents, is_lost ? { kind: "unknown", said: words.not_known } : { kind: "refused", said: message }, pending);
      outcome.refused += torrents.length;
      outcome.why = is_lost ? words.not_known : message;
    }
  }

  /** Of one torrent, its row says enough, unless it went wrong. @param {Action} action @param {Outcome} outcome */
  #tell_outcome({ id }, { done, refused, why }) {
    const { done: word } = words.actions[id];
    if (refused > 0) this.#tell(words.refused_some(word, done, refused, why), true);
    else this.#parts.dispatch({ type: "tell", told: done > 1 ? { said: words.all_done(word, done), is_wrong: false } : null });
  }

  // ---- removing waits, and can be undone ----

  /** More of them begin the wait anew. @param {readonly Torrent[]} torrents */
  remove(torrents) {
    const { after, cancel, dispatch } = this.#parts;
    cancel(this.#leaving?.timer);
    const known = new Set(keys_of(this.#leaving?.torrents ?? []));
    const all = [...(this.#leaving?.torrents ?? []), ...torrents.filter((torrent) => !known.has(key_of(torrent)))];
    this.#mark(torrents, leaving_mark);
    dispatch({ type: "leaving", count: all.length });
    const timer = after(() => {
      this.#end_leaving();
      void this.run(action_of("remove"), all);
    }, grace);
    this.#leaving = { torrents: all, timer };
  }

  undo() {
    if (!this.#leaving) return;
    const { torrents, timer } = this.#leaving;
    this.#parts.cancel(timer);
    this.#end_leaving();
    this.#mark(torrents, null);
    this.#tell(words.kept(torrents.length));
  }

  #end_leaving() {
    this.#leaving = null;
    this.#parts.dispatch({ type: "leaving", count: 0 });
  }

  // ---- what a lost connection left open ----

  /** A connection is there again. */
  find_out() {
    for (const job of this.#lost.splice(0)) void this.#look_up(job);
  }

  /** What the server does not know is gone, and its row with it. @param {Job} job */
  async #look_up(job) {
    const { action, torrents, args } = job;
    try {
      const answer = await this.#parts.call("torrents.get", { ids: ids_of(torrents) });
      const rows = new Map(answer.torrents.map((/** @type {Torrent} */ torrent) => [key_of(torrent), torrent]));
      for (const torrent of torrents) {
        const is_done = seen_done(action, rows.get(key_of(torrent)), args);
        if (is_done === true) this.#mark([torrent], null);
        if (is_done === false) this.#mark([torrent], { kind: "refused", said: words.was_not_done(words.actions[action.id].label) });
      }
    } catch (error) {
      if (/** @type {import("./wire/wamp.js").CallError} */ (error).uri === connection_lost) this.#lost.push(job);
    }
  }

  /** Those that are to be removed say so again when all else is told.
   * @param {readonly Torrent[]} torrents @param {Mark | null} mark @param {Mark} [instead] only in its place */
  #mark(torrents, mark, instead) {
    const dispatch = (/** @type {string[]} */ keys, /** @type {Mark | null} */ mark) => (
      this.#parts.dispatch({ type: "mark", keys, mark, ...(instead && { instead }) }));
    const leaving = new Set(mark ? [] : keys_of(this.#leaving?.torrents ?? []));
    const keys = keys_of(torrents);
    dispatch(keys.filter((key) => !leaving.has(key)), mark);
    if (leaving.size > 0) dispatch(keys.filter((key) => leaving.has(key)), leaving_mark);
  }

  /** @param {string} said @param {boolean} [is_wrong] */
  #tell(said, is_wrong = false) {
    this.#parts.dispatch({ type: "tell", told: { said, is_wrong } });
  }
}
