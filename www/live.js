// The way to the server: the session that keeps what is known fresh while somebody
// looks. A list that came by HTTP before is gone on with.

import { read_session } from "./state/session.js";
import { Feed } from "./wire/feed.js";
import { Link, why_refused } from "./wire/link.js";
import { Tokens } from "./wire/login.js";
import { subprotocol } from "./wire/wamp.js";

/** @import {Store} from "./state/store.js" */
/** @import {Visitor} from "./views/dom.js" */

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

/** @param {Visitor} visitor @param {() => void} on_over their login has ended */
function tokens_of({ user, token }, on_over) {
  if (!user) return null;
  const tokens = new Tokens(user, { now: clock.now, ask: () => fetch("api/token"), on_over });
  if (token) tokens.keep(token, performance.timeOrigin);
  return tokens;
}

/**
 * @typedef {object} LiveParts
 * @property {Store} store
 * @property {Visitor} visitor
 * @property {() => void} on_join there is no need of another list any more
 * @property {() => void} on_over the visitor's login has ended
 */

/** @param {LiveParts} parts @returns {Link} that connects already */
export function start_live({ store, visitor, on_join, on_over }) {
  const tokens = tokens_of(visitor, on_over);
  const feed = new Feed({
    now: clock.now,
    cursor: () => store.state.known.cursor,
    on_delta: (delta) => store.dispatch({ type: "delta", delta, now: clock.now() }),
    on_status: (status) => store.dispatch({ type: "status", status }),
    on_session: (payload) => store.dispatch({ type: "session", session: read_session(payload) }),
  });
  const link = new Link({
    open_socket,
    realm: "wstorrent",
    credentials: tokens,
    clock,
    on_join: (session) => {
      on_join();
      feed.join(session);
    },
    on_quiet: (session) => feed.ask_status(session),
    on_pause: (session) => feed.leave(session),
    on_refusal: () => void tokens?.look().catch(() => {}), // a token that cannot be had is asked for again
    why: () => why_refused(() => fetch("ws", { method: "POST" })),
    on_state: (state) => store.dispatch({ type: "link", link: state }),
  });
  watch_visibility(store, link);
  link.connect();
  return link;
}

/** @param {Store} store @param {Link} link */
function watch_visibility(store, link) {
  let timer = 0;
  const look_away = () => {
    link.pause();
    store.dispatch({ type: "watched", is_watched: false });
  };
  if (document.hidden) timer = window.setTimeout(look_away, looked_away); // opened behind another
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = window.setTimeout(look_away, looked_away);
    } else {
      store.dispatch({ type: "watched", is_watched: true });
      link.wake();
    }
  });
  window.addEventListener("online", () => {
    if (store.state.is_watched) link.wake();
  });
}
