// The bar of actions for what is selected, what is told of the last one, and the one
// way by which every action begins, whether by the bar, the menu, a row or a key.

import { action_of, actions, fitting, inabilities_of, keys_of, reason_against } from "../state/actions.js";
import { is_to_be_read } from "../state/marks.js";
import { main_source } from "../state/notice.js";
import { chosen, targets } from "../state/update.js";
import { words } from "../text/words.js";
import { by_id, hide_keeping_focus, make, make_icon, set_attribute, set_text } from "./dom.js";

/** @import {Caller} from "../caller.js" */
/** @import {Action, Told as ToldProcedure} from "../state/actions.js" */
/** @import {Torrent} from "../state/rows.js" */
/** @import {Store} from "../state/store.js" */
/** @import {ListView} from "./list.js" */
/** @import {State, Told} from "../state/update.js" */

/** Always in reach; the others are in the menu. */
const commonest = ["start", "stop", "verify", "remove"];

/** Milliseconds. */
const forgotten_after = 6000;

/** @param {Action} action */
const make_button = (action) => make("button", { type: "button", class: "act", "data-action": action.id },
  make_icon(action.icon), make("span", {}, words.actions[action.id].label));

export class Acting {
  /** @type {Store} */ #store;
  /** @type {Caller} */ #caller;
  /** @type {ListView} */ #view;
  #bar = by_id("actions");
  #told = by_id("told");
  #told_text = by_id("told-text");
  #undo = by_id("undo");
  #dismiss = by_id("dismiss");
  #buttons = commonest.map((id) => ({ action: action_of(id), button: make_button(action_of(id)) }));
  /** @type {readonly ToldProcedure[] | null} */ #procedures = null;
  #version = "";
  #role;
  #timer = 0;
  /** @type {State | null} */ #drawn = null;

  /** @param {Store} store @param {Caller} caller @param {ListView} view @param {string} role of who looks */
  constructor(store, caller, view, role) {
    this.#store = store;
    this.#caller = caller;
    this.#view = view;
    this.#role = role;
    this.#bar.prepend(...this.#buttons.map(({ button }) => button));
    for (const { action, button } of this.#buttons) {
      button.addEventListener("click", () => this.perform(action, chosen(store.state)));
    }
    this.#undo.addEventListener("click", () => caller.undo());
    this.#dismiss.addEventListener("click", () => store.dispatch({ type: "read" }));
    void this.#fetch_procedures().catch(() => {}); // then the server's refusal says it
  }

  async #fetch_procedures() {
    const response = await fetch("api/procedures");
    if (response.ok) this.#procedures = (await response.json()).procedures;
    this.#learn(this.#version);
  }

  /** @param {string} version of the transmission-remote that is used */
  #learn(version) {
    this.#version = version;
    if (!this.#procedures) return;
    this.#store.dispatch({ type: "inabilities", inabilities: inabilities_of(this.#procedures, version, this.#role) });
  }

  /** Of torrents for which it makes no sense, nothing is asked.
   * @param {Action} action @param {readonly Torrent[]} torrents */
  perform(action, torrents) {
    const { dispatch, state } = this.#store;
    const reason = reason_against(action, torrents, state.inabilities);
    if (reason) return dispatch({ type: "tell", told: { said: reason, is_wrong: false } });
    const meant = fitting(action, torrents);
    if (action.asks) return dispatch({ type: "open", opened: { kind: "ask", action: action.id, keys: keys_of(meant) } });
    if (action.id === "remove") return this.#caller.remove(meant);
    return void this.#caller.run(action, meant);
  }

  /** @param {string} key as a KeyboardEvent names it @param {boolean} with_shift
   * @returns {boolean} whether it was one of ours */
  on_key(key, with_shift) {
    const wanted = with_shift && key.length > 1 ? `Shift+${key}` : key;
    const action = actions.find((one) => one.key === wanted);
    if (!action || (key.length === 1 && !this.#store.state.letters)) return false;
    const { state } = this.#store;
    if (state.selection.keys.size === 0) this.#view.reveal_current(); // which is what it acts on
    this.perform(action, targets(state));
    return true;
  }

  /** @param {State} state */
  draw(state) {
    const version = main_source(state.status)?.version ?? "";
    if (version !== this.#version) this.#learn(version);
    this.#draw_bar(state);
    this.#draw_told(state);
    this.#drawn = state;
  }

  /** @param {State} state */
  #draw_bar(state) {
    const { selection, known, inabilities } = state;
    const drawn = this.#drawn;
    if (selection === drawn?.selection && known === drawn.known && inabilities === drawn.inabilities) return;
    const torrents = chosen(state);
    for (const { action, button } of this.#buttons) {
      const reason = reason_against(action, torrents, inabilities);
      set_attribute(button, "aria-disabled", String(reason !== null));
      set_attribute(button, "title", reason ?? "");
    }
  }

  /** What went wrong stays until it is read. @param {Told | null} told */
  #forget_later(told) {
    clearTimeout(this.#timer);
    if (!told || told.is_wrong) return;
    this.#timer = window.setTimeout(() => this.#store.dispatch({ type: "tell", told: null }), forgotten_after);
  }

  /** Something is told as long as a row has words that wait to be read. @param {State} state */
  #draw_told({ told, leaving, marks }) {
    const unread = [...marks.values()].filter(is_to_be_read).length;
    const said = leaving > 0 ? words.removing(leaving) : told?.said ?? (unread > 0 ? words.unread(unread) : "");
    set_text(this.#told_text, said);
    this.#told.classList.toggle("is-wrong", leaving === 0 && Boolean(told?.is_wrong));
    this.#told.classList.toggle("is-quiet", said === "");
    hide_keeping_focus(this.#undo, leaving === 0, by_id("list"));
    hide_keeping_focus(this.#dismiss, leaving > 0 || said === "", by_id("list"));
    if (told !== this.#drawn?.told) this.#forget_later(told);
  }
}
