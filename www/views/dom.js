// The few ways in which this page touches the document. Each writes only what
// differs, and text is only ever text.

import { name_pieces } from "../state/torrent.js";

/** @param {string} id @returns {HTMLElement} */
export function by_id(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element with the id ${id}`);
  return element;
}

/** @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string>} attributes @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]} */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const svg_namespace = "http://www.w3.org/2000/svg";

/** @type {Map<string, string>} */
const shapes = new Map();

/** The one path that it is drawn with. @param {string} name */
function shape_of(name) {
  const shape = shapes.get(name) ?? by_id(`icon-${name}`).firstElementChild?.getAttribute("d") ?? "";
  shapes.set(name, shape);
  return shape;
}

/** An icon of index.html's sprite, drawn itself: each that only uses the sprite's has a
 * document of its own, which costs more than the rest of a row. @param {string} name */
export function make_icon(name) {
  const svg = document.createElementNS(svg_namespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.append(document.createElementNS(svg_namespace, "path"));
  set_icon(svg, name);
  return svg;
}

/** Of one that has a path. @param {Element} svg @param {string} name */
export function set_icon(svg, name) {
  if (svg.firstElementChild) set_attribute(svg.firstElementChild, "d", shape_of(name));
}

/** Into the text that is there, if one is: another one would be laid out from nothing.
 * @param {Element} element @param {string} text */
export function set_text(element, text) {
  const { firstChild: first } = element;
  if (first instanceof Text && !first.nextSibling) {
    if (first.data !== text) first.data = text;
  } else if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** @param {Element} element @param {string} name @param {string} value */
export function set_attribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {HTMLElement} element @param {string} property @param {string} value as the browser itself writes it */
export function set_style(element, property, value) {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}

/** @param {HTMLElement} element @param {boolean} is_hidden */
export function set_hidden(element, is_hidden) {
  if (element.hidden !== is_hidden) element.hidden = is_hidden;
}

/** The words of index.html's elements, out of the catalogue. @param {ParentNode} root @param {Record<string, string>} said */
export function fill_words(root, said) {
  for (const element of root.querySelectorAll("[data-text]")) set_text(element, said[element.getAttribute("data-text") ?? ""]);
  for (const [data, attribute] of [["data-label", "aria-label"], ["data-hint", "title"], ["data-prompt", "placeholder"]]) {
    for (const element of root.querySelectorAll(`[${data}]`)) {
      set_attribute(element, attribute, said[element.getAttribute(data) ?? ""]);
    }
  }
}

/** Hides it; the focus, if it was there, goes to `heir` instead of nowhere.
 * @param {HTMLElement} element @param {boolean} is_hidden @param {HTMLElement} heir */
export function hide_keeping_focus(element, is_hidden, heir) {
  const had_focus = is_hidden && !element.hidden && element.contains(document.activeElement);
  set_hidden(element, is_hidden);
  if (had_focus) heir.focus();
}

/** Where keys are letters of a text. @param {EventTarget | null} target */
export const takes_text = (target) => target instanceof HTMLElement
  && target.matches("input, textarea, select, [contenteditable]");

/** Without users there is no `user`. @typedef {{user: string, role: string, token: string}} Visitor */

/** @returns {Visitor} */
export function read_visitor() {
  /** @param {string} name */
  const said = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
  return { user: said("user"), role: said("role"), token: said("token") };
}

/** A torrent's name, in which what would disturb the line is seen as a mark.
 * @param {HTMLElement} element @param {string} name */
export function show_name(element, name) {
  if (element.textContent === name) return;
  const pieces = name_pieces(name);
  if (pieces.length === 1 && pieces[0].mark === null) return set_text(element, name);
  element.replaceChildren(...pieces.map(({ text, mark }) => (
    mark === null ? text : make("span", { class: "control", "data-mark": mark }, text))));
}
