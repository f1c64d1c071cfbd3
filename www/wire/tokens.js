// The one-time tokens of a login: the one that came with the page, then the one
// that the last session handed out; once those are too old, a new one is asked for.

const good_for = 25_000; // of the 30 s for which the server remembers it

/**
 * @typedef {object} TokenParts
 * @property {() => number} now milliseconds
 * @property {() => Promise<Response>} ask
 * @property {() => void} on_over the login has ended
 */

export class Tokens {
  /** @type {TokenParts} */ #parts;
  /** @type {{token: string, at: number} | null} */ #kept = null;

  /** @param {string} user @param {TokenParts} parts */
  constructor(user, parts) {
    this.user = user;
    this.#parts = parts;
  }

  /** @param {string} token @param {number} [at] when it was made */
  keep(token, at = this.#parts.now()) {
    this.#kept = { token, at };
  }

  /** A token is handed out once. Fails if there is none to be had. @returns {Promise<string>} */
  async take() {
    const kept = this.#kept;
    this.#kept = null;
    return kept && this.#parts.now() - kept.at < good_for ? kept.token : this.#ask();
  }

  /** Whether the login still holds: if not, `on_over` is told. */
  async look() {
    this.keep(await this.#ask());
  }

  async #ask() {
    const response = await this.#parts.ask();
    if (response.status === 401) this.#parts.on_over();
    if (!response.ok) throw new Error(`no token: ${response.status}`);
    return (await response.json()).token;
  }
}
