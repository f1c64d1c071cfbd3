// Adds what is to be added, many in one call, and tells of each what came of it. What one
// broken entry would have refused for all is tried one by one.

import { calls_of, longest_call } from "./state/adding.js";
import { words } from "./text/words.js";
import { post } from "./wire/login.js";
import { CallError, connection_lost } from "./wire/wamp.js";

/** @import {Item} from "./state/adding.js" */
/** @import {Link} from "./wire/link.js" */

const procedure = "torrent.add";
/** Of a call that was refused as a whole, before anything was done. */
const invalid = "wamp.error.invalid_argument";

/** @typedef {(key: string, progress: Item["progress"], said: string) => void} OnItem */

export class Adder {
  /** @type {Link["call"]} */ #call;
  /** @type {OnItem} */ #on_item;

  /** @param {Link["call"]} call @param {OnItem} on_item */
  constructor(call, on_item) {
    this.#call = call;
    this.#on_item = on_item;
  }

  /** Resolved when each has been told of. @param {readonly Item[]} items @param {Record<string, unknown>} options of all */
  async add(items, options) {
    for (const { key } of items) this.#on_item(key, "waiting", words.adding.waiting);
    for (const some of calls_of(items)) await this.#add_some(some, options);
  }

  /** @param {Item[]} some @param {Record<string, unknown>} options */
  async #add_some(some, options) {
    if (some.length === 1) return this.#add_one(some[0], options);
    const open = new Set(some);
    const tell = (/** @type {any} */ end) => {
      open.delete(some[end.index]);
      this.#tell(some[end.index], end);
    };
    try {
      const { results } = await this.#call(procedure, { ...options, many: some.map(({ source }) => source) }, tell);
      results.forEach(tell);
    } catch (error) {
      const { uri, message } = /** @type {CallError} */ (error);
      for (const item of open) {
        if (uri === invalid) await this.#add_one(item, options);
        else this.#fail(item, uri === connection_lost ? words.not_known : message);
      }
    }
  }

  /** @param {Item} item @param {Record<string, unknown>} options */
  async #add_one(item, options) {
    const unwanted = item.unwanted.size > 0 ? { unwanted: [...item.unwanted] } : {};
    const args = { ...options, ...item.source, ...unwanted };
    try {
      const answer = JSON.stringify(args).length > longest_call ? await this.#post(args) : await this.#call(procedure, args);
      this.#tell(item, answer);
    } catch (error) {
      const { uri, message } = /** @type {CallError} */ (error);
      this.#fail(item, uri === connection_lost ? words.not_known : message);
    }
  }

  /** What is longer than a WebSocket takes. @param {object} args */
  async #post(args) {
    const response = await post(`api/call/${procedure}`, args).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!response?.ok) throw new CallError(answer?.error ?? "", answer?.message ?? words.no_answer);
    return answer;
  }

  /** @param {Item} item @param {{ok: boolean, duplicate?: boolean, message?: string}} end */
  #tell(item, { ok, duplicate, message }) {
    if (!ok) this.#fail(item, message ?? words.no_answer);
    else if (duplicate) this.#on_item(item.key, "duplicate", words.adding.duplicate);
    else this.#on_item(item.key, "added", words.adding.added);
  }

  /** @param {Item} item @param {string} said */
  #fail({ key }, said) {
    this.#on_item(key, "failed", said);
  }
}
