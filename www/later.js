// What nobody needs before the first list is there: pointing, acting, details, logins.

import { Adder } from "./adder.js";
import { Caller } from "./caller.js";
import { keys_of } from "./state/actions.js";
import { Account, LoginAgain } from "./views/account.js";
import { Acting } from "./views/acting.js";
import { Adding } from "./views/adding.js";
import { Asking } from "./views/asking.js";
import { Details } from "./views/details.js";
import { make } from "./views/dom.js";
import { Keys } from "./views/keys.js";
import { Limits } from "./views/limits.js";
import { ActionMenu } from "./views/menu.js";
import { Pointing } from "./views/pointing.js";

/** @import {Store} from "./state/store.js" */
/** @import {State} from "./state/update.js" */
/** @import {Visitor} from "./views/dom.js" */
/** @import {ListView} from "./views/list.js" */
/** @import {Link} from "./wire/link.js" */

/**
 * @typedef {object} LaterParts
 * @property {Store} store
 * @property {Visitor} visitor
 * @property {Link["call"]} call
 * @property {() => void} on_close what lies on top is to be closed
 * @property {() => void} on_in somebody has logged in again
 * @property {ListView} list
 * @property {string} address that the page was opened at
 */

/** @typedef {{draw: (state: State) => void}} View */

/**
 * A sheet that the page itself names would hold up the first list. One that does not come
 * leaves its parts plain, and they work. @param {string} name
 */
function add_sheet(name) {
  const sheet = make("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href });
  document.head.append(sheet);
  return new Promise((done) => ["load", "error"].forEach((end) => sheet.addEventListener(end, done)));
}

/** @param {LaterParts} parts
 * @returns {Promise<{views: View[], caller: Caller, ask_again: () => void}>} */
export async function add_later({ store, visitor, call, on_close, on_in, list, address }) {
  await Promise.all(["over.css", "act.css"].map(add_sheet));
  const caller = new Caller({
    dispatch: store.dispatch,
    call,
    known: () => new Set(keys_of([...store.state.known.rows])),
    after: (run, wait) => setTimeout(run, wait),
    cancel: (timer) => clearTimeout(timer),
  });
  const adder = new Adder(call, (key, progress, said) => store.dispatch({
    type: "adding", change: (items) => items.map((item) => (item.key === key ? { ...item, progress, said } : item)),
  }));
  const adding = visitor.role === "viewer" ? null : new Adding(store, adder, on_close, address);
  const acting = new Acting(store, caller, list, visitor.role);
  const menu = new ActionMenu(store, acting);
  new Pointing(store, list, acting, menu);
  const again = visitor.user ? new LoginAgain(visitor.user, on_in) : null;
  return {
    views: [
      new Details(store, on_close), new Account(visitor, store.dispatch, on_close), acting,
      new Limits(store, call, visitor.role), new Asking(store, caller, on_close), new Keys(store, acting, () => adding?.open(), on_close), ...(adding ? [adding] : []),
    ],
    caller,
    ask_again: () => again?.ask(),
  };
}
