// Arguments meant to become something else on their way to the daemon: nothing changes but what
// was asked.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { call, post, refused, stopped, takeState } from './calls.js';
import { startDaemon, startServer, stopAll } from './harness.js';
import { hostile_names } from './hostile_names.js';
import { makeTorrent } from './torrents.js';

after(stopAll);

/** Words that mean something to transmission-remote, a shell or a file system. */
const hostile_words = [
  '--torrent-done-script=/bin/true', '-rad', '-tall', '-t', 'all', 'active', '--help', '-h', '--exit',
  '-n user:password', '--', '-', ',', '1,2', '/etc/passwd', '../../etc/passwd', '/dev/stdin', '$(reboot)',
  '; reboot', '`id`', "' || true", '\\', '%00', '-w/tmp', '--download-dir=/tmp', '--remove-and-delete', '-G all',
  'magnet:', 'file:///etc/passwd', 'http://', '\u202Etxt.exe', 'a\nb', 'a\u0007b', 'x'.repeat(5000),
  ...hostile_names,
];

async function world() {
  const daemon = await startDaemon();
  const ids = await daemon.addTorrents(['first', 'second']);
  await stopped(daemon, 2);
  const server = await startServer({ args: ['--transmission', daemon.address] });
  return { daemon, server, ids, before: await takeState(daemon) };
}

test('no word takes the place of an id, a source, a folder or a number', async () => {
  const { daemon, server, ids: [id], before } = await world();
  for (const word of hostile_words) {
    const attempts = [
      ['torrent.stop', { ids: [word] }], ['torrent.stop', { ids: word }],
      ['torrent.remove', { ids: [word], delete_data: true }], ['torrent.remove', { ids: [id], delete_data: word }],
      ['torrent.add', { magnet: word }], ['torrent.add', { url: word }], ['torrent.add', { metainfo: word }],
      ['torrent.set', { ids: [id], download_limit: word }], ['torrent.set', { ids: [id], ratio: word }],
      ['torrent.set', { ids: [id], priority: word }], ['torrent.set', { ids: [id], [word]: 1 }],
      ['torrent.files', { id, wanted: [word] }], ['torrent.trackers', { id, add: [word] }],
      ['torrent.trackers', { id, remove: [word] }], ['session.set', { alt_begin: word }],
      ['session.set', { encryption: word }], ['session.set', { [word]: true }], ['session.set', { port: word }],
    ];
    for (const [procedure, args] of /** @type {[string, object][]} */ (attempts)) {
      assert.equal(await refused(server, procedure, args), 'wamp.error.invalid_argument');
    }
  }
  assert.deepEqual(await takeState(daemon), before);
});

// The daemon of 3.00 garbles these in its own JSON.
const is_garbled = (word) => /[\u{10000}-\u{10FFFF}]/u.test(word);

test('a hostile label is a label, or refused in words', async () => {
  const { daemon, server, ids: [id], before } = await world();
  for (const word of hostile_words.filter((each) => !is_garbled(each))) {
    const { status } = await post(server, 'torrent.set', { ids: [id], labels: [word] });
    const { torrents, settings } = await takeState(daemon);
    const expected = structuredClone(before.torrents);
    if (status === 200) before.torrents[0].labels = expected[0].labels = [word.trim()];
    torrents[0].labels = torrents[0].labels.map((label) => label.trim());
    assert.deepEqual(torrents, expected, word);
    assert.deepEqual(settings, before.settings, word);
  }
});

test('a hostile folder is a folder below the root, or refused in words', async () => {
  const { daemon, server, ids: [id], before } = await world();
  for (const word of hostile_words.filter((each) => !is_garbled(each))) {
    const dir = `${daemon.folder}/far/${word}`;
    const { status } = await post(server, 'torrent.move', { ids: [id], dir, find: true });
    const { torrents, settings } = await takeState(daemon);
    const expected = structuredClone(before.torrents);
    if (status === 200) before.torrents[0].downloadDir = expected[0].downloadDir = torrents[0].downloadDir;
    assert.deepEqual(torrents, expected, word);
    assert.deepEqual(settings, before.settings, word);
    assert.ok(torrents[0].downloadDir.startsWith(daemon.folder), word);
  }
});

test('torrents of hostile names are added, acted on and removed one by one', async () => {
  const { daemon, server, ids } = await world();
  for (const name of hostile_names) {
    const metainfo = makeTorrent(name).toString('base64');
    const { torrent } = await call(server, 'torrent.add', { metainfo, paused: true });
    await call(server, 'torrent.set', { ids: [torrent.id], download_limit: 7 });
    await call(server, 'torrent.remove', { ids: [torrent.id], delete_data: true });
    await stopped(daemon, ids.length); // 4.1 removes a little later
    assert.deepEqual((await takeState(daemon)).torrents.map((left) => left.id), ids, name);
  }
});

test('hostile magnets and URLs add at most what they name', async () => {
  const { daemon, server, ids } = await world();
  const known = new Set(ids);
  for (const [index, word] of hostile_words.entries()) {
    const hash = index.toString(16).padStart(40, '0');
    const magnet = `magnet:?xt=urn:btih:${hash}&dn=${word}`;
    const { status } = await post(server, 'torrent.add', { magnet, paused: true });
    const { torrents } = await takeState(daemon);
    const fresh = torrents.filter((torrent) => !known.has(torrent.id));
    assert.deepEqual(fresh.map((torrent) => torrent.hashString), status === 200 ? [hash] : [], word);
    for (const torrent of fresh) known.add(torrent.id);
    await refused(server, 'torrent.add', { url: `http://127.0.0.1:9/${word}` });
  }
  assert.equal((await takeState(daemon)).torrents.length, known.size);
});

test('what is no torrent file is refused and leaves no file behind', async () => {
  const { daemon, server, before } = await world();
  const whole = makeTorrent('whole');
  const broken = [
    Buffer.from(''), Buffer.from('hello'), Buffer.from('d'), Buffer.from('le'), Buffer.from('de'),
    Buffer.from('d4:infode'), whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]),
    Buffer.from('d'.repeat(100_000)), Buffer.from('i'.repeat(1000)), Buffer.from('99999999999999999999:x'),
  ];
  for (const bytes of broken) {
    const error = await refused(server, 'torrent.add', { metainfo: bytes.toString('base64') });
    assert.equal(error, 'wamp.error.invalid_argument');
  }
  const huge = makeTorrent('x'.repeat(9 << 20)).toString('base64');
  assert.match(await refused(server, 'torrent.add', { metainfo: huge }), /payload_size_exceeded|invalid_argument/);
  assert.deepEqual(await takeState(daemon), before);
  const folders = [process.env.XDG_RUNTIME_DIR, process.env.TMPDIR, os.tmpdir()].filter(Boolean);
  const left = folders.map((folder) => path.join(String(folder), `wstorrentd-${process.getuid?.()}`)).filter(existsSync);
  for (const folder of left) {
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith(`${server.pid}-`) && name.endsWith('.torrent')), []);
  }
});
