// The strip that says why the list is not fresh. Its words are announced; its age,
// which changes every second while there is one, is not.

import { condition, notice_of } from "../state/notice.js";
import { duration } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, hide_keeping_focus, set_attribute, set_text } from "./dom.js";

/** @import {State} from "../state/update.js" */

/** @param {number | null} known_at @param {number} now milliseconds */
function age_text(known_at, now) {
  if (known_at === null) return "";
  const seconds = Math.max(0, Math.floor((now - known_at) / 1000));
  return seconds < 1 ? words.known_now : words.known_ago(duration(seconds));
}

export class Banner {
  #element = by_id("banner");
  #title = by_id("banner-title");
  #hint = by_id("banner-hint");
  #age = by_id("banner-age");
  #retry = by_id("banner-retry");
  #timer = 0;

  /** @param {() => void} on_retry */
  constructor(on_retry) {
    this.#retry.addEventListener("click", on_retry);
  }

  /** @param {State} state */
  draw(state) {
    clearTimeout(this.#timer);
    const { link, status, known } = state;
    const now = Date.now();
    const notice = notice_of(link, status, now);
    set_attribute(this.#element, "data-state", notice.state);
    set_text(this.#title, notice.title);
    set_text(this.#hint, notice.hint);
    set_text(this.#age, known.cursor === null ? "" : age_text(notice.known_at, now));
    hide_keeping_focus(this.#retry, notice.state !== "reconnecting" && notice.state !== "refused", by_id("list"));
    const is_fresh = notice.state === "none" && (condition(link, status) === "live" || known.cursor === null);
    set_attribute(document.documentElement, "data-fresh", String(is_fresh));
    if (notice.state === "none" && link.connection !== "reconnecting") return;
    this.#timer = window.setTimeout(() => this.draw(state), 1000);
  }
}
