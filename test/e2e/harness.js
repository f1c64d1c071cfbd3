// What the end-to-end tests stand on: private daemons, a swarm, the server; all on loopback, free
// ports and temporary folders. A test file says `after(stopAll)`.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from './certificate.js';
import { Program, cleanEnvironment } from './program.js';

export { freePort, startDaemon } from './daemon.js';
export { Program, cleanEnvironment, isAlive, stopAll, waitFor } from './program.js';
export { makeTorrent } from './torrents.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const root = here('../..');

/** The wstorrentd under test. */
export const server_program = process.env.WSTORRENTD ?? path.join(root, 'wstorrentd');

/** Two daemons with transfers between them; `address` is that of the one to look at. */
export async function startSwarm() {
  const words = ['python3', '-B', path.join(root, 'scripts/swarm')];
  const program = new Program(words);
  const [, address] = await program.says(/^ready (\S+)$/m, 60);
  return { address, pid: program.pid, stop: () => program.stop('SIGTERM', 10), program };
}

/** Every server wants TLS, which somebody in between speaks for the tests' clients. */
export const over_tls = Boolean(process.env.OVER_TLS);
const certificate = over_tls ? makeCertificate() : undefined;

/** The address at which a server's clients reach it, and what is in between, if something is. */
async function reach(url) {
  if (!certificate) return { url };
  const between = new Program(['node', here('tls_client.js'), new URL(url).port, certificate.cert]);
  const [, port] = await between.says(/^ready (\d+)$/m);
  return { url: `http://127.0.0.1:${port}/`, between };
}

/**
 * Starts wstorrentd on a free port of 127.0.0.1.
 * @param {{ args?: string[], env?: Record<string, string> }} [options] `env`: what it has besides
 *   ours, and the programs it runs too
 */
export async function startServer({ args = [], env = {} } = {}) {
  const passed = Object.keys(env).flatMap((name) => ['--pass-environment', name]);
  const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const own = certificate && !args.includes('--cert') ? certificate.args : [];
  const words = [server_program, ...listen, ...passed, ...own, ...args];
  const program = new Program(words, { env: cleanEnvironment(env) });
  const [, served] = await program.says(/(https?:\/\/[^\s/]+:\d+\/)/);
  const { url, between } = await reach(served);
  return {
    url,
    // Where it is reached with nobody in between, and by which certificate.
    direct: { url: served, ca: certificate?.pem() },
    port: Number(new URL(url).port),
    pid: program.pid,
    program,
    async stop(signal, seconds) {
      const end = await program.stop(signal, seconds);
      await between?.stop();
      return end;
    },
    get stderr() {
      return program.stderr;
    },
  };
}
