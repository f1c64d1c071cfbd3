// How people act on the list: clicks, touches and keys become messages.

import { action_of } from "../state/actions.js";
import { is_to_be_read } from "../state/marks.js";
import { key_of } from "../state/torrent.js";
import { find_torrent, listed, place_of, torrent_at } from "../state/update.js";
import { by_id } from "./dom.js";

/** @import {Store} from "../state/store.js" */
/** @import {Step} from "../state/update.js" */
/** @import {Acting} from "./acting.js" */
/** @import {ListView} from "./list.js" */
/** @import {ActionMenu} from "./menu.js" */

const long_press = 500; // milliseconds
const slip = 10; // pixels that a finger may move while it presses

/** @type {Record<string, Step>} */
const steps = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" };

export class Pointing {
  /** @type {Store} */ #store;
  /** @type {ListView} */ #view;
  /** @type {Acting} */ #acting;
  /** @type {ActionMenu} */ #menu;
  #list = by_id("list");
  /** A finger that is down, and may become a long press.
   * @type {{x: number, y: number, timer: number} | null} */
  #press = null;
  #was_long = false;

  /** @param {Store} store @param {ListView} view @param {Acting} acting @param {ActionMenu} menu */
  constructor(store, view, acting, menu) {
    this.#store = store;
    this.#view = view;
    this.#acting = acting;
    this.#menu = menu;
    const list = this.#list;
    list.addEventListener("click", (event) => this.#on_click(event));
    list.addEventListener("dblclick", (event) => {
      getSelection()?.removeAllRanges(); // the word that it chose as well
      this.#open(this.#key_at(event));
    });
    list.addEventListener("keydown", (event) => this.#on_key(event));
    list.addEventListener("pointerdown", (event) => this.#on_press(event));
    list.addEventListener("mousedown", (event) => {
      const is_button = event.target instanceof Element && event.target.closest("[data-action]");
      if (is_button || this.#was_long) event.preventDefault(); // no focus in a row, and none taken from the menu
    });
    list.addEventListener("pointermove", (event) => this.#on_move(event));
    list.addEventListener("pointercancel", () => this.#end_press());
    list.addEventListener("pointerup", ({ clientX, clientY }) => {
      if (this.#press && this.#was_long) this.#menu.open(clientX, clientY);
      this.#end_press();
    });
    list.addEventListener("contextmenu", (event) => this.#on_menu(event));
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
    if (key === null || this.#was_long || this.#acts(event, key)) return;
    const is_touch = event instanceof PointerEvent && event.pointerType === "touch";
    const { dispatch, state } = this.#store;
    if (event.shiftKey) return dispatch({ type: "choose", key, how: "extend" });
    if (event.ctrlKey || event.metaKey) return dispatch({ type: "choose", key, how: "toggle" });
    if (!is_touch) return dispatch({ type: "choose", key, how: "only" });
    if (state.selection.keys.size > 0) return dispatch({ type: "choose", key, how: "toggle" });
    return this.#open(key);
  }

  /** The button that starts or stops, and words that wait to be read.
   * @param {Event} event @param {string} key @returns {boolean} whether it was on one of them */
  #acts({ target }, key) {
    const { dispatch, state } = this.#store;
    const torrent = find_torrent(state, key);
    if (!(target instanceof Element) || !torrent) return false;
    const button = target.closest("[data-action]");
    if (button) this.#acting.perform(action_of(button.getAttribute("data-action") ?? ""), [torrent]);
    const mark = target.closest(".state") && state.marks.get(key);
    const is_read = Boolean(mark && is_to_be_read(mark));
    if (is_read) dispatch({ type: "mark", keys: [key], mark: null });
    return Boolean(button) || is_read;
  }

  /** Of what is selected; where something else is pointed at, that is selected instead. By
   * the keyboard, below the row where it is; a finger's comes when it is lifted. @param {MouseEvent} event */
  #on_menu(event) {
    event.preventDefault();
    if (this.#press || this.#was_long) return;
    const { dispatch, state } = this.#store;
    const is_key = event.button !== 2;
    const key = is_key ? state.selection.current : this.#key_at(event);
    if (key === null) return;
    if (!is_key && !state.selection.keys.has(key)) dispatch({ type: "choose", key, how: "only" });
    if (!is_key) return this.#menu.open(event.clientX, event.clientY);
    this.#view.reveal_current();
    requestAnimationFrame(() => this.#open_menu_below(key));
  }

  /** Or at the top, where a search hides the row. @param {string} key */
  #open_menu_below(key) {
    const row = this.#list.querySelector(`[data-index="${place_of(this.#store.state, key)}"]`);
    const { left, bottom } = (row ?? by_id("headings")).getBoundingClientRect();
    this.#menu.open(left + 40, bottom);
  }

  // ---- a finger that stays begins a selection, and opens the menu ----

  /** @param {PointerEvent} event */
  #on_press(event) {
    this.#was_long = false;
    const key = this.#key_at(event);
    if (event.pointerType !== "touch" || key === null) return;
    this.#end_press();
    const timer = window.setTimeout(() => {
      this.#was_long = true;
      if (!this.#store.state.selection.keys.has(key)) this.#store.dispatch({ type: "choose", key, how: "toggle" });
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
    const { page_length } = this.#view;
    const step = { ...steps, PageDown: page_length, PageUp: -page_length }[event.key];
    if (step === undefined ? this.#on_other_key(event) : this.#go(step, event.shiftKey)) event.preventDefault();
  }

  /** @param {Step} to @param {boolean} extend */
  #go(to, extend) {
    this.#store.dispatch({ type: "go", to, extend });
    this.#view.reveal_current();
    return true;
  }

  #toggle() {
    this.#store.dispatch({ type: "toggle_current" });
    this.#view.reveal_current();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was ours */
  #on_other_key(event) {
    const { dispatch, state } = this.#store;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "a" && command) dispatch({ type: "select_all" });
    else if (command) return false;
    else if (event.key === " ") this.#toggle();
    else if (event.key === "Enter") this.#open(state.selection.current);
    else if (event.key === "Escape" && state.opened.length === 0) dispatch({ type: "select_none" });
    else return false;
    return true;
  }
}
