// The limit under each rate, and the menu that sets it: presets, an own value, and the
// alternative speeds. Setting one ends the alternative speeds, or it would not hold.

import { limit_of } from "../state/session.js";
import { rate } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, make, set_attribute, set_text } from "./dom.js";

/** @import {Direction} from "../state/session.js" */
/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */
/** @import {Link} from "../wire/link.js" */
/** @import {CallError} from "../wire/wamp.js" */

/** kB/s; null: none. */
const presets = [null, 50, 100, 500, 1000, 5000, 10_000];
const largest = 4_000_000;

/** @param {number | null} kilobytes */
const preset_text = (kilobytes) => (kilobytes === null ? words.limits.none : rate(kilobytes * 1000));

export class Limits {
  /** @type {Store} */ #store;
  /** @type {Link["call"]} */ #call;
  #menu = by_id("limits");
  #title = make("p", { id: "limits-title" });
  #own = make("input", { type: "number", min: "0", max: String(largest), step: "1", inputmode: "numeric", "aria-label": words.limits.own, placeholder: words.limits.own });
  #alternative = make("button", { type: "button", role: "switch", id: "alt-speed" });
  #presets = presets.map((value) => ({ value, button: make("button", { type: "button", "data-limit": String(value) }, preset_text(value)) }));
  /** @type {Direction} */ #direction = "down";
  #buttons = /** @type {const} */ (["down", "up"]).map((direction) => ({
    direction, button: by_id(`limit-${direction}`), text: by_id(`limit-${direction}-text`),
  }));

  /** @param {Store} store @param {Link["call"]} call @param {string} role of who looks */
  constructor(store, call, role) {
    this.#store = store;
    this.#call = call;
    const form = make("form", { class: "own" }, this.#own, make("button", { type: "submit" }, words.limits.set));
    this.#menu.append(this.#title, ...this.#presets.map(({ button }) => button), form, this.#alternative);
    for (const { value, button } of this.#presets) button.addEventListener("click", () => this.#limit(value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#own.value !== "") this.#limit(Number(this.#own.value));
    });
    this.#alternative.addEventListener("click", () => this.#set({ alt_speed: !store.state.session?.alt_speed }));
    for (const { direction, button } of this.#buttons) {
      if (role === "viewer") set_attribute(button, "disabled", "");
      else button.addEventListener("click", () => this.#open(direction, button));
    }
  }

  /** @param {Direction} direction @param {HTMLElement} button */
  #open(direction, button) {
    this.#direction = direction;
    this.#own.value = "";
    this.draw(this.#store.state);
    this.#menu.showPopover();
    const { bottom, right } = button.getBoundingClientRect();
    const { width } = this.#menu.getBoundingClientRect();
    this.#menu.style.top = `${bottom + 6}px`;
    this.#menu.style.left = `${Math.max(8, Math.min(right - width, innerWidth - width - 8))}px`;
    this.#presets[0].button.focus();
  }

  /** @param {number | null} kilobytes */
  #limit(kilobytes) {
    const name = this.#direction === "down" ? "download_limit" : "upload_limit";
    this.#set({ [name]: kilobytes, ...(this.#store.state.session?.alt_speed && { alt_speed: false }) });
  }

  /** @param {object} settings */
  #set(settings) {
    this.#menu.hidePopover();
    this.#call("session.set", settings).catch((/** @type {CallError} */ { message }) => {
      this.#store.dispatch({ type: "tell", told: { said: message, is_wrong: true } });
    });
  }

  /** @param {State} state */
  draw({ session }) {
    for (const { direction, button, text } of this.#buttons) {
      const limit = session && limit_of(session, direction);
      const told = limit === null ? words.limits.none : words.limits.of(rate(limit * 1000), Boolean(session?.alt_speed));
      set_text(text, session ? told : "");
      set_attribute(button, "title", session ? words.limits.title(direction) : "");
    }
    if (!session) return;
    set_text(this.#title, words.limits.title(this.#direction));
    const limit = session.alt_speed ? undefined : limit_of(session, this.#direction);
    for (const { value, button } of this.#presets) set_attribute(button, "aria-pressed", String(value === limit));
    const { down, up } = session.alternative;
    set_text(this.#alternative, words.limits.alternative(rate(down * 1000), rate(up * 1000)));
    set_attribute(this.#alternative, "aria-checked", String(session.alt_speed));
  }
}
