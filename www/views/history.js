// The address follows the state, and Back closes what was opened last. A browser goes back in
// its own time, and keys that come meanwhile are meant for what is seen: so the state closes at
// once, and here is waited for.

import { read_address, write_address } from "../state/address.js";

/** @import {Store} from "../state/store.js" */
/** @import {Lens} from "../state/order.js" */
/** @import {Opened, State} from "../state/update.js" */

/** @param {Lens} lens @param {readonly Opened[]} opened */
const target = (lens, opened) => write_address(lens, opened) || location.pathname + location.search;

export class History {
  /** @type {Store} */ #store;
  #depth; // entries that are ours: one for each thing that is open
  #base; // things that were open when somebody came to this address: below those is not ours
  /** @type {"settled" | "returning"} */ #phase = "settled";

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#depth = store.state.opened.length;
    this.#base = Math.min(history.state?.base ?? this.#depth, this.#depth);
    window.addEventListener("popstate", (event) => this.#on_pop(event.state?.depth));
  }

  /** @param {State} state */
  draw({ lens, opened }) {
    if (this.#phase === "returning") return; // and is drawn when it is there
    const closed = this.#depth - Math.max(opened.length, this.#base);
    if (closed > 0) {
      this.#phase = "returning";
      return history.go(-closed);
    }
    this.#base = Math.min(this.#base, opened.length);
    for (let depth = this.#depth + 1; depth <= opened.length; depth += 1) {
      history.pushState(this.#entry(depth), "", target(lens, opened.slice(0, depth)));
    }
    if (location.hash !== write_address(lens, opened) || history.state?.depth !== opened.length) {
      history.replaceState(this.#entry(opened.length), "", target(lens, opened));
    }
    this.#depth = opened.length;
  }

  /** @param {number} depth */
  #entry(depth) {
    return { depth, base: this.#base };
  }

  /** A depth that is not known: somebody wrote another address.
   * @param {number | undefined} depth */
  #on_pop(depth) {
    const { dispatch, state } = this.#store;
    const { lens, opened } = read_address(location.hash, state.lens.sort);
    const is_own = this.#phase === "returning";
    this.#phase = "settled";
    if (depth === undefined) {
      this.#depth = this.#base = opened.length;
      return dispatch({ type: "address", lens, opened });
    }
    this.#depth = depth;
    if (is_own) return this.draw(state);
    if (depth < state.opened.length) return dispatch({ type: "close", depth });
    if (opened.length > 0 && state.opened.length === 0) dispatch({ type: "address", lens: state.lens, opened });
  }
}
