// The rows on the page: one per shown torrent, moved only if the order changed.

import { staying } from "./order.js";
import { Row } from "./row.js";

/** @import {Torrent} from "./store.js" */

export class Table {
  /** @type {HTMLElement} */ #body;
  /** @type {Map<number, Row>} */ #rows = new Map();
  /** @type {number[]} ids as they stand in the document */ #order = [];

  /** @param {HTMLElement} body */
  constructor(body) {
    this.#body = body;
  }

  /** @param {readonly Torrent[]} torrents in the order wanted */
  show(torrents) {
    const ids = torrents.map(({ id }) => id);
    this.#drop_all_but(new Set(ids));
    for (const torrent of torrents) this.#update(torrent);
    this.#arrange(ids);
  }

  /** @param {Set<number>} wanted */
  #drop_all_but(wanted) {
    this.#order = this.#order.filter((id) => wanted.has(id));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
  }

  /** @param {Torrent} torrent */
  #update(torrent) {
    const row = this.#rows.get(torrent.id);
    if (row) row.update(torrent);
    else this.#rows.set(torrent.id, new Row(torrent));
  }

  /** From the end, so that the row to insert before is always in place. @param {number[]} ids */
  #arrange(ids) {
    const places = new Map(this.#order.map((id, place) => [id, place]));
    const kept = staying(ids.map((id) => places.get(id) ?? -1));
    let next = /** @type {Element | null} */ (null);
    for (let index = ids.length - 1; index >= 0; index -= 1) {
      const element = /** @type {Row} */ (this.#rows.get(ids[index])).element;
      if (!kept.has(index)) this.#body.insertBefore(element, next);
      next = element;
    }
    this.#order = ids;
  }
}
