// Light, dark, or as the system has it. Loaded before the first paint.

import { by_id, set_icon } from "./dom.js";
import { recall, remember } from "./preferences.js";

const themes = ["system", "light", "dark"];
const root = document.documentElement;

/** @param {unknown} value */
const is_theme = (value) => themes.includes(String(value));

root.dataset.theme = recall("theme", "system", is_theme);

export function start_theme() {
  const button = by_id("theme");
  const show = () => {
    const theme = root.dataset.theme ?? "system";
    button.setAttribute("aria-label", `Colours: ${theme}`);
    button.title = `Colours: ${theme}`;
    set_icon(/** @type {Element} */ (button.firstElementChild), `theme-${theme}`);
  };
  button.addEventListener("click", () => {
    root.dataset.theme = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
    remember("theme", root.dataset.theme);
    show();
  });
  show();
}
