import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { locksOf } from './daemon.js';
import { allGone, takeInventory } from './inventory.js';
import { isAlive, Program, root, startDaemon, startSwarm, stopAll, waitFor } from './harness.js';

after(stopAll);

const names = [
  'two  spaces',
  'line\nbreak',
  'tab\there',
  `"double" and 'single'`,
  '--torrent-done-script=/bin/true',
  'Sum:            1.0 GB               0.0     0.0',
  '‮txt.exe',
  '日本語 名前',
  '<img src=x onerror=alert(1)>',
];
const broken = Buffer.from([0x62, 0xff, 0xfe, 0x72]); // not UTF-8: each daemon has its own idea

test('a daemon takes hostile names, lists them, survives a restart and leaves nothing', async () => {
  const daemon = await startDaemon();
  const ids = await daemon.addTorrents([...names, broken]);
  assert.deepEqual(ids, [...ids.keys()].map((index) => index + 1));

  const { torrents } = await daemon.rpc('torrent-get', { fields: ['name'] });
  assert.deepEqual(torrents.map(({ name }) => name).slice(0, -1), names);
  const listed = await daemon.remote('-l');
  for (const name of names) assert.ok(listed.includes(name), `no ${name}`);

  const { port, pid: first } = daemon;
  await daemon.restart();
  assert.equal(daemon.port, port);
  assert.notEqual(daemon.pid, first);
  const again = await daemon.rpc('torrent-get', { fields: ['name'] });
  assert.equal(again.torrents.length, ids.length);

  const locks = locksOf(daemon.pid);
  assert.equal(locks.length, 1);
  await daemon.stop();
  assert.ok(!isAlive(first) && !isAlive(daemon.pid));
  assert.ok(!existsSync(daemon.folder) && !existsSync(locks[0]));
});

test('a daemon with a password answers those who know it', async () => {
  const settings = {
    'rpc-authentication-required': true,
    'rpc-username': 'ann',
    'rpc-password': 'a:b@c',
  };
  const daemon = await startDaemon({ settings });
  assert.match(await daemon.remote('-l'), /Sum:/);
});

test('two daemons at once do not get into each other’s way', async () => {
  const [one, other] = await Promise.all([startDaemon(), startDaemon()]);
  await one.addTorrents(['only here']);
  assert.match(await one.remote('-l'), /only here/);
  assert.doesNotMatch(await other.remote('-l'), /only here/);
});

for (const signal of ['SIGINT', 'SIGKILL']) {
  test(`a swarm ended by ${signal} leaves no process and no folder`, async () => {
    const swarm = await startSwarm();
    const things = takeInventory(swarm.pid);
    assert.ok(things.pids.length >= 3 && existsSync(things.folder));
    await swarm.program.stop(signal);
    await allGone(things);
  });
}

test('in a swarm bytes flow both ways', async () => {
  const swarm = await startSwarm();
  const env = { ...process.env, LC_ALL: 'C' };
  const list = () => execFileSync('transmission-remote', [swarm.address, '-l'], { env });
  const flows = () => {
    const [, up, down] = list().toString().match(/^Sum:.*?([\d.]+) +([\d.]+)$/m) ?? [];
    return Number(up) > 0 && Number(down) > 0;
  };
  await waitFor(flows, { what: 'rates', seconds: 60 });
  await swarm.stop();
});

test('a program that leaves children with its pipes ends, and they with it', async () => {
  const program = new Program(['bash', '-c', 'sleep 1000 & echo $!; exec sleep 1000']);
  const [left] = await program.says(/^\d+$/m);
  assert.deepEqual(await program.stop('SIGTERM', 0.1), { code: null, signal: 'SIGTERM' });
  await waitFor(() => !isAlive(Number(left)), { what: 'the child to end' });
});

test('a test that forgets to stop, or crashes, leaves nothing', () => {
  const script = `
    import { startDaemon } from ${JSON.stringify(`${root}/test/e2e/harness.js`)};
    import { locksOf } from ${JSON.stringify(`${root}/test/e2e/daemon.js`)};
    const daemon = await startDaemon();
    console.log(daemon.pid, daemon.folder, locksOf(daemon.pid)[0]);
    throw new Error('as tests do');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const [pid, folder, lock] = run.stdout.trim().split(' ');
  assert.equal(run.status, 1);
  assert.ok(!isAlive(Number(pid)));
  assert.ok(!existsSync(folder) && !existsSync(lock));
});

test('no test file relies on what is not in the lock file', () => {
  const wanted = JSON.parse(readFileSync(`${root}/test/package.json`, 'utf8'));
  const known = Object.keys(wanted.devDependencies);
  for (const file of readdirSync(`${root}/test/e2e`).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(`${root}/test/e2e/${file}`, 'utf8');
    for (const [, from] of text.matchAll(/^import .* from '([^.'][^']*)';/gm)) {
      assert.ok(from.startsWith('node:') || known.includes(from), `${file} imports ${from}`);
    }
  }
});
