// Builds the parts and joins them; nothing else.

import { Account, read_visitor } from "./account.js";
import { Feed } from "./feed.js";
import { Link } from "./link.js";
import { Page } from "./page.js";
import { start_theme } from "./theme.js";
import { Tokens } from "./tokens.js";
import { subprotocol } from "./wamp.js";

/** Beside the page, wherever a proxy has put it. */
function open_socket() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(address, subprotocol);
}

const clock = {
  now: Date.now,
  random: Math.random,
  after: (/** @type {() => void} */ run, /** @type {number} */ wait) => setTimeout(run, wait),
  cancel: (/** @type {any} */ timer) => clearTimeout(timer),
};

start_theme();
const visitor = read_visitor();
const account = new Account(visitor, () => link.wake());
const tokens = visitor.user ? new Tokens(visitor.user, {
  now: Date.now,
  ask: () => fetch("api/token"),
  on_over: () => account.ask_again(),
}) : null;
if (visitor.token) tokens?.keep(visitor.token, performance.timeOrigin);
const feed = new Feed(clock.now, () => page.draw());
const link = new Link({
  open_socket,
  realm: "wstorrent",
  credentials: tokens,
  clock,
  on_join: (session) => feed.join(session),
  on_quiet: (session) => feed.ask_status(session),
  on_refusal: () => void tokens?.look().catch(() => {}), // a token that cannot be had is asked for again
  on_state: () => page.draw(),
});
const page = new Page(feed, link);

window.addEventListener("online", () => link.wake());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) link.wake();
});
link.connect();
