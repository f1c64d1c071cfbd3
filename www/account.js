// Who looks at the page: the menu with their name, their other logins, and the
// dialog in which they log in again without losing what is on the page.

import { agent_words } from "./agent.js";
import { by_id, make, set_hidden, set_text } from "./dom.js";
import { moment } from "./format.js";
import { Links } from "./links.js";
import { LoginForm } from "./login_form.js";
import { post } from "./login_request.js";

/** As the server wrote it into the page. Without users there is no `user`.
 * @typedef {{user: string, role: string, token: string}} Visitor */

/** @returns {Visitor} */
export function read_visitor() {
  /** @param {string} name */
  const said = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
  return { user: said("user"), role: said("role"), token: said("token") };
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

/** @type {Record<Login["by"], string>} */
const shared_names = { cookie: "", link: "", password: "Programs with your password", proxy: "By the proxy" };

/** @param {Login} login */
const title_of = ({ by, agent }) => shared_names[by] || agent_words(agent);

/** @param {Login} login */
const details_of = ({ address, opened, used, current }) => [
  address, `since ${moment(opened)}`, current ? "this one" : `last used ${moment(used)}`,
].filter(Boolean).join(" · ");

export class Account {
  #menu = by_id("account-menu");
  #list = by_id("login-list");
  #logins = /** @type {HTMLDialogElement} */ (by_id("logins"));
  #again = /** @type {HTMLDialogElement} */ (by_id("log-in-again"));
  #trouble = by_id("logins-trouble");
  #is_guest = false; // by a link: there is no password to ask for

  /** @param {Visitor} visitor @param {() => void} on_in they have logged in again */
  constructor(visitor, on_in) {
    document.documentElement.dataset.role = visitor.role || "administrator";
    this.#is_guest = visitor.user.startsWith("link:");
    if (!visitor.user) return;
    set_text(by_id("account-name"), visitor.user.replace(/^link:/u, ""));
    set_text(by_id("account-role"), visitor.role === "viewer" ? "may look" : "administrator");
    set_hidden(by_id("account"), false);
    by_id("open-logins").addEventListener("click", () => void this.#open_logins());
    by_id("end-others").addEventListener("click", () => void this.#end({ others: true }));
    by_id("log-out").addEventListener("click", () => void this.#log_out());
    if (visitor.role === "administrator") this.#offer_links();
    this.#prepare_again(visitor.user, on_in);
  }

  #offer_links() {
    const links = new Links();
    const open = by_id("open-links");
    set_hidden(open, false);
    open.addEventListener("click", () => {
      this.#menu.hidePopover();
      void links.open();
    });
  }

  /** Their login has ended; what is on the page stays. */
  ask_again() {
    if (this.#again.open) return;
    if (this.#is_guest) return location.replace("login#ended");
    this.#menu.hidePopover();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    this.#again.showModal();
  }

  /** @param {string} name @param {() => void} on_in */
  #prepare_again(name, on_in) {
    const user = /** @type {HTMLInputElement} */ (by_id("again-user"));
    const password = /** @type {HTMLInputElement} */ (by_id("again-password"));
    user.value = name;
    const fields = { form: by_id("again"), user, password, enter: by_id("again-enter"), said: by_id("again-said") };
    new LoginForm(fields, () => {
      this.#again.close();
      on_in();
    });
    this.#again.addEventListener("cancel", (event) => event.preventDefault());
    by_id("again-other").addEventListener("click", () => location.assign("login"));
  }

  async #open_logins() {
    this.#menu.hidePopover();
    await this.#show_logins();
    if (!this.#logins.open) this.#logins.showModal();
  }

  async #show_logins() {
    const response = await fetch("api/logins").catch(() => null);
    set_text(this.#trouble, response?.ok ? "" : "Your logins cannot be shown: the server did not answer as it should.");
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
    const end = make("button", { type: "button", "aria-label": `End ${title_of(login)}` }, "End");
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
