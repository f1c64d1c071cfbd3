// curl and wscat, as somebody at a terminal would use them.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, waitFor } from './harness.js';
import { cleanEnvironment, Program } from './program.js';

const wscat = path.join(root, 'test/node_modules/.bin/wscat');

/** wscat ends when its stdin does, so it gets one that stays open, as a terminal's does. */
export function startWscat(server, ...words) {
  const address = `${server.url.replace('http', 'ws')}ws`;
  return new Program([process.execPath, wscat, '-c', address, ...words], { stdin: 'pipe' });
}

/** What wscat has printed. */
export function messages(program) {
  return program.stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line));
}

/** The first messages wscat prints. */
export async function hear(server, count, ...words) {
  const program = startWscat(server, ...words);
  await waitFor(() => messages(program).length >= count, { what: `${count} messages` });
  await program.stop();
  return messages(program).slice(0, count);
}

/** Status and body as curl sees them. */
export async function curl(server, address, ...options) {
  const output = ['--silent', '--show-error', '--write-out', '\n%{http_code}'];
  const words = [...output, ...options, `${server.url}${address}`];
  const { stdout } = await promisify(execFile)('curl', words, { env: cleanEnvironment() });
  const lines = stdout.split('\n');
  return { status: Number(lines.pop()), body: lines.join('\n') };
}
