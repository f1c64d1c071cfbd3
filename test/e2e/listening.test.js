// Where it serves: several addresses at once, unix sockets, sockets that a supervisor hands over.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { askSecurely, makeCertificate } from './certificate.js';
import { server_program, startServer, stopAll } from './harness.js';
import { privateFolder } from './people.js';
import { stub } from './played.js';
import { Program, cleanEnvironment } from './program.js';

after(stopAll);

/** The addresses that it says it serves on, once it does. */
async function addresses(program) {
  const [, text] = await program.says(/ on (.+)\n/);
  return text.split(' and ');
}

const serve = (...words) => new Program([server_program, '--remote-command', stub, ...words]);

/** The status of a request over a unix socket; 0: nobody answers. */
const askFile = (file) => new Promise((resolve) => {
  const request = http.get({ socketPath: file, path: '/healthz', headers: { host: 'localhost' }, agent: false }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode));
  });
  request.on('error', () => resolve(0));
});

const status = async (url) => (await fetch(new URL('healthz', url))).status;

function run(words, env = {}) {
  return spawnSync(server_program, words, { encoding: 'utf8', env: cleanEnvironment(env), timeout: 20_000 });
}

test('all addresses that are named are served, and said in the greeting', async () => {
  const file = path.join(privateFolder(), 'socket');
  const program = serve('--listen', '127.0.0.1:0', '--listen', `[::1]:0,unix:${file}`);
  const [four, six, unix] = await addresses(program);
  assert.match(four, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.match(six, /^http:\/\/\[::1\]:\d+\/$/);
  assert.equal(unix, `unix:${file}`);
  assert.deepEqual([await status(four), await status(six), await askFile(file)], [200, 200, 200]);
  assert.equal((await program.stop()).code, 0);
  assert.equal(existsSync(file), false);
});

test('with a certificate an address is served over TLS unless it says http, and unix sockets never', async () => {
  const certificate = makeCertificate();
  const file = path.join(privateFolder(), 'socket');
  const listen = `127.0.0.1:0,https://127.0.0.1:0/,http://127.0.0.1:0,unix:${file}`;
  const program = serve('--listen', listen, ...certificate.args);
  const [usual, encrypted, plain] = await addresses(program);
  for (const url of [usual, encrypted]) {
    assert.match(url, /^https:/);
    assert.equal((await askSecurely({ url }, '/healthz', { ca: certificate.pem() })).status, 200);
    assert.equal((await fetch(url.replace('https:', 'http:'))).status, 400);
  }
  assert.match(plain, /^http:/);
  assert.equal(await status(plain), 200);
  assert.equal(await askFile(file), 200);
  assert.equal((await program.stop()).code, 0);
});

test('if one of several addresses cannot be had none is served, and no file stays', () => {
  const file = path.join(privateFolder(), 'socket');
  const refused = run(['--listen', `unix:${file},192.0.2.1:0`]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^wstorrentd: cannot listen on 192\.0\.2\.1:0: [^\n]+\n$/);
  assert.equal(existsSync(file), false);
});

test('the same port of all addresses of IPv4 and of IPv6 can be had by two listeners, in any order', async () => {
  for (const listen of ['0.0.0.0:9095,[::]:9095', '[::]:9095,0.0.0.0:9095']) {
    const program = new Program(['unshare', '--map-root-user', '--net', server_program, '--insecure', '--listen', listen]);
    assert.equal((await addresses(program)).length, 2);
    await program.stop();
  }
});

test('each address must be safe by itself', () => {
  const certificate = makeCertificate();
  const users = path.join(privateFolder(), 'users');
  spawnSync(server_program, ['--users', users, '--add-user', 'ada'], { input: 'a password\n' });
  const unsafe = ['--listen', 'https://0.0.0.0:0,http://0.0.0.0:0', '--users', users, ...certificate.args];
  const refused = spawnSync('unshare', ['--map-root-user', '--net', server_program, ...unsafe], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^wstorrentd: others can reach 0\.0\.0\.0:\d+, and it would be served without --cert and --key/);
});

test('a unix socket is for owner and group, or for whom the options say', async () => {
  const modes = { '': 0o660, '--socket-mode=600': 0o600, '--socket-mode=666': 0o666 };
  for (const [option, mode] of Object.entries(modes)) {
    const file = path.join(privateFolder(), 'socket');
    const program = serve('--listen', `unix:${file}`, ...(option ? [option] : []));
    await addresses(program);
    assert.equal(statSync(file).mode & 0o777, mode);
    await program.stop();
  }
});

test('the group of a unix socket may be another', { skip: process.getuid?.() !== 0 && 'only root can give it away' }, async () => {
  const file = path.join(privateFolder(), 'socket');
  const program = serve('--listen', `unix:${file}`, '--socket-group', 'www-data');
  await addresses(program);
  const [, gid] = readFileSync('/etc/group', 'utf8').match(/^www-data:[^:]*:(\d+):/m) ?? [];
  assert.equal(statSync(file).gid, Number(gid));
  await program.stop();
});

test('an unknown group is refused before there is a file', () => {
  const file = path.join(privateFolder(), 'socket');
  const refused = run(['--listen', `unix:${file}`, '--socket-group', 'no-such-group']);
  assert.equal(refused.status, 1);
  assert.equal(refused.stderr, 'wstorrentd: --socket-group: there is no group "no-such-group"\n');
  assert.equal(existsSync(file), false);
});

test('a stale unix socket is replaced, a live one and a file that is none stay', async () => {
  const file = path.join(privateFolder(), 'socket');
  const dead = serve('--listen', `unix:${file}`);
  await addresses(dead);
  await dead.stop('SIGKILL');
  assert.equal(existsSync(file), true);
  const alive = serve('--listen', `unix:${file}`);
  await addresses(alive);
  assert.equal(await askFile(file), 200);
  const second = run(['--listen', `unix:${file}`]);
  assert.equal(second.status, 1);
  assert.match(second.stderr, /is in use by another program/);
  assert.equal(await askFile(file), 200);
  await alive.stop();
  writeFileSync(file, 'mine');
  assert.match(run(['--listen', `unix:${file}`]).stderr, /is there already and no socket/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  rmSync(file);
});

// As systemd does it: from descriptor 3 on, named by the environment.
const supervisor = `
import os, socket, sys
inet = socket.create_server(("127.0.0.1", 0))
local = socket.socket(socket.AF_UNIX)
local.bind(sys.argv[1])
local.listen()
given = open("/dev/null") if sys.argv[2] == "file" else local
for number, taken in ((inet.fileno(), 3), (given.fileno(), 4)):
    os.dup2(os.dup(number), taken + 40)
for taken in (3, 4):
    os.dup2(taken + 40, taken)
os.closerange(5, 100)
os.environ.update(LISTEN_FDS="2", LISTEN_FDNAMES="a:b", LISTEN_PID=str(os.getpid() + (sys.argv[2] == "another")))
os.execv(sys.argv[3], sys.argv[3:])
`;

const supervised = (file, what, ...words) => new Program(['python3', '-c', supervisor, file, what, server_program, ...words]);

test('sockets that a supervisor hands over are served in place of the usual address', async () => {
  const file = path.join(privateFolder(), 'socket');
  const program = supervised(file, 'sockets', '--remote-command', stub);
  const [inet, unix, ...others] = await addresses(program);
  assert.deepEqual(others, []);
  assert.equal(unix, `unix:${file}`);
  assert.deepEqual([await status(inet), await askFile(file)], [200, 200]);
  assert.equal((await program.stop()).code, 0);
  assert.equal(existsSync(file), true); // the supervisor's
});

test('addresses that are named are served besides them', async () => {
  const file = path.join(privateFolder(), 'socket');
  const program = supervised(file, 'sockets', '--listen', '127.0.0.1:0');
  const all = await addresses(program);
  assert.equal(all.length, 3);
  assert.deepEqual([await status(all[0]), await askFile(file), await status(all[2])], [200, 200, 200]);
  await program.stop();
});

test('what is handed over to another program is left alone', async () => {
  const program = supervised(path.join(privateFolder(), 'socket'), 'another', '--listen', '127.0.0.1:0');
  assert.equal((await addresses(program)).length, 1);
  await program.stop();
});

test('a descriptor that is no listening socket is refused in words', async () => {
  const program = supervised(path.join(privateFolder(), 'socket'), 'file');
  assert.equal((await program.ended).code, 1);
  assert.match(program.stderr, /^wstorrentd: descriptor 4 of LISTEN_FDS is no listening stream socket[^\n]*\n$/);
});

test('an address that is named alone is the only one', async () => {
  const { program } = await startServer({ args: ['--listen', '127.0.0.1:0'] });
  assert.equal((await addresses(program)).length, 1);
});
