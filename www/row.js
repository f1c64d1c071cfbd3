// One torrent as a row that lives as long as the torrent is shown. An update
// touches the cells whose text differs and no others.

import { columns } from "./columns.js";
import { make, make_icon, set_attribute, set_hidden, set_icon, set_text } from "./dom.js";
import { nothing } from "./format.js";
import { error_text, look_of, name_of, name_pieces } from "./torrent.js";

/** @import {Torrent} from "./store.js" */
/** @import {Column} from "./columns.js" */

/** @typedef {{element: HTMLElement, update: (torrent: Torrent) => void}} Cell */

/** @param {{text: string, mark: string | null}} piece */
function piece_node({ text, mark }) {
  return mark === null ? text : make("span", { class: "control", "data-mark": mark }, text);
}

/** @returns {Cell} */
function name_cell() {
  const text = make("bdi", { class: "name-text", dir: "auto", "data-field": "name" });
  const trouble = make("bdi", { class: "trouble", dir: "auto", "data-field": "errorString" });
  const element = make("th", { role: "rowheader", scope: "row", class: "cell name" }, text, trouble);
  return {
    element,
    update(torrent) {
      const name = name_of(torrent);
      if (text.textContent !== name) text.replaceChildren(...name_pieces(name).map(piece_node));
      set_attribute(text, "title", name);
      const sentence = error_text(torrent);
      set_text(trouble, sentence);
      set_attribute(trouble, "title", sentence);
      set_hidden(trouble, sentence === "");
    },
  };
}

/** The percentage is written twice, in the colours for filled and for empty, and
 * the filled copy is clipped at the bar's end. @param {Column} column @returns {Cell} */
function progress_cell(column) {
  const fill = make("span", { class: "bar-fill", "aria-hidden": "true" });
  const text = make("span", { class: "bar-text", "data-field": column.field });
  const bar = make("div", {
    class: "bar", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100",
  }, text, fill);
  return {
    element: make("td", { role: "cell", class: "cell progress" }, bar),
    update(torrent) {
      const shown = column.text(torrent);
      if (text.textContent === shown) return;
      set_text(text, shown);
      set_attribute(fill, "data-text", shown);
      bar.style.setProperty("--progress", shown === nothing ? "0%" : shown);
      set_attribute(bar, "aria-valuenow", String(Number.parseFloat(shown) || 0));
    },
  };
}

/** @param {Column} column @returns {Cell} */
function state_cell(column) {
  const icon = make_icon("pause");
  const word = make("span", { "data-field": column.field });
  return {
    element: make("td", { role: "cell", class: "cell state" }, icon, word),
    update(torrent) {
      const look = look_of(torrent);
      set_icon(icon, look.icon);
      set_text(word, look.word);
    },
  };
}

/** @param {Column} column @returns {Cell} */
function text_cell(column) {
  const text = make("span", { "data-field": column.field });
  const element = make("td", { role: "cell", class: `cell number ${column.field}` }, text);
  return {
    element,
    update(torrent) {
      const shown = column.text(torrent);
      if (text.textContent === shown) return;
      set_text(text, shown);
      element.classList.toggle("blank", shown === nothing);
    },
  };
}

/** @type {Record<string, (column: Column) => Cell>} */
const makers = { name: name_cell, percentDone: progress_cell, status: state_cell };

export class Row {
  /** @type {Torrent | null} */ #torrent = null;
  #cells = columns.map((column) => (makers[column.field] ?? text_cell)(column));

  /** @param {Torrent} torrent */
  constructor(torrent) {
    this.element = make("tr", { role: "row", class: "row", "data-id": String(torrent.id) },
      ...this.#cells.map(({ element }) => element));
    this.update(torrent);
  }

  /** @param {Torrent} torrent */
  update(torrent) {
    if (torrent === this.#torrent) return;
    this.#torrent = torrent;
    set_attribute(this.element, "data-tone", look_of(torrent).tone);
    for (const cell of this.#cells) cell.update(torrent);
  }
}
