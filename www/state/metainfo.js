// What a .torrent says of itself: its name, its files and their sizes (BEP 3, BEP 52).
// Bytes come from anywhere, so every length is checked and the depth is bounded. Pure.

/** @typedef {{path: string, size: number}} TorrentFile */
/** @typedef {{name: string, size: number, files: TorrentFile[]}} Metainfo */

/** @typedef {number | Uint8Array | any[] | Map<string, any>} Value */

const deepest = 64;
const utf8 = new TextDecoder();

class Reader {
  #bytes;
  #at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  /** Of the whole: nothing may follow. @returns {Value} */
  read_all() {
    const value = this.#value(0);
    if (this.#at !== this.#bytes.length) throw new RangeError("trailing");
    return value;
  }

  /** @param {number} depth @returns {Value} */
  #value(depth) {
    if (depth > deepest) throw new RangeError("depth");
    const first = String.fromCharCode(this.#bytes[this.#at] ?? 0);
    if (first === "i") return this.#number(this.#at + 1, "e");
    if (first === "l") return this.#list(depth);
    if (first === "d") return this.#dictionary(depth);
    return this.#string();
  }

  /** Up to `end`, which is passed. @param {number} from @param {string} end */
  #number(from, end) {
    const to = this.#bytes.indexOf(end.charCodeAt(0), from);
    const text = utf8.decode(this.#bytes.subarray(from, Math.min(to, from + 24)));
    if (to < 0 || !/^-?\d{1,20}$/u.test(text)) throw new RangeError("number");
    this.#at = to + 1;
    return Number(text);
  }

  #string() {
    const length = this.#number(this.#at, ":");
    if (length < 0 || this.#at + length > this.#bytes.length) throw new RangeError("length");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #is_end() {
    if (this.#bytes[this.#at] !== 101) return false; // e
    this.#at += 1;
    return true;
  }

  /** @param {number} depth */
  #list(depth) {
    this.#at += 1;
    const list = [];
    while (!this.#is_end()) list.push(this.#value(depth + 1));
    return list;
  }

  /** @param {number} depth */
  #dictionary(depth) {
    this.#at += 1;
    /** @type {Map<string, Value>} */
    const map = new Map();
    while (!this.#is_end()) map.set(utf8.decode(this.#string()), this.#value(depth + 1));
    return map;
  }
}

/** @param {Value | undefined} value */
const text_of = (value) => (value instanceof Uint8Array ? utf8.decode(value) : "");

/** @param {Value | undefined} value */
const size_of = (value) => (typeof value === "number" && value >= 0 ? value : 0);

/** @param {Value} file @returns {TorrentFile} */
function listed_file(file) {
  if (!(file instanceof Map)) throw new TypeError("file");
  const path = file.get("path.utf-8") ?? file.get("path");
  if (!Array.isArray(path)) throw new TypeError("path");
  return { path: path.map(text_of).join("/"), size: size_of(file.get("length")) };
}

/** @param {Value | undefined} tree of BEP 52 @param {string[]} above @returns {TorrentFile[]} */
function files_in_tree(tree, above) {
  if (!(tree instanceof Map)) return [];
  return [...tree].flatMap(([name, below]) => {
    if (name === "" && below instanceof Map) return [{ path: above.join("/"), size: size_of(below.get("length")) }];
    return files_in_tree(below, [...above, name]);
  });
}

/** @param {Map<string, Value>} info @param {string} name @returns {TorrentFile[]} in the order in which they are numbered */
function files_of(info, name) {
  const list = info.get("files");
  if (Array.isArray(list)) return list.map(listed_file);
  if (info.has("length")) return [{ path: name, size: size_of(info.get("length")) }];
  return files_in_tree(info.get("file tree"), []);
}

/** Null: it is none. @param {Uint8Array} bytes @returns {Metainfo | null} */
export function read_metainfo(bytes) {
  try {
    const whole = new Reader(bytes).read_all();
    const info = whole instanceof Map ? whole.get("info") : undefined;
    if (!(info instanceof Map)) return null;
    const name = text_of(info.get("name.utf-8") ?? info.get("name"));
    const files = files_of(info, name);
    if (!name || files.length === 0) return null;
    return { name, files, size: files.reduce((sum, { size }) => sum + size, 0) };
  } catch {
    return null;
  }
}
