// What goes over the wire before anything is seen: lean rows, named fields, gzip.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startServer, stopAll, waitFor } from './harness.js';
import { ManyTorrents } from './many.js';
import { connect } from './played.js';
import { Watcher } from './watcher.js';

after(stopAll);

const many = await ManyTorrents.start(1000);
const server = await startServer({ args: ['--transmission', many.address, '--interval', '0.3'] });

/** The answer as it came, not unpacked. */
function get(target, headers = {}) {
  return new Promise((resolve, reject) => {
    http.get(new URL(target, server.url), { headers }, (response) => {
      /** @type {Buffer[]} */
      const parts = [];
      response.on('data', (bytes) => parts.push(bytes));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

const gzip = { 'Accept-Encoding': 'gzip, deflate, br' };

test('a list of 1,000 is gzipped for who accepts it, to less than a tenth, and is the same list', async () => {
  const [plain, zipped] = await Promise.all([get('api/torrents'), get('api/torrents', gzip)]);
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  for (const { headers } of [plain, zipped]) assert.equal(headers.vary, 'accept-encoding');
  assert.deepEqual(JSON.parse(String(gunzipSync(zipped.body))).torrents, JSON.parse(plain.body).torrents);
  assert.ok(zipped.body.length * 10 < plain.body.length, `${zipped.body.length} of ${plain.body.length} bytes`);
});

test('so is every other answer that is long, and none that is short', async () => {
  for (const target of ['api/procedures', '', 'main.js']) {
    assert.equal((await get(target, gzip)).headers['content-encoding'], 'gzip', target);
  }
  for (const target of ['healthz', 'api/status', 'api/torrents/1001']) {
    assert.equal((await get(target, gzip)).headers['content-encoding'], undefined, target);
  }
});

test('rows carry what a list shows; the rest comes with the torrent, or by name', async () => {
  const { torrents: [lean] } = JSON.parse((await get('api/torrents')).body);
  assert.match(lean.trackerHost, /^[a-z]+\.example\.(org|net|com)$/);
  for (const field of ['magnetLink', 'comment', 'creator', 'pieceSize']) assert.ok(!(field in lean), field);
  const whole = JSON.parse((await get('api/torrents/1')).body);
  assert.equal(whole.comment, 'Made for torrent 1');
  const named = JSON.parse((await get('api/torrents?fields=comment,pieceSize')).body);
  assert.deepEqual(named.torrents[0], { id: 1, pieceSize: 1_000_000, comment: 'Made for torrent 1' });
  const unknown = await get('api/torrents?fields=nmae');
  assert.equal(unknown.status, 400);
  assert.match(JSON.parse(unknown.body).message, /^a torrent has no field "nmae"; there are id, hashString, /);
});

test('the cursor of a list by HTTP is where a subscription goes on', async () => {
  const { cursor, torrents } = JSON.parse((await get('api/torrents')).body);
  const watcher = await Watcher.open(server, []);
  watcher.cursor = cursor;
  watcher.torrents = new Map(torrents.map((row) => [row.id, row]));
  watcher.send({ subscribe: 'torrents.delta', after: cursor });
  many.change(7, { name: 'renamed meanwhile' });
  await waitFor(() => watcher.torrents.get(7)?.name === 'renamed meanwhile', { what: 'the change' });
  assert.ok(watcher.messages.every(({ data }) => !data?.full), 'the whole list came again');
  assert.equal(watcher.torrents.size, 1000);
  watcher.stop();
});

/** The events of a subscription that names fields, plain and in WAMP v2. */
async function narrow(fields) {
  const plain = await connect(server);
  plain.socket.send(JSON.stringify({ subscribe: 'torrents.delta', fields }));
  const wamp = await connect(server, { protocols: ['wamp.2.json'] });
  wamp.socket.send(JSON.stringify([1, 'wstorrent', { roles: { subscriber: {} } }]));
  wamp.socket.send(JSON.stringify([32, 1, { fields }, 'torrents.delta']));
  return [
    { client: plain, events: () => plain.heard.filter(({ event }) => event).map(({ data }) => data) },
    { client: wamp, events: () => wamp.heard.filter(([kind]) => kind === 36).map(([, , , , [data]]) => data) },
  ];
}

test('a subscription that names fields is told of these alone, and goes on by its own cursors', async () => {
  for (const { client, events } of await narrow(['name', 'eta'])) {
    await waitFor(() => events().length > 0, { what: 'the first event' });
    const [{ full, set }] = events();
    assert.equal(full, true);
    assert.deepEqual(Object.keys(set[0]).sort(), ['eta', 'id', 'name']);

    many.change(9, { rateUpload: Math.floor(Math.random() * 1e6) }); // nobody here asked for it
    many.change(8, { eta: Math.floor(Math.random() * 1e6) });
    await waitFor(() => events().length > 1, { what: 'a change' });
    const [first, second] = events();
    assert.deepEqual(second.set.map((row) => Object.keys(row)), [['id', 'eta']]);
    assert.equal(second.from, first.cursor);
    client.socket.terminate();
  }
});
