// The address follows the state, and Back closes what was opened last.

import { read_address, write_address } from "../state/address.js";

/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

export class History {
  /** @type {Store} */ #store;
  #depth; // entries that are ours: one for each thing that is open
  #base; // things that were open when somebody came to this address: below those is not ours

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#depth = store.state.opened.length;
    this.#base = Math.min(history.state?.base ?? this.#depth, this.#depth);
    window.addEventListener("popstate", (event) => this.#on_pop(event.state?.depth));
  }

  /** @param {State} state */
  draw({ lens, opened }) {
    const address = write_address(lens, opened);
    const target = address || location.pathname + location.search;
    this.#base = Math.min(this.#base, opened.length);
    const entry = { depth: opened.length, base: this.#base };
    if (opened.length > this.#depth) history.pushState(entry, "", target);
    else if (location.hash !== address || history.state?.depth !== opened.length) history.replaceState(entry, "", target);
    this.#depth = opened.length;
  }

  /** Closes what lies on top, by the way that Back would, unless that led away. */
  back = () => {
    const depth = this.#store.state.opened.length;
    if (depth > this.#base) history.back();
    else this.#store.dispatch({ type: "close", depth: depth - 1 });
  };

  /** A depth that is not known: somebody wrote another address.
   * @param {number | undefined} depth */
  #on_pop(depth) {
    const { dispatch, state } = this.#store;
    const { lens, opened } = read_address(location.hash, state.lens.sort);
    if (depth === undefined) {
      this.#depth = this.#base = opened.length;
      return dispatch({ type: "address", lens, opened });
    }
    this.#depth = depth;
    if (depth < state.opened.length) return dispatch({ type: "close", depth });
    if (opened.length > 0 && state.opened.length === 0) dispatch({ type: "address", lens: state.lens, opened });
  }
}
