// The state of the whole way to the torrents, and what there is to say when the
// list is not fresh. Pure.

import { words } from "../text/words.js";

/** @import {LinkState} from "../wire/link.js" */

/** As the server's `status` topic tells it; `last_good` in its own clock.
 * @typedef {object} Source
 * @property {string} name
 * @property {"starting" | "ok" | "stale" | "failing"} state
 * @property {string | null} reason
 * @property {string | null} hint
 * @property {number | null} last_good
 * @property {string | null} [version]
 */

/** `server_ahead`: milliseconds by which the server's clock is ahead of ours.
 * @typedef {{sources: Source[], server_ahead: number}} Status */

/** `known_at`: our clock, when what is shown was true; null: not known.
 * @typedef {object} Notice
 * @property {"none" | "reconnecting" | "refused" | "failing" | "stale"} state
 * @property {string} title
 * @property {string} hint
 * @property {number | null} known_at
 */

/** @typedef {"connecting" | "live" | "waiting" | "failing" | "reconnecting"} Condition */

/** A blink of the line is nobody's business. */
const blink = 1000;

/** @type {Notice} */
const silence = { state: "none", title: "", hint: "", known_at: null };

/** @param {Status | null} status @returns {Source | null} the one the list comes from */
export const main_source = (status) => status?.sources?.[0] ?? null;

/** Whether both say the same. While all is well, the time of the last sample says nothing:
 * a list that is quiet is not drawn again. @param {Status | null} a @param {Status} b */
export function same_status(a, b) {
  const [before, now] = [main_source(a), main_source(b)];
  if (!before || !now || a?.sources.length !== b.sources.length) return false;
  /** @param {Source} source */
  const meaning = ({ last_good, ...rest }) => JSON.stringify(rest.state === "ok" ? rest : { ...rest, last_good });
  return a.sources.every((source, index) => meaning(source) === meaning(b.sources[index]));
}

/** @type {Record<Source["state"], Condition>} */
const by_source = { ok: "live", starting: "waiting", stale: "waiting", failing: "failing" };

/** @param {LinkState} link @param {Status | null} status @returns {Condition} */
export function condition(link, status) {
  return link.connection === "live" ? by_source[main_source(status)?.state ?? "starting"] : link.connection;
}

/** @param {Status | null} status @returns {number | null} */
function last_good(status) {
  const at = main_source(status)?.last_good;
  return status && typeof at === "number" ? at * 1000 - status.server_ahead : null;
}

/** @param {string} text */
const sentence = (text) => (/[.!?…]$/u.test(text) || text === "" ? text : `${text}.`);

/** Not of reasons: those may begin with the name of a program. @param {string} text */
const begun = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {Status | null} status @returns {Notice} */
function source_notice(status) {
  const source = main_source(status);
  if (source?.state !== "failing" && source?.state !== "stale") return silence;
  if (source.state === "stale" && !source.reason) return silence;
  return {
    state: source.state,
    title: sentence(source.reason ?? words.notices.unreachable),
    hint: sentence(source.hint ?? ""),
    known_at: last_good(status),
  };
}

/** @param {LinkState} link @param {Status | null} status @param {number | null} heard @returns {Notice} */
function lost_notice(link, status, heard) {
  const fresh_until_lost = main_source(status)?.state === "ok";
  const known_at = fresh_until_lost ? link.since : status ? last_good(status) : heard;
  if (link.refusal) {
    return { state: "refused", title: begun(sentence(link.refusal)), hint: words.notices.trying, known_at };
  }
  const title = status || heard !== null ? words.notices.lost : words.notices.no_server;
  return { state: "reconnecting", title, hint: words.notices.reconnecting, known_at };
}

/** `heard`: when the list was told last: it may come before the state of its source does.
 * @param {LinkState} link @param {Status | null} status @param {number | null} heard @param {number} now milliseconds
 * @returns {Notice} */
export function notice_of(link, status, heard, now) {
  if (link.connection === "live") return source_notice(status);
  if (link.connection === "connecting") return silence;
  return now - link.since < blink && !link.refusal ? source_notice(status) : lost_notice(link, status, heard);
}
