import assert from "node:assert/strict";
import { test } from "node:test";

import { Adder } from "../../www/adder.js";
import { calls_of, file_filter, item_of_file, items_of_text, longest_call, to_be_added, wanted_bytes, with_wanted } from "../../www/state/adding.js";
import { read_metainfo } from "../../www/state/metainfo.js";
import { words } from "../../www/text/words.js";
import { CallError, connection_lost } from "../../www/wire/wamp.js";
import { chance, pick } from "./random.js";

const bytes = (text) => new TextEncoder().encode(text);
const text_of = (value) => (typeof value === "number" ? `i${value}e`
  : typeof value === "string" ? `${bytes(value).length}:${value}`
  : Array.isArray(value) ? `l${value.map(text_of).join("")}e`
  : `d${Object.entries(value).map(([name, one]) => text_of(name) + text_of(one)).join("")}e`);
const torrent = (info) => bytes(text_of({ announce: "http://a/b", info }));

const album = torrent({ name: "Альбом", "piece length": 16384, pieces: "x".repeat(20), files: [
  { length: 5_000_000, path: ["cd 1", "a.flac"] }, { length: 100, path: ["cover.jpg"] }, { length: 700_000_000, path: ["film.MKV"] }] });

test("a .torrent tells its name, files and sizes, in one, in several, and as version 2 has them", () => {
  assert.deepEqual(read_metainfo(torrent({ name: "one.iso", length: 7 })), { name: "one.iso", size: 7, files: [{ path: "one.iso", size: 7 }] });
  const { name, size, files } = read_metainfo(album);
  assert.deepEqual([name, size, files.map(({ path }) => path)], ["Альбом", 705_000_100, ["cd 1/a.flac", "cover.jpg", "film.MKV"]]);
  const tree = { a: { b: { "": { length: 3, "pieces root": "r" } } }, c: { "": { length: 4 } } };
  assert.deepEqual(read_metainfo(torrent({ name: "v2", "meta version": 2, "file tree": tree })).files, [{ path: "a/b", size: 3 }, { path: "c", size: 4 }]);
});

test("what is no .torrent is none, however it is broken", () => {
  const good = torrent({ name: "x", length: 1 });
  const table = ["", "x", "d", "i1e", "d4:infoi1ee", "d4:infod4:name1:xee", "d4:infod6:lengthi1eee", "l".repeat(100_000), "99999999999:x", "-1:x",
    "i--1e", "d4:infod4:name1:x5:filesli1eeee", "d4:infod4:name1:x5:filesld6:lengthi1eeeee"];
  for (const text of table) assert.equal(read_metainfo(bytes(text)), null, text.slice(0, 40));
  for (let length = 0; length < good.length; length += 1) assert.equal(read_metainfo(good.subarray(0, length)), null, `cut at ${length}`);
  assert.equal(read_metainfo(bytes(new TextDecoder().decode(good) + "x")), null);
});

test("links are found in any text, each once, and a broken one says what it lacks", () => {
  const hash = "0123456789abcdef0123456789abcdef01234567";
  const items = items_of_text(`Look: magnet:?xt=urn:btih:${hash}&dn=Some%20name&xl=1000000 and\nhttps://a.org/b.torrent, ${hash.toUpperCase()} <magnet:?dn=x>`);
  assert.deepEqual(items.map(({ name, progress }) => [name, progress]),
    [[hash.toUpperCase(), "ready"], ["https://a.org/b.torrent,", "ready"], ["x", "broken"]]);
  assert.deepEqual(items_of_text("nothing here, not even 0123"), []);
  const [magnet] = items_of_text(`magnet:?xt=urn:btih:${hash}&dn=a+b`);
  assert.deepEqual([magnet.key, magnet.name, magnet.source], [hash, "a b", { magnet: `magnet:?xt=urn:btih:${hash}&dn=a+b` }]);
  assert.equal(magnet.about, words.adding.magnet);
});

test("a file becomes an item with its files, or says why it cannot be added", () => {
  const item = item_of_file("a.torrent", album);
  assert.deepEqual([item.name, item.files.length, item.progress], ["Альбом", 3, "ready"]);
  assert.equal(Buffer.from(item.source.metainfo, "base64").equals(Buffer.from(album)), true);
  assert.deepEqual([item_of_file("x.jpg", bytes("jpeg")).progress, item_of_file("x.jpg", bytes("jpeg")).said], ["broken", words.adding.no_torrent]);
  assert.equal(item_of_file("big", new Uint8Array((8 << 20) + 1)).said, words.adding.too_large);
});

