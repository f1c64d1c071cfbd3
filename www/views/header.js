// The sums and the state of the connection at the top, and the window's title.

import { condition, main_source } from "../state/notice.js";
import { nothing, rate } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, set_attribute, set_text } from "./dom.js";

/** @import {State} from "../state/update.js" */

/** Rates that are not known to be so now are not told. @param {State} state */
export function title_of({ link, status, summary, is_watched }) {
  const now = condition(link, status);
  if (now === "reconnecting" || now === "failing") return words.gone_title(words.conditions[now]);
  const rates = now === "live" && is_watched ? [["↓", summary.down], ["↑", summary.up]] : [];
  const told = rates.filter(([, value]) => Number(value) > 0).map(([arrow, value]) => `${arrow}\u2009${rate(value)}`);
  return [...told, "wstorrentd"].join("  ");
}

export class Header {
  #down = by_id("total-down");
  #up = by_id("total-up");
  #connection = by_id("connection");
  #word = by_id("connection-word");

  /** @param {State} state */
  draw({ known, summary, link, status }) {
    const told = (/** @type {number} */ value) => (known.cursor === null ? nothing : rate(value));
    set_text(this.#down, told(summary.down));
    set_text(this.#up, told(summary.up));
    const now = condition(link, status);
    const version = main_source(status)?.version;
    set_text(this.#word, words.conditions[now]);
    set_attribute(this.#connection, "data-state", now);
    set_attribute(this.#connection, "title", version ? words.transmission(version) : "");
  }
}
