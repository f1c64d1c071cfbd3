// WAMP clients of others, as they come: npm's and Debian's Autobahn.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import autobahn from 'autobahn';
import { freePort, root, startServer, startSwarm, stopAll, waitFor } from './harness.js';
import { Program, running } from './program.js';

autobahn.log.debug = autobahn.log.warn = () => {}; // it tells of every retry

let swarm;
before(async () => (swarm = await startSwarm()));
after(stopAll);

const serve = (args = []) =>
  startServer({ args: ['--interval', '0.5', '--transmission', swarm.address, ...args] });

const socket_url = (server) => `${server.url.replace('http', 'ws')}ws`;

/** Autobahn JS with nothing set but where to go and how soon to come back. */
class Client {
  constructor(url) {
    /** Each session that was joined. */
    this.sessions = [];
    /** How each connection ended: `[reason, details]`. */
    this.ends = [];
    this.connection = new autobahn.Connection({
      url,
      realm: 'wstorrent',
      initial_retry_delay: 0.1,
      max_retry_delay: 0.3,
      max_retries: -1,
    });
    this.connection.onopen = (session, details) => this.sessions.push({ session, details });
    this.connection.onclose = (...end) => void this.ends.push(end);
    this.connection.open();
    running.add(this);
  }

  static async join(server) {
    const client = new Client(socket_url(server));
    await client.joined(1);
    return client;
  }

  async joined(times) {
    await waitFor(() => this.sessions.length >= times, { what: `join ${times}` });
    return this.session;
  }

  get session() {
    return this.sessions.at(-1).session;
  }

  /** Subscribes; what comes is found in the `events` of what is returned. */
  async subscribe(topic, options = {}) {
    const events = [];
    const handler = ([payload], _kwargs, { retained }) => events.push({ payload, retained });
    const subscription = await this.session.subscribe(topic, handler, options);
    return { subscription, events };
  }

  stop() {
    running.delete(this);
    if (this.connection.isOpen || this.connection.isRetrying) this.connection.close();
  }

  last_resort() {}
}

const speeds = (torrents) => torrents.map(({ rateDownload, rateUpload }) => `${rateDownload} ${rateUpload}`).join();
const arrived = (events, count) =>
  waitFor(() => events.length >= count, { what: `${count} events`, seconds: 30 });

test('Autobahn JS sees the list at once, and then how its rates change', async () => {
  const client = await Client.join(await serve());
  assert.equal(client.sessions[0].details.transport.protocol, 'wamp.2.json');
  const { events } = await client.subscribe('torrents');
  const rates = () => new Set(events.map(({ payload }) => speeds(payload.torrents)));
  await waitFor(() => rates().size >= 3, { what: 'changing rates', seconds: 30 });
  assert.deepEqual(events.slice(0, 3).map(({ retained }) => retained), [true, false, false]);
  assert.ok(events.every(({ payload }) => payload.torrents.length === events[0].payload.torrents.length));
});

test('Autobahn JS folds deltas into the list, and resumes where it was', async () => {
  const client = await Client.join(await serve());
  const { events, subscription } = await client.subscribe('torrents.delta');
  await arrived(events, 3);
  const [first, ...later] = events.map(({ payload }) => payload);
  assert.equal(first.full, true);
  later.forEach(({ from, full }, index) => {
    assert.equal(full, undefined);
    assert.equal(from, events[index].payload.cursor);
  });
  assert.ok(later.every(({ set }) => set.every((row) => !('name' in row))), 'unchanged fields came again');

  await client.session.unsubscribe(subscription);
  const { cursor } = events.at(-1).payload;
  const resumed = await client.subscribe('torrents.delta', { after: cursor });
  await arrived(resumed.events, 1);
  assert.equal(resumed.events[0].payload.from, cursor);
});

test('Autobahn JS is told the state of the source', async () => {
  const client = await Client.join(await serve());
  const { events } = await client.subscribe('status');
  await waitFor(() => events.at(-1)?.payload.sources[0].state === 'ok', { what: 'the state ok' });
  assert.equal(events[0].retained, true);
});

