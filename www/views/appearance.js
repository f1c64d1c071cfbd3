// The buttons for colours and density, and what is remembered of what was chosen.

import { densities, remember, themes, write_preferences } from "../state/preferences.js";
import { words } from "../text/words.js";
import { by_id, set_attribute, set_icon } from "./dom.js";

/** @import {Store} from "../state/store.js" */
/** @import {State} from "../state/update.js" */

const root = document.documentElement;

/** @template T @param {readonly T[]} all @param {T} one */
const next = (all, one) => all[(all.indexOf(one) + 1) % all.length];

export class Appearance {
  #theme = by_id("theme");
  #density = by_id("density");
  #remembered = "";

  /** @param {Store} store */
  constructor(store) {
    this.#theme.addEventListener("click", () => store.dispatch({ type: "theme", theme: next(themes, store.state.theme) }));
    this.#density.addEventListener("click",
      () => store.dispatch({ type: "density", density: next(densities, store.state.density) }));
  }

  /** @param {State} state */
  draw({ theme, density, lens }) {
    this.#remember(write_preferences({ theme, density, sort: lens.sort }));
    set_attribute(root, "data-theme", theme);
    set_attribute(root, "data-density", density);
    for (const [button, said] of /** @type {const} */ ([
      [this.#theme, words.colours(theme)], [this.#density, words.density(density)],
    ])) {
      set_attribute(button, "aria-label", said);
      set_attribute(button, "title", said);
    }
    set_icon(/** @type {Element} */ (this.#theme.firstElementChild), `theme-${theme}`);
    set_icon(/** @type {Element} */ (this.#density.firstElementChild), `density-${density}`);
  }

  /** @param {string} text */
  #remember(text) {
    if (text === this.#remembered) return;
    this.#remembered = text;
    remember(text);
  }
}
