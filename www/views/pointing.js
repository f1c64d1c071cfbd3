// How people act on the list: clicks, touches and keys become messages.

import { key_of } from "../state/torrent.js";
import { listed, torrent_at } from "../state/update.js";
import { by_id } from "./dom.js";

/** @import {Store} from "../state/store.js" */
/** @import {Step} from "../state/update.js" */

const long_press = 500; // milliseconds
const slip = 10; // pixels that a finger may move while it presses

/** @type {Record<string, Step>} */
const steps = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" };

export class Pointing {
  /** @type {Store} */ #store;
  /** @type {() => number} */ #page_length;
  #list = by_id("list");
  /** A finger that is down, and may become a long press.
   * @type {{x: number, y: number, timer: number} | null} */
  #press = null;
  #was_long = false;

  /** @param {Store} store @param {() => number} page_length in rows */
  constructor(store, page_length) {
    this.#store = store;
    this.#page_length = page_length;
    const list = this.#list;
    list.addEventListener("click", (event) => this.#on_click(event));
    list.addEventListener("dblclick", (event) => {
      getSelection()?.removeAllRanges(); // the word that it chose as well
      this.#open(this.#key_at(event));
    });
    list.addEventListener("keydown", (event) => this.#on_key(event));
    list.addEventListener("pointerdown", (event) => this.#on_press(event));
    list.addEventListener("pointermove", (event) => this.#on_move(event));
    for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => this.#end_press());
    list.addEventListener("contextmenu", (event) => {
      if (this.#press || this.#was_long) event.preventDefault();
    });
    // Only of what the mouse is on: an attribute less to write in every row of every frame.
    list.addEventListener("pointerover", ({ target }) => {
      if (target instanceof HTMLElement && target.matches(".name-text")) target.title = target.textContent ?? "";
    });
    for (const turn of ["pointerenter", "pointerleave", "focusin", "focusout"]) {
      list.addEventListener(turn, () => this.#hold());
    }
    window.addEventListener("blur", () => store.dispatch({ type: "hold", is_held: false }));
  }

  /** Of a finger, neither the place nor the focus that it leaves behind is a presence. */
  #hold() {
    const presence = matchMedia("(hover: hover)").matches ? ":is(:hover, :focus-within)" : ":focus-visible";
    this.#store.dispatch({ type: "hold", is_held: this.#list.matches(presence) });
  }

  /** @param {Event} event */
  #key_at(event) {
    const row = event.target instanceof Element ? event.target.closest("#rows > *") : null;
    const index = row instanceof HTMLElement ? Number(row.dataset.index) : Number.NaN;
    const id = listed(this.#store.state)[index];
    return id === undefined ? null : key_of(torrent_at(this.#store.state, id));
  }

  /** @param {string | null} key */
  #open(key) {
    if (key !== null) this.#store.dispatch({ type: "open", opened: { kind: "torrent", key } });
  }

  /** @param {MouseEvent} event */
  #on_click(event) {
    const key = this.#key_at(event);
    if (key === null || this.#was_long) return;
    const is_touch = event instanceof PointerEvent && event.pointerType === "touch";
    const { dispatch, state } = this.#store;
    if (event.shiftKey) return dispatch({ type: "choose", key, how: "extend" });
    if (event.ctrlKey || event.metaKey) return dispatch({ type: "choose", key, how: "toggle" });
    if (!is_touch) return dispatch({ type: "choose", key, how: "only" });
    if (state.selection.keys.size > 0) return dispatch({ type: "choose", key, how: "toggle" });
    return this.#open(key);
  }

  // ---- a finger that stays begins a selection ----

  /** @param {PointerEvent} event */
  #on_press(event) {
    this.#was_long = false;
    const key = this.#key_at(event);
    if (event.pointerType !== "touch" || key === null) return;
    this.#end_press();
    const timer = window.setTimeout(() => {
      this.#was_long = true;
      this.#store.dispatch({ type: "choose", key, how: "toggle" });
    }, long_press);
    this.#press = { x: event.clientX, y: event.clientY, timer };
  }

  /** @param {PointerEvent} event */
  #on_move(event) {
    if (this.#press && Math.hypot(event.clientX - this.#press.x, event.clientY - this.#press.y) > slip) this.#end_press();
  }

  #end_press() {
    clearTimeout(this.#press?.timer);
    this.#press = null;
  }

  // ---- keys ----

  /** @param {KeyboardEvent} event */
  #on_key(event) {
    if (event.target !== this.#list || event.altKey) return;
    const step = { ...steps, PageDown: this.#page_length(), PageUp: -this.#page_length() }[event.key];
    if (step === undefined ? this.#on_other_key(event) : this.#go(step, event.shiftKey)) event.preventDefault();
  }

  /** @param {Step} to @param {boolean} extend */
  #go(to, extend) {
    this.#store.dispatch({ type: "go", to, extend });
    return true;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was ours */
  #on_other_key(event) {
    const { dispatch, state } = this.#store;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "a" && command) dispatch({ type: "select_all" });
    else if (command) return false;
    else if (event.key === " ") dispatch({ type: "toggle_current" });
    else if (event.key === "Enter") this.#open(state.selection.current);
    else if (event.key === "Escape" && state.opened.length === 0) dispatch({ type: "select_none" });
    else return false;
    return true;
  }
}
