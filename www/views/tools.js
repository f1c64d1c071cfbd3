// What chooses: the search ("/" goes there, Esc empties it and goes back to the
// list), one group, the order, colours and density, and what is remembered of it.

import { columns } from "../state/columns.js";
import { groups } from "../state/groups.js";
import { toggled } from "../state/order.js";
import { densities, remember, themes, write_preferences } from "../state/preferences.js";
import { count, nothing } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, make, make_icon, set_attribute, set_icon, set_text, takes_text } from "./dom.js";

/** @import {Column} from "../state/columns.js" */
/** @import {Dispatch, Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

// ---- the search, and the groups ----

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
      set_text(number, known.cursor === null ? nothing : count(summary.counts[id]));
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

// ---- the order ----

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

// ---- colours and density ----

const root = document.documentElement;

/** @template T @param {readonly T[]} all @param {T} one */
const next = (all, one) => all[(all.indexOf(one) + 1) % all.length];

export class Appearance {
  #theme = by_id("theme");
  #density = by_id("density");
  #remembered = "";

  /** @param {Store} store */
  constructor(store) {
    this.#theme.addEventListener("click", () => store.dispatch({ type: "theme", theme: next(themes, store.state.theme) }));
    this.#density.addEventListener("click",
      () => store.dispatch({ type: "density", density: next(densities, store.state.density) }));
  }

  /** @param {State} state */
  draw({ theme, density, lens, letters, folders }) {
    this.#remember(write_preferences({ theme, density, sort: lens.sort, letters, folders }));
    set_attribute(root, "data-theme", theme);
    set_attribute(root, "data-density", density);
    for (const [button, said] of /** @type {const} */ ([
      [this.#theme, words.colours(theme)], [this.#density, words.density(density)],
    ])) {
      set_attribute(button, "aria-label", said);
      set_attribute(button, "title", said);
    }
    set_icon(/** @type {Element} */ (this.#theme.firstElementChild), `theme-${theme}`);
    set_icon(/** @type {Element} */ (this.#density.firstElementChild), `density-${density}`);
  }

  /** @param {string} text */
  #remember(text) {
    if (text === this.#remembered) return;
    this.#remembered = text;
    remember(text);
  }
}
