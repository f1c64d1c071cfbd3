// What the server has told about torrents. Law: the fold of the deltas is the
// server's table; a delta is never applied to a state it was not made for.

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
 * @property {number} [rateDownload]
 * @property {number} [rateUpload]
 * @property {number} [eta]
 * @property {number} [uploadRatio]
 * @property {number} [peersConnected]
 * @property {number} [peersSendingToUs]
 * @property {number} [peersGettingFromUs]
 * @property {boolean} [isFinished]
 */

/**
 * @typedef {object} Delta
 * @property {string} cursor
 * @property {string} [from]
 * @property {boolean} [full]
 * @property {Torrent[]} [set]
 * @property {number[]} [gone]
 */

/** A row keeps its identity (===) until a field of it changes.
 * @typedef {{cursor: string, torrents: ReadonlyMap<number, Torrent>}} State */

/** The state after the delta; null if the delta belongs to another state.
 * @param {State | null} state @param {Delta} delta @returns {State | null} */
export function apply(state, delta) {
  if (delta.full) return { cursor: delta.cursor, torrents: merge(new Map(), delta) };
  if (!state || delta.from !== state.cursor) return null;
  return { cursor: delta.cursor, torrents: merge(new Map(state.torrents), delta) };
}

/** Gone before set: an id in both is a new torrent under an old number.
 * @param {Map<number, Torrent>} torrents @param {Delta} delta */
function merge(torrents, delta) {
  for (const id of delta.gone ?? []) torrents.delete(id);
  for (const row of delta.set ?? []) torrents.set(row.id, { ...torrents.get(row.id), ...row });
  return torrents;
}
