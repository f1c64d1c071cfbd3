import assert from "node:assert/strict";
import { test } from "node:test";

import { limit_of, read_session, same_session } from "../../www/state/session.js";

const settings = {
  "speed-limit-down": 100, "speed-limit-down-enabled": true, "speed-limit-up": 20, "speed-limit-up-enabled": false,
  "alt-speed-down": 50, "alt-speed-up": 10, "download-dir": "/srv",
};

test("the limits that hold are those of the settings, or the alternative ones", () => {
  const normal = read_session({ settings, free_space: 7, alt_speed: false });
  assert.deepEqual([limit_of(normal, "down"), limit_of(normal, "up"), normal.free, normal.folder], [100, null, 7, "/srv"]);
  const slow = read_session({ settings, free_space: 7, alt_speed: true });
  assert.deepEqual([limit_of(slow, "down"), limit_of(slow, "up")], [50, 10]);
  assert.equal(same_session(normal, slow), false);
  assert.equal(same_session(slow, read_session({ settings, free_space: 7, alt_speed: true })), true);
  assert.equal(same_session(null, normal), false);
});

test("what a daemon does not tell is not known", () => {
  for (const payload of [{}, { settings: null }, { settings: { "download-dir": 7, "speed-limit-down-enabled": "yes" }, free_space: -1 }]) {
    const { free, folder, down, up, alt_speed } = read_session(payload);
    assert.deepEqual([free, folder, down, up, alt_speed], [null, "", null, null, false]);
  }
});
