// A client of WAMP v1, and the code of the talk.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import { startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { NodeClient, socketUrl } from './wamp_client.js';
import { clientScenario } from './wamp_scenario.js';
import { wamp1App } from './wamp1_app.js';

after(stopAll);

// WAMP v1 has no retained events, no CANCEL and no GOODBYE: what is told is the close code.
const traits = /** @type {const} */ ({ tells_retained: false, cancels: 'never', goodbye: '1000' });
clientScenario('wamp1', (server) => NodeClient.open(server, wamp1App), traits);

async function world() {
  const daemon = await startDaemon();
  const [id] = await daemon.addTorrents(['one']);
  const server = await startServer({ args: ['--interval', '0.3', '--transmission', daemon.address] });
  return { daemon, id, server, client: await NodeClient.open(server, wamp1App) };
}

/** Every event, with its topic as it came. */
function hear(client) {
  const heard = [];
  client.app.wamp.on('event', (topic, data) => heard.push({ topic, data }));
  return heard;
}

const talks = ['torrents', JSON.stringify({ topic: 'torrents', userId: 245, token: '385e33f741' })];
for (const topic of talks) {
  test(`the talk's code subscribes to ${topic} and is told under that name`, async () => {
    const { daemon, client } = await world();
    const heard = hear(client);
    let shown = [];
    client.app.wamp.subscribe(topic, (data) => (shown = data.torrents));
    await waitFor(() => shown.map(({ name }) => name).join() === 'one', { what: 'the list' });
    await daemon.addTorrents(['two']);
    await waitFor(() => shown.length === 2, { what: 'the change' });
    assert.ok(heard.every((event) => event.topic === topic));
  });
}

test('a topic in the form of login is left in the same form', async () => {
  const { daemon, client } = await world();
  const [, topic] = talks;
  const heard = hear(client);
  client.app.wamp.subscribe(topic, () => {});
  await waitFor(() => heard.length > 0, { what: 'the list' });
  client.app.wamp.unsubscribe(topic);
  client.app.wamp.subscribe('torrents.delta', () => {});
  const others = () => heard.filter((event) => event.topic === 'torrents.delta').length;
  await waitFor(() => others() > 0, { what: 'the delta' });
  const count = heard.length - others();
  await daemon.addTorrents(['two']);
  await waitFor(() => others() > 1, { what: 'the change' });
  assert.equal(heard.length - others(), count);
});

test('a CURIE means what its prefix says, for topics and procedures', async () => {
  const { client } = await world();
  const heard = hear(client);
  client.app.wamp.prefix('t', 'torrents');
  client.app.wamp.subscribe('t:.delta', () => {});
  await waitFor(() => heard.length > 0, { what: 'the list' });
  assert.equal(heard[0].topic, 'torrents.delta');
  const { result } = await client.ask('call', 't:.get', {});
  assert.equal(result.torrents.length, 1);
});

test('arguments come in their order, or as one object', async () => {
  const { id, client } = await world();
  for (const args of [[[id]], [id], [{ ids: [id] }]]) {
    const { result } = await client.app.call('torrent.stop', ...args);
    assert.equal(result?.ok, true, JSON.stringify(args));
  }
});

/** @type {[string, string][]} */
const nonsense = [
  ['what is no JSON', 'hello'],
  ['what is no list', '{"subscribe":"torrents"}'],
  ['what is no message', '[99,"torrents"]'],
  ['what only a server says', '[8,"torrents",{}]'],
];
for (const [what, text] of nonsense) {
  test(`who sends ${what} is closed with 1007`, async () => {
    const { server } = await world();
    const socket = new WebSocket(socketUrl(server), 'wamp');
    await once(socket, 'open');
    socket.send(text);
    const [code] = await once(socket, 'close');
    assert.equal(code, 1007);
  });
}
