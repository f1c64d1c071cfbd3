// Builds the parts and joins them; nothing else. What the first list needs is here,
// the rest comes after it.

import { read_address } from "./state/address.js";
import { columns } from "./state/columns.js";
import { read_preferences, recall } from "./state/preferences.js";
import { once_a_frame, Store } from "./state/store.js";
import { begin } from "./state/update.js";
import { words } from "./text/words.js";
import { by_id, fill_words, read_visitor, set_attribute } from "./views/dom.js";
import { Banner, Footer, Header, Panels, title_of } from "./views/frame.js";
import { History } from "./views/history.js";
import { ListView } from "./views/list.js";
import { Appearance, Filtering, Sorting } from "./views/tools.js";

/** @import {State} from "./state/update.js" */

fill_words(document, words.page);
const visitor = read_visitor();
document.documentElement.dataset.role = visitor.role || "administrator";
const { sort, ...preferences } = read_preferences(recall(), columns.map(({ field }) => field));
const address = location.href; // before it follows the state
const { lens, opened } = read_address(location.hash, sort);
const store = new Store(begin({
  ...preferences, lens, opened,
  link: { connection: "connecting", since: Date.now(), refusal: null },
}), () => {
  document.title = title_of(store.state);
  if (!document.hidden) draw();
});

// ---- the list by HTTP is here before a WebSocket can be ----

const early = new AbortController();
async function fetch_early() {
  const response = await fetch("api/torrents", { signal: early.signal });
  if (!response.ok) return;
  const { cursor, torrents: set } = await response.json();
  if (store.state.known.cursor === null) store.dispatch({ type: "delta", delta: { cursor, full: true, set, gone: [] }, now: Date.now() });
}
fetch_early().catch(() => {}); // the WebSocket brings it too

// ---- what is drawn of the state ----

const past = new History(store);
const list = new ListView(() => scrolled());
/** @type {{draw: (state: State) => void}[]} */
const views = [
  new Appearance(store), new Header(), new Filtering(store.dispatch), new Sorting(store), new Panels(),
  new Banner(() => void live.then((link) => link.try_now())), list, new Footer(store.dispatch), past,
];
const draw = once_a_frame(() => {
  set_attribute(document.documentElement, "data-connection", store.state.link.connection);
  for (const view of views) view.draw(store.state);
}, requestAnimationFrame);
/** Of the same state the others have drawn what there is. */
const scrolled = once_a_frame(() => list.draw(store.state), requestAnimationFrame);
draw();

// ---- what comes after it ----

const on_join = () => {
  early.abort();
  void later.then(({ caller }) => caller.find_out());
};
const live = import("./live.js").then(({ start_live }) => start_live({
  store, visitor, on_join, on_over: () => void later.then(({ ask_again }) => ask_again()),
}));
const later = import("./later.js").then(({ add_later }) => add_later({
  store, visitor, address, list,
  on_close: () => store.dispatch({ type: "close", depth: store.state.opened.length - 1 }),
  on_in: () => void live.then((link) => link.wake()),
  call: async (...call) => (await live).call(...call),
}));
void later.then((more) => {
  views.unshift(...more.views);
  draw();
}).catch(() => {}); // below

// A module that could not be had is never asked for again by this document: without a part
// of it the page begins anew, once there is somebody to ask.
const begin_anew = async () => {
  const { ok } = await fetch("healthz").catch(() => ({ ok: false }));
  if (ok) location.reload();
  else setTimeout(begin_anew, 2000);
};
Promise.all([live, later]).catch((error) => {
  if (error instanceof TypeError) setTimeout(begin_anew, 2000);
  else throw error;
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) draw();
});
by_id("skip").addEventListener("click", (event) => {
  event.preventDefault();
  by_id("list").focus();
});
