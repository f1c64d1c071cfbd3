// One row of the window onto the list: shown for whichever torrent stands there
// now. It writes only the cells of which the text differs.

import { columns } from "../state/columns.js";
import { done_of, error_text, look_of, name_of, name_pieces } from "../state/torrent.js";
import { nothing } from "../text/format.js";
import { make, make_icon, set_attribute, set_icon, set_text } from "./dom.js";

/** @import {Column} from "../state/columns.js" */
/** @import {Torrent} from "../state/rows.js" */

/** @typedef {{element: HTMLElement, show: (torrent: Torrent) => void}} Cell */
/** How it stands in the list. @typedef {{index: number, is_selected: boolean, is_current: boolean}} Standing */

/** @param {{text: string, mark: string | null}} piece */
function piece_node({ text, mark }) {
  return mark === null ? text : make("span", { class: "control", "data-mark": mark }, text);
}

/** @param {Column} column @returns {Cell} */
function name_cell(column) {
  const text = make("bdi", { class: "name-text", dir: "auto", "data-field": column.field });
  return {
    element: make("div", { role: "rowheader", class: "cell name" }, text),
    show(torrent) {
      const name = name_of(torrent);
      if (text.textContent === name) return;
      text.replaceChildren(...name_pieces(name).map(piece_node));
      set_attribute(text, "title", name);
    },
  };
}

/** @param {Column} column @returns {Cell} */
function progress_cell(column) {
  const text = make("span", { class: "percent", "data-field": column.field });
  const bar = make("span", { class: "bar" });
  return {
    element: make("div", { role: "gridcell", class: "cell progress" }, bar, text),
    show(torrent) {
      const shown = column.text(torrent);
      if (text.textContent === shown) return;
      set_text(text, shown);
      bar.style.setProperty("--progress", String(done_of(torrent) ?? 0));
    },
  };
}

/** @param {Column} column @returns {Cell} */
function state_cell(column) {
  const icon = make_icon("pause");
  const word = make("span", { "data-field": column.field });
  const element = make("div", { role: "gridcell", class: "cell state" }, icon, word);
  return {
    element,
    show(torrent) {
      set_icon(icon, look_of(torrent).icon);
      set_text(word, column.text(torrent));
      set_attribute(element, "title", error_text(torrent));
    },
  };
}

/** @param {Column} column @returns {Cell} */
function text_cell(column) {
  const element = make("div", { role: "gridcell", class: `cell number ${column.field}`, "data-field": column.field });
  return {
    element,
    show(torrent) {
      const shown = column.text(torrent);
      if (element.textContent === shown) return;
      set_text(element, shown);
      element.classList.toggle("blank", shown === nothing || shown === "0");
    },
  };
}

/** @type {Record<string, (column: Column) => Cell>} */
const makers = { name: name_cell, percentDone: progress_cell, status: state_cell };

export class Row {
  /** @type {Torrent | null} */ #torrent = null;
  #cells = columns.map((column) => (makers[column.field] ?? text_cell)(column));

  /** @param {number} number tells the elements apart */
  constructor(number) {
    this.element = make("div", { role: "row", class: "row", id: `row-${number}` },
      ...this.#cells.map(({ element }) => element));
  }

  /** @param {Torrent} torrent @param {Standing} standing */
  show(torrent, { index, is_selected, is_current }) {
    set_attribute(this.element, "aria-rowindex", String(index + 2)); // the headings are the first
    set_attribute(this.element, "aria-selected", String(is_selected));
    this.element.classList.toggle("current", is_current);
    set_attribute(this.element, "data-index", String(index));
    if (torrent === this.#torrent) return;
    this.#torrent = torrent;
    set_attribute(this.element, "data-id", String(torrent.id));
    set_attribute(this.element, "data-tone", look_of(torrent).tone);
    for (const cell of this.#cells) cell.show(torrent);
  }
}
