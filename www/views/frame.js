// What stands around the list: the sums and the state of the connection, the window's
// title, the strip that says why the list is not fresh (its words are announced; its
// age, which changes every second, is not), what stands in for rows, and the line below.

import { condition, main_source, notice_of } from "../state/notice.js";
import { is_held_back, listed, selected } from "../state/update.js";
import { duration, nothing, rate, size, sum_rate } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, hide_keeping_focus, set_attribute, set_hidden, set_text } from "./dom.js";

/** @import {Notice} from "../state/notice.js" */
/** @import {Dispatch} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

// ---- the top ----

/** Rates that are not known to be so now are not told. @param {State} state */
export function title_of({ link, status, summary, is_watched }) {
  const now = condition(link, status);
  if (now === "reconnecting" || now === "failing") return words.gone_title(words.conditions[now]);
  const rates = now === "live" && is_watched ? [["↓", summary.down], ["↑", summary.up]] : [];
  const told = rates.filter(([, value]) => Number(value) > 0).map(([arrow, value]) => `${arrow}\u2009${rate(value)}`);
  return [...told, "wstorrentd"].join("  ");
}

/** @param {Notice["state"]} state */
const is_trouble = (state) => state === "failing" || state === "reconnecting" || state === "refused";

export class Header {
  #down = by_id("total-down");
  #up = by_id("total-up");
  #connection = by_id("connection");
  #word = by_id("connection-word");
  #icon = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=icon]"));

  /** What is not known to be so now is not told. @param {State} state */
  draw({ known, summary, link, status, heard }) {
    const is_known = known.cursor !== null && !is_trouble(notice_of(link, status, heard, Date.now()).state);
    const told = (/** @type {number} */ value) => (is_known ? sum_rate(value) : nothing);
    set_text(this.#down, told(summary.down));
    set_text(this.#up, told(summary.up));
    const now = condition(link, status);
    const version = main_source(status)?.version;
    const file = now === "reconnecting" || now === "failing" ? "trouble.svg" : "favicon.svg";
    set_attribute(this.#icon, "href", (this.#icon.getAttribute("href") ?? "").replace(/[a-z]+\.svg$/u, file));
    set_text(this.#word, words.conditions[now]);
    set_attribute(this.#connection, "data-state", now);
    set_attribute(this.#connection, "title", version ? words.transmission(version) : "");
  }
}

// ---- the strip ----

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
    const { link, status, known, heard } = state;
    const now = Date.now();
    const notice = notice_of(link, status, heard, now);
    set_attribute(this.#element, "data-state", notice.state);
    set_text(this.#title, notice.title);
    set_text(this.#hint, notice.hint);
    set_text(this.#age, known.cursor === null ? "" : age_text(notice.known_at, now));
    hide_keeping_focus(this.#retry, !is_trouble(notice.state), by_id("list"));
    const is_fresh = notice.state === "none" && (condition(link, status) === "live" || known.cursor === null);
    set_attribute(document.documentElement, "data-fresh", String(is_fresh));
    if (notice.state === "none" && link.connection !== "reconnecting") return;
    this.#timer = window.setTimeout(() => this.draw(state), 1000);
  }
}

// ---- panels ----

/** @param {State} state @returns {"none" | "unmatched" | "empty" | "waiting" | "loading"} */
export function panel_of(state) {
  if (listed(state).length > 0) return "none";
  if (state.known.rows.size > 0) return "unmatched";
  const source = main_source(state.status);
  const is_known = state.known.cursor !== null && (!source || source.state === "ok" || source.last_good !== null);
  if (is_known) return "empty";
  return source?.state === "failing" || state.link.connection === "reconnecting" ? "waiting" : "loading";
}

export class Panels {
  #list = by_id("list");
  #panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-panel]")]);

  /** @param {State} state */
  draw(state) {
    const panel = panel_of(state);
    for (const element of this.#panels) hide_keeping_focus(element, element.dataset.panel !== panel, this.#list);
    set_attribute(this.#list, "aria-busy", String(panel === "loading"));
    set_attribute(this.#list, "data-panel-shown", panel);
  }
}

// ---- the line at the bottom ----

export class Footer {
  #count = by_id("count");
  #free = by_id("free");
  #selected = by_id("selected");
  #held = by_id("held");
  #clear = by_id("select-none");
  #list = by_id("list");
  /** @type {State | null} */ #drawn = null;

  /** @param {Dispatch} dispatch */
  constructor(dispatch) {
    this.#clear.addEventListener("click", () => dispatch({ type: "select_none" }));
  }

  /** @param {State} state */
  draw(state) {
    const [all, shown] = [state.known.rows.size, state.order.shown.length];
    set_text(this.#count, state.known.cursor === null ? "" : shown === all ? words.torrents(all) : words.shown(shown, all));
    const { free, folder } = state.session ?? { free: null, folder: "" };
    set_text(this.#free, free === null ? "" : words.free(size(free)));
    set_attribute(this.#free, "title", folder);
    this.#draw_selected(state);
    set_hidden(this.#held, !is_held_back(state));
    this.#drawn = state;
  }

  /** Adding up what is selected looks at every row: not once more for a frame of a scroll. @param {State} state */
  #draw_selected(state) {
    const drawn = this.#drawn;
    if (drawn?.selection === state.selection && drawn.known === state.known && listed(drawn) === listed(state)) return;
    const { count, bytes, unseen } = selected(state);
    const told = [words.selected(count, size(bytes)), ...(unseen > 0 ? [words.unseen(unseen)] : [])];
    set_text(this.#selected, count > 0 ? told.join(", ") : "");
    hide_keeping_focus(this.#clear, count === 0, this.#list);
  }
}
