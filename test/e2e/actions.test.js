// Every procedure on a real transmission-daemon: what it answers, and what the daemon says it did.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { call, confirmed, post, refused, stopped, takeState, torrentOf } from './calls.js';
import { startDaemon, startServer, stopAll } from './harness.js';
import { makeAlbum, makeTorrent } from './torrents.js';

after(stopAll);

async function world(...names) {
  const daemon = await startDaemon();
  const ids = await daemon.addTorrents(names);
  await stopped(daemon, names.length);
  const server = await startServer({ args: ['--transmission', daemon.address] });
  return { daemon, server, ids };
}

async function albumWorld(sizes) {
  const { daemon, server } = await world();
  const metainfo = makeAlbum('album', sizes).toString('base64');
  const { torrent } = await call(server, 'torrent.add', { metainfo, paused: true });
  await stopped(daemon, 1);
  return { daemon, server, id: torrent.id };
}

test('a torrent is stopped and started, by id or by hash', async () => {
  const { daemon, server, ids: [id, other] } = await world('one', 'other');
  await confirmed(server, 'torrent.start', { ids: [id] });
  const { status, hashString } = await torrentOf(daemon, id);
  assert.notEqual(status, 0);
  await confirmed(server, 'torrent.stop', { ids: [hashString] });
  assert.equal((await torrentOf(daemon, id)).status, 0);
  await confirmed(server, 'torrent.start', { ids: [id, other] });
  assert.notEqual((await torrentOf(daemon, other)).status, 0);
});

test('verify and reannounce are done, and say what cannot be seen of them', async () => {
  const { server, ids: [id] } = await world('one');
  await call(server, 'torrent.verify', { ids: [id] });
  const { confirmed: seen, note } = await call(server, 'torrent.reannounce', { ids: [id] });
  assert.equal(seen, false);
  assert.match(note, /\w+ \w+/);
});

test('what transmission-remote has no word for is told as unsupported', async () => {
  const { daemon, server, ids: [id] } = await world('one');
  const before = await takeState(daemon);
  assert.equal(await refused(server, 'torrent.start_now', { ids: [id] }), 'wstorrent.error.unsupported');
  assert.equal(await refused(server, 'torrent.set', { ids: [id], queue: 1 }), 'wstorrent.error.unsupported');
  assert.deepEqual(await takeState(daemon), before);
});

test('a torrent is added as a file, once, and added again it is told as a duplicate', async () => {
  const { daemon, server } = await world();
  const metainfo = makeTorrent('brand new').toString('base64');
  const dir = path.join(daemon.folder, 'elsewhere with blanks');
  const args = { metainfo, dir, paused: true, labels: ['a b', 'c'] };
  const { torrent, duplicate } = await call(server, 'torrent.add', args);
  await stopped(daemon, 1);
  assert.equal(torrent.name, 'brand new');
  assert.equal(duplicate, false);
  const added = await torrentOf(daemon, torrent.id);
  assert.equal(added.hashString, torrent.hashString);
  assert.equal(added.downloadDir, dir);
  assert.equal(added.status, 0);
  assert.deepEqual(added.labels, ['a b', 'c']);
  const again = await call(server, 'torrent.add', { metainfo, paused: true });
  assert.equal(again.duplicate, true);
  assert.equal((await takeState(daemon)).torrents.length, 1);
});

test('a magnet is added, many at once each answer for themselves', async () => {
  const { daemon, server } = await world();
  const magnet = (digit) => `magnet:?xt=urn:btih:${digit.repeat(40)}&dn=a%20name&tr=http%3A%2F%2F127.0.0.1%3A9%2Fa`;
  await call(server, 'torrent.add', { magnet: magnet('a'), paused: true });
  const many = [{ magnet: magnet('b') }, { url: 'http://127.0.0.1:9/nothing.torrent' }, { magnet: magnet('c') }];
  const { results, ok } = (await post(server, 'torrent.add', { many, paused: true })).answer;
  assert.equal(ok, false);
  assert.deepEqual(results.map(({ ok }) => ok), [true, false, true]);
  assert.match(results[1].message, /\w+ \w+/);
  const { torrents } = await takeState(daemon);
  assert.deepEqual(torrents.map(({ hashString }) => hashString[0]), ['a', 'b', 'c']);
});

test('a torrent is removed, with or without its data', async () => {
  const { daemon, server, ids } = await world('keep', 'drop', 'burn');
  const folder = path.join(daemon.downloads, 'burn');
  await confirmed(server, 'torrent.remove', { ids: [ids[1]] });
  await confirmed(server, 'torrent.remove', { ids: [ids[2]], delete_data: true });
  assert.deepEqual((await takeState(daemon)).torrents.map(({ name }) => name), ['keep']);
  assert.ok(!existsSync(folder));
  assert.equal(await refused(server, 'torrent.stop', { ids: [ids[1]] }), 'wstorrent.error.no_such_torrent');
});

