// What a swarm is made of while it runs, so that a test can see all of it gone afterwards.

import { existsSync, readFileSync } from 'node:fs';
import { locksOf } from './daemon.js';
import { isAlive, waitFor } from './program.js';

function childrenOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children ? children.split(' ').map(Number) : [];
}

/** @returns {number[]} children, their children, and so on */
export function descendantsOf(pid) {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The processes below `pid`, their locks, and the temporary folder of the swarm among them. */
export function takeInventory(pid) {
  const pids = descendantsOf(pid);
  const words = pids.map((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8')).join('\0');
  const folder = words.match(/\/[^\0]*wstorrentd-swarm-[^\0/]+/)?.[0] ?? '';
  return { pids, locks: pids.flatMap(locksOf), folder };
}

export async function allGone({ pids, locks, folder }) {
  await waitFor(() => !pids.some(isAlive), { what: 'the processes to go' });
  await waitFor(() => !existsSync(folder), { what: 'the folder to go' });
  await waitFor(() => !locks.some(existsSync), { what: 'the locks to go' });
}
