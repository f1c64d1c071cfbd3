// The search: words in any order, each of which must be in the name; label:,
// tracker:, dir: and is: look elsewhere; a minus before any of them turns it round;
// quotes keep words together.

import { holds_of } from "./groups.js";
import { name_of } from "./torrent.js";

/** @import {Torrent} from "./rows.js" */
/** @typedef {(torrent: Torrent) => boolean} Test */

const term = /(-?)(?:(label|tracker|dir|is):)?(?:"([^"]*)"?|(\S+))/giu;

/** Folded once per row and not once per key that is pressed. @type {WeakMap<Torrent, string>} */
const folded_names = new WeakMap();

/** @param {Torrent} torrent */
function folded_name(torrent) {
  const known = folded_names.get(torrent);
  if (known !== undefined) return known;
  const folded = name_of(torrent).toLocaleLowerCase();
  folded_names.set(torrent, folded);
  return folded;
}

/** @param {string | undefined} text @param {string} part */
const holds = (text, part) => text !== undefined && text.toLocaleLowerCase().includes(part);

/** @type {Record<string, (part: string) => Test>} */
const qualifiers = {
  label: (part) => (torrent) => Boolean(torrent.labels?.some((label) => holds(label, part))),
  tracker: (part) => (torrent) => holds(torrent.trackerHost, part),
  dir: (part) => (torrent) => holds(torrent.downloadDir, part),
  is: (part) => holds_of(part) ?? (() => false),
};

/** @param {RegExpMatchArray} match @returns {Test} */
function test_of([, minus, qualifier, quoted, bare]) {
  const part = (quoted ?? bare).toLocaleLowerCase();
  const test = qualifier
    ? qualifiers[qualifier.toLowerCase()](part)
    : (/** @type {Torrent} */ torrent) => folded_name(torrent).includes(part);
  return minus ? (torrent) => !test(torrent) : test;
}

/** Null: it lets everything through. @param {string} text @param {string} group @returns {Test | null} */
export function matcher(text, group) {
  const tests = [...text.matchAll(term)].filter(([whole]) => whole !== "-").map(test_of);
  const in_group = group === "all" ? null : holds_of(group);
  if (in_group) tests.unshift(in_group);
  if (tests.length === 0) return null;
  return (torrent) => tests.every((test) => test(torrent));
}
