// The controls of the order: the list's headings for the mouse, and beside the
// search a field to choose from, with a button for the direction, for everybody.

import { columns } from "../state/columns.js";
import { toggled } from "../state/order.js";
import { words } from "../text/words.js";
import { by_id, make, make_icon, set_attribute } from "./dom.js";

/** @import {Column} from "../state/columns.js" */
/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

/** Not a stop for the Tab key: the list is one. @param {Column} column @param {() => void} on_click */
function heading(column, on_click) {
  const button = make("button", { type: "button", class: "sort", title: column.hint, tabindex: "-1" },
    make("span", {}, column.label), make_icon("sort"));
  button.addEventListener("click", on_click);
  return make("div", {
    role: "columnheader", class: `cell heading ${column.field}`, "data-column": column.field,
  }, button);
}

export class Sorting {
  #choice = /** @type {HTMLSelectElement} */ (by_id("sort-field"));
  #direction = by_id("sort-direction");
  /** @type {HTMLElement[]} */ #headings;

  /** @param {Store} store */
  constructor(store) {
    const turn = (/** @type {string} */ field) => store.dispatch({ type: "sort", sort: toggled(store.state.lens.sort, field) });
    this.#headings = columns.map((column) => heading(column, () => turn(column.field)));
    by_id("headings").append(...this.#headings);
    this.#choice.append(...columns.map(({ field, label }) => make("option", { value: field }, label)));
    this.#choice.addEventListener("change", () => turn(this.#choice.value));
    this.#direction.addEventListener("click", () => turn(store.state.lens.sort.field));
  }

  /** @param {State} state */
  draw({ lens: { sort } }) {
    const word = sort.direction === 1 ? "ascending" : "descending";
    for (const element of this.#headings) {
      set_attribute(element, "aria-sort", element.dataset.column === sort.field ? word : "none");
    }
    this.#choice.value = sort.field;
    set_attribute(this.#direction, "data-direction", word);
    set_attribute(this.#direction, "aria-label", words.direction(sort.direction));
    set_attribute(this.#direction, "title", words.direction(sort.direction));
  }
}
