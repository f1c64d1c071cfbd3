// All that the page knows and shows, and what each message makes of it:
// (state, message) -> state. Pure; the views are functions of the state.

import { no_summary, summed } from "./groups.js";
import { build, follow, hold_on, look_through, members_of, no_order } from "./order.js";
import { all_read, marked, no_marks } from "./marks.js";
import { apply, changed_ids, Rows } from "./rows.js";
import * as selecting from "./selection.js";
import { same_status } from "./notice.js";
import { with_folder } from "./preferences.js";
import { same_session } from "./session.js";
import { key_of } from "./torrent.js";

/** @import {LinkState} from "../wire/link.js" */
/** @import {Inabilities} from "./actions.js" */
/** @import {Item} from "./adding.js" */
/** @import {Mark, Marks} from "./marks.js" */
/** @import {Summary} from "./groups.js" */
/** @import {Status} from "./notice.js" */
/** @import {Lens, Order, Sort} from "./order.js" */
/** @import {Density, Theme} from "./preferences.js" */
/** @import {Delta, Known, Torrent} from "./rows.js" */
/** @import {Selection} from "./selection.js" */
/** @import {Session} from "./session.js" */

/** What lies over the list: a torrent's details, or a dialog; `ask`: what an action needs to know.
 * @typedef {{kind: "torrent", key: string} | {kind: "logins"} | {kind: "links"} | {kind: "keys"} | {kind: "add"}
 *   | {kind: "ask", action: string, keys: readonly string[]}} Opened */

/** What came of the last action, as a whole. @typedef {{said: string, is_wrong: boolean}} Told */

/**
 * @typedef {object} State
 * @property {Known} known
 * @property {number | null} heard when the list was told last, in milliseconds
 * @property {Status | null} status
 * @property {Session | null} session
 * @property {LinkState} link
 * @property {Summary} summary
 * @property {Lens} lens
 * @property {Order} order
 * @property {readonly number[] | null} held the list as it stands while somebody is in it; null: as it is ordered
 * @property {Selection} selection
 * @property {Marks} marks
 * @property {Told | null} told
 * @property {number} leaving how many are about to be removed, which can be undone
 * @property {Inabilities} inabilities of the server
 * @property {readonly Item[]} adding what the dialog is to add
 * @property {readonly Opened[]} opened the last lies on top
 * @property {Density} density
 * @property {Theme} theme
 * @property {boolean} letters single ones act
 * @property {readonly string[]} folders that were named before, the last one first
 * @property {boolean} is_watched somebody sees the page, or has until a moment ago
 */

/**
 * @typedef {{type: "delta", delta: Delta, now: number}
 *   | {type: "status", status: Status}
 *   | {type: "session", session: Session}
 *   | {type: "link", link: LinkState}
 *   | {type: "watched", is_watched: boolean}
 *   | {type: "filter", filter: string}
 *   | {type: "group", group: string}
 *   | {type: "sort", sort: Sort}
 *   | {type: "show_all"}
 *   | {type: "hold", is_held: boolean}
 *   | {type: "go", to: Step, extend: boolean}
 *   | {type: "choose", key: string, how: "only" | "toggle" | "extend"}
 *   | {type: "toggle_current"} | {type: "select_all"} | {type: "select_none"}
 *   | {type: "mark", keys: readonly string[], mark: Mark | null, instead?: Mark}
 *   | {type: "read"}
 *   | {type: "tell", told: Told | null}
 *   | {type: "leaving", count: number}
 *   | {type: "inabilities", inabilities: Inabilities}
 *   | {type: "adding", change: (items: readonly Item[]) => readonly Item[]}
 *   | {type: "open", opened: Opened}
 *   | {type: "close", depth: number}
 *   | {type: "density", density: Density}
 *   | {type: "theme", theme: Theme}
 *   | {type: "letters", letters: boolean}
 *   | {type: "folder", folder: string}
 *   | {type: "address", lens: Lens, opened: readonly Opened[]}} Message
 */

/** Rows down, or an end of the list. @typedef {number | "first" | "last"} Step */

