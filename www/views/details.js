// A torrent's details: its name in full, what is wrong with it, and all that its
// row knows. Beside the list on a wide screen, over it on a narrow one.

import { columns } from "../state/columns.js";
import { error_text, name_of } from "../state/torrent.js";
import { find_torrent } from "../state/update.js";
import { moment, nothing } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, make, set_hidden, set_text, show_name } from "./dom.js";

/** @import {Mark} from "../state/marks.js" */
/** @import {Torrent} from "../state/rows.js" */
/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

/** @type {[string, (torrent: Torrent) => string][]} */
const facts = [
  ...columns.slice(1).map((column) => /** @type {[string, (torrent: Torrent) => string]} */ ([column.label, column.text])),
  [words.details.tracker, ({ trackerHost }) => trackerHost || nothing],
  [words.details.folder, ({ downloadDir }) => downloadDir ?? nothing],
  [words.details.labels, ({ labels }) => labels?.join(", ") || nothing],
  [words.details.added, ({ addedDate }) => moment(addedDate)],
  [words.details.hash, ({ hashString }) => hashString ?? nothing],
];

export class Details {
  #panel = by_id("details");
  #name = by_id("details-name");
  #trouble = by_id("details-trouble");
  #list = by_id("list");
  #values = facts.map(([label, text]) => ({ text, label: make("dt", {}, label), value: make("dd") }));
  /** @type {Torrent | null} */ #shown = null;
  /** @type {Mark | null} */ #mark = null;

  /** @param {Store} store @param {() => void} on_close */
  constructor(store, on_close) {
    by_id("facts").append(...this.#values.flatMap(({ label, value }) => [label, value]));
    by_id("details-close").addEventListener("click", on_close);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && store.state.opened.at(-1)?.kind === "torrent") on_close();
    });
  }

  /** @param {State} state */
  draw(state) {
    const opened = state.opened.findLast(({ kind }) => kind === "torrent");
    const torrent = opened?.kind === "torrent" ? find_torrent(state, opened.key) ?? null : null;
    const was_open = !this.#panel.hidden;
    const had_focus = this.#panel.contains(document.activeElement);
    set_hidden(this.#panel, !torrent);
    if (torrent && !was_open) by_id("details-close").focus();
    if (!torrent && was_open && had_focus) this.#list.focus();
    const mark = opened?.kind === "torrent" ? state.marks.get(opened.key) ?? null : null;
    if (torrent && (torrent !== this.#shown || mark !== this.#mark)) this.#show(torrent, mark);
    this.#shown = torrent;
    this.#mark = mark;
  }

  /** @param {Torrent} torrent @param {Mark | null} mark */
  #show(torrent, mark) {
    show_name(this.#name, name_of(torrent));
    set_text(this.#trouble, [mark?.said, error_text(torrent)].filter(Boolean).join("\n"));
    for (const { text, value } of this.#values) set_text(value, text(torrent));
  }
}
