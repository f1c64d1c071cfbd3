// A login form that is sent without leaving the page: what went wrong is said
// beside what was typed, and a wait is counted down.

import { words } from "../text/words.js";
import { request_login } from "../wire/login.js";
import { set_text } from "./dom.js";

/** `said`: where what went wrong is read out.
 * @typedef {object} LoginFields
 * @property {HTMLElement} form
 * @property {HTMLInputElement} user
 * @property {HTMLInputElement} password
 * @property {HTMLElement} enter
 * @property {HTMLElement} said
 */

export class LoginForm {
  /** @type {LoginFields} */ #fields;
  /** @type {() => void} */ #on_in;
  #is_waiting = false;

  /** @param {LoginFields} fields @param {() => void} on_in */
  constructor(fields, on_in) {
    this.#fields = fields;
    this.#on_in = on_in;
    fields.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  async #submit() {
    if (this.#is_waiting) return;
    const { user, password } = this.#fields;
    this.#hold(words.logging_in);
    const { is_in, words: said, wait } = await request_login({ user: user.value, password: password.value });
    this.#count_down(wait);
    if (!is_in) return this.#say(said);
    password.value = "";
    set_text(this.#fields.said, "");
    this.#on_in();
  }

  /** Not by `disabled`, which would take the focus from it. @param {string} [said] */
  #hold(said) {
    this.#is_waiting = said !== undefined;
    this.#fields.enter.setAttribute("aria-disabled", String(this.#is_waiting));
    set_text(this.#fields.enter, said ?? words.page.log_in);
  }

  /** @param {number} seconds */
  #count_down(seconds) {
    if (seconds <= 0) return this.#hold();
    this.#hold(words.try_again(seconds));
    setTimeout(() => this.#count_down(seconds - 1), 1000);
  }

  /** Emptied first: the same words twice are read out twice. @param {string} text */
  #say(text) {
    const { password, said } = this.#fields;
    set_text(said, "");
    requestAnimationFrame(() => set_text(said, text));
    password.setAttribute("aria-invalid", "true");
    password.focus();
    password.select();
  }
}
