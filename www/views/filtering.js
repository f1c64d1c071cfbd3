// What narrows the list: a search ("/" goes there, Esc empties it and goes back to
// the list) and one group.

import { groups } from "../state/groups.js";
import { count } from "../text/format.js";
import { by_id, make, set_attribute, set_text } from "./dom.js";

/** @import {Dispatch} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

/** @param {EventTarget | null} target */
const takes_text = (target) => target instanceof HTMLElement
  && target.matches("input, textarea, select, [contenteditable]");

/** @param {{id: string, label: string}} group @param {() => void} on_click */
function make_chip({ id, label }, on_click) {
  const number = make("span", { class: "count" });
  const button = make("button", { type: "button", class: "chip", "data-group": id },
    number, make("span", { class: "chip-label" }, label));
  button.addEventListener("click", on_click);
  return { id, button, number };
}

export class Filtering {
  /** @type {Dispatch} */ #dispatch;
  #input = /** @type {HTMLInputElement} */ (by_id("filter"));
  #list = by_id("list");
  #chips = groups.map((group) => make_chip(group, () => this.#dispatch({ type: "group", group: group.id })));

  /** @param {Dispatch} dispatch */
  constructor(dispatch) {
    this.#dispatch = dispatch;
    by_id("groups").append(...this.#chips.map(({ button }) => button));
    this.#input.addEventListener("input", () => dispatch({ type: "filter", filter: this.#input.value }));
    document.addEventListener("keydown", (event) => this.#on_key(event));
    by_id("show-all").addEventListener("click", () => {
      dispatch({ type: "show_all" });
      this.#input.focus();
    });
  }

  /** @param {State} state */
  draw({ lens, summary, known }) {
    if (this.#input.value !== lens.filter) this.#input.value = lens.filter;
    for (const { id, button, number } of this.#chips) {
      set_text(number, known.cursor === null ? "\u00a0" : count(summary.counts[id]));
      set_attribute(button, "aria-pressed", String(id === lens.group));
    }
  }

  /** @param {KeyboardEvent} event */
  #on_key(event) {
    if (event.key === "/" && !takes_text(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#input.focus();
      this.#input.select();
    } else if (event.key === "Escape" && event.target === this.#input) {
      this.#dispatch({ type: "filter", filter: "" });
      this.#list.focus();
    }
  }
}
