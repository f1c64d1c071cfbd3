// wscat and curl, used as the documents show them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { curl as curlFrom, hear as hearFrom, messages, startWscat } from './command_line.js';
import { startServer, startSwarm, stopAll } from './harness.js';

let server;
before(async () => {
  const swarm = await startSwarm();
  server = await startServer({ args: ['--interval', '0.5', '--transmission', swarm.address] });
});
after(stopAll);

const hear = (count, ...words) => hearFrom(server, count, ...words);
const curl = (address) => curlFrom(server, address);

test('wscat subscribes to the list and sees it change', async () => {
  const [reply, first, second] = await hear(3, '-x', '{"subscribe":"torrents"}', '-w', '30');
  assert.deepEqual(reply, { subscribed: 'torrents' });
  assert.deepEqual([first.event, second.event], ['torrents', 'torrents']);
  assert.ok(first.data.torrents.length > 0);
  assert.notDeepEqual(first.data.torrents, second.data.torrents);
});

test('wscat that waits a second prints what comes in it, and ends', async () => {
  const program = startWscat(server, '-x', '{"subscribe":"status"}', '-w', '1');
  assert.equal((await program.ended).code, 0);
  const [reply, event] = messages(program);
  assert.deepEqual(reply, { subscribed: 'status' });
  assert.equal(event.data.sources[0].name, 'transmission');
});

test('wscat executes several commands, and resumes by cursor', async () => {
  const [{ data }] = (await hear(2, '-x', '{"subscribe":"torrents.delta"}', '-w', '30')).slice(1);
  assert.equal(data.full, true);
  const again = JSON.stringify({ subscribe: 'torrents.delta', after: data.cursor });
  const heard = await hear(2, '-s', 'json', '-x', again, '-w', '30');
  assert.deepEqual(heard[0], { subscribed: 'torrents.delta' });
  assert.equal(heard[1].data.from, data.cursor);
});

/** @type {[string, object][]} */
const refusals = [
  ['{"subscribe":"weather"}', { error: 'wstorrent.error.no_such_topic', message: 'there is no topic "weather"' }],
  ['{"unsubscribe":"torrents"}', {
    error: 'wamp.error.no_such_subscription', message: 'not subscribed to "torrents"',
  }],
  ['{"call":"torrent.dance","id":1}', {
    error: 'wamp.error.no_such_procedure', message: 'there is no procedure "torrent.dance"', id: 1,
  }],
];
for (const [command, answer] of refusals) {
  test(`wscat that sends ${command} is told why not`, async () => {
    assert.deepEqual(await hear(1, '-x', command, '-w', '30'), [answer]);
  });
}

test('wscat that sends no JSON is told what is understood', async () => {
  const [{ error, message }] = await hear(1, '-x', 'hello', '-w', '30');
  assert.equal(error, 'wamp.error.invalid_argument');
  assert.match(message, /"subscribe"/);
});

test('curl gets the list, one torrent, the status and the health', async () => {
  const list = await curl('api/torrents');
  assert.equal(list.status, 200);
  const [{ id, hashString }] = JSON.parse(list.body).torrents;
  const one = await curl(`api/torrents/${id}`);
  assert.equal(one.status, 200);
  assert.equal(JSON.parse(one.body).hashString, hashString);
  const status = await curl('api/status');
  assert.deepEqual([status.status, JSON.parse(status.body).sources[0].state], [200, 'ok']);
  assert.deepEqual(await curl('healthz'), { status: 200, body: 'ok\n' });
});

test('curl that asks for what is not there is told in words', async () => {
  for (const address of ['api/torrents/999', 'api/torrents/x', 'nothing']) {
    const { status, body } = await curl(address);
    assert.equal(status, 404, address);
    assert.ok(JSON.parse(body).message.length > 0);
  }
});
