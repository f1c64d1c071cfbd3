// What the address holds behind its #: the search, the group, the order and the
// open torrent. There, no server's log gets to know them. Pure.

import { columns } from "./columns.js";
import { groups } from "./groups.js";
import { usual } from "./preferences.js";

/** @import {Lens, Sort} from "./order.js" */
/** @import {Opened} from "./update.js" */

/** @param {Sort} sort */
const sort_text = ({ field, direction }) => (direction === 1 ? field : `-${field}`);

/** @param {string | null} text @param {Sort} otherwise @returns {Sort} */
function read_sort(text, otherwise) {
  const column = columns.find(({ field }) => text === field || text === `-${field}`);
  if (!column || text === null) return otherwise;
  return { field: column.field, direction: text.startsWith("-") ? -1 : 1 };
}

/** @param {string} hash as location has it @param {Sort} sort where it says none
 * @returns {{lens: Lens, opened: Opened[]}} */
export function read_address(hash, sort) {
  const told = new URLSearchParams(hash.replace(/^#/u, ""));
  const group = groups.find(({ id }) => id === told.get("group"))?.id ?? "all";
  const key = told.get("torrent");
  return {
    lens: { filter: told.get("filter") ?? "", group, sort: read_sort(told.get("sort"), sort) },
    opened: key ? [{ kind: "torrent", key }] : [],
  };
}

/** Empty if all is as usual. @param {Lens} lens @param {readonly Opened[]} opened */
export function write_address({ filter, group, sort }, opened) {
  const told = new URLSearchParams();
  if (filter) told.set("filter", filter);
  if (group !== "all") told.set("group", group);
  if (sort_text(sort) !== sort_text(usual.sort)) told.set("sort", sort_text(sort));
  const torrent = opened.find((thing) => thing.kind === "torrent");
  if (torrent) told.set("torrent", torrent.key);
  const text = told.toString();
  return text && `#${text}`;
}
