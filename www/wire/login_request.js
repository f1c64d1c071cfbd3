// Sends a name and a password, and says what the answer means to a person.

import { words } from "../text/words.js";

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
