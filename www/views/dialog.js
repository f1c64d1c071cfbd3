// A dialog that is open as long as the state says so.

import { by_id } from "./dom.js";

/** @import {Opened} from "../state/update.js" */

export class Dialog {
  /** @type {Opened["kind"]} */ #kind;
  /** @type {HTMLDialogElement} */ #element;
  /** @type {(opened: any) => Promise<void> | void} */ #fill;
  /** @type {Opened | null} */ #wanted = null;
  /** @type {Opened | null} */ #shown = null;

  /** @param {Opened["kind"]} kind also the element's id
   * @param {(opened: any) => Promise<void> | void} fill before it is seen
   * @param {() => void} on_close it is to be closed */
  constructor(kind, fill, on_close) {
    this.#kind = kind;
    this.#fill = fill;
    this.#element = /** @type {HTMLDialogElement} */ (by_id(kind));
    // The browser closes it at once and says so later, when the next may be open already:
    // what a person closes is over from here on. Not every browser asks each time.
    this.#element.addEventListener("cancel", () => this.#over(on_close));
    this.#element.addEventListener("close", () => {
      if (this.#element.open) return;
      if (document.activeElement === document.body) by_id("list").focus(); // nobody had the focus before
      this.#over(on_close);
    });
  }

  /** @param {readonly Opened[]} opened */
  draw(opened) {
    const before = this.#wanted;
    this.#wanted = opened.findLast(({ kind }) => kind === this.#kind) ?? null;
    if (this.#wanted && this.#wanted !== before) void this.#open(this.#wanted);
    if (!this.#wanted && this.#element.open) this.#element.close();
  }

  /** @param {Opened} opened */
  async #open(opened) {
    await this.#fill(opened);
    if (this.#wanted !== opened) return;
    this.#shown = opened;
    if (!this.#element.open) this.#element.showModal();
  }

  /** @param {() => void} on_close */
  #over(on_close) {
    const shown = this.#shown;
    this.#shown = null;
    if (shown !== null && shown === this.#wanted) on_close();
  }
}