test('limits, ratio, priority and labels of a torrent are set and lifted', async () => {
  const { daemon, server, ids: [id, other] } = await world('one', 'other');
  const untouched = await torrentOf(daemon, other);
  await confirmed(server, 'torrent.set', {
    ids: [id], download_limit: 123, upload_limit: 45, honors_session_limits: false, peer_limit: 33,
    priority: 'high', ratio: 1.5, labels: ['-h', '--help', 'ünï'],
  });
  const set = await torrentOf(daemon, id);
  assert.deepEqual(
    [set.downloadLimit, set.downloadLimited, set.uploadLimit, set.uploadLimited, set.honorsSessionLimits],
    [123, true, 45, true, false]);
  assert.deepEqual([set['peer-limit'], set.bandwidthPriority, set.seedRatioLimit, set.seedRatioMode], [33, 1, 1.5, 1]);
  assert.deepEqual(set.labels, ['-h', '--help', 'ünï']);
  await confirmed(server, 'torrent.set', {
    ids: [id], download_limit: null, upload_limit: null, priority: 'low', ratio: 'unlimited', labels: [],
  });
  const lifted = await torrentOf(daemon, id);
  assert.deepEqual([lifted.downloadLimited, lifted.uploadLimited, lifted.bandwidthPriority], [false, false, -1]);
  assert.deepEqual([lifted.seedRatioMode, lifted.labels], [2, []]);
  await confirmed(server, 'torrent.set', { ids: [id], ratio: 'global' });
  assert.equal((await torrentOf(daemon, id)).seedRatioMode, 0);
  assert.deepEqual(await torrentOf(daemon, other), untouched);
});

test('files are chosen and ranked', async () => {
  const { daemon, server, id } = await albumWorld([10, 20, 30, 40]);
  await confirmed(server, 'torrent.files', { id, unwanted: [0, 2, 3], high: [1], low: [2, 3] });
  const { wanted, priorities } = await torrentOf(daemon, id);
  assert.deepEqual(wanted.map(Number), [0, 1, 0, 0]);
  assert.deepEqual(priorities, [0, 1, -1, -1]);
  await confirmed(server, 'torrent.files', { id, wanted: [3], normal: [1] });
  const later = await torrentOf(daemon, id);
  assert.deepEqual(later.wanted.map(Number), [0, 1, 0, 1]);
  assert.deepEqual(later.priorities, [0, 0, -1, -1]);
});

test('data is moved, and looked for elsewhere', async () => {
  const { daemon, server, ids: [id] } = await world('one');
  for (const [name, find] of /** @type {[string, boolean][]} */ ([['moved there', false], ['found there', true]])) {
    const dir = path.join(daemon.folder, name);
    mkdirSync(dir);
    await confirmed(server, 'torrent.move', { ids: [id], dir, find });
    assert.equal((await torrentOf(daemon, id)).downloadDir, dir);
  }
});

test('trackers are added and removed', async () => {
  const { daemon, server, ids: [id] } = await world('one');
  await confirmed(server, 'torrent.trackers', { id, add: ['http://127.0.0.1:9/two/announce'] });
  const { trackers } = await torrentOf(daemon, id);
  assert.equal(trackers.length, 2);
  const added = trackers.find(({ announce }) => announce.includes('two'));
  await confirmed(server, 'torrent.trackers', { id, remove: [added.id] });
  assert.equal((await torrentOf(daemon, id)).trackers.length, 1);
});

test('the session is set, and shown as it is', async () => {
  const { daemon, server } = await world();
  const dir = path.join(daemon.folder, 'new downloads');
  await confirmed(server, 'session.set', {
    download_limit: 500, upload_limit: 400, alt_speed: true, alt_download_limit: 111, alt_upload_limit: 22,
    alt_begin: '08:30', alt_end: '22:00', alt_days: [1, 2, 3], download_dir: dir,
    peer_limit: 250, ratio: 3, encryption: 'preferred', pex: false, cache_mb: 8, start_added: false,
  });
  const { settings } = await takeState(daemon);
  assert.deepEqual([settings['speed-limit-down'], settings['speed-limit-down-enabled']], [500, true]);
  assert.deepEqual([settings['speed-limit-up'], settings['alt-speed-enabled']], [400, true]);
  assert.deepEqual([settings['alt-speed-down'], settings['alt-speed-up']], [111, 22]);
  assert.deepEqual([settings['alt-speed-time-begin'], settings['alt-speed-time-end']], [510, 1320]);
  assert.deepEqual([settings['download-dir'], settings['peer-limit-global']], [dir, 250]);
  assert.deepEqual([settings.seedRatioLimit, settings.seedRatioLimited], [3, true]);
  // On its own: by the hour of the day it may set alt_speed otherwise.
  await confirmed(server, 'session.set', { alt_schedule: true });
  assert.equal((await takeState(daemon)).settings['alt-speed-time-enabled'], true);
  await confirmed(server, 'session.set', { download_limit: null, alt_speed: false, ratio: null, alt_schedule: false });
  const { settings: shown, alt_speed } = (await post(server, 'session.get', '')).answer;
  assert.equal(shown['speed-limit-down-enabled'], false);
  assert.equal(shown['speed-limit-up'], 400);
  assert.equal(alt_speed, false);
});

test('a file is renamed where the version can, and otherwise told as unsupported', async () => {
  const { daemon, server, id } = await albumWorld([10, 20]);
  const version = Number.parseInt((await daemon.rpc('session-get')).version, 10);
  const args = { id, path: 'album/1.bin', name: 'first; $(touch x).bin' };
  if (version < 4) {
    assert.equal(await refused(server, 'torrent.rename', args), 'wstorrent.error.unsupported');
  } else {
    await confirmed(server, 'torrent.rename', args);
    assert.equal((await torrentOf(daemon, id)).files[0].name, `album/${args.name}`);
  }
});
