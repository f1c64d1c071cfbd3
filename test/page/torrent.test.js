import assert from "node:assert/strict";
import { test } from "node:test";

import { columns } from "../../www/state/columns.js";
import { done_of, error_text, look_of, name_of, name_pieces, state_word } from "../../www/state/torrent.js";

test("every status has its word", () => {
  const table = [
    [{ status: 0 }, "Stopped"], [{ status: 0, isFinished: true }, "Finished"], [{ status: 1 }, "Queued to verify"],
    [{ status: 2 }, "Verifying"], [{ status: 2, recheckProgress: 0.5 }, "Verifying 50.0%"], [{ status: 3 }, "Queued"],
    [{ status: 4, rateDownload: 1 }, "Downloading"], [{ status: 4, rateDownload: 0 }, "Stalled"], [{ status: 4 }, "Downloading"],
    [{ status: 5 }, "Queued to seed"], [{ status: 6 }, "Seeding"], [{ status: 99 }, "Unknown"], [{}, "Unknown"],
  ];
  for (const [torrent, word] of table) assert.equal(state_word({ id: 1, ...torrent }), word);
});

test("an error is told in words and changes the look but not the state", () => {
  const torrent = { id: 1, status: 6, error: 2, errorString: "unregistered torrent" };
  assert.equal(error_text(torrent), "Tracker error: unregistered torrent");
  assert.equal(error_text({ id: 1, error: 3 }), "Error");
  assert.equal(error_text({ id: 1, error: 0, errorString: "old news" }), "");
  const { word, icon, tone } = look_of(torrent);
  assert.deepEqual({ word, icon, tone }, { word: "Seeding", icon: "alert", tone: "error" });
  assert.equal(look_of({ ...torrent, error: 1 }).tone, "warning");
});

test("what could not be read whole says so, whatever its state", () => {
  const torrent = { id: 1, status: 6, unreadable: "it is longer than 1 MiB" };
  const said = "Not all that Transmission tells of it can be read: it is longer than 1 MiB.";
  assert.equal(error_text(torrent), said);
  assert.equal(error_text({ ...torrent, error: 3 }), `Error\n${said}`);
  const { word, icon, tone } = look_of(torrent);
  assert.deepEqual({ word, icon, tone }, { word: "Seeding", icon: "alert", tone: "warning" });
});

test("a torrent without a name still has one", () => {
  assert.equal(name_of({ id: 3, name: "", hashString: "abc" }), "abc");
  assert.equal(name_of({ id: 3 }), "Torrent 3");
});

test("the pieces of a name are the name, and what would disturb the line is alone and marked", () => {
  for (const name of ["plain", "a\nb\t\tc", "invoice\u202egpj.exe", "\u0000", "🎬 עברית\u200f", "", "\r\n"]) {
    const pieces = name_pieces(name);
    assert.equal(pieces.map(({ text }) => text).join(""), name);
    for (const { text, mark } of pieces) {
      assert.equal(mark !== null, /^[\u0000-\u001f\u202d\u202e]$/u.test(text), JSON.stringify(text));
    }
  }
});

test("a row of which only the id is known has a text and a key in every column", () => {
  for (const column of columns) {
    assert.equal(typeof column.text({ id: 1 }), "string", column.field);
    assert.notEqual(column.key({ id: 1 }), undefined, column.field);
  }
});

test("nothing comes in because of the tracker: then that is the state, and not stalled", () => {
  const torrent = { id: 1, status: 4, rateDownload: 0, error: 2, errorString: "unregistered torrent" };
  assert.equal(state_word(torrent), "Tracker error");
  assert.equal(state_word({ ...torrent, rateDownload: 5 }), "Downloading");
});

test("a magnet without metadata says so, and not that nothing of it is here", () => {
  const magnet = { id: 1, status: 4, rateDownload: 0, sizeWhenDone: 0, totalSize: 0, percentDone: 0 };
  assert.equal(state_word(magnet), "No metadata");
  assert.equal(done_of(magnet), undefined);
  const text = (field) => columns.find((column) => column.field === field).text(magnet);
  assert.deepEqual([text("percentDone"), text("sizeWhenDone")], ["–", "–"]);
});

test("peers say in words who is busy out of how many, and nothing where it is not known", () => {
  const { text, key } = columns.find(({ field }) => field === "peersConnected");
  const shown = (connected, sending, getting) => text({
    id: 1, peersConnected: connected, peersSendingToUs: sending, peersGettingFromUs: getting,
  });
  assert.equal(shown(9, 3, 1), "from 3, to 1");
  assert.equal(shown(9, 3, 0), "from 3 of 9");
  assert.equal(shown(9, 0, 2), "to 2 of 9");
  assert.equal(shown(9, 0, 0), "0 of 9");
  assert.equal(shown(undefined, 4, 0), "from 4 of 4");
  assert.deepEqual([text({ id: 1 }), key({ id: 1 })], ["–", null]);
});

test("what is not known is a dash in every column that counts, and never 0", () => {
  for (const { field, text } of columns) {
    if (field !== "name" && field !== "status") assert.equal(text({ id: 1 }), "–", field);
  }
});
