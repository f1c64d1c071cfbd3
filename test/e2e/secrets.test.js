// Passwords, tokens, cookies, tickets and hashes: wherever the program writes, they are not there.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { stopAll, waitFor } from './harness.js';
import { Person, basic, makeUsers, passwords, privateFolder, tryLogin } from './people.js';
import { connect, startPlayed } from './played.js';

after(stopAll);

const ticket = 'worker-ticket-9b1f6c2e';
const daemons = 'for-the-daemon-77c1';

/** All that can be seen of a process and what it has started: words and environment. */
function seen(pid) {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = processes.filter((name) => {
    try {
      return readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  });
  return children.map((child) => {
    try {
      return readFileSync(`/proc/${child}/cmdline`, 'utf8') + readFileSync(`/proc/${child}/environ`, 'utf8');
    } catch {
      return '';
    }
  }).join('\n');
}

test('no secret is in logs, arguments, children, metrics or errors', async () => {
  const users = makeUsers();
  const workers = path.join(privateFolder(), 'workers');
  writeFileSync(workers, `meteo ${ticket} feed.weather\n`, { mode: 0o600 });
  const server = await startPlayed({
    args: ['--users', users.file, '--workers', workers],
    env: { TR_AUTH: `someone:${daemons}` },
  });
  const ada = await Person.login(server);
  const token = await ada.token();
  let processes = '';
  const said = [];
  const keep = async (response) => void said.push(JSON.stringify([...response.headers]), await response.text());

  const wrong_password = 'not-right-5d20';
  for (let i = 0; i < 9; i++) {
    const pending = tryLogin(server, 'ada', wrong_password);
    processes += seen(server.pid);
    const { answer } = await pending;
    said.push(JSON.stringify(answer));
  }
  await keep(await fetch(new URL('api/torrents', server.url), { headers: { Authorization: basic('ada', wrong_password) } }));
  for (const route of ['metrics', 'api/status', 'api/torrents', 'api/session', 'api/procedures', 'api/logins',
    `api/torrents/${token}`, `api/call/${ticket}`, `no-such/${passwords.ada}`]) {
    await keep(await ada.ask(route));
  }
  const { socket, heard, closed } = await connect(server);
  socket.send(JSON.stringify({ auth: { user: 'ada', token } }));
  await waitFor(() => heard.length > 0, { what: 'the login' });
  const next = heard[0].token;
  for (const text of [JSON.stringify({ auth: { user: 'ada', token } }), JSON.stringify({ auth: { user: 'meteo', token: `${ticket}x` } }),
    '{"call":"wamp.session.list","id":1}', '{"subscribe":"torrents"}', '{']) socket.send(text);
  await waitFor(() => heard.some(({ event }) => event), { what: 'the list' });
  socket.close();
  await closed;
  users.write(`${users.lines.ada}\nbroken:${users.lines.victor}\n`);
  await waitFor(() => server.program.stderr.includes(':2:'), { what: 'the broken file to be told' });
  processes += seen(server.pid) + readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
  await server.stop();

  const said_text = said.join('\n').replaceAll(`no-such/${passwords.ada}`, '');
  const everywhere = [server.program.stderr, server.program.stdout, said_text, JSON.stringify(heard.slice(1)), server.calls().join('\n')].join('\n');
  const secret_part = ada.cookie.split('.')[1];
  const hash = users.lines.ada.split(':')[1];
  for (const secret of [passwords.ada, wrong_password, next, secret_part, hash, daemons]) {
    assert.ok(secret && !everywhere.includes(secret), `${secret} was written somewhere`);
  }
  for (const secret of [passwords.ada, wrong_password, token, secret_part, hash, ticket]) {
    assert.ok(!processes.includes(secret), `${secret} could be seen in a process`);
  }
  assert.ok(!server.program.stderr.includes(token) && !server.program.stderr.includes(ticket));
});
