// The list in the dialog that adds: an entry for each torrent, with what came of it, and
// the files of a .torrent, of which any can be left out before it starts.

import { file_filter, wanted_bytes, with_wanted } from "../state/adding.js";
import { size } from "../text/format.js";
import { words } from "../text/words.js";
import { make, make_icon, set_attribute, set_text, show_name } from "./dom.js";

/** @import {Item} from "../state/adding.js" */

/** @typedef {(key: string, change: (item: Item) => Item | null) => void} OnChange null: left out */

/** In the document at once; a filter shows the others. */
const most_files = 200;

/** @param {Item} item */
function about_of({ about, files, unwanted, ...rest }) {
  if (unwanted.size === 0) return about;
  const item = { about, files, unwanted, ...rest };
  return words.adding.wanted(size(wanted_bytes(item)), files.length - unwanted.size, files.length);
}

class Files {
  /** @type {OnChange} */ #on_change;
  #filter = make("input", { type: "search", placeholder: words.adding.filter, "aria-label": words.adding.filter, autocomplete: "off" });
  #list = make("ul", { class: "files" });
  #rest = make("p", { class: "hint" });
  /** @type {Item} */ #item;

  /** @param {Item} item @param {OnChange} on_change */
  constructor(item, on_change) {
    this.#item = item;
    this.#on_change = on_change;
    const turn = (/** @type {string} */ text, /** @type {boolean} */ is_wanted) => {
      const button = make("button", { type: "button" }, text);
      button.addEventListener("click", () => this.#want(this.#shown().map(({ index }) => index), is_wanted));
      return button;
    };
    this.#filter.addEventListener("input", () => this.#draw_list());
    this.#filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // would add it
    });
    this.element = make("details", { class: "choice" }, make("summary", {}, words.adding.choose),
      make("div", { class: "turns" }, this.#filter, turn(words.adding.take_all, true), turn(words.adding.take_none, false)),
      this.#list, this.#rest);
    this.element.addEventListener("toggle", () => this.#draw_list());
  }

  /** @param {Item} item */
  show(item) {
    if (item.unwanted !== this.#item.unwanted) this.#item = item;
    else return;
    this.#draw_list();
  }

  #shown() {
    const matches = file_filter(this.#filter.value);
    return this.#item.files.map((file, index) => ({ file, index })).filter(({ file }) => matches(file));
  }

  #draw_list() {
    if (!this.element.open) return;
    const shown = this.#shown();
    const had = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.file;
    this.#list.replaceChildren(...shown.slice(0, most_files).map(({ file, index }) => this.#line(file, index)));
    set_text(this.#rest, shown.length > most_files ? words.adding.more_files(shown.length - most_files) : "");
    if (had) /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-file="${had}"]`))?.focus();
  }

  /** @param {import("../state/metainfo.js").TorrentFile} file @param {number} index */
  #line(file, index) {
    const box = make("input", { type: "checkbox", "data-file": String(index) });
    box.checked = !this.#item.unwanted.has(index);
    box.addEventListener("change", () => this.#want([index], box.checked));
    const path = make("bdi", { class: "path" });
    show_name(path, file.path);
    return make("li", {}, make("label", {}, box, path, make("span", { class: "size" }, size(file.size))));
  }

  /** @param {readonly number[]} indexes @param {boolean} is_wanted */
  #want(indexes, is_wanted) {
    this.#on_change(this.#item.key, (item) => with_wanted(item, indexes, is_wanted));
  }
}

class Entry {
  #name = make("bdi", { class: "item-name", dir: "auto" });
  #about = make("span", { class: "item-about" });
  #said = make("span", { class: "item-said" });
  #drop = make("button", { type: "button", class: "quiet" }, make_icon("close"));
  /** @type {Files | null} */ #files;
  /** @type {Item | null} */ #shown = null;

  /** @param {Item} item @param {OnChange} on_change */
  constructor(item, on_change) {
    this.#files = item.files.length > 1 ? new Files(item, on_change) : null;
    this.element = make("li", { class: "item" }, make("div", { class: "item-text" }, this.#name, this.#about, this.#said),
      this.#drop, ...(this.#files ? [this.#files.element] : []));
    this.#drop.addEventListener("click", () => on_change(item.key, () => null));
  }

  /** @param {Item} item */
  show(item) {
    if (item === this.#shown) return;
    this.#shown = item;
    show_name(this.#name, item.name);
    set_text(this.#about, about_of(item));
    set_text(this.#said, item.said);
    set_attribute(this.element, "data-progress", item.progress);
    set_attribute(this.#drop, "aria-label", words.adding.drop_it(item.name));
    this.#files?.show(item);
  }
}

export class AddItems {
  /** @type {HTMLElement} */ #list;
  /** @type {OnChange} */ #on_change;
  /** @type {Map<string, Entry>} */ #entries = new Map();

  /** @param {HTMLElement} list @param {OnChange} on_change */
  constructor(list, on_change) {
    this.#list = list;
    this.#on_change = on_change;
  }

  /** @param {readonly Item[]} items */
  draw(items) {
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, entry] of this.#entries) {
      if (keys.has(key)) continue;
      entry.element.remove();
      this.#entries.delete(key);
    }
    for (const item of items) {
      const entry = this.#entries.get(item.key) ?? new Entry(item, this.#on_change);
      if (!this.#entries.has(item.key)) this.#list.append(entry.element);
      this.#entries.set(item.key, entry);
      entry.show(item);
    }
  }
}
