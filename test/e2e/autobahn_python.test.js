// Debian's Autobahn|Python in its three ways to run.

import path from 'node:path';
import { after } from 'node:test';
import { root, stopAll } from './harness.js';
import { ProgramClient } from './wamp_client.js';
import { clientScenario } from './wamp_scenario.js';

after(stopAll);

const script = path.join(root, 'test/e2e/autobahn_client.py');

/** @type {[string, string][]} */
const flavours = [
  ["Autobahn|Python, Twisted's Component", 'component'],
  ["Autobahn|Python, Twisted's ApplicationRunner", 'runner'],
  ["Autobahn|Python, asyncio's ApplicationRunner", 'asyncio'],
];
for (const [name, flavour] of flavours) {
  const words = (url) => ['/usr/bin/python3', '-B', script, flavour, url];
  // It sends CANCEL without a mode, and waits for no answer.
  clientScenario(name, (server) => ProgramClient.open(server, words), { cancels: 'locally' });
}
