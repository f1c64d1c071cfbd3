// What nobody needs before the first list is there: pointing, details, logins.

import { Account, LoginAgain } from "./views/account.js";
import { Details } from "./views/details.js";
import { Pointing } from "./views/pointing.js";

/** @import {Store} from "./state/store.js" */
/** @import {State} from "./state/update.js" */
/** @import {Visitor} from "./views/dom.js" */

/**
 * @typedef {object} LaterParts
 * @property {Store} store
 * @property {Visitor} visitor
 * @property {() => void} on_close what lies on top is to be closed
 * @property {() => void} on_in somebody has logged in again
 * @property {() => number} page_length of the list, in rows
 */

/** @param {LaterParts} parts
 * @returns {{views: {draw: (state: State) => void}[], ask_again: () => void}} */
export function add_later({ store, visitor, on_close, on_in, page_length }) {
  new Pointing(store, page_length);
  const again = visitor.user ? new LoginAgain(visitor.user, on_in) : null;
  return {
    views: [new Details(store, on_close), new Account(visitor, store.dispatch, on_close)],
    ask_again: () => again?.ask(),
  };
}
