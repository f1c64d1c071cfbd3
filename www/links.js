// The dialog in which an administrator makes read-only links, sees them and ends
// them.

import { by_id, make, set_hidden, set_text } from "./dom.js";
import { moment } from "./format.js";
import { post } from "./login_request.js";

/** One of `GET api/links`; times in unix seconds.
 * @typedef {{id: string, label: string, maker: string, made: number, expires: number}} Link */

/** The words in which the server refused, or ours if there are none. @param {Response | null} response */
async function refusal_of(response) {
  const answer = await response?.json().catch(() => null);
  return typeof answer?.message === "string" ? `That did not work: ${answer.message}.` : "The server did not answer.";
}

export class Links {
  #dialog = /** @type {HTMLDialogElement} */ (by_id("links"));
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
    this.#dialog.addEventListener("close", () => this.#show_address(""));
  }

  async open() {
    await this.#show();
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  async #make() {
    const asked = { seconds: Number(this.#seconds.value), label: this.#label.value };
    const response = await post("api/links", asked).catch(() => null);
    if (!response?.ok) return set_text(this.#trouble, await refusal_of(response));
    this.#show_address(new URL((await response.json()).link, document.baseURI).href);
    this.#label.value = "";
    await this.#show();
  }

  /** @param {string} address */
  #show_address(address) {
    this.#address.value = address;
    for (const element of [this.#address, by_id("link-address-label")]) set_hidden(element, !address);
    if (address) this.#address.select();
  }

  async #show() {
    const response = await fetch("api/links").catch(() => null);
    set_text(this.#trouble, response?.ok ? "" : await refusal_of(response));
    if (!response?.ok) return;
    /** @type {Link[]} */
    const links = (await response.json()).links;
    this.#list.replaceChildren(...links.map((link) => this.#row_of(link)));
  }

  /** @param {Link} link */
  #row_of({ id, label, maker, expires }) {
    const title = label || "Without a name";
    const details = `made by ${maker} · until ${moment(expires)}`;
    const name = make("div", { class: "login" }, make("strong", {}, title), make("span", {}, details));
    const end = make("button", { type: "button", "aria-label": `End ${title}` }, "End");
    end.addEventListener("click", () => void this.#end(id));
    return make("li", {}, name, end);
  }

  /** @param {string} id */
  async #end(id) {
    await post("api/links/end", { id }).catch(() => null);
    await this.#show();
  }
}