/** @param {Pick<State, "lens" | "density" | "theme" | "letters" | "folders" | "link"> & Partial<State>} chosen @returns {State} */
export const begin = (chosen) => ({
  known: { cursor: null, rows: new Rows() },
  heard: null,
  status: null,
  session: null,
  summary: no_summary,
  order: no_order,
  held: null,
  selection: selecting.nothing_selected,
  marks: no_marks,
  told: null,
  leaving: 0,
  inabilities: new Map(),
  adding: [],
  opened: [],
  is_watched: true,
  ...chosen,
});

/** The ids in the list, from the top. @param {State} state */
export const listed = (state) => state.held ?? state.order.shown;

/** @param {State} state @param {number} id */
export const torrent_at = (state, id) => /** @type {Torrent} */ (state.known.rows.get(id));

/** @param {State} state */
const listed_keys = (state) => listed(state).map((id) => key_of(torrent_at(state, id)));

/** @param {State} state @param {string} key */
export const find_torrent = (state, key) => state.known.rows.find(key);

/** Where a torrent is in the list; -1: it is not shown. @param {State} state @param {string | null} key */
export function place_of(state, key) {
  const torrent = key === null ? undefined : find_torrent(state, key);
  return torrent ? listed(state).indexOf(torrent.id) : -1;
}

// ---- what the server tells ----

/** Where the current torrent is no more, its neighbour is. @param {State} before @param {State} now
 * @param {ReadonlySet<string>} lost keys that there were @returns {Selection} */
function selection_after(before, now, lost) {
  const selection = selecting.without(now.selection, (key) => lost.has(key));
  const { current } = selection;
  if (current === null || !lost.has(current)) return selection;
  const list = listed(now);
  const neighbour = list[Math.min(place_of(before, current), list.length - 1)];
  return { ...selection, current: neighbour === undefined ? null : key_of(torrent_at(now, neighbour)) };
}

/** Of what was and is no more: a torrent may go on under another id.
 * @param {readonly Torrent[]} old @param {readonly Torrent[]} fresh */
function lost_keys(old, fresh) {
  const lost = new Set(old.map(key_of));
  for (const torrent of fresh) lost.delete(key_of(torrent));
  return lost;
}

/** A delta for another state changes nothing: who sent it sees that by the cursor.
 * @param {State} state @param {{delta: Delta, now: number}} message @returns {State} */
function on_delta(state, { delta, now: heard }) {
  const known = apply(state.known, delta);
  if (!known) return state;
  const { rows: before } = state.known;
  const changed = changed_ids(before, known.rows, delta);
  const old = changed.map((id) => before.get(id)).filter((torrent) => torrent !== undefined);
  const fresh = changed.map((id) => known.rows.get(id)).filter((torrent) => torrent !== undefined);
  const order = delta.full ? build(known.rows, state.lens) : follow(state.order, before, known.rows, changed, state.lens);
  const held = state.held && hold_on(state.held, order, known.rows, changed, state.lens);
  const now = { ...state, known, heard, order, held, summary: summed(state.summary, old, fresh) };
  const lost = lost_keys(old, fresh);
  if ([...lost].some((key) => state.marks.has(key))) now.marks = marked(state.marks, lost, null);
  return { ...now, selection: selection_after(state, now, lost) };
}

// ---- what a person does ----

/** Another look at the list ends what holds it, and begins anew. @param {State} state @param {Lens} lens @returns {State} */
function look(state, lens) {
  const order = look_through(state.order, state.known.rows, lens, state.lens);
  return { ...state, lens, order, held: state.held && order.shown };
}

/** @param {State} state @param {{to: Step, extend: boolean}} message @returns {State} */
function on_go(state, { to, extend }) {
  const list = listed(state);
  if (list.length === 0) return state;
  const here = place_of(state, state.selection.current);
  const by = to === "first" ? -list.length : to === "last" ? list.length : to;
  const place = here < 0 && typeof to === "number" ? 0 : Math.min(Math.max(here + by, 0), list.length - 1);
  const key = key_of(torrent_at(state, list[place]));
  const selection = extend
    ? selecting.extend_to(state.selection, key, listed_keys(state)) : selecting.go_to(state.selection, key);
  return { ...state, selection };
}

/** @param {State} state @param {{key: string, how: "only" | "toggle" | "extend"}} message @returns {State} */
function on_choose(state, { key, how }) {
  if (how === "only") return { ...state, selection: selecting.select_only(key) };
  if (how === "toggle") return { ...state, selection: selecting.toggle(state.selection, key) };
  return { ...state, selection: selecting.extend_to(state.selection, key, listed_keys(state)) };
}

