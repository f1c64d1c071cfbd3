// The strip that says why the list is not fresh. Its words are announced; its
// age, which changes every second, is not.

import { by_id, set_attribute, set_hidden, set_text } from "./dom.js";
import { duration } from "./format.js";

/** @import {Notice} from "./notice.js" */

/** @param {number | null} known_at @param {number} now */
function age_text(known_at, now) {
  if (known_at === null) return "";
  const seconds = Math.max(0, Math.floor((now - known_at) / 1000));
  return seconds < 1 ? "Showing what was known just now." : `Showing what was known ${duration(seconds)} ago.`;
}

export class Banner {
  #element = by_id("banner");
  #title = by_id("banner-title");
  #hint = by_id("banner-hint");
  #age = by_id("banner-age");
  #retry = by_id("banner-retry");

  /** @param {() => void} on_retry */
  constructor(on_retry) {
    this.#retry.addEventListener("click", on_retry);
  }

  /** @param {Notice} notice @param {boolean} has_list @param {number} now milliseconds */
  show(notice, has_list, now) {
    set_attribute(this.#element, "data-state", notice.state);
    set_text(this.#title, notice.title);
    set_text(this.#hint, notice.hint);
    set_text(this.#age, has_list ? age_text(notice.known_at, now) : "");
    set_hidden(this.#retry, notice.state !== "reconnecting" && notice.state !== "refused");
  }
}
