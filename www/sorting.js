// The two controls of the order: the table's headings, and on narrow screens,
// where there are none, a list to choose from with a button for the direction.

import { columns } from "./columns.js";
import { by_id, make, make_icon, set_attribute } from "./dom.js";
import { toggled } from "./list.js";

/** @import {Sort} from "./list.js" */
/** @import {Column} from "./columns.js" */

/** @param {Column} column @param {() => void} on_click */
function heading(column, on_click) {
  const button = make("button", { type: "button", class: "sort", title: column.hint },
    make("span", {}, column.label), make_icon("sort"));
  button.addEventListener("click", on_click);
  return make("th", {
    role: "columnheader", scope: "col", class: `cell heading ${column.field}`, "data-column": column.field,
  }, button);
}

export class Sorting {
  /** @type {(sort: Sort) => void} */ #on_change;
  /** @type {Sort} */ #sort;
  #choice = /** @type {HTMLSelectElement} */ (by_id("sort-field"));
  #direction = by_id("sort-direction");
  #headings = columns.map((column) => heading(column, () => this.#change(toggled(this.#sort, column.field))));

  /** @param {Sort} sort @param {(sort: Sort) => void} on_change */
  constructor(sort, on_change) {
    this.#sort = sort;
    this.#on_change = on_change;
    by_id("headings").append(...this.#headings);
    this.#choice.append(...columns.map(({ field, label }) => make("option", { value: field }, label)));
    this.#choice.addEventListener("change", () => this.#change(toggled(this.#sort, this.#choice.value)));
    this.#direction.addEventListener("click", () => this.#change(toggled(this.#sort, this.#sort.field)));
    this.#show();
  }

  /** @param {Sort} sort */
  #change(sort) {
    this.#sort = sort;
    this.#show();
    this.#on_change(sort);
  }

  #show() {
    const word = this.#sort.direction === 1 ? "ascending" : "descending";
    for (const element of this.#headings) {
      set_attribute(element, "aria-sort", element.dataset.column === this.#sort.field ? word : "none");
    }
    this.#choice.value = this.#sort.field;
    this.#direction.dataset.direction = word;
    set_attribute(this.#direction, "aria-label", `Order: ${word}`);
  }
}
