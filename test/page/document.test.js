// What holds of the files as they are served: nothing inline, nothing from
// elsewhere, nothing parsed as markup, and colours that can be read.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../www/", import.meta.url));
const read = (name) => readFileSync(folder + name, "utf8");
const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
const pages = ["index.html", "login.html"].map(read);
const html = pages.join("\n");

test("the pages have no inline script, style or handler and no address outside their folder", () => {
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/u);
  for (const [, address] of html.matchAll(/\b(?:src|href)="([^"]*)"/gu)) {
    assert.match(address, /^(#[a-z-]+|[a-z_]+\.[a-z]+)$/u);
  }
});

test("no script parses markup or code", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser/u;
  for (const name of scripts) assert.doesNotMatch(read(name), forbidden, name);
});

test("every element a script asks for, and every icon, is in a page", () => {
  const source = scripts.map(read).join("\n");
  for (const [, id] of source.matchAll(/by_id\("([^"]+)"\)/gu)) assert.ok(html.includes(`id="${id}"`), id);
  for (const [, icon] of source.matchAll(/icon: "([^"]+)"/gu)) assert.ok(html.includes(`id="icon-${icon}"`), icon);
});

/** The tokens of theme.css, with those of each tone laid over the common ones. */
function palettes() {
  const found = {};
  for (const [, selector, body] of read("theme.css").matchAll(/(:root|(?:\[data-tone[^{]*)) \{([^}]*)\}/gu)) {
    const tokens = [...body.matchAll(/--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)/gu)];
    found[selector.trim()] = Object.fromEntries(tokens.map(([, name, light, dark]) => [name, [light, dark]]));
  }
  const { ":root": common, ...tones } = found;
  return [common, ...Object.values(tones).map((tone) => ({ ...common, ...tone }))];
}

function luminance(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a, b) {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

test("every text colour keeps 4.5 to 1 on every ground it stands on, light and dark", () => {
  const grounds = ["ground", "surface", "raised"];
  const pairs = [
    ...["ink", "ink-soft", "down", "up", "warning", "error"].flatMap((ink) => grounds.map((ground) => [ink, ground])),
    ["on-accent", "accent"], ["on-fill", "fill"], ["on-track", "track"],
    ...["ink", "ink-soft"].flatMap((ink) => [[ink, "warning-ground"], [ink, "error-ground"]]),
  ];
  for (const palette of palettes()) {
    for (const [ink, ground] of pairs) {
      for (const theme of [0, 1]) {
        const ratio = contrast(palette[ink][theme], palette[ground][theme]);
        assert.ok(ratio >= 4.5, `${ink} on ${ground}, ${["light", "dark"][theme]}: ${ratio.toFixed(2)}`);
      }
    }
  }
});
