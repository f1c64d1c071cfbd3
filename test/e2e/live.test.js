// wstorrentd on a real transmission-daemon, seen through the plain protocol.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { GatedClient } from './gated_client.js';
import { isAlive, startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { hostile_names, not_utf8 } from './hostile_names.js';
import { Watcher } from './watcher.js';

after(stopAll);

const often = ['--interval', '0.2'];

async function serve(daemon, { args = often, env = {} } = {}) {
  return startServer({ args: ['--transmission', daemon.address, ...args], env });
}

async function daemonWith(...names) {
  const daemon = await startDaemon();
  return { daemon, ids: await daemon.addTorrents(names) };
}

async function watchWhole(server, count) {
  const watcher = await Watcher.open(server);
  await waitFor(() => watcher.torrents.size === count, { what: `${count} torrents` });
  return watcher;
}

const settled = (watcher, state) =>
  waitFor(() => watcher.status?.state === state, { what: `the state ${state}` });

/** The daemon's own list, such as `['1 a name', '2 another']`. */
async function namesInDaemon(daemon) {
  const { torrents } = await daemon.rpc('torrent-get', { fields: ['id', 'name'] });
  return torrents.map(({ id, name }) => `${id} ${name}`).sort();
}

/** The law of deltas: who saw them all holds what somebody who comes now is given. */
async function assertCaughtUp(watcher, server) {
  const whole = await waitFor(async () => {
    const newcomer = await Watcher.snapshot(server);
    return newcomer.cursor === watcher.cursor ? newcomer : null;
  }, { what: 'both at one cursor' });
  assert.deepEqual(watcher.sorted(), whole.sorted());
}

test('hostile names arrive intact', async () => {
  const { daemon, ids } = await daemonWith(...hostile_names, not_utf8);
  const watcher = await watchWhole(await serve(daemon), ids.length);
  assert.deepEqual(watcher.names().slice(0, -1), hostile_names);
  const { torrents } = await daemon.rpc('torrent-get', { ids: ids.slice(-1), fields: ['name'] });
  assert.equal(watcher.names().at(-1), torrents[0].name);
});

test('what is added appears, what is changed changes, what is removed goes', async () => {
  const { daemon, ids: [first] } = await daemonWith('here before');
  const server = await serve(daemon);
  const watcher = await watchWhole(server, 1);

  const [added] = await daemon.addTorrents(['added while watching']);
  await waitFor(() => watcher.torrents.get(added)?.name === 'added while watching');
  await daemon.rpc('torrent-start', { ids: [added] });
  await waitFor(() => watcher.torrents.get(added)?.status !== 0, { what: 'the start' });
  await daemon.rpc('torrent-remove', { ids: [first] });
  await waitFor(() => !watcher.torrents.has(first), { what: 'the removal' });

  assert.deepEqual(watcher.names(), ['added while watching']);
  assert.ok(watcher.messages.filter(({ data }) => data?.full).length === 1);
  await assertCaughtUp(watcher, server);
});

test('a daemon that dies is told in words while its list stays, and its return is seen', async () => {
  const { daemon } = await daemonWith('stays shown');
  const server = await serve(daemon);
  const watcher = await watchWhole(server, 1);
  await settled(watcher, 'ok');
  const { last_good } = watcher.status;

  await daemon.kill('SIGTERM');
  await settled(watcher, 'failing');
  const reason = `transmission-daemon at ${daemon.address} cannot be reached`;
  assert.equal(watcher.status.reason.slice(0, reason.length), reason);
  assert.match(watcher.status.hint, /^Start it/);
  const response = await fetch(`${server.url}api/torrents`);
  assert.equal(response.status, 200);
  const { at, torrents } = await response.json();
  assert.ok(at >= last_good && at === watcher.status.last_good);
  assert.deepEqual(torrents.map(({ name }) => name), ['stays shown']);
  assert.deepEqual((await Watcher.snapshot(server)).names(), ['stays shown']);

  await daemon.restart();
  await settled(watcher, 'ok');
  assert.equal(watcher.status.reason, null);
  await waitFor(() => watcher.torrents.size === 1, { what: 'the daemon to have read its torrents' });
  await assertCaughtUp(watcher, server);
});

test('a server whose daemon was never there says so, and shows it when it comes', async () => {
  const { daemon } = await daemonWith('late');
  await daemon.kill('SIGTERM');
  const server = await serve(daemon);
  const watcher = await Watcher.open(server);
  await settled(watcher, 'failing');
  const response = await fetch(`${server.url}api/torrents`);
  assert.equal(response.status, 502);
  assert.match((await response.json()).message, /cannot be reached/);
  await daemon.restart();
  await waitFor(() => watcher.names().includes('late'));
});

/** Removes the torrent with the lowest id and starts the daemon anew, which then counts from 1. */
async function restartRenumbered(daemon, ids) {
  await daemon.rpc('torrent-remove', { ids: ids.slice(0, 1) });
  await daemon.restart();
}

async function hasRunFor(daemon, seconds) {
  const { 'current-stats': current } = await daemon.rpc('session-stats');
  return current.secondsActive >= seconds;
}

async function assertRenumbered(watcher, daemon, server) {
  const expected = await namesInDaemon(daemon);
  assert.deepEqual(expected.map((line) => line[0]), ['1', '2']);
  const seen = () => watcher.sorted().map(({ id, name }) => `${id} ${name}`);
  await waitFor(() => seen().join() === expected.join(), { what: 'the new numbers' });
  await assertCaughtUp(watcher, server);
}

test('ids that mean other torrents after a restart are not mixed up', async () => {
  const { daemon, ids } = await daemonWith('first', 'second', 'third');
  const server = await serve(daemon);
  const watcher = await watchWhole(server, 3);
  await restartRenumbered(daemon, ids);
  await assertRenumbered(watcher, daemon, server);
});

test('nor are they if the restart falls between two samples', async () => {
  const { daemon, ids } = await daemonWith('first', 'second', 'third');
  const client = new GatedClient();
  const server = await serve(daemon, { args: [...often, '--remote-command', client.program] });
  const watcher = await watchWhole(server, 3);
  await waitFor(() => hasRunFor(daemon, 2), { what: 'a daemon that is older than its successor' });
  client.shut();
  await waitFor(() => client.waiting, { what: 'a run that waits' });
  await restartRenumbered(daemon, ids);
  client.open();
  await assertRenumbered(watcher, daemon, server);
  assert.ok(watcher.messages.every(({ data }) => data?.sources?.[0].state !== 'failing'));
});

const password = { 'rpc-authentication-required': true, 'rpc-username': 'ann', 'rpc-password': 's3cret' };

test('a daemon with a password is read with TR_AUTH or netrc; without, 401 says what to do', async () => {
  const daemon = await startDaemon({ settings: password });
  await daemon.addTorrents(['behind a password']);

  const stranger = await Watcher.open(await serve(daemon, { env: { HOME: '/nonexistent' } }));
  await settled(stranger, 'failing');
  assert.match(stranger.status.reason, /\b401 Unauthorized\b/);
  assert.match(stranger.status.hint, /TR_AUTH=user:password/);

  await watchWhole(await serve(daemon, { env: { TR_AUTH: 'ann:s3cret' } }), 1);
  const netrc = path.join(daemon.folder, '.netrc');
  writeFileSync(netrc, 'machine 127.0.0.1 login ann password s3cret\n', { mode: 0o600 });
  await watchWhole(await serve(daemon, { env: { HOME: daemon.folder } }), 1);
});

test('nobody watches: nothing runs; the first who does gets a sample at once; others cost nothing', async () => {
  const { daemon } = await daemonWith('one for all');
  const client = new GatedClient();
  const rarely = ['--interval', '600', '--remote-command', client.program];
  const server = await serve(daemon, { args: rarely });
  assert.equal(await (await fetch(`${server.url}healthz`)).text(), 'ok\n');
  assert.deepEqual(client.log, []);

  await watchWhole(server, 1);
  assert.equal(client.runs, 2); // the version, then the list
  await Promise.all(Array.from({ length: 20 }, () => watchWhole(server, 1)));
  assert.equal(client.runs, 2);
});

test('one run at a time, one run per sample, whatever the number of viewers', async () => {
  const { daemon } = await daemonWith('one for all');
  const client = new GatedClient();
  client.shut();
  const server = await serve(daemon, { args: ['--interval', '0.1', '--remote-command', client.program] });
  const viewers = await Promise.all(Array.from({ length: 20 }, () => Watcher.open(server)));
  for (let run = 1; run <= 5; run++) {
    await waitFor(() => client.runs === run, { what: `run ${run}` });
    client.let_go(run);
  }
  await waitFor(() => viewers.every(({ torrents }) => torrents.size === 1), { what: 'the list' });
  await waitFor(() => client.runs === 6, { what: 'run 6' });
  const turns = [1, 2, 3, 4, 5].flatMap((run) => [`begin ${run}`, `end ${run}`]);
  assert.deepEqual(client.log, [...turns, 'begin 6']);
});

test('while a run hangs, a newcomer is served what is known, and HTTP answers', async () => {
  const { daemon } = await daemonWith('known');
  const client = new GatedClient();
  const server = await serve(daemon, { args: [...often, '--remote-command', client.program] });
  await watchWhole(server, 1);
  client.shut();
  const hanging = await waitFor(() => client.waiting, { what: 'a run that hangs' });

  const newcomer = await watchWhole(server, 1);
  assert.deepEqual(newcomer.messages[0], { subscribed: 'torrents.delta' });
  assert.deepEqual(newcomer.names(), ['known']);
  assert.equal((await fetch(`${server.url}healthz`)).status, 200);
  assert.equal(client.log.at(-1), `begin ${hanging}`);

  client.open();
  await waitFor(() => client.log.includes(`end ${hanging}`), { what: 'the run to end' });
});

test('SIGTERM closes sockets as 1012 and ends the running child', async () => {
  const { daemon } = await daemonWith('known');
  const client = new GatedClient();
  client.shut();
  const server = await serve(daemon, { args: ['--remote-command', client.program] });
  const watcher = await Watcher.open(server);
  await waitFor(() => client.runs === 1);
  const ended = await server.stop('SIGTERM');
  assert.deepEqual(ended, { code: 0, signal: null });
  assert.deepEqual(await watcher.closed, { code: 1012, reason: 'the server ends' });
  assert.deepEqual(client.log, ['begin 1']);
  assert.ok(!isAlive(server.pid));
});
