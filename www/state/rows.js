// The torrents by id, as a value: a changed copy shares the pages in which nothing
// changed, so that a sample costs what it changes and not what there is.

import { key_of } from "./torrent.js";

/**
 * A torrent as Transmission's RPC names it; a server may leave out any field.
 * @typedef {object} Torrent
 * @property {number} id
 * @property {string} [hashString]
 * @property {string} [name]
 * @property {number} [status]
 * @property {number} [error]
 * @property {string} [errorString]
 * @property {number} [percentDone]
 * @property {number} [recheckProgress]
 * @property {number} [sizeWhenDone]
 * @property {number} [totalSize]
 * @property {number} [leftUntilDone]
 * @property {number} [rateDownload]
 * @property {number} [rateUpload]
 * @property {number} [eta]
 * @property {number} [uploadRatio]
 * @property {number} [peersConnected]
 * @property {number} [peersSendingToUs]
 * @property {number} [peersGettingFromUs]
 * @property {number} [addedDate]
 * @property {boolean} [isFinished]
 * @property {string} [downloadDir]
 * @property {string[]} [labels]
 * @property {string} [trackerHost]
 * @property {string} [unreadable] why not all of it could be read
 */

/**
 * @typedef {object} Delta
 * @property {string} cursor
 * @property {string} [from]
 * @property {boolean} [full]
 * @property {Torrent[]} [set]
 * @property {number[]} [gone]
 */

const page_bits = 8;

/** @typedef {(Torrent | undefined)[]} Page */

/** @param {Map<string, number>} ids @param {number} id @param {Torrent | undefined} old @param {Torrent | undefined} now */
function follow_key(ids, id, old, now) {
  const [before, key] = [old && key_of(old), now && key_of(now)];
  if (before === key) return;
  if (before !== undefined && ids.get(before) === id) ids.delete(before); // or it has gone on under another
  if (key !== undefined) ids.set(key, id);
}

export class Rows {
  /** @type {ReadonlyMap<number, Page>} */ #pages;
  /** Ids by key, made when first asked for. It goes on to the next copy, which is the one
   * that will be asked, instead of being copied. @type {Map<string, number> | null} */
  #ids;

  /** @param {ReadonlyMap<number, Page>} [pages] @param {number} [size] @param {Map<string, number> | null} [ids] */
  constructor(pages = new Map(), size = 0, ids = null) {
    this.#pages = pages;
    this.size = size;
    this.#ids = ids;
  }

  /** @param {number} id */
  get(id) {
    return this.#pages.get(id >> page_bits)?.[id & ((1 << page_bits) - 1)];
  }

  /** @param {string} key as key_of() has it */
  find(key) {
    this.#ids ??= new Map([...this].map((torrent) => [key_of(torrent), torrent.id]));
    const id = this.#ids.get(key);
    return id === undefined ? undefined : this.get(id);
  }

  /** A number of each row, by its id. The rows are read once, as they lie in memory: to read
   * them in another order takes three times as long. @param {(torrent: Torrent) => number} of
   * @returns {(id: number) => number} only for ids that there are */
  column(of) {
    /** @type {Map<number, Float64Array>} */ const numbers = new Map();
    for (const [number, page] of this.#pages) {
      const values = new Float64Array(page.length);
      page.forEach((torrent, place) => {
        if (torrent) values[place] = of(torrent);
      });
      numbers.set(number, values);
    }
    return (id) => /** @type {Float64Array} */ (numbers.get(id >> page_bits))[id & ((1 << page_bits) - 1)];
  }

  *[Symbol.iterator]() {
    for (const page of this.#pages.values()) {
      for (const torrent of page) if (torrent) yield torrent;
    }
  }

  /** Without `gone`, then with `set` laid over what is there: an id in both is a
   * new torrent under an old number. A row that is not set stays the same object.
   * @param {Iterable<number>} gone @param {Iterable<Torrent>} set */
  with(gone, set) {
    const pages = new Map(this.#pages);
    const copied = new Set();
    const ids = this.#ids;
    this.#ids = null;
    let size = this.size;
    /** @param {number} id @param {(old: Torrent | undefined) => Torrent | undefined} change */
    const replace = (id, change) => {
      const [number, place] = [id >> page_bits, id & ((1 << page_bits) - 1)];
      if (!copied.has(number)) pages.set(number, [...(pages.get(number) ?? [])]);
      copied.add(number);
      const page = /** @type {Page} */ (pages.get(number));
      const [old, now] = [page[place], change(page[place])];
      page[place] = now;
      if (ids) follow_key(ids, id, old, now);
      size += Number(now !== undefined) - Number(old !== undefined);
    };
    for (const id of gone) replace(id, () => undefined);
    for (const row of set) replace(row.id, (old) => (old ? { ...old, ...row } : row));
    return new Rows(pages, size, ids);
  }
}

/** What is known of the list: `cursor` is null before the first is.
 * @typedef {{cursor: string | null, rows: Rows}} Known */

/** Law: the fold of the deltas is the server's table. Null: the delta was made for
 * another state. @param {Known} known @param {Delta} delta @returns {Known | null} */
export function apply(known, delta) {
  if (!delta.full && (known.cursor === null || delta.from !== known.cursor)) return null;
  const before = delta.full ? new Rows() : known.rows;
  return { cursor: delta.cursor, rows: before.with(delta.gone ?? [], delta.set ?? []) };
}

/** The ids of which the rows differ. @param {Rows} before @param {Rows} now @param {Delta} delta */
export function changed_ids(before, now, delta) {
  const ids = new Set([...(delta.gone ?? []), ...(delta.set ?? []).map(({ id }) => id)]);
  if (delta.full) for (const { id } of before) ids.add(id);
  return [...ids].filter((id) => before.get(id) !== now.get(id));
}
