// Clients that others wrote log in by one-time tokens, are cut off, and come back by another token.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { dialAutobahn } from './autobahn_node.js';
import { root, stopAll, waitFor } from './harness.js';
import { Person, makeUsers } from './people.js';
import { startPlayed } from './played.js';
import { running } from './program.js';
import { NodeClient, ProgramClient } from './wamp_client.js';
import { wamp1App } from './wamp1_app.js';
import { wampyApp } from './wampy_app.js';

after(stopAll);

const users = makeUsers();
const server = await startPlayed({ args: ['--users', users.file] });

/** The line between a client and the server, which the test can cut. */
class Line {
  static async open() {
    const line = new Line();
    line.listener.listen(0, '127.0.0.1');
    await once(line.listener, 'listening');
    const address = /** @type {import('node:net').AddressInfo} */ (line.listener.address());
    line.url = `http://127.0.0.1:${address.port}/`;
    running.add(line);
    return line;
  }

  url = '';
  /** @type {Set<net.Socket>} */
  ends = new Set();
  listener = net.createServer((near) => {
    const far = net.connect(server.port, '127.0.0.1');
    for (const [end, other] of [[near, far], [far, near]]) {
      this.ends.add(end);
      end.on('error', () => {}).on('close', () => other.destroy()).pipe(other);
    }
  });

  cut() {
    for (const end of this.ends) end.destroy();
    this.ends.clear();
  }

  stop() {
    running.delete(this);
    this.last_resort();
  }

  last_resort() {
    this.cut();
    this.listener.close();
  }
}

/** @type {Record<string, (line: Line, ada: Person) => import('./wamp_client.js').Client>} */
const clients = {
  'Autobahn JS': (line, ada) =>
    dialAutobahn(line, { authid: 'ada', authmethods: ['ticket'], onchallenge: () => ada.token() }),
  Wampy: (line, ada) => new NodeClient(line, (url, tell) => wampyApp(url, tell, {
    authid: 'ada',
    authmethods: ['ticket'],
    onChallenge: () => ada.token(),
  })),
  'wamp1, of WAMP v1': (line, ada) => new NodeClient(line, (url, tell) =>
    wamp1App(url, tell, async () => JSON.stringify({ auth: { user: 'ada', token: await ada.token() } }))),
};
for (const flavour of ['runner', 'asyncio']) {
  clients[`Autobahn|Python, ${flavour}`] = (line, ada) => new ProgramClient([
    'env', `TOKEN_FROM=${new URL('api/token', server.url)}`, `COOKIE=${ada.cookie}`,
    '/usr/bin/python3', '-B', path.join(root, 'test/e2e/autobahn_client.py'), flavour, `${line.url.replace('http', 'ws')}ws`,
  ]);
}

for (const [name, open] of Object.entries(clients)) {
  test(`${name} logs in by a token, and comes back by another`, async () => {
    const line = await Line.open();
    const ada = await Person.login(server);
    const client = open(line, ada);
    await client.joined();
    await client.ask('subscribe', 'torrents');
    await waitFor(() => client.events('torrents').length === 1, { what: 'the list' });
    line.cut();
    await waitFor(() => client.count('lost') >= 1, { what: 'the loss' });
    await client.joined(2);
    await waitFor(() => client.events('torrents').length >= 2, { what: 'the list again' });
    const outcome = await client.ask('call', 'torrent.stop', { ids: [999] });
    assert.equal(outcome.error, 'wstorrent.error.no_such_torrent');
    await ada.post('api/logout');
    await waitFor(() => client.count('lost') >= 2 || client.count('left') >= 1, { what: 'the end of the login' });
    const joined = client.count('joined');
    await client.stop();
    line.stop();
    assert.equal(joined, 2);
  });
}
