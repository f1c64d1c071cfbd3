// The dialog that lists what keys do, and switches the single letters off and on.

import { actions } from "../state/actions.js";
import { words } from "../text/words.js";
import { Dialog } from "./dialog.js";
import { by_id, make, takes_text } from "./dom.js";

/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */
/** @import {Acting} from "./acting.js" */

export class Keys {
  #dialog;
  #letters = /** @type {HTMLInputElement} */ (by_id("letters"));

  /** @param {Store} store @param {Acting} acting @param {() => void} add @param {() => void} on_close */
  constructor(store, acting, add, on_close) {
    this.#dialog = new Dialog("keys", () => {}, on_close);
    const listed = [...actions.map(({ id, key }) => [words.key(key), words.actions[id].label]), ...words.other_keys];
    by_id("key-list").append(...listed.flatMap(([key, label]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, label)]));
    this.#letters.addEventListener("change", () => store.dispatch({ type: "letters", letters: this.#letters.checked }));
    const open = () => store.dispatch({ type: "open", opened: { kind: "keys" } });
    by_id("open-keys").addEventListener("click", open);
    document.addEventListener("keydown", (event) => {
      const is_other = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
      if (is_other || takes_text(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key === "?") open();
      else if (event.key === "o" && store.state.letters) add();
      else if (!acting.on_key(event.key, event.shiftKey)) return;
      event.preventDefault();
    });
  }

  /** @param {State} state */
  draw({ opened, letters }) {
    this.#dialog.draw(opened);
    this.#letters.checked = letters;
  }
}
