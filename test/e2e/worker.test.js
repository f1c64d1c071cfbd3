// Workers: programs that publish, and answer calls, under their own prefixes.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { dialAutobahn, listen, openAutobahn } from './autobahn_node.js';
import { freePort, startServer, stopAll, waitFor } from './harness.js';
import { NodeClient } from './wamp_client.js';
import { wamp1App } from './wamp1_app.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
after(async () => {
  await stopAll();
  rmSync(folder, { recursive: true });
});

const ticket = 'c4f2b0a9d7e85f136240';
const file = path.join(folder, 'workers');
writeFileSync(file, `meteo ${ticket} feed.weather,feed.tides\n`, { mode: 0o600 });

async function serve(...more) {
  const nobody = `127.0.0.1:${await freePort()}`;
  return startServer({ args: ['--workers', file, '--transmission', nobody, ...more] });
}

const login = (authid, signature) => ({ authid, authmethods: ['ticket'], onchallenge: () => signature });
const openWorker = (server, options = {}) => openAutobahn(server, { ...login('meteo', ticket), ...options });

/** What came: the first argument of each event. */
const payloads = (heard) => heard.map(({ args: [payload] }) => payload);
const settled = (heard, ...wanted) =>
  waitFor(() => payloads(heard).join() === wanted.join(), { what: `${wanted}, not ${payloads(heard)},` });

/** Publishes and waits until it is done. */
const publish = (client, payload, options = {}) =>
  client.app.session.publish('feed.weather', [payload], {}, { acknowledge: true, ...options });

const refusal = (promise) => promise.then(() => assert.fail('granted'), (error) => error);

test('a worker joins with its ticket; nobody does with a wrong one', async () => {
  const server = await serve();
  const worker = await openWorker(server);
  const { authid, authrole, authmethod } = worker.app.details;
  assert.deepEqual({ authid, authrole, authmethod }, { authid: 'meteo', authrole: 'worker', authmethod: 'ticket' });
  for (const wrong of [login('meteo', 'wrong'), login('nobody', ticket)]) {
    const client = dialAutobahn(server, wrong);
    assert.equal(await client.left(), 'wamp.error.authentication_denied');
    assert.equal(client.count('joined'), 0);
  }
});

test('what a worker publishes reaches who has subscribed, and itself only if it says so', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  const [own, others] = [await listen(worker, 'feed.weather'), await listen(client, 'feed.weather')];
  const { id } = await publish(worker, 'rain');
  await publish(worker, 'sun', { exclude_me: false });
  await settled(others, 'rain', 'sun');
  await settled(own, 'sun');
  assert.equal(others[0].details.publication, id);
  assert.equal(others[0].details.publisher, undefined);
});

test('a worker chooses who gets an event', async () => {
  const server = await serve();
  const [worker, one, two] = [await openWorker(server), await openAutobahn(server), await openAutobahn(server)];
  const [first, second] = [await listen(one, 'feed.weather'), await listen(two, 'feed.weather')];
  const { id } = one.app.session;
  await publish(worker, 'all but one', { exclude: [id] });
  await publish(worker, 'one alone', { eligible: [id] });
  await publish(worker, 'nobody', { eligible: [] });
  await publish(worker, 'no worker', { exclude_authrole: ['worker'] });
  await publish(worker, 'workers', { eligible_authrole: ['worker'] });
  await publish(worker, 'all');
  await settled(first, 'one alone', 'no worker', 'all');
  await settled(second, 'all but one', 'no worker', 'all');
});

test('a worker that discloses itself is named', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  const heard = await listen(client, 'feed.weather');
  await publish(worker, 'rain', { disclose_me: true });
  await settled(heard, 'rain');
  const { publisher, publisher_authid, publisher_authrole } = heard[0].details;
  assert.deepEqual([publisher, publisher_authid, publisher_authrole], [worker.app.session.id, 'meteo', 'worker']);
});

test('what a worker wants retained is told to who comes later', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  await publish(worker, 'rain', { retain: true });
  await publish(worker, 'a gust');
  const heard = await listen(client, 'feed.weather');
  await settled(heard, 'rain');
  assert.equal(heard[0].details.retained, true);
  const all = await listen(client, 'feed', { match: 'prefix' });
  await settled(all, 'rain');
  assert.equal(all[0].details.topic, 'feed.weather');
});

test('a worker answers calls; what it throws is told, and what it leaves is gone', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  const call = (...args) => client.app.session.call('feed.weather.now', args, { unit: 'C' });
  const now = ([place], { unit }) => (place ? `12 ${unit} in ${place}` : Promise.reject('where is it to be?'));
  const registration = await worker.app.session.register('feed.weather.now', now);
  assert.equal(await call('Oslo'), '12 C in Oslo');
  assert.equal((await refusal(call())).error, 'wamp.error.runtime_error');
  await worker.app.session.unregister(registration);
  assert.equal((await refusal(call('Oslo'))).error, 'wamp.error.no_such_procedure');
  await worker.app.session.register('feed.weather.now', now);
  await worker.ask('leave');
  await worker.left();
  assert.equal((await refusal(call('Oslo'))).error, 'wamp.error.no_such_procedure');
});

