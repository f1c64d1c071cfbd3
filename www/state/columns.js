// The table's columns, in order: what each shows and sorts by.

import * as format from "../text/format.js";
import { words } from "../text/words.js";
import { done_of, look_of, name_of, size_of, state_word } from "./torrent.js";

/** @import {Torrent} from "./rows.js" */

/** @typedef {number | null} Key */

/**
 * @typedef {object} Column
 * @property {string} field as in `data-field`
 * @property {string} label
 * @property {string} hint the label in full
 * @property {1 | -1} first the direction of the first click: 1 ascends
 * @property {(torrent: Torrent) => Key} key what it sorts by, and then by name; null sorts last
 * @property {(torrent: Torrent) => string} text
 */

/** @param {number | undefined} value */
const known = (value) => (value === undefined || value < 0 ? null : value);

/** -2 is "more than any number", and still comes before what is not known. @param {number | undefined} value */
const known_or_endless = (value) => (value === -2 ? Number.MAX_VALUE : known(value));

/**
 * The number of connected ones is older than the others: it comes with full samples only.
 * @param {Torrent} torrent
 */
function connected_peers({ peersConnected, peersSendingToUs, peersGettingFromUs }) {
  const counts = [peersConnected, peersSendingToUs, peersGettingFromUs].filter((count) => count !== undefined);
  return counts.length > 0 ? Math.max(...counts) : null;
}

/** @param {Torrent} torrent */
function peers_text(torrent) {
  const connected = connected_peers(torrent);
  return connected === null ? format.nothing
    : words.peers(torrent.peersSendingToUs ?? 0, torrent.peersGettingFromUs ?? 0, connected);
}

/** @type {Omit<Column, "label" | "hint">[]} */
const meanings = [
  { field: "name", first: 1, key: () => null, text: name_of },
  { field: "percentDone", first: -1, key: (t) => known(done_of(t)), text: (t) => format.percent(done_of(t)) },
  { field: "status", first: 1, key: (t) => look_of(t).rank, text: state_word },
  { field: "sizeWhenDone", first: -1, key: (t) => known(size_of(t)), text: (t) => format.size(size_of(t)) },
  { field: "rateDownload", first: -1, key: (t) => known(t.rateDownload), text: (t) => format.rate(t.rateDownload) },
  { field: "rateUpload", first: -1, key: (t) => known(t.rateUpload), text: (t) => format.rate(t.rateUpload) },
  { field: "eta", first: 1, key: (t) => known_or_endless(t.eta), text: (t) => format.eta(t.eta) },
  { field: "uploadRatio", first: -1, key: (t) => known_or_endless(t.uploadRatio), text: (t) => format.ratio(t.uploadRatio) },
  { field: "peersConnected", first: -1, key: connected_peers, text: peers_text },
];

/** @type {readonly Column[]} */
export const columns = meanings.map((meaning) => ({ ...words.columns[meaning.field], ...meaning }));

/** @param {string} field */
export const column_of = (field) => columns.find((column) => column.field === field) ?? columns[0];
