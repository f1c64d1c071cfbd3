// The dialog in which an action learns what it needs to know: a folder, a name, labels,
// limits, a ratio, a priority; or, before data is deleted, that it is really meant.

import { action_of, first_names } from "../state/actions.js";
import { find_torrent, known_folders } from "../state/update.js";
import { size } from "../text/format.js";
import { words } from "../text/words.js";
import { Dialog } from "./dialog.js";
import { by_id, make, set_hidden, set_text, show_name } from "./dom.js";

/** @import {Caller} from "../caller.js" */
/** @import {Action, Args} from "../state/actions.js" */
/** @import {Torrent} from "../state/rows.js" */
/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

/** What is known of the only torrent that is meant; empty if there are several.
 * @typedef {Record<string, any>} Before */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {"text" | "number" | "check" | "choice"} kind
 * @property {(before: Before) => string | boolean} [from]
 * @property {readonly string[]} [choices] of words.choices
 * @property {Record<string, string>} [limits] attributes of its input
 */

const kilobytes = { min: "0", max: "4000000", step: "1", inputmode: "numeric" };

/** @type {Record<string, readonly Field[]>} by action */
const fields = {
  move: [
    { name: "dir", kind: "text", from: ({ downloadDir }) => downloadDir ?? "", limits: { required: "", pattern: "/.*", list: "folders" } },
    { name: "find", kind: "check" },
  ],
  rename: [{ name: "name", kind: "text", from: ({ name }) => name ?? "", limits: { required: "", pattern: "[^/]+" } }],
  labels: [{ name: "labels", kind: "text", from: ({ labels }) => labels?.join(", ") ?? "" }],
  limits: [
    { name: "download_limit", kind: "number", limits: kilobytes, from: (b) => (b.downloadLimited ? String(b.downloadLimit) : "") },
    { name: "upload_limit", kind: "number", limits: kilobytes, from: (b) => (b.uploadLimited ? String(b.uploadLimit) : "") },
  ],
  ratio: [
    { name: "mode", kind: "choice", choices: ["global", "until", "unlimited"],
      from: ({ seedRatioMode }) => ["global", "until", "unlimited"][seedRatioMode ?? 0] },
    { name: "ratio", kind: "number", limits: { min: "0", step: "any", inputmode: "decimal" }, from: (b) => String(b.seedRatioLimit ?? "") },
  ],
  priority: [{ name: "priority", kind: "choice", choices: ["high", "normal", "low"],
    from: ({ bandwidthPriority }) => ["low", "normal", "high"][(bandwidthPriority ?? 0) + 1] }],
  remove_data: [],
};

/** @param {string} text @returns {number | null} */
const number_of = (text) => (text.trim() === "" ? null : Number(text));

/** @type {Record<string, (said: Record<string, any>, torrents: readonly Torrent[]) => Args>} */
const args_of = {
  move: ({ dir, find }) => ({ dir: dir.trim(), find }),
  rename: ({ name }, [torrent]) => ({ path: torrent.name, name }),
  labels: ({ labels }) => ({ labels: [...new Set(labels.split(",").map((/** @type {string} */ one) => one.trim()).filter(Boolean))] }),
  limits: ({ download_limit, upload_limit }) => ({ download_limit: number_of(download_limit), upload_limit: number_of(upload_limit) }),
  ratio: ({ mode, ratio }) => ({ ratio: mode === "until" ? number_of(ratio) ?? 0 : mode }),
  priority: ({ priority }) => ({ priority }),
  remove_data: () => ({ delete_data: true }),
};

/** @param {Field} field @param {Before} before */
function make_input({ name, kind, from, choices = [], limits = {} }, before) {
  const id = `ask-${name}`;
  const value = from?.(before) ?? "";
  if (kind === "choice") {
    const select = make("select", { id, name }, ...choices.map((one) => make("option", { value: one }, words.choices[one])));
    select.value = String(value);
    return select;
  }
  const type = kind === "check" ? "checkbox" : kind;
  const input = make("input", { id, name, type, autocomplete: "off", spellcheck: "false", ...limits });
  if (kind !== "check") input.value = String(value);
  return input;
}

