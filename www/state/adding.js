// What is to be added: links out of any text, and .torrent files; which of their files are
// wanted; and what came of each. Pure.

import { size } from "../text/format.js";
import { words } from "../text/words.js";
import { read_metainfo } from "./metainfo.js";

/** @import {TorrentFile} from "./metainfo.js" */

/** How far it has come: `ready` to be added, `broken` is not worth a try.
 * @typedef {"ready" | "broken" | "waiting" | "added" | "duplicate" | "failed"} Progress */

/**
 * @typedef {object} Item
 * @property {string} key tells equal ones
 * @property {string} name
 * @property {string} about in words: its size, or what little is known
 * @property {Record<string, string>} source as torrent.add takes it
 * @property {readonly TorrentFile[]} files none: they are not known
 * @property {ReadonlySet<number>} unwanted indexes of files
 * @property {Progress} progress
 * @property {string} said what came of it, in words
 */

/** @param {Pick<Item, "key" | "name" | "about" | "source"> & Partial<Item>} known @returns {Item} */
const item_of = (known) => ({ files: [], unwanted: new Set(), progress: "ready", said: "", ...known });

/** What is in a text: magnet links, addresses, and bare hashes. Every other word is passed over. */
const link = /magnet:\?[^\s<>"']+|https?:\/\/[^\s<>"']+|\b[0-9a-f]{40}\b/giu;

/** @param {string} text a magnet link */
function magnet_item(text) {
  const told = new URLSearchParams(text.slice(text.indexOf("?") + 1));
  const hash = told.getAll("xt").map((one) => one.match(/^urn:bt[im]h:(\w+)$/iu)?.[1]).find(Boolean) ?? "";
  const length = Number(told.get("xl"));
  return item_of({
    key: hash.toLowerCase() || text,
    name: told.get("dn") || hash || text,
    about: length > 0 ? words.adding.magnet_sized(size(length)) : words.adding.magnet,
    source: { magnet: text },
    ...(!hash && /** @type {const} */ ({ progress: "broken", said: words.adding.no_hash })),
  });
}

/** @param {string} text @returns {Item[]} each once */
export function items_of_text(text) {
  const items = [...text.matchAll(link)].map(([found]) => {
    if (/^magnet:/iu.test(found)) return magnet_item(found);
    if (/^http/iu.test(found)) return item_of({ key: found, name: found, about: words.adding.address, source: { url: found } });
    return magnet_item(`magnet:?xt=urn:btih:${found}`);
  });
  return without_repetition(items);
}

/** @param {readonly Item[]} items */
export const without_repetition = (items) => [...new Map(items.map((item) => [item.key, item])).values()];

/** As much of a .torrent as the server takes, in bytes. */
const largest = 8 << 20;

/** @param {Uint8Array} bytes */
function base64_of(bytes) {
  let text = "";
  for (let from = 0; from < bytes.length; from += 0x8000) text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  return btoa(text);
}

/** @param {string} name of the file @param {Uint8Array} bytes @returns {Item} */
export function item_of_file(name, bytes) {
  const metainfo = bytes.length > largest ? null : read_metainfo(bytes);
  const metainfo_text = metainfo ? base64_of(bytes) : "";
  if (!metainfo) {
    const said = bytes.length > largest ? words.adding.too_large : words.adding.no_torrent;
    return item_of({ key: `broken ${name}`, name, about: "", source: {}, progress: "broken", said });
  }
  return item_of({
    key: metainfo_text,
    name: metainfo.name,
    about: words.adding.files(size(metainfo.size), metainfo.files.length),
    source: { metainfo: metainfo_text },
    files: metainfo.files,
  });
}

// ---- which of its files ----

const factors = /** @type {Record<string, number>} */ ({ "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 });

/** A word is looked for in the path; `.mkv` is an extension, `>100MB` and `<1MB` are sizes.
 * @param {string} text @returns {(file: TorrentFile) => boolean} */
export function file_filter(text) {
  const tests = text.trim().split(/\s+/u).filter(Boolean).map((word) => {
    const [, sign, number, unit] = word.match(/^([<>])([\d.]+)([kmgt]?)b?$/iu) ?? [];
    const bytes = Number(number) * factors[(unit ?? "").toLowerCase()];
    if (sign === ">") return (/** @type {TorrentFile} */ file) => file.size > bytes;
    if (sign === "<") return (/** @type {TorrentFile} */ file) => file.size < bytes;
    const part = word.toLocaleLowerCase();
    if (/^\.\w+$/u.test(part)) return (/** @type {TorrentFile} */ { path }) => path.toLocaleLowerCase().endsWith(part);
    return (/** @type {TorrentFile} */ { path }) => path.toLocaleLowerCase().includes(part);
  });
  return (file) => tests.every((test) => test(file));
}

/** @param {Item} item @param {Iterable<number>} indexes @param {boolean} is_wanted @returns {Item} */
export function with_wanted(item, indexes, is_wanted) {
  const unwanted = new Set(item.unwanted);
  for (const index of indexes) {
    if (is_wanted) unwanted.delete(index);
    else unwanted.add(index);
  }
  return { ...item, unwanted };
}

/** @param {Item} item */
export const wanted_bytes = ({ files, unwanted }) => files.reduce((sum, { size: bytes }, index) => sum + (unwanted.has(index) ? 0 : bytes), 0);

// ---- adding them ----

/** Those that are still to be tried. @param {readonly Item[]} items */
export const to_be_added = (items) => items.filter(({ progress }) => progress === "ready" || progress === "failed");

const most_in_call = 100;
/** Characters in one call: what a WebSocket's message may hold, less the rest of it. */
export const longest_call = 700_000;

/** What goes in one call. One with files of its own goes alone.
 * @param {readonly Item[]} items @returns {Item[][]} */
export function calls_of(items) {
  /** @type {Item[][]} */
  const calls = [];
  let room = 0; // characters, in the last of them
  for (const item of items) {
    const length = JSON.stringify(item.source).length;
    const is_alone = item.unwanted.size > 0 || length > longest_call;
    const last = calls.at(-1);
    const fits = last && !is_alone && length <= room && last.length < most_in_call;
    if (fits) last.push(item);
    else calls.push([item]);
    if (fits) room -= length;
    else room = is_alone ? 0 : longest_call - length;
  }
  return calls;
}