/** @type {{[T in Message["type"]]: (state: State, message: Extract<Message, {type: T}>) => State}} */
const changes = {
  delta: on_delta,
  status: (state, { status }) => (same_status(state.status, status) ? state : { ...state, status }),
  session: (state, { session }) => (same_session(state.session, session) ? state : { ...state, session }),
  link: (state, { link }) => ({ ...state, link }),
  watched: (state, { is_watched }) => ({ ...state, is_watched }),
  filter: (state, { filter }) => look(state, { ...state.lens, filter }),
  group: (state, { group }) => look(state, { ...state.lens, group }),
  sort: (state, { sort }) => look(state, { ...state.lens, sort }),
  show_all: (state) => look(state, { ...state.lens, filter: "", group: "all" }),
  hold: (state, { is_held }) => (is_held === (state.held !== null) ? state
    : { ...state, held: is_held ? state.order.shown : null }),
  go: on_go,
  choose: on_choose,
  toggle_current: (state) => (state.selection.current === null ? state
    : { ...state, selection: selecting.toggle(state.selection, state.selection.current) }),
  select_all: (state) => ({ ...state, selection: selecting.select_all(state.selection, listed_keys(state)) }),
  select_none: (state) => ({ ...state, selection: selecting.select_none(state.selection) }),
  mark: (state, { keys, mark, instead }) => ({ ...state, marks: marked(state.marks, keys, mark, instead) }),
  read: (state) => ({ ...state, marks: all_read(state.marks), told: null }),
  tell: (state, { told }) => ({ ...state, told }),
  leaving: (state, { count }) => ({ ...state, leaving: count }),
  inabilities: (state, { inabilities }) => ({ ...state, inabilities }),
  adding: (state, { change }) => ({ ...state, adding: change(state.adding) }),
  open: (state, { opened }) => ({ ...state, opened: [...state.opened, opened] }),
  close: (state, { depth }) => (depth >= state.opened.length ? state : { ...state, opened: state.opened.slice(0, depth) }),
  density: (state, { density }) => ({ ...state, density }),
  theme: (state, { theme }) => ({ ...state, theme }),
  folder: (state, { folder }) => ({ ...state, folders: with_folder(state.folders, folder) }),
  letters: (state, { letters }) => ({ ...state, letters }),
  address: (state, { lens, opened }) => ({ ...look(state, lens), opened }),
};

/** @param {State} state @param {Message} message @returns {State} */
export function update(state, message) {
  return /** @type {(state: State, message: Message) => State} */ (changes[message.type])(state, message);
}

// ---- what follows from it ----

/** @param {State} state @returns {Torrent[]} */
export const chosen = (state) => [...state.selection.keys].map((key) => find_torrent(state, key))
  .filter((torrent) => torrent !== undefined);

/** How many and how much are selected, and how many of them the list does not show.
 * @param {State} state */
export function selected(state) {
  const torrents = chosen(state);
  const bytes = torrents.reduce((sum, { sizeWhenDone = 0 }) => sum + sizeWhenDone, 0);
  const is_all_shown = torrents.length === 0 || listed(state).length === state.known.rows.size;
  const shown = is_all_shown ? null : members_of(listed(state));
  return { count: torrents.length, bytes, unseen: shown ? torrents.filter(({ id }) => !shown.has(id)).length : 0 };
}

/** What the keyboard acts on: what is selected, else the row where it is.
 * @param {State} state @returns {Torrent[]} */
export function targets(state) {
  const { keys, current } = state.selection;
  const one = keys.size === 0 && current !== null ? find_torrent(state, current) : undefined;
  return one ? [one] : chosen(state);
}

/** For new torrents and those that move: named before, and in use. @param {State} state */
export function known_folders({ folders, known }) {
  const used = new Set([...known.rows].map(({ downloadDir }) => downloadDir ?? "").filter(Boolean));
  return [...new Set([...folders, ...[...used].sort()])];
}

/** The list is not in the order that it should be, because somebody is in it. @param {State} state */
export const is_held_back = ({ held, order }) => held !== null && held !== order.shown
  && (held.length !== order.shown.length || held.some((id, index) => id !== order.shown[index]));
