// What every client must be able to do, said once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatedClient } from './gated_client.js';
import { freePort, startDaemon, startServer, waitFor } from './harness.js';
import { Watcher } from './watcher.js';

/**
 * @typedef {import('./wamp_client.js').Client} Client
 * @typedef {object} Traits
 * @property {string[]} [args] of the server
 * @property {boolean} [tells_retained] whether the client is told that the first event is a retained one
 * @property {'kill' | 'locally' | 'never'} [cancels] how: asking for the end of the call, merely
 *   forgetting it, or not at all
 * @property {string | null} [goodbye] the reason it is given when it leaves
 */

const sentence = /^\S+ .*[^.]$/;

/** A daemon with two stopped torrents. */
async function startWorld() {
  const daemon = await startDaemon();
  const [id] = await daemon.addTorrents(['one', 'two']);
  return { daemon, id };
}

/** Waits until the daemon itself says that a torrent is stopped, or not. */
export const isStopped = (daemon, id, wanted) =>
  waitFor(async () => {
    const { torrents } = await daemon.rpc('torrent-get', { ids: [id], fields: ['status'] });
    return (torrents[0].status === 0) === wanted;
  }, { what: wanted ? 'the stop' : 'the start' });

const names = (payload) => payload.torrents.map(({ name }) => name).sort();

/** Waits until the client has been told of a list with these names. */
const sees = (client, ...wanted) =>
  waitFor(() => names(client.events('torrents').at(-1).payload).join() === wanted.sort().join(), {
    what: `the client to see ${wanted}`,
    seconds: 30,
  });

async function result(client, procedure, args) {
  const outcome = await client.ask('call', procedure, args);
  assert.equal(outcome.error, undefined, `${procedure}: ${JSON.stringify(outcome)}`);
  return outcome.result;
}

async function subscribes(client, tells_retained) {
  await client.ask('subscribe', 'torrents');
  await sees(client, 'one', 'two');
  assert.equal(client.events('torrents')[0].retained, tells_retained);
}

async function receives(client, { daemon }) {
  await daemon.addTorrents(['three']);
  await sees(client, 'one', 'two', 'three');
  assert.equal(client.events('torrents').at(-1).retained, false);
}

async function calls(client, { daemon, id }) {
  assert.deepEqual(names(await result(client, 'torrents.get', {})), ['one', 'three', 'two']);
  const started = await result(client, 'torrent.start', { ids: [id] });
  assert.deepEqual([started.ok, started.confirmed], [true, true], JSON.stringify(started));
  await isStopped(daemon, id, false);
  await result(client, 'torrent.stop', { ids: [id] });
  await isStopped(daemon, id, true);
}

/** @type {[string, object, string][]} */
const failures = [
  ['torrent.dance', {}, 'wamp.error.no_such_procedure'],
  ['torrent.start', { ids: 'some' }, 'wamp.error.invalid_argument'],
  ['torrent.start', { ids: [1], loudly: true }, 'wamp.error.invalid_argument'],
  ['torrent.start', { ids: [999] }, 'wstorrent.error.no_such_torrent'],
];
async function fails(client) {
  for (const [procedure, args, uri] of failures) {
    const { error, message } = await client.ask('call', procedure, args);
    assert.equal(error, uri, `${procedure} ${JSON.stringify(args)}: ${message}`);
    assert.match(message, sentence);
  }
  assert.equal(client.count('joined'), 1, 'the connection was lost');
}

async function unsubscribes(client, { daemon, server }) {
  const witness = await Watcher.open(server);
  await client.ask('unsubscribe', 'torrents');
  const count = client.events('torrents').length;
  await daemon.addTorrents(['unseen']);
  await waitFor(() => witness.names().includes('unseen'), { what: 'the witness to see it' });
  await result(client, 'torrents.get', {}); // what was sent before has come before
  assert.equal(client.events('torrents').length, count);
}

async function comes_back(client, { daemon, server, serve }) {
  await client.ask('subscribe', 'torrents');
  await sees(client, 'one', 'two', 'three', 'unseen');
  await server.stop('SIGTERM');
  await serve();
  await client.joined(2);
  await daemon.addTorrents(['afterwards']);
  await sees(client, 'one', 'two', 'three', 'unseen', 'afterwards');
}

async function leaves(client, goodbye) {
  await client.ask('leave');
  assert.equal(await client.left(), goodbye);
}

/** Each transmission-remote waits at the gate; nothing but calls needs one. */
async function cancels(open, how, args) {
  const { daemon, id } = await startWorld();
  const gate = new GatedClient();
  const address = ['--transmission', daemon.address, '--remote-command', gate.program];
  const client = await open(await startServer({ args: ['--interval', '600', ...address, ...args] }));
  await result(client, 'torrent.stop', { ids: [id] });
  gate.shut();
  const runs = gate.runs;
  await client.ask('begin', 'torrent.start', { ids: [id] });
  await waitFor(() => gate.runs === runs + 1, { what: 'the run of the call' });
  const outcome = await client.ask('cancel');
  assert.notEqual(outcome.error, undefined, 'the call went well');
  if (how === 'kill') assert.equal(outcome.error, 'wamp.error.canceled');
  gate.open();
  await result(client, 'torrent.stop', { ids: [id] }); // runs when the former child has ended
  if (how === 'kill') assert.ok(!gate.log.includes(`end ${runs + 1}`), 'the child went on');
  await isStopped(daemon, id, true);
  assert.equal(client.count('joined'), 1, 'the connection was lost');
}

/**
 * Subscribe, receive, call, fail, unsubscribe, come back, leave; and cancel.
 * @param {string} name of the client
 * @param {(server: Awaited<ReturnType<typeof startServer>>) => Promise<Client>} open
 * @param {Traits} [traits]
 */
export function clientScenario(name, open, traits = {}) {
  const { args: more = [], tells_retained = true, cancels: how = 'kill' } = traits;
  const { goodbye = 'wamp.close.goodbye_and_out' } = traits;
  test(name, async (t) => {
    const { daemon, id } = await startWorld();
    const listen = ['--listen', `127.0.0.1:${await freePort()}`];
    const args = ['--interval', '0.3', '--transmission', daemon.address, ...listen];
    const serve = () => startServer({ args: [...args, ...more] });
    const world = { daemon, id, serve, server: await serve() };
    const client = await open(world.server);
    await t.test('subscribes, and is told the list at once', () => subscribes(client, tells_retained));
    await t.test('receives what changes', () => receives(client, world));
    await t.test('calls, and it is done', () => calls(client, world));
    await t.test('is told in words why a call failed', () => fails(client));
    await t.test('unsubscribes, and nothing more comes', () => unsubscribes(client, world));
    await t.test('comes back by itself to a restarted server', () => comes_back(client, world));
    await t.test('leaves in good order', () => leaves(client, goodbye));
  });
  if (how === 'never') return;
  test(`${name} cancels a call`, () => cancels(open, how, more));
}
