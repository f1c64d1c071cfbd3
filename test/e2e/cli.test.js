// The command line, as a person at a terminal meets it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { cleanEnvironment, server_program, startServer, stopAll, waitFor } from './harness.js';
import { makeStage, startPlayed, stub, subscribe } from './played.js';

after(stopAll);

function run(args, env = {}) {
  return spawnSync(server_program, args, {
    env: cleanEnvironment(env),
    encoding: 'utf8',
    timeout: 20_000,
  });
}

test('--help prints each option with its default and its variable, and ends with 0', () => {
  const { status, stdout, stderr } = run(['--help']);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  for (const [name, standard] of [
    ['listen', '127.0.0.1:9095'],
    ['www', 'www beside the program'],
    ['interval', '2'],
    ['deadline', '15'],
    ['transmission', '127.0.0.1:9091'],
    ['remote-command', 'transmission-remote'],
  ]) {
    const variable = `WSTORRENTD_${name.toUpperCase().replaceAll('-', '_')}`;
    const entry = stdout.slice(stdout.indexOf(`  --${name}=`)).split('\n  --')[0];
    assert.ok(entry.includes(`default: ${standard}; or ${variable}`), entry);
  }
  assert.match(stdout, /^ {2}--version$/m);
});

test('--version prints name and version, and ends with 0', () => {
  const { status, stdout } = run(['--version']);
  assert.equal(status, 0);
  assert.match(stdout, /^wstorrentd\/\d+\.\d+\.\d+\n$/);
});

test('-h and -V are short for them', () => {
  assert.equal(run(['-h']).stdout, run(['--help']).stdout);
  assert.equal(run(['-V']).stdout, run(['--version']).stdout);
});

test('what cannot be written, as on a full disk, ends with 1', () => {
  for (const option of ['--help', '--version', '--procedures']) {
    const full = openSync('/dev/full', 'w');
    const { status } = spawnSync(server_program, [option], { stdio: ['ignore', full, 'pipe'], timeout: 20_000 });
    closeSync(full);
    assert.equal(status, 1, option);
  }
});

test('a variable that no option reads is told, and a folder that is none is refused', async () => {
  const { status, stderr } = run(['--listen', '127.0.0.1:0', '--www', '/nonexistent/www'], { WSTORRENTD_INTERVALL: '5', WSTORRENTD_READ_ONLY: '1' });
  assert.equal(status, 1);
  assert.match(stderr, /WSTORRENTD_INTERVALL is not read: no option has this variable/);
  assert.match(stderr, /WSTORRENTD_READ_ONLY is not read/);
  assert.match(stderr, /^wstorrentd: --www must be a folder, not "\/nonexistent\/www"$/m);
});

/** @type {[string[], RegExp][]} */
const bad = [
  [['--frobnicate'], /--frobnicate/],
  [['--listen'], /--listen needs a value/],
  [['--listen', '127.0.0.1:65536'], /--listen must be ADDRESS:PORT/],
  [['--listen', '9095'], /--listen must be ADDRESS:PORT/],
  [['--interval', '0'], /--interval must be a number of seconds from 0\.1/],
  [['--interval', 'often'], /--interval must be a number/],
  [['--max-connections', '1e3'], /--max-connections must be a whole number/],
  [['127.0.0.1:9095'], /"127\.0\.0\.1:9095" is not an option/],
  [['-n', 'user:password'], /no option -n/],
  [['--allowed-host', 'https://box.example'], /--allowed-host must be a name/],
  [['--allowed-origin', 'https://box.example/'], /--allowed-origin must be an origin as browsers send it/],
];
for (const [args, told] of bad) {
  test(`${args.join(' ')} is refused in one line, with 2`, () => {
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^wstorrentd: [^\n]+; see wstorrentd --help\n$/);
    assert.match(stderr, told);
  });
}

test('a bad variable is refused by its name, with 2', () => {
  const { status, stderr } = run([], { WSTORRENTD_INTERVAL: '0' });
  assert.equal(status, 2);
  assert.match(stderr, /^wstorrentd: WSTORRENTD_INTERVAL must be [^\n]+\n$/);
});

test('a port in use is told, with 1', async () => {
  const { port } = await startServer();
  const { status, stdout, stderr } = run(['--listen', `127.0.0.1:${port}`]);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, new RegExp(`^wstorrentd: 127\\.0\\.0\\.1:${port} is in use.*--listen\n$`));
});