test('a worker tells progress to who asks for it', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  const count = (args, kwargs, details) => {
    for (const step of [1, 2]) details.progress?.([step]);
    return 'done';
  };
  await worker.app.session.register('feed.weather.count', count);
  const told = [];
  const call = client.app.session.call('feed.weather.count', [], {}, { receive_progress: true });
  assert.equal(await call.then((result) => result, undefined, (step) => told.push(step)), 'done');
  assert.deepEqual(told, [1, 2]);
  assert.equal(await client.app.session.call('feed.weather.count'), 'done');
});

/** @type {[string, (session: any) => Promise<unknown>, string][]} */
const forbidden = [
  ['publishing elsewhere', (s) => s.publish('feed.news', [1], {}, { acknowledge: true }), 'wamp.error.not_authorized'],
  ['a topic of ours', (s) => s.publish('torrents', [1], {}, { acknowledge: true }), 'wamp.error.not_authorized'],
  ['answering elsewhere', (s) => s.register('feed.news.get', () => 1), 'wamp.error.not_authorized'],
  ['answering for us', (s) => s.register('torrent.remove', () => 1), 'wamp.error.not_authorized'],
  ['watching our topics', (s) => s.subscribe('torrents', () => {}), 'wamp.error.not_authorized'],
  ['asking us', (s) => s.call('torrents.get'), 'wamp.error.not_authorized'],
  ['acting', (s) => s.call('torrent.stop', [], { ids: [1] }), 'wamp.error.not_authorized'],
  ['counting sessions', (s) => s.call('wamp.session.count'), 'wamp.error.not_authorized'],
];
test('a worker may do nothing beyond its prefixes', async (t) => {
  const worker = await openWorker(await serve());
  for (const [what, ask, uri] of forbidden) {
    await t.test(what, async () => assert.equal((await refusal(ask(worker.app.session))).error, uri));
  }
});

test('a pattern shows a worker what is under its prefixes alone', async () => {
  const server = await serve();
  const [worker, client] = [await openWorker(server), await openAutobahn(server)];
  const [own, others] = [await listen(worker, '', { match: 'prefix' }), await listen(client, '', { match: 'prefix' })];
  const of = (events) => new Set(events.map(({ details }) => details.topic));
  await waitFor(() => of(others).has('status'), { what: 'the topics of all' });
  await publish(worker, 'rain', { exclude_me: false });
  await waitFor(() => of(own).size > 0, { what: 'its own event' });
  assert.deepEqual([...of(own)], ['feed.weather']);
});

test('two workers cannot answer the same calls', async () => {
  const server = await serve();
  const [one, two] = [await openWorker(server), await openWorker(server)];
  await one.app.session.register('feed.tides.next', () => 'soon');
  const { error } = await refusal(two.app.session.register('feed.tides.next', () => 'late'));
  assert.equal(error, 'wamp.error.procedure_already_exists');
});

test('a worker comes back by itself to a restarted server', async () => {
  const listening = ['--listen', `127.0.0.1:${await freePort()}`];
  const server = await serve(...listening);
  const worker = await openWorker(server);
  await server.stop('SIGTERM');
  const client = await openAutobahn(await serve(...listening));
  await worker.joined(2);
  const heard = await listen(client, 'feed.weather');
  await publish(worker, 'rain');
  await settled(heard, 'rain');
});

/** One of WAMP v1, which logs in by what it subscribes to. */
async function openOld(server, user, token) {
  const client = await NodeClient.open(server, wamp1App);
  await client.ask('subscribe', JSON.stringify({ topic: 'feed.weather', userId: user, token }));
  return client;
}

const received = (client) =>
  client.told.flatMap((message) => (message.what === 'event' ? [message.payload] : []));

test('a worker of WAMP v1 logs in by a topic, publishes, and chooses who gets it', async () => {
  const server = await serve();
  const worker = await openOld(server, 'meteo', ticket);
  const [one, two] = [await NodeClient.open(server, wamp1App), await NodeClient.open(server, wamp1App)];
  for (const client of [one, two]) {
    await client.ask('subscribe', 'feed.weather');
    await client.ask('call', 'torrents.get', {}); // what was asked before has been done before
  }
  const { wamp } = worker.app;
  const [id] = [one.app.wamp.sessionId];
  wamp.publish('feed.weather', 'to all');
  wamp.publish('feed.weather', 'to others', true);
  wamp.publish('feed.weather', 'not to one', [id]);
  wamp.publish('feed.weather', 'to one', [], [id]);
  wamp.publish('feed.weather', 'to all, too', [], []);
  const reach = (client, ...wanted) =>
    waitFor(() => received(client).join() === wanted.join(), { what: `${wanted}, not ${received(client)},` });
  await reach(worker, 'to all', 'not to one', 'to all, too');
  await reach(one, 'to all', 'to others', 'to one', 'to all, too');
  await reach(two, 'to all', 'to others', 'not to one', 'to all, too');
});

test('a client of WAMP v1 without a ticket publishes nothing', async () => {
  const server = await serve();
  const [worker, stranger] = [await openWorker(server), await openOld(server, 'meteo', 'wrong')];
  const heard = await listen(worker, 'feed.weather');
  stranger.app.wamp.publish('feed.weather', 'lies');
  await stranger.ask('call', 'torrents.get', {});
  await publish(worker, 'rain', { exclude_me: false });
  await settled(heard, 'rain');
});
