// The table's columns, in order: what each is called, shows and sorts by.

import * as format from "./format.js";
import { look_of, name_of, size_of } from "./torrent.js";

/** @import {Torrent} from "./store.js" */

/**
 * @typedef {object} Column
 * @property {string} field as in `data-field`
 * @property {string} label
 * @property {string} hint the label in full
 * @property {1 | -1} first the direction of the first click: 1 ascends
 * @property {(torrent: Torrent) => string | number | null} key what it sorts by; null sorts last
 * @property {(torrent: Torrent) => string} text
 */

/** @param {number | undefined} value */
const known = (value) => (value === undefined || value < 0 ? null : value);

/** -2 is "more than any number". @param {number | undefined} value */
const known_or_endless = (value) => (value === -2 ? Infinity : known(value));

/**
 * The number of connected ones is older than the others: it comes with full samples only.
 * @param {Torrent} torrent
 */
function connected_peers({ peersConnected = 0, peersSendingToUs = 0, peersGettingFromUs = 0 }) {
  return Math.max(peersConnected, peersSendingToUs, peersGettingFromUs);
}

/** @param {Torrent} torrent */
function peers_text(torrent) {
  const { peersSendingToUs = 0, peersGettingFromUs = 0 } = torrent;
  const connected = connected_peers(torrent);
  if (connected === 0) return format.nothing;
  const busy = [[peersSendingToUs, "↓"], [peersGettingFromUs, "↑"]].filter(([peers]) => peers !== 0);
  const parts = busy.length > 0 ? busy.map((pair) => pair.join("\u2009")) : ["0"];
  return `${parts.join(" ")} of ${connected}`;
}

/** @type {readonly Column[]} */
export const columns = [
  {
    field: "name", label: "Name", hint: "Name", first: 1,
    key: name_of, text: name_of,
  },
  {
    field: "percentDone", label: "Progress", hint: "Part of the wanted data that is here", first: -1,
    key: (torrent) => known(torrent.percentDone), text: (torrent) => format.percent(torrent.percentDone),
  },
  {
    field: "status", label: "State", hint: "State", first: 1,
    key: (torrent) => look_of(torrent).word, text: (torrent) => look_of(torrent).word,
  },
  {
    field: "sizeWhenDone", label: "Size", hint: "Size of the wanted files", first: -1,
    key: (torrent) => known(size_of(torrent)), text: (torrent) => format.size(size_of(torrent)),
  },
  {
    field: "rateDownload", label: "Down", hint: "Download rate", first: -1,
    key: (torrent) => torrent.rateDownload ?? 0, text: (torrent) => format.rate(torrent.rateDownload),
  },
  {
    field: "rateUpload", label: "Up", hint: "Upload rate", first: -1,
    key: (torrent) => torrent.rateUpload ?? 0, text: (torrent) => format.rate(torrent.rateUpload),
  },
  {
    field: "eta", label: "ETA", hint: "Time left", first: 1,
    key: (torrent) => known_or_endless(torrent.eta), text: (torrent) => format.eta(torrent.eta),
  },
  {
    field: "uploadRatio", label: "Ratio", hint: "Uploaded divided by downloaded", first: -1,
    key: (torrent) => known_or_endless(torrent.uploadRatio),
    text: (torrent) => format.ratio(torrent.uploadRatio),
  },
  {
    field: "peersConnected", label: "Peers", hint: "Peers: sending to us, receiving from us, connected",
    first: -1, key: connected_peers, text: peers_text,
  },
];

/** @param {string} field */
export const column_of = (field) => columns.find((column) => column.field === field) ?? columns[0];
