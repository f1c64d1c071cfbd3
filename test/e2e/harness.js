// What the end-to-end tests stand on: private daemons, a swarm, the server; all on loopback, free
// ports and temporary folders. A test file says `after(stopAll)`.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, cleanEnvironment } from './program.js';

export { freePort, startDaemon } from './daemon.js';
export { Program, cleanEnvironment, isAlive, stopAll, waitFor } from './program.js';
export { makeTorrent } from './torrents.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The wstorrentd under test. */
export const server_program = process.env.WSTORRENTD ?? path.join(root, 'wstorrentd');

/** Two daemons with transfers between them; `address` is that of the one to look at. */
export async function startSwarm() {
  const words = ['python3', '-B', path.join(root, 'scripts/swarm')];
  const program = new Program(words);
  const [, address] = await program.says(/^ready (\S+)$/m, 60);
  return { address, pid: program.pid, stop: () => program.stop('SIGTERM', 10), program };
}

/**
 * Starts wstorrentd on a free port of 127.0.0.1.
 * @param {{ args?: string[], env?: Record<string, string> }} [options] `env`: what it has besides
 *   ours, and the programs it runs too
 */
export async function startServer({ args = [], env = {} } = {}) {
  const passed = Object.keys(env).flatMap((name) => ['--pass-environment', name]);
  const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const words = [server_program, ...listen, ...passed, ...args];
  const program = new Program(words, { env: cleanEnvironment(env) });
  const [, url, port] = await program.says(/(https?:\/\/[^\s/]+:(\d+)\/)/);
  return {
    url,
    port: Number(port),
    pid: program.pid,
    program,
    stop: (signal, seconds) => program.stop(signal, seconds),
    get stderr() {
      return program.stderr;
    },
  };
}
