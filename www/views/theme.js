// Light, dark, or as the system has it, and how high the rows are. Loaded before
// the first paint, so that nothing changes before one's eyes.

import { read_preferences, recall } from "../state/preferences.js";

const { theme, density } = read_preferences(recall(), []);
document.documentElement.dataset.theme = theme;
document.documentElement.dataset.density = density;
