// Acting from a terminal: calls by curl and wscat, as the documents show them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { curl, hear, messages, startWscat } from './command_line.js';
import { GatedClient } from './gated_client.js';
import { startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { isStopped } from './wamp_scenario.js';

let world;
before(async () => {
  const daemon = await startDaemon();
  const [id, other] = await daemon.addTorrents(['one', 'two']);
  const server = await startServer({ args: ['--interval', '0.3', '--transmission', daemon.address] });
  world = { daemon, id, other, server };
});
after(stopAll);

const post = (procedure, body) => curl(world.server, `api/call/${procedure}`, '-X', 'POST', '-d', body);

test('curl starts and stops a torrent', async () => {
  const { daemon, id } = world;
  for (const [procedure, stopped] of /** @type {const} */ ([['torrent.start', false], ['torrent.stop', true]])) {
    const { status, body } = await post(procedure, `{"ids":[${id}]}`);
    assert.equal(status, 200, body);
    assert.equal(JSON.parse(body).ok, true);
    await isStopped(daemon, id, stopped);
  }
});

/** @type {[string, string, number, string][]} */
const failures = [
  ['torrent.dance', '{}', 404, 'wamp.error.no_such_procedure'],
  ['torrent.stop', '{"ids":"all"}', 400, 'wamp.error.invalid_argument'],
  ['torrent.stop', 'ids=7', 400, 'wamp.error.invalid_argument'],
  ['torrent.stop', '{"ids":[999]}', 404, 'wstorrent.error.no_such_torrent'],
];
for (const [procedure, body, status, uri] of failures) {
  test(`curl that posts ${body} to ${procedure} is told in words why not`, async () => {
    const answer = await post(procedure, body);
    assert.equal(answer.status, status, answer.body);
    const { error, message } = JSON.parse(answer.body);
    assert.equal(error, uri);
    assert.match(message, /^\S+ .*[^.]$/);
  });
}

test('wscat starts and stops a torrent', async () => {
  const { daemon, server, other } = world;
  for (const [procedure, stopped] of /** @type {const} */ ([['torrent.start', false], ['torrent.stop', true]])) {
    const call = JSON.stringify({ call: procedure, args: { ids: [other] }, id: procedure });
    const [{ result, id }] = await hear(server, 1, '-x', call, '-w', '30');
    assert.deepEqual([result.ok, id], [true, procedure]);
    await isStopped(daemon, other, stopped);
  }
});

test('wscat that unsubscribes gets nothing more', async () => {
  const { daemon, server } = world;
  const words = ['{"subscribe":"torrents"}', '{"unsubscribe":"torrents"}', '{"subscribe":"torrents.delta"}'];
  const program = startWscat(server, ...words.flatMap((word) => ['-x', word]), '-w', '30');
  const heard = (topic) => messages(program).filter(({ event }) => event === topic).length;
  await waitFor(() => heard('torrents.delta') > 0, { what: 'the list' });
  const count = heard('torrents');
  await daemon.addTorrents(['three']);
  await waitFor(() => heard('torrents.delta') > 1, { what: 'the change' });
  assert.equal(heard('torrents'), count);
  assert.ok(messages(program).some(({ unsubscribed }) => unsubscribed === 'torrents'));
});

test('wscat cancels a call, which ends', async () => {
  const { daemon, id } = world;
  const gate = new GatedClient();
  gate.shut();
  const slow = ['--transmission', daemon.address, '--remote-command', gate.program, '--interval', '600'];
  const server = await startServer({ args: slow });
  const words = [`{"call":"torrent.start","args":{"ids":[${id}]},"id":1}`, '{"cancel":1}'];
  const [{ error, message, id: answered }] =
    await hear(server, 1, ...words.flatMap((word) => ['-x', word]), '-w', '30');
  assert.deepEqual([error, answered], ['wamp.error.canceled', 1]);
  assert.match(message, /^\S+ .*[^.]$/);
  gate.open();
  await isStopped(daemon, id, true);
});
