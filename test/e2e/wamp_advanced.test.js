// The Advanced Profile with npm's Autobahn JS: patterns, meta procedures and events, progress.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listen, openAutobahn } from './autobahn_node.js';
import { startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { makeTorrent } from './torrents.js';

after(stopAll);

async function world() {
  const daemon = await startDaemon();
  await daemon.addTorrents(['one', 'two']);
  return startServer({ args: ['--interval', '0.3', '--transmission', daemon.address] });
}

const topics = (events) => new Set(events.map(({ details }) => details.topic));

test('a prefix means every topic that begins with it, one event for each', async () => {
  const client = await openAutobahn(await world());
  const events = await listen(client, 'torrents', { match: 'prefix' });
  await waitFor(() => topics(events).size === 2, { what: 'both topics' });
  assert.deepEqual([...topics(events)].sort(), ['torrents', 'torrents.delta']);
  const exact = await listen(client, 'torrents');
  await waitFor(() => exact.length > 0, { what: 'the list' });
});

test('a wildcard means every topic of its shape', async () => {
  const client = await openAutobahn(await world());
  const events = await listen(client, '.delta', { match: 'wildcard' });
  await waitFor(() => events.length > 0, { what: 'an event' });
  assert.deepEqual([...topics(events)], ['torrents.delta']);
  assert.equal(events[0].args[0].full, true);
});

test('sessions are counted, listed and described', async () => {
  const server = await world();
  const [asking, other] = [await openAutobahn(server), await openAutobahn(server)];
  const call = (procedure, ...args) => asking.app.session.call(`wamp.session.${procedure}`, args);
  assert.equal(await call('count'), 2);
  const ids = [asking, other].map(({ app }) => app.session.id).sort();
  assert.deepEqual((await call('list')).sort(), ids);
  const described = await call('get', other.app.session.id);
  assert.equal(described.session, other.app.session.id);
  assert.equal(described.authid, other.app.details.authid);
  const refusal = await call('get', 1).then(() => assert.fail('found'), (error) => error);
  assert.equal(refusal.error, 'wamp.error.no_such_session');
});

test('who comes and goes is told', async () => {
  const server = await world();
  const client = await openAutobahn(server);
  const joins = await listen(client, 'wamp.session.on_join');
  const leaves = await listen(client, 'wamp.session.on_leave');
  const other = await openAutobahn(server);
  const { id } = other.app.session;
  await waitFor(() => joins.length === 1, { what: 'the join' });
  assert.equal(joins[0].args[0].session, id);
  await other.ask('leave');
  await waitFor(() => leaves.length === 1, { what: 'the leave' });
  assert.deepEqual(leaves[0].args, [id, other.app.details.authid, other.app.details.authrole]);
});

test('who is killed is told GOODBYE with the reason, and does not come back', async () => {
  const server = await world();
  const [killer, killed] = [await openAutobahn(server), await openAutobahn(server)];
  const reason = { reason: 'wstorrent.close.enough', message: 'it has been enough' };
  await killer.app.session.call('wamp.session.kill', [killed.app.session.id], reason);
  assert.equal(await killed.left(), 'wstorrent.close.enough');
  assert.equal(await killer.app.session.call('wamp.session.count'), 1);
  assert.equal(killed.count('joined'), 1);
});

test('subscriptions are found, described and counted, and their comings told', async () => {
  const server = await world();
  const [asking, other] = [await openAutobahn(server), await openAutobahn(server)];
  const call = (procedure, ...args) => asking.app.session.call(`wamp.subscription.${procedure}`, args);
  const created = await listen(asking, 'wamp.subscription.on_create');
  await listen(other, 'torrents');
  const id = await call('lookup', 'torrents');
  const { uri, match } = await call('get', id);
  assert.deepEqual([uri, match], ['torrents', 'exact']);
  assert.equal(await call('count_subscribers', id), 1);
  assert.deepEqual(await call('list_subscribers', id), [other.app.session.id]);
  assert.deepEqual(await call('match', 'torrents'), [id]);
  await waitFor(() => created.some(({ args }) => args[1].uri === 'torrents'), { what: 'the creation' });
});

test('each of many torrents that are added is told when it is', async () => {
  const client = await openAutobahn(await world());
  const files = ['three', 'four', 'five'].map((name) => ({ metainfo: makeTorrent(name).toString('base64') }));
  const many = [...files, { url: 'http://127.0.0.1:9/nothing.torrent' }];
  const told = [];
  const options = { receive_progress: true };
  const call = client.app.session.call('torrent.add', [], { many, paused: true }, options);
  const { results } = await call.then((result) => result, undefined, (progress) => told.push(progress));
  assert.deepEqual(told.map(({ ok }) => ok), [true, true, true, false]);
  assert.deepEqual(told, results);
  assert.deepEqual(results.slice(0, 3).map(({ torrent }) => torrent.name), ['three', 'four', 'five']);
  assert.match(results[3].message, /^\S+ .*[^.]$/);
});

test('who does not ask for progress gets the result alone', async () => {
  const client = await openAutobahn(await world());
  const many = [{ metainfo: makeTorrent('three').toString('base64') }];
  const { ok } = await client.app.session.call('torrent.add', [], { many, paused: true });
  assert.equal(ok, true);
});