test('an address of another machine is told, with 1', () => {
  const { status, stderr } = run(['--listen', '192.0.2.1:0']);
  assert.equal(status, 1);
  assert.match(stderr, /^wstorrentd: cannot listen on 192\.0\.2\.1:0: [^\n]+\n$/);
});

test('port 0 takes a free one and the address in use is printed', async () => {
  const { url, port } = await startServer();
  assert.ok(port > 0);
  assert.equal((await fetch(new URL('healthz', url))).status, 200);
});

test('an IPv6 address is printed so that it can be opened', async () => {
  const { url } = await startServer({ args: ['--listen', '[::1]:0'] });
  assert.match(url, /^http:\/\/\[::1\]:\d+\/$/);
  assert.equal((await fetch(new URL('healthz', url))).status, 200);
});

test('variables are heard, and the command line is heard instead of them', async () => {
  const stage = makeStage();
  const env = { ...stage.env, WSTORRENTD_REMOTE_COMMAND: stub, WSTORRENTD_TRANSMISSION: 'box:1', WSTORRENTD_INTERVAL: '7' };
  const { url } = await startServer({ args: ['--transmission=box:2'], env });
  const status = await (await fetch(new URL('api/status', url))).json();
  assert.equal(status.sources[0].state, 'ok');
  assert.equal(status.sources[0].interval, 7);
  assert.match(stage.calls().at(-1) ?? '', /^\d+ box:2 -j /);
});

for (const option of ['--remote-command', '--on-done']) {
  test(`a program of ${option} that is not there is refused`, () => {
    const { status, stdout, stderr } = run(['--listen', '127.0.0.1:0', option, '/nowhere/program x']);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`^wstorrentd: ${option}: there is no program /nowhere/program that this account may run$`, 'm'));
  });
}

test('a client that is not there is told in words, and the server lives', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wstorrentd-test-'));
  const gone = path.join(folder, 'transmission-remote');
  copyFileSync('/bin/true', gone);
  const { url } = await startServer({ args: ['--remote-command', gone] });
  rmSync(folder, { recursive: true });
  const response = await fetch(new URL('api/torrents', url));
  assert.equal(response.status, 502);
  const { message } = await response.json();
  assert.match(message, /cannot run .*No such file.*--remote-command/);
});

const words_of = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');

test('a password in TR_AUTH goes by the environment and never stands on a command line', async () => {
  const server = await startPlayed({ part: 'hangs', env: { TR_AUTH: 'ann:s3cret' } });
  const client = await subscribe(server);
  const sampling = () => server.calls().map((line) => line.split(' ')).find(([, ...words]) => words[0] !== '-V');
  const [pid, ...words] = await waitFor(sampling, { what: 'the sample to begin' });
  assert.ok(words.includes('-ne') && words.indexOf('-ne') < words.indexOf('-t'));
  for (const each of [pid, server.pid]) {
    const shown = words_of(each);
    assert.ok(!shown.includes('-n') && !shown.join(' ').includes('s3cret'), shown.join(' '));
  }
  assert.match(readFileSync(`/proc/${pid}/environ`, 'utf8'), /(^|\0)TR_AUTH=ann:s3cret\0/);
  client.socket.terminate();
  await server.stop();
  assert.ok(!(server.program.stdout + server.program.stderr).includes('s3cret'));
});

test('without TR_AUTH no credentials are spoken of', async () => {
  const server = await startPlayed();
  await fetch(new URL('api/torrents', server.url));
  assert.equal(server.calls().length, 2);
  for (const line of server.calls()) assert.doesNotMatch(line, / -n/);
});

test('an echo for tests is served on loopback only', () => {
  const args = ['--net', server_program, '--test-echo', '--insecure', '--listen', '0.0.0.0:0'];
  const { status, stderr } = spawnSync('unshare', ['--map-root-user', ...args], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(status, 1);
  assert.match(stderr, /^wstorrentd: --test-echo is for loopback only, and this is http:[^\n]+\n$/);
});

test('a file of workers that others can read is refused with the remedy', () => {
  const stage = makeStage();
  const file = path.join(stage.folder, 'workers');
  writeFileSync(file, 'weather 0123456789abcdef feed.weather\n', { mode: 0o644 });
  const { status, stderr } = run(['--workers', file, '--listen', '127.0.0.1:0']);
  assert.equal(status, 1);
  assert.match(stderr, /^wstorrentd: [^\n]*workers[^\n]*chmod 600[^\n]*\n$/);
  assert.doesNotMatch(stderr, /0123456789abcdef/);
});
