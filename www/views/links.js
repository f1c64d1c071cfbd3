// The dialog in which an administrator makes read-only links, sees them and ends
// them.

import { moment } from "../text/format.js";
import { words } from "../text/words.js";
import { post } from "../wire/login.js";
import { by_id, make, set_hidden, set_text } from "./dom.js";

/** One of `GET api/links`; times in unix seconds.
 * @typedef {{id: string, label: string, maker: string, made: number, expires: number}} Link */

/** The words in which the server refused, or ours if there are none. @param {Response | null} response */
async function refusal_of(response) {
  const answer = await response?.json().catch(() => null);
  return typeof answer?.message === "string" ? words.refused(answer.message) : words.no_answer;
}

export class Links {
  #label = /** @type {HTMLInputElement} */ (by_id("link-label"));
  #seconds = /** @type {HTMLSelectElement} */ (by_id("link-seconds"));
  #address = /** @type {HTMLInputElement} */ (by_id("link-address"));
  #list = by_id("link-list");
  #trouble = by_id("links-trouble");

  constructor() {
    by_id("new-link").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#make();
    });
    by_id("links").addEventListener("close", () => this.#show_address(""));
  }

  async #make() {
    const asked = { seconds: Number(this.#seconds.value), label: this.#label.value };
    const response = await post("api/links", asked).catch(() => null);
    if (!response?.ok) return set_text(this.#trouble, await refusal_of(response));
    this.#show_address(new URL((await response.json()).link, document.baseURI).href);
    this.#label.value = "";
    await this.show();
  }

  /** @param {string} address */
  #show_address(address) {
    this.#address.value = address;
    for (const element of [this.#address, by_id("link-address-label")]) set_hidden(element, !address);
    if (address) this.#address.select();
  }

  async show() {
    const response = await fetch("api/links").catch(() => null);
    set_text(this.#trouble, response?.ok ? "" : await refusal_of(response));
    if (!response?.ok) return;
    /** @type {Link[]} */
    const links = (await response.json()).links;
    this.#list.replaceChildren(...links.map((link) => this.#row_of(link)));
  }

  /** @param {Link} link */
  #row_of({ id, label, maker, expires }) {
    const title = label || words.unnamed_link;
    const details = words.made_by(maker, moment(expires));
    const name = make("div", { class: "login" }, make("strong", {}, title), make("span", {}, details));
    const end = make("button", { type: "button", "aria-label": words.end_of(title) }, words.end);
    end.addEventListener("click", () => void this.#end(id));
    return make("li", {}, name, end);
  }

  /** @param {string} id */
  async #end(id) {
    await post("api/links/end", { id }).catch(() => null);
    await this.show();
  }
}
