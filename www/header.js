// The sums and the state of the connection at the top, and the window's title.

import { by_id, set_attribute, set_text } from "./dom.js";
import { nothing, rate } from "./format.js";
import { main_source } from "./notice.js";

/** @import {LinkState} from "./link.js" */
/** @import {Totals} from "./list.js" */
/** @import {Status} from "./notice.js" */

const words = {
  connecting: "Connecting", live: "Live", waiting: "Waiting", failing: "Failing", reconnecting: "Reconnecting",
};

/** @type {Record<string, "live" | "waiting" | "failing">} */
const by_source = { ok: "live", starting: "waiting", stale: "waiting", failing: "failing" };

/** @param {number} value */
const rate_or_zero = (value) => (value > 0 ? rate(value) : "0\u00a0B/s");

/** Of the whole way to the torrents. @param {LinkState} link @param {Status | null} status */
export function condition(link, status) {
  return link.connection === "live" ? by_source[main_source(status)?.state ?? "starting"] : link.connection;
}

/** @param {LinkState} link @param {Status | null} status @param {Totals} totals */
export function title_of(link, status, totals) {
  const now = condition(link, status);
  if (now === "reconnecting" || now === "failing") return `${words[now]} – wstorrentd`;
  const rates = [["↓", rate(totals.down)], ["↑", rate(totals.up)]].filter(([, text]) => text !== nothing);
  return [...rates.map((pair) => pair.join("\u2009")), "wstorrentd"].join("  ");
}

export class Header {
  #down = by_id("total-down");
  #up = by_id("total-up");
  #connection = by_id("connection");
  #word = by_id("connection-word");

  /** @param {LinkState} link @param {Status | null} status @param {Totals} totals */
  show(link, status, totals) {
    set_text(this.#down, rate_or_zero(totals.down));
    set_text(this.#up, rate_or_zero(totals.up));
    const now = condition(link, status);
    const version = main_source(status)?.version;
    set_text(this.#word, words[now]);
    set_attribute(this.#connection, "data-state", now);
    set_attribute(this.#connection, "title", version ? `Transmission ${version}` : "");
  }
}