/** @param {readonly Torrent[]} torrents */
const sum_of = (torrents) => torrents.reduce((sum, { sizeWhenDone }) => sum + (sizeWhenDone ?? 0), 0);

/** @param {Field} field @param {Before} before */
function make_field(field, before) {
  const label = make("label", { for: `ask-${field.name}` }, words.fields[field.name]);
  const input = make_input(field, before);
  return field.kind === "check" ? make("p", { class: "check" }, input, label) : make("div", {}, label, input);
}

const most_names = 5;

/** @param {string} name */
function name_line(name) {
  const text = make("bdi", { dir: "auto" });
  show_name(text, name);
  return make("li", {}, text);
}

export class Asking {
  /** @type {Store} */ #store;
  #form = /** @type {HTMLFormElement} */ (by_id("ask-form"));
  #fields = by_id("ask-fields");
  #go = by_id("ask-go");
  #dialog;
  /** @type {{action: Action, torrents: Torrent[]} | null} */ #asked = null;

  /** @param {Store} store @param {Caller} caller @param {() => void} on_close */
  constructor(store, caller, on_close) {
    this.#store = store;
    this.#dialog = new Dialog("ask", ({ action, keys }) => this.#fill(action, keys), on_close);
    by_id("ask-cancel").addEventListener("click", on_close);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#asked) this.#run(caller, this.#asked);
      on_close();
    });
  }

  /** @param {Caller} caller @param {{action: Action, torrents: readonly Torrent[]}} asked */
  #run(caller, asked) {
    const args = this.#said(asked);
    if (typeof args.dir === "string") this.#store.dispatch({ type: "folder", folder: args.dir });
    void caller.run(asked.action, asked.torrents, args);
  }

  /** @param {{action: Action, torrents: readonly Torrent[]}} asked */
  #said({ action, torrents }) {
    const inputs = fields[action.id].map(({ name }) => /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name)));
    const said = Object.fromEntries(inputs.map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value]));
    return args_of[action.id](said, torrents);
  }

  /** @param {string} id @param {readonly string[]} keys */
  async #fill(id, keys) {
    const action = action_of(id);
    const torrents = keys.map((key) => find_torrent(this.#store.state, key)).filter((torrent) => torrent !== undefined);
    this.#asked = { action, torrents };
    const before = torrents.length === 1 ? { ...torrents[0], ...(await this.#details(torrents[0], id)) } : {};
    const said = words.asks[id];
    set_text(by_id("ask-title"), said.title(torrents.length));
    set_text(by_id("ask-about"), id === "remove_data" ? words.data_lost(size(sum_of(torrents))) : said.about ?? "");
    const rest = torrents.length - most_names;
    by_id("ask-names").replaceChildren(
      ...first_names(torrents, most_names).map(name_line),
      ...(rest > 0 ? [make("li", { class: "rest" }, words.and_more(rest))] : []));
    this.#fields.replaceChildren(...fields[id].map((field) => make_field(field, before)));
    by_id("folders").replaceChildren(...known_folders(this.#store.state).map((folder) => make("option", { value: folder })));
    set_text(this.#go, said.go);
    this.#guard(id === "remove_data");
  }

  /** What the list does not know, and the form begins with. @param {Torrent} torrent @param {string} id */
  async #details(torrent, id) {
    if (id !== "limits" && id !== "ratio" && id !== "priority") return {};
    const response = await fetch(`api/torrents/${torrent.id}`).catch(() => null);
    return response?.ok ? response.json() : {};
  }

  /** Where data is lost, Enter is not enough: nothing is done by it but closing.
   * @param {boolean} is_dangerous */
  #guard(is_dangerous) {
    const cancel = by_id("ask-cancel");
    this.#go.classList.toggle("danger", is_dangerous);
    cancel.toggleAttribute("autofocus", is_dangerous);
    set_hidden(by_id("ask-names"), !is_dangerous && this.#asked?.torrents.length === 1 && this.#asked.action.id === "rename");
  }

  /** @param {State} state */
  draw({ opened }) {
    this.#dialog.draw(opened);
  }
}
