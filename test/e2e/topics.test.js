// The topics besides the list, on a real daemon: details, session, speeds, events, and the program
// that runs when a torrent is done.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { call, confirmed } from './calls.js';
import { startDaemon, startServer, startSwarm, stopAll, waitFor } from './harness.js';
import { connect } from './played.js';
import { makeAlbum, makeTorrentOf } from './torrents.js';

after(stopAll);

const often = ['--interval', '0.2'];

async function world({ args = often } = {}) {
  const daemon = await startDaemon();
  const server = await startServer({ args: ['--transmission', daemon.address, ...args] });
  return { daemon, server };
}

/** A client of some topics; `of(topic)` are their events so far, `next()` waits for one that fits. */
async function watch(server, ...topics) {
  const { socket, heard } = await connect(server);
  for (const topic of topics) socket.send(JSON.stringify({ subscribe: topic }));
  await waitFor(() => heard.filter(({ subscribed }) => subscribed).length === topics.length, {
    what: `the subscription to ${topics}`,
  });
  const of = (topic) => heard.filter(({ event }) => event === topic).map(({ data }) => data);
  const next = (topic, fits = /** @type {(data: any) => unknown} */ (() => true)) =>
    waitFor(() => of(topic).find(fits), { what: `an event of ${topic} that fits ${fits}` });
  return { socket, heard, of, next };
}

/** A torrent whose content is put in its place only when `complete()` is called. */
async function addUnfinished(daemon, server, name) {
  const content = Buffer.from(`the content of ${name}`);
  const metainfo = makeTorrentOf(name, content).toString('base64');
  const { torrent } = await call(server, 'torrent.add', { metainfo, paused: true, labels: ['x', 'y'] });
  const complete = async () => {
    writeFileSync(path.join(daemon.downloads, name), content);
    await call(server, 'torrent.verify', { ids: [torrent.hashString] });
  };
  return { torrent, complete };
}

test('details tell files, peers, trackers and pieces, change, and end with the torrent', async () => {
  const { daemon, server } = await world();
  const metainfo = makeAlbum('album', [10, 20]).toString('base64');
  const { torrent: { id } } = await call(server, 'torrent.add', { metainfo, paused: true });
  const topic = `torrent.${id}`;
  const client = await watch(server, topic);
  const first = await client.next(topic, ({ files }) => files);
  assert.deepEqual(first.files.map(({ name, length, wanted, priority }) => [name, length, wanted, priority]), [
    ['album/1.bin', 10, true, 0], ['album/2.bin', 20, true, 0],
  ]);
  assert.deepEqual(first.peers, []);
  assert.equal(first.trackers[0].announce, 'http://127.0.0.1:9/announce');
  assert.equal(first.pieces.count, 1);
  assert.equal(first.name, 'album');
  await confirmed(server, 'torrent.files', { id, unwanted: [1], high: [0] });
  await client.next(topic, ({ files }) => files?.[1].wanted === false && files[0].priority === 1);
  await daemon.rpc('torrent-remove', { ids: [id] });
  await client.next(topic, ({ gone }) => gone);
  await waitFor(() => client.heard.find(({ unsubscribed, reason }) => unsubscribed === topic && reason), {
    what: 'the end of the subscription',
  });
});

test('peers are told while something flows, speeds with their history at once', async () => {
  const swarm = await startSwarm();
  const server = await startServer({ args: ['--transmission', swarm.address, ...often] });
  const list = await watch(server, 'torrents');
  const { torrents } = await list.next('torrents', (data) => data.torrents.some(({ rateDownload }) => rateDownload > 0));
  const { id } = torrents.find(({ rateDownload }) => rateDownload > 0);
  const client = await watch(server, `torrent.${id}`, 'speeds');
  const { peers } = await client.next(`torrent.${id}`, (data) => data.peers?.some(({ rateToClient }) => rateToClient > 0));
  assert.match(peers[0].clientName, /Transmission/);
  const [history] = client.of('speeds');
  assert.equal(history.interval, 0.2);
  assert.ok(history.recent.length > 2);
  const more = await client.next('speeds', (data) => data !== history && data.recent.some(([, down]) => down > 0));
  assert.ok(more.recent[0][0] > history.recent.at(-1)[0]);
});

