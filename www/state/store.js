// Holds the state, and has it drawn at most once per frame and only if it changed.

import { update } from "./update.js";

/** @import {Message, State} from "./update.js" */
/** @typedef {(message: Message) => void} Dispatch */

export class Store {
  /** @type {State} */ #state;
  /** @type {() => void} */ #on_change;

  /** @param {State} state @param {() => void} on_change told of each new state */
  constructor(state, on_change) {
    this.#state = state;
    this.#on_change = on_change;
  }

  get state() {
    return this.#state;
  }

  /** @type {Dispatch} */
  dispatch = (message) => {
    const state = update(this.#state, message);
    if (state === this.#state) return;
    this.#state = state;
    this.#on_change();
  };
}

/** `draw`, once in the next frame however often it is asked for.
 * @param {() => void} draw @param {(run: () => void) => void} next_frame */
export function once_a_frame(draw, next_frame) {
  let is_due = false;
  return () => {
    if (is_due) return;
    is_due = true;
    next_frame(() => {
      is_due = false;
      draw();
    });
  };
}
