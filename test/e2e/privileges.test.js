// Who wstorrentd is once it serves, and what the programs it runs get from around it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { server_program, stopAll, waitFor } from './harness.js';
import { privateFolder } from './people.js';
import { ask as request, subscribe } from './played.js';
import { Program, cleanEnvironment } from './program.js';

after(stopAll);

const as_root = { skip: process.getuid?.() !== 0 && 'only root can become somebody else' };
const nss_wrapper = readdirSync('/usr/lib')
  .map((folder) => `/usr/lib/${folder}/libnss_wrapper.so`)
  .find(existsSync);

/** Writes down who it is and its environment as `who`.status and `who`.environ. */
const confess = (folder, who) => `#!/bin/sh
for what in status environ; do
  cat /proc/$$/$what > ${folder}/${who}.new && mv ${folder}/${who}.new ${folder}/${who}.$what
done
`;

// A transmission-remote with one torrent, complete from the second time on.
const remote = (folder) => `${confess(folder, 'remote')}
[ "$1" = -V ] && { echo 'transmission-remote 4.0.6 (0)' >&2; exit; }
left=5
[ ! -e ${folder}/asked ] || left=0
echo again >> ${folder}/asked
echo '{"arguments":{"removed":[],"torrents":[{"id":7,"hashString":"h7","name":"seven","status":4,"sizeWhenDone":10,"leftUntilDone":'$left'}]},"result":"success","tag":6}'
echo '{"arguments":{"activeTorrentCount":1,"current-stats":{"secondsActive":1},"cumulative-stats":{"sessionCount":1},"downloadSpeed":0,"uploadSpeed":0},"result":"success","tag":1}'
`;

/** A folder where anybody may write, with the program, a transmission-remote and a hook. */
function makePlace() {
  const folder = privateFolder();
  chmodSync(folder, 0o777);
  const add = (name, text) => writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  add('remote', remote(folder));
  add('hook', confess(folder, 'hook'));
  copyFileSync(server_program, path.join(folder, 'wstorrentd'));
  return folder;
}

/**
 * Starts the program there; its children confess once it samples for --on-done.
 * @param {string} folder
 * @param {{ args?: string[], env?: Record<string, string>, before?: string[] }} [options]
 *   `before`: words in front of it
 */
function start(folder, { args = [], env = {}, before = [] } = {}) {
  const file = (name) => path.join(folder, name);
  const own = ['--listen', '127.0.0.1:0', '--remote-command', file('remote'), '--on-done', file('hook'), '--idle-interval', '1'];
  return new Program([...before, file('wstorrentd'), ...own, ...args], { env: cleanEnvironment(env) });
}

async function serves(program) {
  const [, url] = await program.says(/(http:\/\/\S+)/);
  assert.equal((await fetch(`${url}healthz`)).status, 200);
  return program;
}

/** It must end with words. */
async function refuses(program) {
  const { code } = await program.ended;
  assert.equal(code, 1);
  assert.equal(program.stdout, '');
  return program.stderr;
}

function identity(status) {
  const field = (name) => (status.match(new RegExp(`^${name}:(.*)$`, 'm'))?.[1] ?? '').trim();
  const numbers = (name) => field(name).split(/\s+/).filter(Boolean).map(Number);
  return { uid: numbers('Uid'), gid: numbers('Gid'), groups: numbers('Groups'), capabilities: parseInt(field('CapEff'), 16) };
}

const identityOf = (program) => identity(readFileSync(`/proc/${program.pid}/status`, 'utf8'));

async function confession(folder, who, what) {
  const file = path.join(folder, `${who}.${what}`);
  await waitFor(() => existsSync(file), { what: `${who} to run` });
  return readFileSync(file, 'utf8');
}

async function environmentOf(folder, who) {
  const variables = (await confession(folder, who, 'environ')).split('\0').filter(Boolean);
  return Object.fromEntries(variables.map((variable) => {
    const [, name, value] = variable.match(/^([^=]*)=(.*)$/s) ?? [];
    return [name, value];
  }));
}

/** Nothing but this account, in every respect. */
function assertIs(found, { uid, gid, groups }) {
  assert.deepEqual(found.uid, [uid, uid, uid, uid]);
  assert.deepEqual(found.gid, [gid, gid, gid, gid]);
  assert.deepEqual(found.groups.sort((a, b) => a - b), groups);
  assert.equal(found.capabilities, 0);
}

