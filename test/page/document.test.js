// What holds of the files as they are served: nothing inline, nothing from
// elsewhere, nothing parsed as markup, every word in the catalogue, every module
// asked for at once, and colours that can be read.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";

import { words } from "../../www/text/words.js";

const folder = fileURLToPath(new URL("../../www/", import.meta.url));
const read = (name) => readFileSync(folder + name, "utf8");
const scripts = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
const pages = ["index.html", "login.html"].map(read);
const html = pages.join("\n");

test("the pages have no inline script, style or handler and no address outside their folder", () => {
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/u);
  for (const [, address] of html.matchAll(/\b(?:src|href)="([^"]*)"/gu)) {
    if (address !== "api/torrents") assert.match(address, /^(#[a-z-]+|([a-z]+\/)?[a-z0-9_]+\.[a-z]+)$/u);
  }
});

test("every file that a page or a style sheet names is there", () => {
  for (const [, address] of html.matchAll(/\b(?:src|href)="([^"#]+\.[a-z]+)"/gu)) read(address);
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

/** All that a module needs, itself among them. */
function modules_of(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, target] of read(name).matchAll(/^import[^"]*"([^"]+)";$/gmu)) {
    modules_of(path.join(path.dirname(name), target), found);
  }
  return found;
}

test("the page asks for all its modules at once, and for no other", () => {
  const asked = [...pages[0].matchAll(/<(?:link rel="modulepreload" href|script type="module" src)="([^"]+)"/gu)];
  const expected = new Set(["main.js", "live.js", "later.js", "views/theme.js"].flatMap((name) => [...modules_of(name)]));
  assert.deepEqual(asked.map(([, name]) => name).sort(), [...expected].sort());
});

test("no file of the page has more than 300 lines", () => {
  for (const name of [...scripts, "index.html", "login.html", "theme.css", "frame.css", "list.css", "over.css", "act.css", "login.css"]) {
    assert.ok(read(name).split("\n").length <= 300, name);
  }
});

/** Names of keys and of people's programs, and what programs say to programs. */
const no_words = /^(Shift\+(Delete)?|Delete|F2|Tab|file tree|Edge|Opera|Firefox|Chrome|Safari|Android|Windows|Linux|Arrow(Up|Down)|Home|End|Page(Up|Down)|Enter|Escape|POST|Content-Type|Retry-After|GET|HEAD)$/u;

/** What a module says to people in a string of its own. @returns {string[]} */
function sentences_in(name) {
  const found = [];
  const source = ts.createSourceFile(name, read(name), ts.ScriptTarget.ES2022, true);
  const look = (node) => {
    if (ts.isNewExpression(node) && node.expression.getText() === "Error") return; // to programmers
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { text } = node;
      const is_selector = /[#.\[\]:>]/u.test(text) || ts.isImportDeclaration(node.parent);
      const holder = ts.isTemplateExpression(node.parent) ? node.parent.parent : node.parent;
      const is_class = ts.isPropertyAssignment(holder) && holder.name.getText() === "class";
      const is_sentence = /^[A-Z][a-z]+/u.test(text) || /[a-z]{2,} [a-z]{2,}/iu.test(text);
      if (is_sentence && !is_selector && !is_class && !no_words.test(text)) found.push(text);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

test("every sentence of the page stands in the catalogue", () => {
  for (const name of scripts) if (name !== "text/words.js") assert.deepEqual(sentences_in(name), [], name);
  const visible = pages[0].replace(/<noscript>.*<\/noscript>|<title>.*<\/title>|<!--.*-->|<kbd.*<\/kbd>/gu, "");
  const texts = [...visible.matchAll(/>([^<]*)</gu)].map(([, text]) => text.trim()).filter(Boolean);
  assert.deepEqual(texts, ["wstorrentd", "–", "–"]);
});

test("every text that the page's elements name is in the catalogue, and each of its is named", () => {
  const named = [...pages[0].matchAll(/data-(?:text|label|hint|prompt)="([^"]+)"/gu)].map(([, name]) => name);
  assert.deepEqual([...new Set(named)].sort(), Object.keys(words.page).sort());
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

/** @param {[string, string][]} pairs of colours @param {number} least */
function check_contrast(pairs, least) {
  for (const palette of palettes()) {
    for (const [a, b] of pairs) {
      for (const theme of [0, 1]) {
        const ratio = contrast(palette[a][theme], palette[b][theme]);
        assert.ok(ratio >= least, `${a} on ${b}, ${["light", "dark"][theme]}: ${ratio.toFixed(2)}`);
      }
    }
  }
}

const grounds = ["ground", "surface", "raised", "chosen"];
const on_all = (...names) => names.flatMap((name) => grounds.map((ground) => /** @type {[string, string]} */ ([name, ground])));

test("every text colour keeps 4.5 to 1 on every ground it stands on, light and dark", () => {
  check_contrast([
    ...on_all("ink", "ink-soft", "down", "up", "warning", "error"), ["on-accent", "accent"],
    ["ink", "warning-ground"], ["ink-soft", "warning-ground"], ["ink", "error-ground"], ["ink-soft", "error-ground"],
  ], 4.5);
});

test("every bar keeps 3 to 1 on its track, and every border on its ground", () => {
  check_contrast([["fill", "track"], ...on_all("edge", "accent")], 3);
});
