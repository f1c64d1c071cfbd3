import assert from "node:assert/strict";
import { test } from "node:test";

import { columns } from "../../www/columns.js";
import { error_text, look_of, name_of, name_pieces } from "../../www/torrent.js";

test("every status has its word", () => {
  const table = [
    [{ status: 0 }, "Stopped"], [{ status: 0, isFinished: true }, "Finished"], [{ status: 1 }, "Queued to verify"],
    [{ status: 2 }, "Verifying"], [{ status: 2, recheckProgress: 0.5 }, "Verifying 50.0%"], [{ status: 3 }, "Queued"],
    [{ status: 4, rateDownload: 1 }, "Downloading"], [{ status: 4, rateDownload: 0 }, "Stalled"],
    [{ status: 5 }, "Queued to seed"], [{ status: 6 }, "Seeding"], [{ status: 99 }, "Unknown"], [{}, "Unknown"],
  ];
  for (const [torrent, word] of table) assert.equal(look_of({ id: 1, ...torrent }).word, word);
});

test("an error is told in words and changes the look but not the state", () => {
  const torrent = { id: 1, status: 6, error: 2, errorString: "unregistered torrent" };
  assert.equal(error_text(torrent), "Tracker error: unregistered torrent");
  assert.equal(error_text({ id: 1, error: 3 }), "Error");
  assert.equal(error_text({ id: 1, error: 0, errorString: "old news" }), "");
  assert.deepEqual(look_of(torrent), { word: "Seeding", icon: "alert", tone: "error" });
  assert.equal(look_of({ ...torrent, error: 1 }).tone, "warning");
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

test("peers say who is busy out of how many", () => {
  const { text } = columns.find(({ field }) => field === "peersConnected");
  const shown = (connected, sending, getting) => text({
    id: 1, peersConnected: connected, peersSendingToUs: sending, peersGettingFromUs: getting,
  });
  assert.equal(shown(9, 3, 1), "3\u2009↓ 1\u2009↑ of 9");
  assert.equal(shown(9, 0, 2), "2\u2009↑ of 9");
  assert.equal(shown(9, 0, 0), "0 of 9");
  assert.equal(shown(0, 0, 0), "–");
});