test("files are filtered by words, extension and size, and those are taken or left", () => {
  const { files } = read_metainfo(album);
  const names = (text) => files.filter(file_filter(text)).map(({ path }) => path.at(-1)).join("");
  for (const [text, expected] of [["", "cgV"], ["CD", "c"], [".mkv", "V"], [".jpg", "g"], [">1MB", "cV"], ["<1mb", "g"], [">1M <100M", "c"],
    [">1.5g", ""], ["film .mkv", "V"], ["film .jpg", ""], [">", ""]]) assert.equal(names(text), expected, text);
  const item = with_wanted(item_of_file("a", album), [0, 2], false);
  assert.deepEqual([[...item.unwanted], wanted_bytes(item)], [[0, 2], 100]);
  assert.deepEqual([...with_wanted(item, [2], true).unwanted], [0]);
});

test("many go in one call, as many as it holds; each is in exactly one, in order", () => {
  const random = chance(7);
  const draw = (below) => pick(random, below);
  for (let round = 0; round < 30; round += 1) {
    const items = Array.from({ length: 1 + draw(250) }, (_, place) => ({
      key: String(place), source: { metainfo: "x".repeat(draw(20) === 0 ? 800_000 : draw(60_000)) }, unwanted: new Set(draw(10) === 0 ? [1] : []),
    }));
    const calls = calls_of(items);
    assert.deepEqual(calls.flat(), items);
    for (const call of calls) {
      const length = call.reduce((sum, { source }) => sum + JSON.stringify(source).length, 0);
      assert.ok(call.length === 1 || (length <= longest_call && call.length <= 100 && call.every(({ unwanted }) => unwanted.size === 0)));
    }
  }
});

/** An adder whose calls are answered by `answer`, and what it told of each item. */
function world(answer) {
  const told = {};
  const calls = [];
  const call = async (procedure, args, on_progress) => {
    calls.push(args);
    return answer(args, on_progress);
  };
  const adder = new Adder(call, (key, progress, said) => { (told[key] ??= []).push([progress, said]); });
  return { adder, told, calls };
}

const some = (count) => items_of_text(Array.from({ length: count }, (_, place) => String(place + 1).padStart(40, "a")).join(" "));
const last = (told) => Object.values(told).map((all) => all.at(-1)[0]).join(" ");

test("each of many is told of as it comes: added, a duplicate, or why not; with the options of all", async () => {
  const ends = [{ index: 0, ok: true, duplicate: false }, { index: 1, ok: true, duplicate: true }, { index: 2, ok: false, message: "no room" }];
  const { adder, told, calls } = world((_, on_progress) => {
    ends.forEach(on_progress);
    return { results: ends };
  });
  const items = some(3);
  await adder.add(items, { paused: true, dir: "/a" });
  assert.equal(last(told), "added duplicate failed");
  assert.equal(told[items[2].key].at(-1)[1], "no room");
  assert.deepEqual(calls, [{ paused: true, dir: "/a", many: items.map(({ source }) => source) }]);
  assert.deepEqual(to_be_added(items.map((item, place) => ({ ...item, progress: ["added", "duplicate", "failed"][place] }))).length, 1);
});

test("what one broken entry has refused for all is tried one by one", async () => {
  const items = some(3);
  const { adder, told } = world((args) => {
    if (args.many) throw new CallError("wamp.error.invalid_argument", "in entry 1");
    if (args.magnet === items[1].source.magnet) throw new CallError("wamp.error.invalid_argument", "this one");
    return { ok: true, duplicate: false };
  });
  await adder.add(items, {});
  assert.equal(last(told), "added failed added");
  assert.equal(told[items[1].key].at(-1)[1], "this one");
});

test("of what a lost connection left open, it is said that it is not known; nothing is added twice", async () => {
  const { adder, told, calls } = world((_, on_progress) => {
    on_progress({ index: 0, ok: true, duplicate: false });
    throw new CallError(connection_lost, "lost");
  });
  const items = some(2);
  await adder.add(items, {});
  assert.deepEqual(told[items[1].key].at(-1), ["failed", words.not_known]);
  assert.equal(last(told), "added failed");
  assert.equal(calls.length, 1);
});

test("files that are not wanted go along with their torrent alone", async () => {
  const { adder, calls } = world(() => ({ ok: true, duplicate: false }));
  const item = with_wanted(item_of_file("a", album), [0, 2], false);
  await adder.add([item, ...some(1)], { paused: false });
  assert.deepEqual(calls.map(({ unwanted, many, magnet }) => [unwanted, many, Boolean(magnet)]), [[[0, 2], undefined, false], [undefined, undefined, true]]);
});
