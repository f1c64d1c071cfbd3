// A dialog that is open while the state says so. Closed by the browser's own ways
// (Esc, its button), it goes by the way that Back would.

import { by_id } from "./dom.js";

/** @import {Opened} from "../state/update.js" */

export class Dialog {
  /** @type {Opened["kind"]} */ #kind;
  /** @type {HTMLDialogElement} */ #element;
  /** @type {() => Promise<void>} */ #fill;
  #is_wanted = false;

  /** @param {Opened["kind"]} kind also the element's id @param {() => Promise<void>} fill before it is seen
   * @param {() => void} on_close it is to be closed */
  constructor(kind, fill, on_close) {
    this.#kind = kind;
    this.#fill = fill;
    this.#element = /** @type {HTMLDialogElement} */ (by_id(kind));
    this.#element.addEventListener("close", () => this.#is_wanted && on_close());
  }

  /** @param {readonly Opened[]} opened */
  draw(opened) {
    const was_wanted = this.#is_wanted;
    this.#is_wanted = opened.some(({ kind }) => kind === this.#kind);
    if (this.#is_wanted && !was_wanted) void this.#open();
    if (!this.#is_wanted && this.#element.open) this.#element.close();
  }

  async #open() {
    await this.#fill();
    if (this.#is_wanted && !this.#element.open) this.#element.showModal();
  }
}
