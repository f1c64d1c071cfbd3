// What narrows the list: a text ("/" goes there, Esc clears it) and one group.

import { by_id, make, set_attribute, set_hidden, set_text } from "./dom.js";
import { groups } from "./list.js";

/** @import {Filter} from "./list.js" */

/** Shown even if nobody is in them, so that the row of buttons stands still. */
const always_shown = new Set(["all", "active", "downloading", "seeding", "stopped"]);

/** @param {EventTarget | null} target */
const takes_text = (target) => target instanceof HTMLElement
  && target.matches("input, textarea, select, [contenteditable]");

/** @param {{id: string, label: string}} group @param {() => void} on_click */
function make_chip({ id, label }, on_click) {
  const number = make("span", { class: "count" });
  const button = make("button", { type: "button", class: "chip", "data-group": id }, label, " ", number);
  button.addEventListener("click", on_click);
  return { id, button, number };
}

export class Filtering {
  /** @type {(filter: Filter) => void} */ #on_change;
  #input = /** @type {HTMLInputElement} */ (by_id("filter"));
  #group = "all";
  #chips = groups.map((group) => make_chip(group, () => this.#choose(group.id)));

  /** @param {(filter: Filter) => void} on_change */
  constructor(on_change) {
    this.#on_change = on_change;
    by_id("groups").append(...this.#chips.map(({ button }) => button));
    this.#input.addEventListener("input", () => this.#change());
    document.addEventListener("keydown", (event) => this.#on_key(event));
    by_id("clear-filter").addEventListener("click", () => this.clear());
    this.show_counts(new Map());
  }

  /** @returns {Filter} */
  get filter() {
    return { text: this.#input.value, group: this.#group };
  }

  clear() {
    this.#input.value = "";
    this.#choose("all");
    this.#input.focus();
  }

  /** @param {Map<string, number>} counts by group */
  show_counts(counts) {
    for (const { id, button, number } of this.#chips) {
      const count = counts.get(id) ?? 0;
      set_text(number, String(count));
      set_attribute(button, "aria-pressed", String(id === this.#group));
      set_hidden(button, count === 0 && id !== this.#group && !always_shown.has(id));
    }
  }

  /** @param {string} group */
  #choose(group) {
    this.#group = group;
    this.#change();
  }

  #change() {
    this.#on_change(this.filter);
  }

  /** @param {KeyboardEvent} event */
  #on_key(event) {
    if (event.key === "/" && !takes_text(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#input.focus();
      this.#input.select();
    } else if (event.key === "Escape" && event.target === this.#input) {
      this.#input.value = "";
      this.#change();
      this.#input.blur();
    }
  }
}
