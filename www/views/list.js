// The list: a window onto the rows. Only what can be seen, and a little around it,
// is in the document; the rest is height. It is one stop for the Tab key, and the
// focus stays on it: which row is meant, aria-activedescendant says. A row is shown
// for whichever torrent stands there now, and writes only cells of which the text differs.

import { columns } from "../state/columns.js";
import { done_of, error_text, key_of, look_of, name_of } from "../state/torrent.js";
import { listed, place_of, torrent_at } from "../state/update.js";
import { nothing } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, make, make_icon, set_attribute, set_icon, set_style, set_text, show_name } from "./dom.js";

/** @import {Column} from "../state/columns.js" */
/** @import {Mark} from "../state/marks.js" */
/** @import {Torrent} from "../state/rows.js" */
/** @import {State} from "../state/update.js" */

/** @typedef {{element: HTMLElement, show: (torrent: Torrent, mark: Mark | undefined) => void}} Cell */
/** How it stands in the list.
 * @typedef {{index: number, is_selected: boolean, is_current: boolean, mark: Mark | undefined}} Standing */

/** With the button that starts or stops: its shape is a border's, for nothing is drawn
 * with less. Not a stop for the Tab key, which has S and P. @param {Column} column @returns {Cell} */
function name_cell(column) {
  const button = make("button", { type: "button", class: "turn", tabindex: "-1" });
  const text = make("bdi", { class: "name-text", dir: "auto", "data-field": column.field });
  return {
    element: make("div", { role: "rowheader", class: "cell name" }, button, text),
    show(torrent) {
      const action = torrent.status === 0 ? "start" : "stop";
      set_attribute(button, "data-action", action);
      set_attribute(button, "aria-label", words.actions[action].label);
      show_name(text, name_of(torrent));
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

/** @type {Record<Mark["kind"], string>} */
const icon_of = { pending: "clock", leaving: "remove", note: "done", refused: "alert", unknown: "alert" };

/** @param {Column} column @returns {Cell} */
function state_cell(column) {
  const icon = make_icon("pause");
  const word = make("span", { "data-field": column.field });
  const element = make("div", { role: "gridcell", class: "cell state" }, icon, word);
  return {
    element,
    show(torrent, mark) {
      set_icon(icon, mark ? icon_of[mark.kind] : look_of(torrent).icon);
      set_text(word, mark?.said ?? column.text(torrent));
      set_attribute(element, "title", mark?.said ?? error_text(torrent));
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

class Row {
  /** @type {Torrent | null} */ #torrent = null;
  /** @type {Mark | undefined} */ #mark;
  #cells = columns.map((column) => (makers[column.field] ?? text_cell)(column));

  /** @param {number} number tells the elements apart */
  constructor(number) {
    this.element = make("div", { role: "row", class: "row", id: `row-${number}` },
      ...this.#cells.map(({ element }) => element));
  }

  /** @param {Torrent} torrent @param {Standing} standing */
  show(torrent, { index, is_selected, is_current, mark }) {
    set_attribute(this.element, "aria-rowindex", String(index + 2)); // the headings are the first
    set_attribute(this.element, "aria-selected", String(is_selected));
    this.element.classList.toggle("current", is_current);
    set_attribute(this.element, "data-index", String(index));
    if (torrent === this.#torrent && mark === this.#mark) return;
    this.#torrent = torrent;
    this.#mark = mark;
    set_attribute(this.element, "data-mark", mark?.kind ?? "none");
    set_attribute(this.element, "data-id", String(torrent.id));
    set_attribute(this.element, "data-tone", look_of(torrent).tone);
    for (const cell of this.#cells) cell.show(torrent, mark);
  }
}

const overscan = 4;

export class ListView {
  #list = by_id("list");
  #headings = by_id("headings");
  #canvas = by_id("canvas");
  #body = by_id("rows");
  /** @type {Row[]} as they stand in the document */ #rows = [];
  #made = 0;
  #first = 0; // the index that the first row shows
  #row_height = 40;
  #height = 0;
  #scrolled = 0;
  #shown_current = /** @type {string | null} */ (null);
  #density = "";
  #redraw;

  /** @param {() => void} redraw for what the state does not know: scrolling, another size */
  constructor(redraw) {
    this.#redraw = redraw;
    this.#list.addEventListener("scroll", () => {
      this.#scrolled = this.#list.scrollTop;
      redraw();
    }, { passive: true });
    new ResizeObserver(() => {
      this.measure();
      redraw();
    }).observe(this.#list);
    this.measure();
  }

  /** Whole rows that can be seen at once. */
  get page_length() {
    return Math.max(1, Math.floor((this.#height - this.#headings.offsetHeight) / this.#row_height) - 1);
  }

  /** With the next frame the current row is in sight, wherever the list was scrolled to. */
  reveal_current() {
    this.#shown_current = null;
    this.#redraw();
  }

  /** Again after another density or layout: style sheets say how high a row is. */
  measure() {
    this.#height = this.#list.clientHeight;
    this.#row_height = Number.parseFloat(getComputedStyle(this.#list).getPropertyValue("--row")) || 40;
  }

  /** @param {State} state */
  draw(state) {
    if (state.density !== this.#density) this.measure();
    this.#density = state.density;
    const list = listed(state);
    set_attribute(this.#list, "aria-rowcount", String(list.length + 1));
    set_style(this.#canvas, "height", `${list.length * this.#row_height}px`);
    this.#follow_current(state);
    const first = Math.max(0, Math.min(Math.floor(this.#scrolled / this.#row_height), list.length - 1) - overscan);
    const count = Math.min(list.length - first, Math.ceil(this.#height / this.#row_height) + 2 * overscan);
    this.#set_length(count);
    this.#turn_to(first);
    this.#show(state, list);
  }

  /** @param {number} count */
  #set_length(count) {
    while (this.#rows.length > count) this.#rows.pop()?.element.remove();
    const made = Array.from({ length: count - this.#rows.length }, () => new Row(this.#made++));
    this.#body.append(...made.map(({ element }) => element));
    this.#rows.push(...made);
  }

  /** Rows that stay in the window keep what they show; those that leave it at one
   * end come in at the other. @param {number} first */
  #turn_to(first) {
    const by = first - this.#first;
    this.#first = first;
    set_style(this.#body, "transform", `translateY(${first * this.#row_height}px)`);
    if (Math.abs(by) >= this.#rows.length || by === 0) return;
    if (by > 0) {
      const moved = this.#rows.splice(0, by);
      this.#body.append(...moved.map(({ element }) => element));
      this.#rows.push(...moved);
    } else {
      const moved = this.#rows.splice(by);
      this.#body.prepend(...moved.map(({ element }) => element));
      this.#rows.unshift(...moved);
    }
  }

  /** @param {State} state @param {readonly number[]} list */
  #show(state, list) {
    const { keys, current } = state.selection;
    let active = "";
    this.#rows.forEach((row, place) => {
      const index = this.#first + place;
      const torrent = torrent_at(state, list[index]);
      const key = key_of(torrent);
      row.show(torrent, { index, is_selected: keys.has(key), is_current: key === current, mark: state.marks.get(key) });
      if (key === current) active = row.element.id;
    });
    if (active) set_attribute(this.#list, "aria-activedescendant", active);
    else this.#list.removeAttribute("aria-activedescendant");
  }

  /** Scrolls only if the current row has become another one. @param {State} state */
  #follow_current(state) {
    const { current } = state.selection;
    if (current === this.#shown_current) return;
    this.#shown_current = current;
    const place = place_of(state, current);
    if (place < 0) return;
    const top = place * this.#row_height;
    const room = this.#height - this.#headings.offsetHeight - this.#row_height;
    if (top < this.#scrolled) this.#list.scrollTop = top;
    else if (top > this.#scrolled + room) this.#list.scrollTop = top - room;
    this.#scrolled = this.#list.scrollTop;
  }
}
