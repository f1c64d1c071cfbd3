// Draws what is known. Many changes make one drawing, in the next frame; a page
// that nobody sees draws nothing but its title.

import { Banner } from "./banner.js";
import { by_id, set_attribute, set_hidden } from "./dom.js";
import { Filtering } from "./filtering.js";
import { condition, Header, title_of } from "./header.js";
import { count, total, visible } from "./list.js";
import { main_source, notice_of } from "./notice.js";
import { recall, remember } from "./preferences.js";
import { Sorting } from "./sorting.js";
import { Table } from "./table.js";

/** @import {Feed} from "./feed.js" */
/** @import {Link} from "./link.js" */
/** @import {Sort} from "./list.js" */
/** @import {Status} from "./notice.js" */
/** @import {Torrent} from "./store.js" */

const is_sort = (/** @type {any} */ value) => typeof value.field === "string"
  && (value.direction === 1 || value.direction === -1);

/** Which of the panels stands in for rows. @param {number} known @param {number} shown
 * @param {boolean} has_list @param {Status | null} status @param {string} connection */
function panel_of(known, shown, has_list, status, connection) {
  if (shown > 0) return "none";
  if (known > 0) return "unmatched";
  const source = main_source(status);
  const is_known = has_list && (!source || source.state === "ok" || source.last_good !== null);
  if (is_known) return "empty";
  return source?.state === "failing" || connection === "reconnecting" ? "waiting" : "loading";
}

export class Page {
  /** @type {Feed} */ #feed;
  /** @type {Link} */ #link;
  /** @type {Sort} */ #sort = recall("sort", { field: "name", direction: 1 }, is_sort);
  #table = new Table(by_id("rows"));
  #header = new Header();
  #filtering = new Filtering(() => this.draw());
  #banner = new Banner(() => this.#link.wake());
  #list = by_id("list");
  #panels = [...document.querySelectorAll("[data-panel]")];
  #is_drawing = false;
  #clock = 0;

  /** @param {Feed} feed @param {Link} link */
  constructor(feed, link) {
    this.#feed = feed;
    this.#link = link;
    new Sorting(this.#sort, (sort) => this.#reorder(sort));
    document.addEventListener("visibilitychange", () => this.draw());
    this.draw();
  }

  draw() {
    document.title = title_of(this.#link.state, this.#feed.status, total(this.#torrents()));
    document.documentElement.dataset.connection = this.#link.state.connection;
    if (this.#is_drawing || document.hidden) return;
    this.#is_drawing = true;
    requestAnimationFrame(() => {
      this.#is_drawing = false;
      this.#draw_now();
    });
  }

  /** @returns {Torrent[]} */
  #torrents() {
    return [...(this.#feed.list?.torrents.values() ?? [])];
  }

  /** @param {Sort} sort */
  #reorder(sort) {
    this.#sort = sort;
    remember("sort", sort);
    this.draw();
  }

  #draw_now() {
    const torrents = this.#torrents();
    const shown = visible(torrents, this.#filtering.filter, this.#sort);
    this.#table.show(shown);
    this.#filtering.show_counts(count(torrents));
    this.#header.show(this.#link.state, this.#feed.status, total(torrents));
    this.#draw_panels(torrents.length, shown.length);
    this.#draw_notice();
  }

  /** @param {number} known @param {number} shown */
  #draw_panels(known, shown) {
    const has_list = this.#feed.list !== null;
    const panel = panel_of(known, shown, has_list, this.#feed.status, this.#link.state.connection);
    for (const element of this.#panels) {
      if (element instanceof HTMLElement) set_hidden(element, element.dataset.panel !== panel);
    }
    set_attribute(this.#list, "aria-busy", String(panel === "loading"));
    set_attribute(this.#list, "data-panel-shown", panel);
  }

  /** The age is kept true each second, and only while there is one to show. */
  #draw_notice() {
    const notice = notice_of(this.#link.state, this.#feed.status, Date.now());
    this.#banner.show(notice, this.#feed.list !== null, Date.now());
    const is_live = condition(this.#link.state, this.#feed.status) === "live";
    document.documentElement.dataset.fresh = String(notice.state === "none" && (is_live || !this.#feed.list));
    clearTimeout(this.#clock);
    if (notice.state === "none" && this.#link.state.connection !== "reconnecting") return;
    this.#clock = window.setTimeout(() => this.#draw_notice(), 1000);
  }
}
