// The menu of all actions: at the pointer, at the finger, or below the row where the
// keyboard is. Arrows walk in it, a letter that acts elsewhere acts here too.

import { actions, reason_against } from "../state/actions.js";
import { chosen, targets } from "../state/update.js";
import { words } from "../text/words.js";
import { by_id, make, make_icon, set_attribute } from "./dom.js";

/** @import {Torrent} from "../state/rows.js" */
/** @import {Store} from "../state/store.js" */
/** @import {Acting} from "./acting.js" */

/** @type {Record<string, (place: number, count: number) => number>} */
const steps = {
  ArrowDown: (place, count) => (place + 1) % count,
  ArrowUp: (place, count) => (place + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export class ActionMenu {
  /** @type {Store} */ #store;
  #menu = by_id("action-menu");
  #more = by_id("more-actions");
  #list = by_id("list");
  /** @type {Torrent[]} */ #torrents = [];
  #items = actions.map((action) => ({
    action,
    button: make("button", { type: "button", role: "menuitem", tabindex: "-1", "data-action": action.id },
      make_icon(action.icon), make("span", {}, words.actions[action.id].label), make("kbd", {}, words.key(action.key))),
  }));

  /** @param {Store} store @param {Acting} acting */
  constructor(store, acting) {
    this.#store = store;
    this.#menu.append(...this.#items.map(({ button }) => button));
    for (const { action, button } of this.#items) {
      button.addEventListener("click", () => {
        this.#close();
        acting.perform(action, this.#torrents);
      });
    }
    this.#menu.addEventListener("keydown", (event) => this.#on_key(event));
    // Not the browser's own way to close what is not pointed at: a finger that is lifted
    // opens the menu, and that would close it in the same moment.
    document.addEventListener("pointerdown", ({ target }) => {
      if (target instanceof Node && !this.#menu.contains(target)) this.#menu.hidePopover();
    });
    this.#menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.#menu.contains(relatedTarget)) this.#menu.hidePopover();
    });
    this.#more.addEventListener("click", () => {
      const { right, top } = this.#more.getBoundingClientRect();
      this.open(right, top, chosen(store.state));
    });
  }

  /** It stays within the window. @param {number} x @param {number} y pixels @param {Torrent[]} torrents that it is for */
  open(x, y, torrents = targets(this.#store.state)) {
    this.#torrents = torrents;
    for (const { action, button } of this.#items) {
      const reason = reason_against(action, torrents, this.#store.state.inabilities);
      set_attribute(button, "aria-disabled", String(reason !== null));
      set_attribute(button, "title", reason ?? "");
    }
    this.#menu.showPopover();
    const { width, height } = this.#menu.getBoundingClientRect();
    this.#menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
    this.#menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
    this.#items[0].button.focus();
  }

  #close() {
    this.#menu.hidePopover();
    this.#list.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #on_key(event) {
    const buttons = this.#items.map(({ button }) => button);
    const here = buttons.findIndex((button) => button === document.activeElement);
    const next = steps[event.key]?.(here, buttons.length);
    if (next !== undefined) buttons[next].focus();
    else if (event.key === "Tab" || event.key === "Escape") this.#close();
    else return event.key === "Enter" || event.key === " " ? undefined : this.#menu.hidePopover();
    event.preventDefault();
    event.stopPropagation();
  }
}
