// npm's Autobahn JS on Node, as it comes: what every client does, and what is special about ours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dialAutobahn, listen, openAutobahn } from './autobahn_node.js';
import { startServer, startSwarm, stopAll, waitFor } from './harness.js';
import { clientScenario } from './wamp_scenario.js';

clientScenario('Autobahn JS on Node', (server) => openAutobahn(server));

let swarm;
before(async () => (swarm = await startSwarm()));
after(stopAll);

const serve = () => startServer({ args: ['--interval', '0.5', '--transmission', swarm.address] });
const join = async () => openAutobahn(await serve());

const speeds = (torrents) => torrents.map(({ rateDownload, rateUpload }) => `${rateDownload} ${rateUpload}`).join();
const arrived = (events, count) =>
  waitFor(() => events.length >= count, { what: `${count} events`, seconds: 30 });

test('Autobahn JS sees the list at once, and then how its rates change', async () => {
  const client = await join();
  assert.equal(client.app.details.transport.protocol, 'wamp.2.json');
  const events = await listen(client, 'torrents');
  const lists = () => events.map(({ args: [{ torrents }] }) => torrents);
  await waitFor(() => new Set(lists().map(speeds)).size >= 3, { what: 'changing rates', seconds: 30 });
  assert.deepEqual(events.slice(0, 3).map(({ details }) => details.retained), [true, false, false]);
  assert.ok(lists().every(({ length }) => length === lists()[0].length));
});

test('Autobahn JS folds deltas into the list, and resumes where it was', async () => {
  const client = await join();
  const events = await listen(client, 'torrents.delta');
  await arrived(events, 3);
  const [first, ...later] = events.map(({ args: [delta] }) => delta);
  assert.equal(first.full, true);
  later.forEach(({ from, full }, index) => {
    assert.equal(full, undefined);
    assert.equal(from, events[index].args[0].cursor);
  });
  assert.ok(later.every(({ set }) => set.every((row) => !('name' in row))), 'unchanged fields came again');

  const [subscription] = client.app.session.subscriptions[0];
  await client.app.session.unsubscribe(subscription);
  const { cursor } = events.at(-1)?.args[0];
  const resumed = await listen(client, 'torrents.delta', { after: cursor });
  await arrived(resumed, 1);
  assert.equal(resumed[0].args[0].from, cursor);
});

/** @type {[string, (payload: any) => boolean][]} */
const states = [
  ['status', ({ sources }) => sources[0].state === 'ok'],
  ['speeds', ({ recent }) => recent.length > 0],
  ['session', ({ settings }) => typeof settings['speed-limit-down'] === 'number'],
  ['torrent.1', ({ files }) => files.length > 0 && files[0].length > 0],
];
for (const [topic, is_complete] of states) {
  test(`Autobahn JS is told of ${topic}`, async () => {
    const client = await join();
    const events = await listen(client, topic);
    await waitFor(() => events.some(({ args: [payload] }) => is_complete(payload)), { what: topic });
    assert.equal(events[0].details.retained, true);
  });
}

/** @type {[string, (session: any) => Promise<unknown>, string][]} */
const refusals = [
  ['publishing', (s) => s.publish('torrents', ['x'], {}, { acknowledge: true }), 'wamp.error.not_authorized'],
  ['publishing as the router', (s) => s.publish('wamp.x', [], {}, { acknowledge: true }), 'wamp.error.invalid_uri'],
  ['registering', (s) => s.register('torrents.get', () => 1), 'wamp.error.not_authorized'],
  ['an unknown topic', (s) => s.subscribe('weather', () => {}), 'wstorrent.error.no_such_topic'],
  ['an unknown torrent', (s) => s.subscribe('torrent.999', () => {}), 'wstorrent.error.no_such_torrent'],
  ['a topic that is no URI', (s) => s.subscribe('a b', () => {}), 'wamp.error.invalid_uri'],
  ['the form of login of WAMP v1', (s) => s.subscribe('{"topic":"torrents"}', () => {}), 'wamp.error.invalid_uri'],
];
test('Autobahn JS is refused in words, and stays joined', async (t) => {
  const client = await join();
  await arrived(await listen(client, 'torrents'), 1); // from now on it is known which torrents there are
  for (const [what, ask, uri] of refusals) {
    await t.test(what, async () => {
      const refusal = await ask(client.app.session).then(() => assert.fail('granted'), (error) => error);
      assert.equal(refusal.error, uri);
      assert.match(refusal.args[0], /^\S+ .*[^.]$/);
    });
  }
  assert.ok(client.app.session.isOpen);
});

test('Autobahn JS is refused another realm', async () => {
  const client = dialAutobahn(await serve(), { realm: 'elsewhere' });
  assert.equal(await client.left(), 'wamp.error.no_such_realm');
});
