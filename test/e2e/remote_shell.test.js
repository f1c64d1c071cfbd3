// A real sshd on loopback: what a client says is a word over there, and never the shell's.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { freePort, startDaemon, startServer, stopAll, waitFor } from './harness.js';
import { privateFolder } from './people.js';
import { Program } from './program.js';

after(stopAll);

/** An sshd that lets this account in and runs commands by `shell`; `words` lead to it. */
async function startSshd(shell) {
  const folder = privateFolder();
  const file = (name) => path.join(folder, name);
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  }
  writeFileSync(file('authorized'), readFileSync(file('user.pub')), { mode: 0o600 });
  const port = await freePort();
  writeFileSync(file('config'), `
    ListenAddress 127.0.0.1:${port}
    HostKey ${file('host')}
    PidFile ${file('pid')}
    AuthorizedKeysFile ${file('authorized')}
    AuthenticationMethods publickey
    PermitRootLogin prohibit-password
    StrictModes no
    UsePAM no
    ForceCommand ${shell} -c "$SSH_ORIGINAL_COMMAND"
  `);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const program = new Program(['/usr/sbin/sshd', '-D', '-e', '-f', file('config')]);
  await waitFor(() => /listening on/.test(program.stderr), { what: 'sshd to listen' });
  const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${file('known')}`, 'LogLevel=ERROR', 'BatchMode=yes'];
  const words = ['ssh', '-p', port, '-i', file('user'), ...options.flatMap((option) => ['-o', option]),
    `${os.userInfo().username}@127.0.0.1`];
  return { words: words.join(' '), folder };
}

const daemon = await startDaemon();
const [id] = await daemon.addTorrents(['away']);

/** A server whose transmission-remote is on "another machine". */
async function serve(shell) {
  const { words, folder } = await startSshd(shell);
  const server = await startServer({
    args: ['--remote-command', `${words} transmission-remote`, '--transmission', daemon.address],
  });
  const call = async (procedure, args) => {
    const response = await fetch(new URL(`api/call/${procedure}`, server.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(args),
    });
    return { status: response.status, answer: await response.json() };
  };
  return { server, folder, call };
}

/** Each would make `file` if a shell read any part of it. */
const hostile = (file) => [
  `x;touch ${file} $(touch ${file}) \`touch ${file}\` & touch ${file} | touch ${file} > ${file}`,
  `'; touch ${file}; '"; touch ${file}; "\\'; touch ${file} #`,
  `\\"\\$(touch ${file})\\`,
];

for (const shell of ['dash', 'bash']) {
  test(`through ssh and ${shell} every word arrives as it is, and none acts`, async () => {
    const { server, folder, call } = await serve(shell);
    const marker = `${folder.replace('wstorrentd-test-', 'ws')}`; // short: a name has 255 bytes
    for (const text of hostile(marker)) {
      const dir = path.join(folder, text.replaceAll('/', '_'));
      mkdirSync(dir, { recursive: true });
      chmodSync(dir, 0o777);
      const { status, answer } = await call('torrent.move', { ids: [id], dir });
      assert.equal(status, 200, `${text}: ${JSON.stringify(answer)}`);
      const { torrents } = await (await fetch(new URL('api/torrents', server.url))).json();
      await waitFor(async () => {
        const { answer: told } = await call('torrents.get', { ids: [id] });
        return told.torrents[0].downloadDir === dir;
      }, { what: `the folder ${dir}` });
      assert.equal(torrents.length, 1);
      await call('torrent.set', { ids: [id], labels: [text.replaceAll(',', '')] });
      await call('torrent.rename', { id, path: 'away', name: text.replaceAll('/', '_') });
      await call('torrent.rename', { id, path: text.replaceAll('/', '_'), name: 'away' });
      await call('torrent.add', { url: `http://127.0.0.1:9/${encodeURI(text).replaceAll('%20', '+')}` });
      await call('torrent.trackers', { id, add: [`http://127.0.0.1:9/?a=1&b=$(touch+${marker})`] });
      assert.ok(!existsSync(marker), text);
    }
    const magnet = `magnet:?xt=urn:btih:da39a3ee5e6b4b0d3255bfef95601890afd80709&dn=a;touch\${IFS}${marker}`;
    assert.equal((await call('torrent.add', { magnet, paused: true })).status, 200);
    assert.ok(!existsSync(marker));
    const { answer } = await call('torrents.get', {});
    const added = answer.torrents.find(({ hashString }) => hashString.startsWith('da39a3ee'));
    assert.equal((await call('torrent.remove', { ids: [added.id] })).status, 200);
    await server.stop();
  });
}

test('a .torrent is refused in words, since transmission-remote reads it over there', async () => {
  const { server, call } = await serve('dash');
  const metainfo = Buffer.from('d4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:12345678901234567890ee').toString('base64');
  const { status, answer } = await call('torrent.add', { metainfo });
  assert.equal(status, 501);
  assert.match(answer.message, /another machine.*magnet/);
  await server.stop();
});

test('a program that is not there is told as missing over there', async () => {
  const { words } = await startSshd('dash');
  const server = await startServer({ args: ['--remote-command', `${words} no-such-remote`, '--transmission', daemon.address] });
  const { error, message } = await (await fetch(new URL('api/torrents', server.url))).json();
  assert.equal(error, 'wstorrent.error.source_failed');
  assert.match(message, /no-such-remote.*not found.*over there/);
  await server.stop();
});
