// The dialog over a page whose login has ended: what is on the page stays.

import { by_id } from "./dom.js";
import { LoginForm } from "./login_form.js";

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
