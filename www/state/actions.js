// What can be done to torrents: for which it makes sense, what the server calls it, and
// by what it is seen to be done. Pure.

import { words } from "../text/words.js";
import { key_of, name_of } from "./torrent.js";

/** @import {Torrent} from "./rows.js" */

/** @typedef {Record<string, unknown>} Args */

/**
 * @typedef {object} Action
 * @property {string} id
 * @property {string} key as a KeyboardEvent names it
 * @property {string} icon
 * @property {string} procedure
 * @property {readonly string[]} [args] of the procedure, if it is only for some of them
 * @property {boolean} [asks] its button opens a dialog
 * @property {boolean} [is_for_one]
 * @property {(torrent: Torrent) => boolean} applies
 * @property {(torrent: Torrent | undefined, args: Args) => boolean} [is_done] undefined: it cannot be seen
 */

const always = () => true;

/** @param {string} folder */
const trimmed = (folder) => folder.replace(/(.)\/+$/u, "$1");

/** @param {unknown} a @param {unknown} b */
const same_list = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** In the order of a menu. @type {readonly Action[]} */
export const actions = [
  { id: "start", key: "s", icon: "play", procedure: "torrent.start",
    applies: ({ status }) => status === 0, is_done: (torrent) => torrent !== undefined && torrent.status !== 0 },
  { id: "stop", key: "p", icon: "pause", procedure: "torrent.stop",
    applies: ({ status }) => status !== 0, is_done: (torrent) => torrent?.status === 0 },
  { id: "verify", key: "v", icon: "verify", procedure: "torrent.verify",
    applies: ({ status }) => status !== 1 && status !== 2 },
  { id: "reannounce", key: "a", icon: "reannounce", procedure: "torrent.reannounce",
    applies: ({ status }) => (status ?? 0) >= 3 },
  { id: "move", key: "m", icon: "folder", procedure: "torrent.move", asks: true,
    applies: always, is_done: (torrent, { dir }) => trimmed(torrent?.downloadDir ?? "") === trimmed(String(dir)) },
  { id: "rename", key: "F2", icon: "pencil", procedure: "torrent.rename", asks: true, is_for_one: true,
    applies: always, is_done: (torrent, { name }) => torrent?.name === name },
  { id: "labels", key: "l", icon: "label", procedure: "torrent.set", args: ["labels"], asks: true,
    applies: always, is_done: (torrent, { labels }) => same_list(torrent?.labels, labels) },
  { id: "limits", key: "k", icon: "limit", procedure: "torrent.set", args: ["download_limit"], asks: true, applies: always },
  { id: "ratio", key: "r", icon: "ratio", procedure: "torrent.set", args: ["ratio"], asks: true, applies: always },
  { id: "priority", key: "i", icon: "priority", procedure: "torrent.set", args: ["priority"], asks: true, applies: always },
  { id: "remove", key: "Delete", icon: "remove", procedure: "torrent.remove",
    applies: always, is_done: (torrent) => torrent === undefined },
  { id: "remove_data", key: "Shift+Delete", icon: "remove", procedure: "torrent.remove", asks: true,
    applies: always, is_done: (torrent) => torrent === undefined },
];

/** @param {string} id */
export const action_of = (id) => /** @type {Action} */ (actions.find((action) => action.id === id));

// ---- what the server cannot do, and why ----

/** An argument or a procedure as GET /api/procedures tells of it; `since`: a version of transmission-remote.
 * @typedef {{name: string, role?: string, since?: string, unsupported?: string, arguments?: Told[]}} Told */

/** Reasons by procedure, and by "procedure argument". @typedef {ReadonlyMap<string, string>} Inabilities */

/** @param {string} version */
const numbers_of = (version) => (version.match(/\d+/gu) ?? []).slice(0, 3).map(Number);

/** @param {string} version @param {string} wanted */
function is_older(version, wanted) {
  const [have, need] = [numbers_of(version), numbers_of(wanted)];
  const differing = need.findIndex((number, place) => number !== (have[place] ?? 0));
  return differing >= 0 && (have[differing] ?? 0) < need[differing];
}

/** @param {readonly Told[]} procedures @param {string} version of the transmission-remote that is used; "": not known
 * @param {string} role of who looks; "": there are no users @returns {Inabilities} */
export function inabilities_of(procedures, version, role) {
  /** @type {Map<string, string>} */
  const reasons = new Map();
  /** @param {Told} told @param {string} name */
  const look = ({ since, unsupported, role: needed }, name) => {
    if (role === "viewer" && needed === "administrator") reasons.set(name, words.may_only_look);
    else if (unsupported) reasons.set(name, unsupported);
    else if (since && version && is_older(version, since)) reasons.set(name, words.needs(since, version));
  };
  for (const procedure of procedures) {
    look(procedure, procedure.name);
    for (const argument of procedure.arguments ?? []) look(argument, `${procedure.name} ${argument.name}`);
  }
  return reasons;
}

// ---- of some torrents ----

/** Those of them that it is for. @param {Action} action @param {readonly Torrent[]} torrents */
export const fitting = (action, torrents) => torrents.filter(action.applies);

/** Why it cannot be done to any of them; null: it can.
 * @param {Action} action @param {readonly Torrent[]} torrents @param {Inabilities} inabilities */
export function reason_against(action, torrents, inabilities) {
  const [whole, part] = [action.procedure, `${action.procedure} ${action.args?.[0]}`];
  const unable = inabilities.get(whole) ?? inabilities.get(part);
  if (unable) return unable;
  if (torrents.length === 0) return words.nothing_selected;
  if (action.is_for_one && torrents.length > 1) return words.only_one;
  return torrents.some(action.applies) ? null : words.actions[action.id].needless ?? words.nothing_selected;
}

/** Of a call whose answer was lost: whether the list shows it done; null: it cannot tell.
 * @param {Action} action @param {Torrent | undefined} torrent @param {Args} args */
export const seen_done = (action, torrent, args) => action.is_done?.(torrent, args) ?? null;

/** Torrents are told by their hash: an id is another's after a restart of the daemon.
 * @param {readonly Torrent[]} torrents */
export const ids_of = (torrents) => torrents.map(({ id, hashString }) => hashString ?? id);

/** The first of their names, as a dialog tells them. @param {readonly Torrent[]} torrents @param {number} count */
export const first_names = (torrents, count) => torrents.slice(0, count).map(name_of);

/** @param {readonly Torrent[]} torrents */
export const keys_of = (torrents) => torrents.map(key_of);
