// The line below the list: how many there are, what is selected of them, and that
// the order waits.

import { is_held_back, selected } from "../state/update.js";
import { size } from "../text/format.js";
import { words } from "../text/words.js";
import { by_id, hide_keeping_focus, set_hidden, set_text } from "./dom.js";

/** @import {Dispatch} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

export class Footer {
  #count = by_id("count");
  #selected = by_id("selected");
  #held = by_id("held");
  #clear = by_id("select-none");
  #list = by_id("list");

  /** @param {Dispatch} dispatch */
  constructor(dispatch) {
    this.#clear.addEventListener("click", () => dispatch({ type: "select_none" }));
  }

  /** @param {State} state */
  draw(state) {
    const [all, shown] = [state.known.rows.size, state.order.shown.length];
    set_text(this.#count, state.known.cursor === null ? "" : shown === all ? words.torrents(all) : words.shown(shown, all));
    const { count, bytes, unseen } = selected(state);
    const told = [words.selected(count, size(bytes)), ...(unseen > 0 ? [words.unseen(unseen)] : [])];
    set_text(this.#selected, count > 0 ? told.join(", ") : "");
    hide_keeping_focus(this.#clear, count === 0, this.#list);
    set_hidden(this.#held, !is_held_back(state));
  }
}
