// The address follows the state, and Back closes what was opened last.

import { read_address, write_address } from "../state/address.js";

/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

export class History {
  /** @type {Store} */ #store;
  #depth = 0; // entries that are ours: one for each thing that is open

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    window.addEventListener("popstate", (event) => this.#on_pop(event.state?.depth));
  }

  /** @param {State} state */
  draw({ lens, opened }) {
    const address = write_address(lens, opened) || location.pathname + location.search;
    const entry = { depth: opened.length };
    if (opened.length > this.#depth) history.pushState(entry, "", address);
    else if (location.hash !== write_address(lens, opened) || history.state?.depth !== opened.length) {
      history.replaceState(entry, "", address);
    }
    this.#depth = opened.length;
  }

  /** Closes what lies on top, by the way that Back would. */
  back = () => history.back();

  /** A depth that is not known: somebody wrote another address.
   * @param {number | undefined} depth */
  #on_pop(depth) {
    const { dispatch, state } = this.#store;
    const { lens, opened } = read_address(location.hash, state.lens.sort);
    if (depth === undefined) {
      this.#depth = opened.length;
      return dispatch({ type: "address", lens, opened });
    }
    this.#depth = depth;
    if (depth < state.opened.length) return dispatch({ type: "close", depth });
    if (opened.length > 0 && state.opened.length === 0) dispatch({ type: "address", lens: state.lens, opened });
  }
}
