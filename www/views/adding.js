// The dialog that adds torrents, and the ways into it: its button, a key, a paste or a
// drop anywhere, and links that the browser hands over. None adds without being asked.

import { item_of_file, items_of_text, to_be_added, without_repetition } from "../state/adding.js";
import { known_folders } from "../state/update.js";
import { size } from "../text/format.js";
import { words } from "../text/words.js";
import { AddItems } from "./add_items.js";
import { Dialog } from "./dialog.js";
import { by_id, make, set_attribute, set_hidden, set_text, takes_text } from "./dom.js";

/** @import {Adder} from "../adder.js" */
/** @import {Item} from "../state/adding.js" */
/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

const priorities = ["high", "normal", "low"];

/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (by_id(id));

export class Adding {
  /** @type {Store} */ #store;
  /** @type {Adder} */ #adder;
  #dialog;
  #text = /** @type {HTMLTextAreaElement} */ (by_id("add-text"));
  #said = by_id("add-said");
  #go = by_id("add-go");
  #items;
  /** @type {() => void} */ #on_close;

  /** @param {Store} store @param {Adder} adder @param {() => void} on_close
   * @param {string} address that the page was opened at */
  constructor(store, adder, on_close, address) {
    this.#store = store;
    this.#adder = adder;
    this.#on_close = on_close;
    this.#dialog = new Dialog("add", () => this.#prepare(), on_close);
    this.#items = new AddItems(by_id("add-items"), (key, change) => this.#change(
      (items) => items.flatMap((item) => (item.key === key ? change(item) ?? [] : [item]))));
    by_id("add-priority").append(...priorities.map((one) => make("option", { value: one }, words.choices[one])));
    this.#listen_in_dialog();
    this.#listen_anywhere();
    this.#take_handed_over(address);
    window.addEventListener("hashchange", ({ newURL }) => this.#take_handed_over(newURL));
  }

  #listen_in_dialog() {
    const files = input("add-files");
    by_id("add-choose").addEventListener("click", () => files.click());
    files.addEventListener("change", () => {
      void this.#take_files([...(files.files ?? [])]);
      files.value = "";
    });
    this.#text.addEventListener("input", () => this.#take_text(this.#text.value));
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      void this.#submit();
    });
    by_id("add-cancel").addEventListener("click", this.#on_close);
    by_id("add-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  #listen_anywhere() {
    for (const id of ["open-add", "invite"]) by_id(id).addEventListener("click", () => this.open());
    document.addEventListener("paste", (event) => {
      if (takes_text(event.target)) return;
      this.#take(event.clipboardData, event);
    });
    const show = (/** @type {boolean} */ is_over) => document.documentElement.toggleAttribute("data-dropping", is_over);
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      show(true);
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && show(false));
    document.addEventListener("drop", (event) => {
      show(false);
      this.#take(event.dataTransfer, event);
    });
  }

  open() {
    if (!this.#store.state.opened.some(({ kind }) => kind === "add")) this.#store.dispatch({ type: "open", opened: { kind: "add" } });
  }

  /** @param {DataTransfer | null} data @param {Event} event */
  #take(data, event) {
    const [files, text] = [[...(data?.files ?? [])], data?.getData("text") ?? ""];
    if (files.length === 0 && !text) return;
    event.preventDefault();
    if (files.length === 0) this.#take_text(text);
    else void this.#take_files(files);
    this.open();
  }

  /** @param {string} text */
  #take_text(text) {
    const items = items_of_text(text);
    if (items.length > 0) {
      this.#text.value = "";
      this.#change((known) => without_repetition([...items, ...known.filter(({ progress }) => progress !== "added")]));
    }
    set_text(this.#said, items.length === 0 && text.trim().length > 3 ? words.adding.nothing_found : "");
  }

  /** @param {File[]} files */
  async #take_files(files) {
    const items = await Promise.all(files.map(async (file) => item_of_file(file.name, new Uint8Array(await file.arrayBuffer()))));
    this.#change((known) => without_repetition([...known.filter(({ progress }) => progress !== "added"), ...items]));
  }

  /** A link that this page was registered for stands in its address; it is shown, and only shown.
   * @param {string} address */
  #take_handed_over(address) {
    const link = new URLSearchParams(new URL(address).hash.slice(1)).get("add");
    if (link === null) return;
    this.#take_text(link);
    this.open();
  }

  /** @param {(items: readonly Item[]) => readonly Item[]} change */
  #change(change) {
    this.#store.dispatch({ type: "adding", change });
  }

  async #prepare() {
    const is_filled = this.#store.state.adding.length > 0;
    this.#text.toggleAttribute("autofocus", !is_filled);
    this.#go.toggleAttribute("autofocus", is_filled);
    this.#show_handler();
    const response = await fetch("api/session").catch(() => null);
    const session = response?.ok ? await response.json() : null;
    const dir = session?.settings?.["download-dir"] ?? "";
    input("add-dir").placeholder = dir;
    input("add-labels").value = "";
    input("add-priority").value = "normal";
    set_text(by_id("add-free"), session?.free_space ? words.adding.free(size(session.free_space), dir) : "");
    input("add-paused").checked = session?.settings?.["start-added-torrents"] === false;
    by_id("folders").replaceChildren(...known_folders(this.#store.state).map((folder) => make("option", { value: folder })));
  }

  #show_handler() {
    const place = by_id("add-handler");
    if (!isSecureContext || !navigator.registerProtocolHandler) return set_text(place, words.adding.no_handler);
    const button = make("button", { type: "button" }, words.adding.handler);
    button.addEventListener("click", () => navigator.registerProtocolHandler("magnet", `${new URL(".", document.baseURI).href}#add=%s`));
    place.replaceChildren(button);
  }

  #options() {
    const labels = input("add-labels").value.split(",").map((one) => one.trim()).filter(Boolean);
    const [dir, priority] = [input("add-dir").value.trim(), input("add-priority").value];
    return {
      paused: input("add-paused").checked,
      ...(dir && { dir }),
      ...(labels.length > 0 && { labels: [...new Set(labels)] }),
      ...(priority !== "normal" && { priority }),
    };
  }

  /** What failed stays, to be tried again; if nothing did, the dialog goes. */
  async #submit() {
    const items = to_be_added(this.#store.state.adding);
    if (items.length === 0) return this.#text.focus();
    const options = this.#options();
    if (options.dir) this.#store.dispatch({ type: "folder", folder: options.dir });
    await this.#adder.add(items, options);
    const { adding, opened } = this.#store.state;
    const added = adding.filter(({ progress }) => progress === "added").length;
    if (added > 0) this.#store.dispatch({ type: "tell", told: { said: words.adding.done(added), is_wrong: false } });
    const is_done = adding.every(({ progress }) => progress === "added");
    this.#change((all) => all.filter(({ progress }) => progress !== "added"));
    if (is_done && opened.at(-1)?.kind === "add") this.#on_close();
  }

  /** @param {State} state */
  draw({ opened, adding }) {
    this.#items.draw(adding);
    const count = to_be_added(adding).length;
    const is_again = count > 0 && adding.some(({ progress }) => progress === "failed");
    const is_busy = adding.some(({ progress }) => progress === "waiting");
    set_text(this.#go, is_again ? words.adding.again(count) : words.adding.go(count));
    set_attribute(this.#go, "aria-disabled", String(is_busy || count === 0));
    set_hidden(by_id("add-items"), adding.length === 0);
    this.#dialog.draw(opened);
  }
}