test('Autobahn JS that unsubscribes gets nothing more, while others do', async () => {
  const server = await serve();
  const [leaving, staying] = [await Client.join(server), await Client.join(server)];
  const left = await leaving.subscribe('torrents');
  const stayed = await staying.subscribe('torrents');
  await arrived(left.events, 1);
  await leaving.session.unsubscribe(left.subscription);
  const count = left.events.length;
  await arrived(stayed.events, stayed.events.length + 3);
  await assert.rejects(leaving.session.call('any.thing'), 'the connection is still served');
  assert.equal(left.events.length, count);
});

/** @type {[string, (session: any) => Promise<unknown>, string][]} */
const refusals = [
  ['a procedure that is not there', (s) => s.call('torrent.dance', [], { ids: [1] }), 'wamp.error.no_such_procedure'],
  ['publishing', (s) => s.publish('torrents', ['x'], {}, { acknowledge: true }), 'wamp.error.not_authorized'],
  ['registering', (s) => s.register('torrents.get', () => 1), 'wamp.error.not_authorized'],
  ['an unknown topic', (s) => s.subscribe('weather', () => {}), 'wstorrent.error.no_such_topic'],
  ['a pattern', (s) => s.subscribe('torrent', () => {}, { match: 'prefix' }), 'wamp.error.feature_not_supported'],
];
test('Autobahn JS is refused in words, and stays joined', async (t) => {
  const client = await Client.join(await serve());
  for (const [what, ask, uri] of refusals) {
    await t.test(what, async () => {
      const refusal = await ask(client.session).then(() => assert.fail('granted'), (error) => error);
      assert.equal(refusal.error, uri);
      assert.match(refusal.args[0], /^[a-z].* .*/);
    });
  }
  assert.ok(client.session.isOpen);
});

test('Autobahn JS leaves in good order', async () => {
  const client = await Client.join(await serve());
  client.connection.close();
  await waitFor(() => client.ends.length === 1, { what: 'the end' });
  const [, details] = client.ends[0];
  assert.equal(details.reason, 'wamp.close.goodbye_and_out');
});

test('Autobahn JS is refused another realm', async () => {
  const server = await serve();
  const connection = new autobahn.Connection({ url: socket_url(server), realm: 'elsewhere' });
  const end = new Promise((resolve) => (connection.onclose = (reason, details) => resolve(details)));
  connection.open();
  const { reason, message } = await end;
  assert.equal(reason, 'wamp.error.no_such_realm');
  assert.match(message, /join "wstorrent"/);
});

test('Autobahn JS comes back by itself when the server is restarted', async () => {
  const listen = ['--listen', `127.0.0.1:${await freePort()}`];
  const server = await serve(listen);
  const client = await Client.join(server);
  await arrived((await client.subscribe('torrents')).events, 1);
  await server.stop('SIGTERM');
  await waitFor(() => client.ends.length > 0, { what: 'the loss' });
  assert.equal(client.ends[0][0], 'lost');

  await serve(listen);
  await client.joined(2);
  await arrived((await client.subscribe('torrents')).events, 2);
});

const script = path.join(root, 'test/e2e/autobahn_client.py');

test('Autobahn|Python, with the serializers it offers by itself, gets two events and leaves', async () => {
  const server = await serve();
  const python = new Program(['/usr/bin/python3', script, socket_url(server), 'torrents', '2']);
  const { code } = await python.ended;
  assert.equal(code, 0, python.stderr);
  const said = python.stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(said.map(({ what }) => what), ['joined', 'subscribed', 'event', 'event', 'left']);
  assert.equal(said[0].realm, 'wstorrent');
  const [first, second] = said.filter(({ what }) => what === 'event');
  assert.deepEqual([first.retained, second.retained], [true, null]);
  assert.notDeepEqual(first.payload.torrents, second.payload.torrents);
  assert.equal(said.at(-1).reason, 'wamp.close.goodbye_and_out');
});
