// Who looks at the page: the menu with their name, their logins, and the dialog over
// a page whose login has ended: what is on the page stays.

import { moment } from "../text/format.js";
import { words } from "../text/words.js";
import { post } from "../wire/login.js";
import { Dialog } from "./dialog.js";
import { by_id, make, set_hidden, set_text } from "./dom.js";
import { Links } from "./links.js";
import { LoginForm } from "./login_form.js";

/** @import {Dispatch} from "../state/store.js" */
/** @import {State} from "../state/update.js" */
/** @import {Visitor} from "./dom.js" */

// ---- a browser's name ----

/** In this order: most claim to be others too. @type {[RegExp, string][]} */
const programs = [
  [/Edg/, "Edge"], [/OPR/, "Opera"], [/Firefox|FxiOS/, "Firefox"], [/Chrom(e|ium)|CriOS/, "Chrome"],
  [/Safari/, "Safari"], [/^curl/, "curl"],
];

/** @type {[RegExp, string][]} */
const systems = [
  [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS X/, "macOS"], [/Linux|X11/, "Linux"],
];

/** @param {[RegExp, string][]} table @param {string} agent */
const first = (table, agent) => table.find(([sign]) => sign.test(agent))?.[1];

/** @param {string} agent */
export function agent_words(agent) {
  const program = first(programs, agent) ?? (agent.split(/[/ ]/)[0] || words.unknown_program);
  const system = first(systems, agent);
  return system ? words.on(program, system) : program;
}

// ---- a login that has ended ----

export class LoginAgain {
  #dialog = /** @type {HTMLDialogElement} */ (by_id("log-in-again"));
  #menu = by_id("account-menu");
  #is_guest;

  /** @param {string} name a link's has no password to ask for @param {() => void} on_in they have logged in again */
  constructor(name, on_in) {
    this.#is_guest = name.startsWith("link:");
    const user = /** @type {HTMLInputElement} */ (by_id("again-user"));
    const password = /** @type {HTMLInputElement} */ (by_id("again-password"));
    user.value = name;
    const fields = { form: by_id("again"), user, password, enter: by_id("again-enter"), said: by_id("again-said") };
    new LoginForm(fields, () => {
      this.#dialog.close();
      on_in();
    });
    // Chromium lets a page refuse this once only, and goes by `closedby`; others do not know that.
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    by_id("again-other").addEventListener("click", () => location.assign("login"));
  }

  ask() {
    if (this.#dialog.open) return;
    if (this.#is_guest) return location.replace("login#ended");
    this.#menu.hidePopover();
    this.#dialog.showModal();
  }
}

/** One of `GET api/logins`; times in unix seconds.
 * @typedef {object} Login
 * @property {string} id
 * @property {"cookie" | "link" | "password" | "proxy"} by
 * @property {string} address
 * @property {string} agent
 * @property {number} opened
 * @property {number} used
 * @property {boolean} current
 */

/** @param {Login} login */
const title_of = ({ by, agent }) => (by === "password" || by === "proxy" ? words.by_program[by] : agent_words(agent));

/** @param {Login} login */
const details_of = ({ address, opened, used, current }) => [
  address, words.since(moment(opened)), current ? words.this_one : words.last_used(moment(used)),
].filter(Boolean).join(" · ");

export class Account {
  #menu = by_id("account-menu");
  #list = by_id("login-list");
  #trouble = by_id("logins-trouble");
  /** @type {Dialog[]} */ #dialogs;

  /** @param {Visitor} visitor @param {Dispatch} dispatch @param {() => void} on_close */
  constructor(visitor, dispatch, on_close) {
    const links = new Links();
    this.#dialogs = [
      new Dialog("logins", () => this.#show_logins(), on_close),
      new Dialog("links", () => links.show(), on_close),
    ];
    if (!visitor.user) return;
    set_text(by_id("account-name"), visitor.user.replace(/^link:/u, ""));
    set_text(by_id("account-role"), visitor.role === "viewer" ? words.viewer : words.administrator);
    set_hidden(by_id("account"), false);
    set_hidden(by_id("open-links"), visitor.role !== "administrator");
    for (const kind of /** @type {const} */ (["logins", "links"])) {
      by_id(`open-${kind}`).addEventListener("click", () => {
        this.#menu.hidePopover();
        dispatch({ type: "open", opened: { kind } });
      });
    }
    by_id("end-others").addEventListener("click", () => void this.#end({ others: true }));
    by_id("log-out").addEventListener("click", () => void this.#log_out());
  }

  /** @param {State} state */
  draw({ opened }) {
    for (const dialog of this.#dialogs) dialog.draw(opened);
  }

  async #show_logins() {
    const response = await fetch("api/logins").catch(() => null);
    set_text(this.#trouble, response?.ok ? "" : words.no_logins);
    if (!response?.ok) return;
    /** @type {Login[]} */
    const logins = (await response.json()).logins;
    this.#list.replaceChildren(...logins.map((login) => this.#row_of(login)));
    set_hidden(by_id("end-others"), logins.length < 2);
  }

  /** @param {Login} login */
  #row_of(login) {
    const name = make("div", { class: "login" }, make("strong", {}, title_of(login)), make("span", {}, details_of(login)));
    if (login.current) return make("li", {}, name);
    const end = make("button", { type: "button", "aria-label": words.end_of(title_of(login)) }, words.end);
    end.addEventListener("click", () => void this.#end({ id: login.id }));
    return make("li", {}, name, end);
  }

  /** @param {object} which */
  async #end(which) {
    await post("api/logins/end", which).catch(() => null);
    await this.#show_logins();
  }

  /** Without an answer the login may still hold: then say nothing else. */
  async #log_out() {
    const response = await post("api/logout", {}).catch(() => null);
    if (response?.ok || response?.status === 401) location.replace("login#out");
  }
}
