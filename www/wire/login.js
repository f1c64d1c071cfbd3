// Logging in, and the one-time tokens of a login: the one that came with the page, then
// the one that the last session handed out; once those are too old, a new one is asked for.

import { words } from "../text/words.js";

// ---- one-time tokens ----

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

// ---- logging in ----

/** `wait`: seconds until another attempt is worth it.
 * @typedef {object} Verdict
 * @property {boolean} is_in
 * @property {string} words
 * @property {number} wait
 */

/** @param {string} said @param {number} [wait] @returns {Verdict} */
const out = (said, wait = 0) => ({ is_in: false, words: said, wait });

/** @param {string | null} retry_after */
const seconds = (retry_after) => Math.max(1, Math.min(3600, Math.ceil(Number(retry_after)) || 1));

/** @param {string} text */
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** @param {number} status @param {string | null} retry_after @param {any} answer the JSON, if it was any
 * @returns {Verdict} */
export function verdict_of(status, retry_after, answer) {
  if (status === 200) return { is_in: true, words: "", wait: 0 };
  if (status === 429) return out(words.too_many_attempts, seconds(retry_after));
  if (status === 503) return out(words.busy, seconds(retry_after));
  const said = answer?.message;
  if (status === 401 && !said) return out(words.wrong_password);
  return out(typeof said === "string" && said ? sentence(said) : words.answered_status(status));
}

const unreachable = out(words.unreachable);

/** A POST as our own page makes it. @param {string} route @param {object} body */
export const post = (route, body) => fetch(route, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** A name and a password, or the secret of a read-only link.
 * @param {{user: string, password: string} | {link: string}} shown @returns {Promise<Verdict>} */
export async function request_login(shown) {
  try {
    const response = await post("api/login", shown);
    const answer = await response.json().catch(() => null);
    return verdict_of(response.status, response.headers.get("Retry-After"), answer);
  } catch {
    return unreachable;
  }
}
