import assert from "node:assert/strict";
import { test } from "node:test";

import * as format from "../../www/text/format.js";

/** A no-break space is a space here. */
const plain = (text) => text.replace(/\u00a0/gu, " ");

/** @param {(value: any) => string} write @param {[unknown, string][]} table */
function check(write, table) {
  for (const [value, expected] of table) assert.equal(plain(write(value)), expected, `of ${String(value)}`);
}

test("a size has three digits and the unit that keeps it under a thousand", () => {
  check(format.size, [
    [1, "1 B"], [999, "999 B"], [1000, "1.00 kB"], [1234, "1.23 kB"], [9994, "9.99 kB"], [9996, "10.0 kB"],
    [99_940, "99.9 kB"], [99_960, "100 kB"], [999_400, "999 kB"], [999_600, "1.00 MB"],
    [4_700_000_000, "4.70 GB"], [1e12, "1.00 TB"], [2.5e15, "2.50 PB"], [1e19, "10000 PB"],
  ]);
});

test("a rate is short, and 0 when nothing moves", () => {
  check(format.rate, [
    [0, "0"], [-1, "–"], [1, "1 B/s"], [999, "999 B/s"], [1000, "1 kB/s"], [340_400, "340 kB/s"],
    [999_499, "999 kB/s"], [999_500, "1.0 MB/s"], [1_249_000, "1.2 MB/s"], [125_000_000, "125 MB/s"],
  ]);
});

test("a sum of rates has its unit even when nothing moves", () => {
  check(format.sum_rate, [[0, "0 B/s"], [1200, "1 kB/s"]]);
});

test("no value ever shows a thousand of a unit that has a larger one", () => {
  for (let value = 1; value < 1e15; value *= 1.0137) {
    assert.doesNotMatch(format.size(value), /^\d{4}/u);
    assert.doesNotMatch(format.rate(value), /^\d{4}/u);
  }
});

test("a time left has two units at most, and says what it does not know", () => {
  check(format.eta, [
    [-1, "–"], [-2, "∞"], [0, "0 s"], [59, "59 s"], [60, "1 m"], [200, "3 m 20 s"], [3600, "1 h"],
    [7500, "2 h 5 m"], [86_399, "23 h 59 m"], [90_000, "1 d 1 h"], [86_400_000, "∞"],
  ]);
});

test("a ratio has two decimals and knows both sentinels", () => {
  check(format.ratio, [[-1, "–"], [-2, "∞"], [0, "0.00"], [1.004, "1.00"], [2.456, "2.46"], [120, "120.00"]]);
});

test("a percentage is never rounded up", () => {
  check(format.percent, [
    [0, "0.0%"], [0.0004, "0.0%"], [0.453, "45.3%"], [0.29, "29.0%"], [0.9999, "99.9%"], [1, "100%"], [7, "100%"],
    [-1, "0.0%"],
  ]);
});

test("what is not a number becomes a dash", () => {
  for (const write of [format.size, format.rate, format.eta, format.ratio, format.percent]) {
    check(write, [[undefined, "–"], [null, "–"], ["5", "–"], [Number.NaN, "–"], [Infinity, "–"]]);
  }
});
