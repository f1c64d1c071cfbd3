// The end of the server, and the quiet when nobody watches.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import net from 'node:net';
import { after, test } from 'node:test';
import { isAlive, Program, server_program, stopAll, waitFor } from './harness.js';
import { connect, head, startPlayed, subscribe } from './played.js';

after(stopAll);

const promptly = 2; // a second is promised; the rest is for a machine that is busy otherwise

async function endsPromptly(server, signal) {
  assert.deepEqual(await server.stop(signal, promptly), { code: 0, signal: null });
}

/** Live processes of the group that a run of the stub leads. */
function groupOf(leader) {
  return readdirSync('/proc').filter((pid) => {
    try {
      const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      return Number(group) === leader && isAlive(Number(pid));
    } catch {
      return false;
    }
  });
}

/** The process of the sample that hangs, once it and its own child are there. */
async function hangingSample(server, earlier = 0) {
  const sampling = () => server.calls().slice(earlier).find((line) => !line.endsWith('-V'));
  const leader = parseInt(await waitFor(sampling, { what: 'a sample to begin' }), 10);
  await waitFor(() => groupOf(leader).length === 2, { what: 'the sample to hang' });
  return leader;
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} without clients ends it with 0`, async () => {
    await endsPromptly(await startPlayed(), signal);
  });

  test(`${signal} tells every WebSocket that the server restarts, and ends it with 0`, async () => {
    const server = await startPlayed();
    const clients = [await subscribe(server), await connect(server), await subscribe(server, 'torrents.delta')];
    clients.push(await connect(server, { protocols: ['wamp.2.json'] }));
    await endsPromptly(server, signal);
    for (const { closed } of clients) assert.equal((await closed).code, 1012);
  });

  test(`${signal} ends the sample under way and its children, though they ignore TERM`, async () => {
    const server = await startPlayed({ part: 'hangs' });
    const { closed } = await subscribe(server);
    const leader = await hangingSample(server);
    await endsPromptly(server, signal);
    assert.deepEqual(groupOf(leader), []);
    assert.equal((await closed).code, 1012);
  });
}

/** A subscriber who takes so little of a large list that the rest waits in the server. */
async function clogged(server) {
  server.play('answers-at-length');
  const client = await connect(server);
  client.socket.send('{"subscribe":"torrents"}');
  client.socket.pause();
  let before = 0;
  const stuck = () => {
    const waiting = bytesWaiting(server.port);
    return waiting > 16_384 && waiting === before ? true : void (before = waiting);
  };
  await waitFor(stuck, { what: 'a list that nobody takes' });
  return client;
}

/** What the server's connections have still to send, according to /proc/net/tcp. */
function bytesWaiting(port) {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').map((line) => line.trim().split(/\s+/));
  const ours = lines.filter(([, from, , state]) => from === local && state === '01');
  return ours.reduce((sum, [, , , , queues]) => sum + parseInt(queues.split(':')[0], 16), 0);
}

test('a client that does not read cannot keep it', async () => {
  const server = await startPlayed();
  const { socket } = await clogged(server);
  await endsPromptly(server, 'SIGTERM');
  socket.terminate();
});

test('a client that asks for a sample during the farewell cannot keep it', async () => {
  const server = await startPlayed();
  const { socket } = await clogged(server); // so that the farewell lasts
  const earlier = server.calls().length;
  server.play('hangs');
  const leader = await hangingSample(server, earlier);
  const asking = net.connect(server.port, '127.0.0.1');
  asking.on('error', () => {});
  asking.write(head('/healthz', { lines: [] }));
  await once(asking, 'data');
  const ended = server.stop('SIGTERM', promptly);
  await waitFor(() => groupOf(leader).length === 0, { what: 'the sample to be ended' });
  const before = server.calls().length;
  asking.write(head('/api/torrents'));
  assert.deepEqual(await ended, { code: 0, signal: null });
  assert.equal(server.calls().length, before);
  socket.terminate();
});

test('SIGTERM ends it though whoever started it left it children that live on', async () => {
  const words = ['bash', '-c', `sleep 1000 >/dev/null 2>&1 & exec "${server_program}" --listen 127.0.0.1:0`];
  const program = new Program(words);
  await program.says(/http:/);
  const sleeper = Number(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8'));
  try {
    assert.deepEqual(await program.stop('SIGTERM', promptly), { code: 0, signal: null });
  } finally {
    process.kill(sleeper);
  }
});

test('SIGHUP ends nothing: it is for files that have changed', async () => {
  const server = await startPlayed();
  const { socket, heard } = await subscribe(server);
  server.program.kill('SIGHUP');
  const before = heard.length;
  socket.send('{"subscribe":"status"}');
  await waitFor(() => heard.length > before, { what: 'an answer after the signal' });
  await endsPromptly(server, 'SIGTERM');
});

test('an interrupt that was ignored when it was started stays ignored', async () => {
  const program = new Program(['bash', '-c', `trap '' INT; exec "${server_program}" --listen 127.0.0.1:0`]);
  const [url] = await program.says(/http:\S+/);
  program.kill('SIGINT');
  const { status } = await fetch(new URL('healthz', url));
  assert.equal(status, 200);
  assert.deepEqual(await program.stop('SIGTERM', promptly), { code: 0, signal: null });
});

test('many signals do not put the end off', async () => {
  const server = await startPlayed();
  const { socket } = await clogged(server);
  const impatience = setInterval(() => server.program.kill('SIGTERM'), 100);
  await endsPromptly(server, 'SIGTERM').finally(() => clearInterval(impatience));
  socket.terminate();
});

test('signals that never cease do not turn a good end into a death', async () => {
  for (let round = 0; round < 10; round += 1) {
    const server = await startPlayed();
    const storm = new Program(['bash', '-c', `while kill -TERM ${server.pid}; do kill -HUP ${server.pid}; done`]);
    assert.deepEqual(await server.program.ended, { code: 0, signal: null }, `round ${round}`);
    await storm.stop();
    await server.stop();
  }
});

test('a second signal does no harm', async () => {
  const server = await startPlayed({ part: 'hangs' });
  await subscribe(server);
  await hangingSample(server);
  server.program.kill('SIGINT');
  await endsPromptly(server, 'SIGTERM');
});

/** How often the server has gone to sleep and been woken. */
function wakes(pid) {
  const [, count] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^voluntary_ctxt_switches:\s+(\d+)$/m) ?? [];
  return Number(count);
}

async function sleepsForASecond(server) {
  await waitFor(async () => {
    const before = wakes(server.pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return wakes(server.pid) === before;
  }, { what: 'a second without a wake-up' });
}

test('samples are taken while somebody watches, and nothing wakes the server otherwise', async () => {
  const server = await startPlayed({ args: ['--interval', '0.1'] });
  await sleepsForASecond(server);
  assert.deepEqual(server.calls(), []);

  const [first, second] = [await subscribe(server), await subscribe(server, 'status')];
  await waitFor(() => server.calls().length > 4, { what: 'samples' });
  first.socket.close();
  await first.closed;
  const then = server.calls().length;
  await waitFor(() => server.calls().length > then + 2, { what: 'samples for who still watches' });
  second.socket.send('{"unsubscribe":"status"}');
  await waitFor(() => second.heard.some(({ unsubscribed }) => unsubscribed));
  await sleepsForASecond(server);
  const calls = server.calls().length;
  await sleepsForASecond(server); // ten intervals
  assert.equal(server.calls().length, calls);

  second.socket.send('{"subscribe":"torrents"}');
  await waitFor(() => server.calls().length > calls, { what: 'a sample for who watches again' });
  second.socket.terminate();
  await sleepsForASecond(server);
});