test('the session tells settings, free space and versions, and each change of them', async () => {
  const { daemon, server } = await world();
  const client = await watch(server, 'session');
  const first = await client.next('session');
  assert.equal(first.settings['download-dir'], daemon.downloads);
  assert.ok(first.free_space > 0);
  assert.equal(first.alt_speed, false);
  assert.equal(first.settings['session-id'], undefined);
  assert.match(first.version.daemon, /^\d+\.\d+/);
  await daemon.rpc('session-set', { 'alt-speed-enabled': true });
  await client.next('session', ({ alt_speed }) => alt_speed);
});

test('what happens to torrents is told once, also across a restart of the daemon', async () => {
  const { daemon, server } = await world();
  await daemon.addTorrents(['known before']);
  const client = await watch(server, 'events', 'torrents');
  await client.next('torrents', ({ torrents }) => torrents.length === 1);
  const { torrent, complete } = await addUnfinished(daemon, server, 'film');
  await client.next('events', ({ type }) => type === 'torrent.added');
  await complete();
  const done = await client.next('events', ({ type }) => type === 'torrent.done');
  assert.equal(done.hashString, torrent.hashString);
  await daemon.rpc('torrent-remove', { ids: [1] });
  await client.next('events', ({ type, name }) => type === 'torrent.removed' && name === 'known before');
  await daemon.restart();
  await client.next('torrents', ({ torrents }) => torrents.length === 1 && torrents[0].id === 1);
  await daemon.addTorrents(['the last']);
  await client.next('events', ({ name }) => name === 'the last');
  assert.deepEqual(client.of('events').map(({ type, name }) => `${type} ${name}`), [
    'torrent.added film', 'torrent.done film', 'torrent.removed known before', 'torrent.added the last',
  ]);
});

test('a program runs when a torrent is done, with nobody connected, and knows which', async () => {
  const daemon = await startDaemon();
  const program = path.join(daemon.folder, 'on done');
  const told = path.join(daemon.folder, 'told');
  writeFileSync(program, `#!/bin/sh\nprintf '%s|%s|%s|%s' "$TR_TORRENT_NAME" "$TR_TORRENT_HASH" "$TR_TORRENT_DIR" "$TR_TORRENT_LABELS" > '${told}'\n`);
  chmodSync(program, 0o755);
  const args = ['--transmission', daemon.address, '--idle-interval', '1', '--on-done', `"${program}"`];
  const server = await startServer({ args });
  const name = "film; touch $(x) 'y'";
  const { torrent, complete } = await addUnfinished(daemon, server, name);
  await complete();
  await waitFor(() => existsSync(told) && readFileSync(told, 'utf8').includes('|'), { what: 'the program to run' });
  const [as_name, hash, dir, labels] = readFileSync(told, 'utf8').split('|');
  assert.deepEqual([as_name, hash, dir, labels], [name, torrent.hashString, daemon.downloads, 'x,y']);
});

test('a hundred calls in flight do not keep the list from going on', async () => {
  const { daemon, server } = await world();
  const [id] = await daemon.addTorrents(['busy']);
  const client = await watch(server, 'torrents');
  await client.next('torrents', ({ torrents }) => torrents.length === 1);
  const { socket, heard, of } = await watch(server, 'status');
  socket.send(JSON.stringify({ subscribe: 'torrents', fields: ['name', 'downloadLimit'] }));
  for (let i = 1; i <= 100; i++) {
    socket.send(JSON.stringify({ call: 'torrent.set', args: { ids: [id], download_limit: i }, id: i }));
  }
  const answers = () => heard.filter(({ result }) => result);
  await waitFor(() => answers().length === 100, { what: 'a hundred answers', seconds: 60 });
  assert.ok(answers().every(({ result }) => result.ok));
  assert.ok(of('torrents').length >= 4, `${of('torrents').length} lists`);
  const { torrents } = await daemon.rpc('torrent-get', { ids: [id], fields: ['downloadLimit'] });
  assert.equal(torrents[0].downloadLimit, 100);
});