const ask = (program, ...words) => execFileSync(program, words, { encoding: 'utf8' }).trim();
const nobody = {
  uid: Number(ask('id', '-u', 'nobody')),
  gid: Number(ask('id', '-g', 'nobody')),
  groups: ask('id', '-G', 'nobody').split(' ').map(Number),
  home: ask('getent', 'passwd', 'nobody').split(':')[5],
};

/** The variables for a system whose only accounts are these. */
function accounts(folder, ...passwd) {
  const write = (name, lines) => writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`, { mode: 0o644 });
  write('passwd', ['root:x:0:0:root:/root:/bin/sh', ...passwd]);
  write('group', ['root:x:0:', 'wstorrentd:x:4242:', 'media:x:4343:wstorrentd', 'others:x:4444:root']);
  return {
    LD_PRELOAD: nss_wrapper ?? '',
    NSS_WRAPPER_PASSWD: path.join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: path.join(folder, 'group'),
  };
}

test('root becomes the account of --user with all it has, and so do its children', as_root, async () => {
  const folder = makePlace();
  const args = ['--user', 'nobody'];
  const program = await serves(start(folder, { args, env: { HOME: '/root', USER: 'root', LOGNAME: 'root' } }));
  assertIs(identityOf(program), nobody);
  assert.doesNotMatch(program.stderr, /running as root/);
  for (const who of ['remote', 'hook']) {
    assertIs(identity(await confession(folder, who, 'status')), nobody);
    const { HOME, USER, LOGNAME } = await environmentOf(folder, who);
    assert.deepEqual({ HOME, USER, LOGNAME }, { HOME: nobody.home, USER: 'nobody', LOGNAME: 'nobody' });
  }
});

test("what only root may use is not told to the account's programs", as_root, async () => {
  const folder = makePlace();
  const closed = privateFolder();
  const env = { XDG_RUNTIME_DIR: closed, SSH_AUTH_SOCK: path.join(closed, 'agent'), TMPDIR: folder };
  await serves(start(folder, { args: ['--user', 'nobody'], env }));
  const { XDG_RUNTIME_DIR, SSH_AUTH_SOCK, TMPDIR } = await environmentOf(folder, 'remote');
  assert.deepEqual([XDG_RUNTIME_DIR, SSH_AUTH_SOCK, TMPDIR], [undefined, undefined, folder]);
});

test('root becomes wstorrentd where there is such an account, with its further groups', as_root, async () => {
  const folder = makePlace();
  const env = accounts(folder, `wstorrentd:x:4242:4242::${folder}:/usr/sbin/nologin`);
  const program = await serves(start(folder, { env }));
  assertIs(identityOf(program), { uid: 4242, gid: 4242, groups: [4242, 4343] });
  assert.equal((await environmentOf(folder, 'remote')).HOME, folder);
});

test('where there is none, root goes on with one line that says so', as_root, async () => {
  const folder = makePlace();
  const program = await serves(start(folder, { env: accounts(folder) }));
  assert.deepEqual(identityOf(program).uid, [0, 0, 0, 0]);
  await waitFor(() => program.stderr.includes('running as root'), { what: 'that line' });
  const lines = program.stderr.split('\n').filter((line) => line.includes('running as root'));
  assert.equal(lines.length, 1);
  assert.match(lines[0], /useradd --system .*--user NAME/);
});

test('root that is told to stay root does so without a word', as_root, async () => {
  const folder = makePlace();
  const program = await serves(start(folder, { args: ['--user', 'root'] }));
  assert.deepEqual(identityOf(program).uid, [0, 0, 0, 0]);
  assert.doesNotMatch(program.stderr, /running as root/);
});

test('an account that does not exist is refused in words', async () => {
  const words = await refuses(start(makePlace(), { args: ['--user', 'nobody-here'] }));
  assert.equal(words, 'wstorrentd: there is no account nobody-here (--user)\n');
});

test('who is not root can be nobody else', as_root, async () => {
  const folder = makePlace();
  const before = ['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups'];
  await serves(start(folder, { before, args: ['--user', 'nobody'] }));
  const words = await refuses(start(folder, { before, args: ['--user', 'root'] }));
  assert.match(words, /^wstorrentd: only root can become another account: leave out --user root, or .*\n$/);
});

const newPrivileges = (program) => readFileSync(`/proc/${program.pid}/status`, 'utf8').match(/NoNewPrivs:\s+(\d)/)?.[1];

test('nothing that is run gains rights, unless a command of one\'s own may need a sudo', async () => {
  const folder = makePlace();
  const listen = [path.join(folder, 'wstorrentd'), '--listen', '127.0.0.1:0'];
  const plain = await serves(new Program(listen, { env: cleanEnvironment() }));
  assert.equal(newPrivileges(plain), '1');
  for (const own of [['--remote-command', path.join(folder, 'remote')], ['--on-done', path.join(folder, 'hook')]]) {
    const program = await serves(new Program([...listen, ...own], { env: cleanEnvironment() }));
    assert.equal(newPrivileges(program), '0', own[0]);
  }
});

test('a credential of systemd\'s is taken as it lies there', async () => {
  const folder = makePlace();
  const users = path.join(folder, 'users');
  writeFileSync(users, '', { mode: 0o400 }); // of the service's account, or of root with a mode of 440
  await serves(start(folder, { args: ['--users', users] }));
  chmodSync(users, 0o440);
  await serves(start(folder, { args: ['--users', users] }));
});

// They end with their shell.
const forty_others = 'for i in $(seq 40); do setpriv --pdeathsig KILL sleep 600 & done; echo begun; wait';

test('with few processes left connections are refused in words, and sampling goes on', as_root, async () => {
  const folder = makePlace();
  const uid = 61_234; // nobody else's
  const before = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
  const tasks = 42 + 6; // of the others, their shell and the program; and a sample, but no reserve
  const limited = ['prlimit', `--nproc=${tasks}`, ...before];
  const program = await serves(start(folder, { before: limited, args: ['--interval', '0.2'] }));
  const [, port] = await program.says(/http:\/\/[^\s/]+:(\d+)\//);
  const client = await subscribe({ port: Number(port) }, 'status');
  const others = new Program([...before, 'sh', '-c', forty_others]);
  await others.says(/begun/);

  const refused = await waitFor(async () => {
    const answer = await request(Number(port), '/healthz');
    return answer.status === 503 ? answer : null;
  }, { what: 'a connection to be refused' });
  assert.match(JSON.parse(refused.body).message, /^too few processes are left for more connections; try again/);
  const samples = () => readFileSync(path.join(folder, 'asked'), 'utf8').length;
  const before_these = samples();
  await waitFor(() => samples() > before_these + 5 * 'again\n'.length, { what: 'five more samples' });
  assert.deepEqual(client.heard.filter(({ data }) => data?.sources?.[0].state === 'failing'), []);
  assert.match(program.stderr, /refused 127\.0\.0\.1 \(503\): too few processes are left/);

  await others.stop();
  await waitFor(() => serves(program), { what: 'to be served again' });
  client.socket.terminate();
});

const inherited = {
  HOME: '/nonexistent',
  USER: 'ann',
  LOGNAME: 'ann',
  TZ: 'Europe/Berlin',
  SSH_AUTH_SOCK: '/nonexistent/agent',
  TORSOCKS_LOG_LEVEL: '1',
  TR_AUTH: 'ann:p4ss',
};
const secrets = {
  https_proxy: 'http://secret:secret@127.0.0.1:1',
  WSTORRENTD_INTERVAL: '7',
  AWS_SECRET_ACCESS_KEY: 'secret',
  LD_LIBRARY_PATH: '/secret',
  BASH_ENV: '/secret',
  LANG: 'secret',
  TR_CURL_VERBOSE: 'secret',
  TR_TORRENT_NAME: 'secret',
  EXTRA: 'wanted',
};

test("programs get the documented variables, --pass-environment's and no others", async () => {
  const folder = makePlace();
  const args = ['--user', ask('id', '-un'), '--pass-environment', 'EXTRA'];
  const env = { ...inherited, TMPDIR: folder, XDG_RUNTIME_DIR: folder, ...secrets };
  await serves(start(folder, { args, env }));

  const expected = { ...inherited, TMPDIR: folder, XDG_RUNTIME_DIR: folder, PATH: process.env.PATH, LC_ALL: 'C', EXTRA: 'wanted' };
  assert.deepEqual(await environmentOf(folder, 'remote'), expected);

  const { TR_AUTH, ...others } = expected;
  const told = Object.entries(await environmentOf(folder, 'hook'));
  const facts = told.filter(([name]) => name.startsWith('TR_TORRENT_'));
  assert.deepEqual(Object.fromEntries(told.filter((each) => !facts.includes(each))), others);
  assert.equal(Object.fromEntries(facts).TR_TORRENT_NAME, 'seven');
  assert.ok(facts.length >= 6);
});
