// Builds the parts and joins them; nothing else.

import { read_address } from "./state/address.js";
import { columns } from "./state/columns.js";
import { read_preferences, recall } from "./state/preferences.js";
import { once_a_frame, Store } from "./state/store.js";
import { begin } from "./state/update.js";
import { words } from "./text/words.js";
import { Account, read_visitor } from "./views/account.js";
import { Appearance } from "./views/appearance.js";
import { Banner } from "./views/banner.js";
import { Details } from "./views/details.js";
import { by_id, fill_words } from "./views/dom.js";
import { Filtering } from "./views/filtering.js";
import { Footer } from "./views/footer.js";
import { Header, title_of } from "./views/header.js";
import { History } from "./views/history.js";
import { ListView } from "./views/list.js";
import { LoginAgain } from "./views/login_again.js";
import { Panels } from "./views/panels.js";
import { Pointing } from "./views/pointing.js";
import { Sorting } from "./views/sorting.js";
import { Feed } from "./wire/feed.js";
import { Link } from "./wire/link.js";
import { Tokens } from "./wire/tokens.js";
import { subprotocol } from "./wire/wamp.js";

/** Milliseconds after which a page that nobody sees asks for nothing any more. */
const looked_away = 30_000;

const clock = {
  now: Date.now,
  random: Math.random,
  after: (/** @type {() => void} */ run, /** @type {number} */ wait) => setTimeout(run, wait),
  cancel: (/** @type {any} */ timer) => clearTimeout(timer),
};

/** Beside the page, wherever a proxy has put it. */
function open_socket() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(address, subprotocol);
}

// ---- the state, and what is drawn of it ----

fill_words(document, words.page);
const visitor = read_visitor();
const preferences = read_preferences(recall(), columns.map(({ field }) => field));
const { lens, opened } = read_address(location.hash, preferences.sort);
const store = new Store(begin({
  lens, opened, theme: preferences.theme, density: preferences.density,
  link: { connection: "connecting", since: clock.now(), refusal: null },
}), () => {
  document.title = title_of(store.state);
  if (!document.hidden) draw();
});

const past = new History(store);
const list = new ListView(() => draw());
const views = [
  new Appearance(store), new Header(), new Filtering(store.dispatch), new Sorting(store), new Panels(),
  new Banner(() => link.wake()), list, new Footer(store.dispatch),
  new Details(store, past.back), new Account(visitor, store.dispatch, past.back), past,
];
new Pointing(store, () => list.page_length);

const draw = once_a_frame(() => {
  const { state } = store;
  document.documentElement.dataset.connection = state.link.connection;
  for (const view of views) view.draw(state);
}, requestAnimationFrame);

// ---- the way to the server ----

const again = visitor.user ? new LoginAgain(visitor.user, () => link.wake()) : null;
const tokens = visitor.user ? new Tokens(visitor.user, {
  now: clock.now,
  ask: () => fetch("api/token"),
  on_over: () => again?.ask(),
}) : null;
if (visitor.token) tokens?.keep(visitor.token, performance.timeOrigin);

const feed = new Feed({
  now: clock.now,
  cursor: () => store.state.known.cursor,
  on_delta: (delta) => store.dispatch({ type: "delta", delta }),
  on_status: (status) => store.dispatch({ type: "status", status }),
});
const link = new Link({
  open_socket,
  realm: "wstorrent",
  credentials: tokens,
  clock,
  on_join: (session) => feed.join(session),
  on_quiet: (session) => feed.ask_status(session),
  on_pause: (session) => feed.leave(session),
  on_refusal: () => void tokens?.look().catch(() => {}), // a token that cannot be had is asked for again
  on_state: (state) => store.dispatch({ type: "link", link: state }),
});

// ---- what happens around the page ----

let away = 0;
function on_visibility() {
  clearTimeout(away);
  if (document.hidden) {
    away = window.setTimeout(() => {
      link.pause();
      store.dispatch({ type: "watched", is_watched: false });
    }, looked_away);
    return;
  }
  store.dispatch({ type: "watched", is_watched: true });
  link.wake();
  draw();
}
document.addEventListener("visibilitychange", on_visibility);
window.addEventListener("online", () => {
  if (store.state.is_watched) link.wake();
});
by_id("skip").addEventListener("click", (event) => {
  event.preventDefault();
  by_id("list").focus();
});

draw();
link.connect();
