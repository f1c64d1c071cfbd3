// What stands in for rows where there are none.

import { main_source } from "../state/notice.js";
import { listed } from "../state/update.js";
import { by_id, hide_keeping_focus, set_attribute } from "./dom.js";

/** @import {State} from "../state/update.js" */

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
