// Every limit, met by somebody who exceeds it; afterwards an honest client is served.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, test } from 'node:test';
import { Program, cleanEnvironment, over_tls, server_program, stopAll, waitFor } from './harness.js';
import { ask, connect, head, makeStage, openFiles, read, say, serves, startPlayed, stub, subscribe } from './played.js';

after(stopAll);

function limited(...args) {
  return startPlayed({ args });
}

/** A connection that says nothing, once the server has taken it. */
async function silent(server) {
  const before = openFiles(server.pid);
  const socket = net.connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  await waitFor(() => openFiles(server.pid) > before, { what: 'the connection to be taken' });
  return socket;
}

async function isServedAgain(server) {
  await waitFor(() => serves(server), { what: 'an honest client to be served' });
}

/** Turned away, in words that match; over TLS, where they could not be read, without any, and the log has them. */
async function isTurnedAway(server, words) {
  if (over_tls) {
    assert.equal(await say(server.port, head('/')), '');
    await waitFor(() => words.test(server.program.stderr), { what: 'the words in the log' });
    return;
  }
  const { status, headers, body } = await ask(server.port, '/');
  assert.equal(status, 503);
  assert.ok(headers['content-security-policy'] && headers['retry-after']);
  const { error, message } = JSON.parse(body);
  assert.equal(error, 'wstorrent.error.busy');
  assert.match(message, words);
}

for (const option of ['--max-connections', '--max-connections-per-address']) {
  test(`one more than ${option} is turned away in words`, async () => {
    const server = await limited(option, '3');
    const held = [];
    for (let i = 0; i < 3; i++) held.push(await silent(server));
    const words = new RegExp(`too many connections.* set by ${option}$`, 'm');
    for (let i = 0; i < 20; i++) await isTurnedAway(server, words);
    for (const socket of held) socket.destroy();
    await isServedAgain(server);
  });
}

test('with few descriptors connections are refused, and sampling goes on', async () => {
  const stage = makeStage();
  const words = ['prlimit', '--nofile=64:64', server_program, '--listen', '127.0.0.1:0', '--remote-command', stub,
    '--interval', '0.2', ...Object.keys(stage.env).flatMap((name) => ['--pass-environment', name])];
  const program = new Program(words, { env: cleanEnvironment(stage.env) });
  const [, port] = await program.says(/http:\/\/[^\s/]+:(\d+)\//);
  assert.match(program.stderr, /only 64 open files are allowed, so at most 32 connections are served/);
  const client = await subscribe({ port: Number(port) }, 'status');
  const idle = [];
  for (let i = 0; i < 100; i += 1) {
    const socket = net.connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    idle.push(socket);
  }
  const samples = stage.calls().length;
  await waitFor(() => stage.calls().length > samples + 10, { what: 'ten more samples' });
  const failing = client.heard.filter(({ data }) => data?.sources?.[0].state === 'failing');
  assert.deepEqual(failing, []);
  for (const socket of idle) socket.destroy();
  await waitFor(() => serves({ port: Number(port), url: `http://127.0.0.1:${port}/` }), { what: 'to be served again' });
});

test('with little memory left connections are refused in words, and sampling goes on', async () => {
  const server = await startPlayed({ args: ['--interval', '0.2'] });
  const client = await subscribe(server, 'status');
  const allow = (bytes) => execFileSync('prlimit', ['--pid', String(server.pid), `--as=${bytes}:unlimited`]);
  const pages = Number(readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ')[0]);
  allow(pages * 4096 + 3_000_000);
  await waitFor(async () => (await ask(server.port, '/healthz')).status !== 200, { what: 'a connection to be refused' });
  for (let i = 0; i < 5; i++) await isTurnedAway(server, /(^|: )too little memory is left for more connections; try again/m);
  assert.equal(server.program.stderr.match(/refused 127\.0\.0\.1 \(503\): too little memory/g)?.length, 1);
  const samples = server.calls().length;
  await waitFor(() => server.calls().length > samples + 5, { what: 'five more samples' });
  assert.deepEqual(client.heard.filter(({ data }) => data?.sources?.[0].state === 'failing'), []);
  allow('unlimited');
  await isServedAgain(server);
  client.socket.terminate();
});

test('a message beyond --max-message-bytes closes the WebSocket with 1009, whole or in fragments', async () => {
  const server = await limited('--max-message-bytes', '1000');
  const most = await connect(server);
  const padding = ' '.repeat(1000 - '{"subscribe":"torrents"}'.length);
  most.socket.send(`{"subscribe":"torrents"${padding}}`);
  await waitFor(() => most.heard.some(({ subscribed }) => subscribed), { what: 'an answer' });

  const whole = await connect(server);
  whole.socket.send('x'.repeat(1001));
  assert.equal((await whole.closed).code, 1009);

  const fragmented = await connect(server);
  for (let i = 0; i < 11; i++) fragmented.socket.send('x'.repeat(100), { fin: false });
  assert.equal((await fragmented.closed).code, 1009);

  const huge = await connect(server);
  huge.socket.send('x'.repeat(10_000_000));
  assert.ok([1009, 1006].includes((await huge.closed).code)); // what it goes on sending may reset it
  most.socket.terminate();
  await isServedAgain(server);
});

test('a call beyond --max-message-bytes is answered as an error, and the next one as ever', async () => {
  const server = await limited('--max-message-bytes', '1000');
  const large = 'x'.repeat(2000);
  const cases = [
    { protocols: [], first: [], big: { call: 'torrents.get', args: { ids: [large] }, id: 'a' }, next: { call: 'torrents.get', id: 'b' },
      refused: ({ error, id }) => id === 'a' && error, answered: ({ result, id }) => id === 'b' && result },
    { protocols: ['wamp.2.json'], first: [[1, 'wstorrent', { roles: { caller: {} } }]], big: [48, 1, {}, 'torrents.get', [], { ids: [large] }],
      next: [48, 2, {}, 'torrents.get'], refused: ([type, call, id, , error]) => type === 8 && call === 48 && id === 1 && error,
      answered: ([type, id]) => type === 50 && id === 2 },
    { protocols: ['wamp.2.json'], first: [[1, 'wstorrent', { roles: { publisher: {} } }]],
      big: [16, 1, { acknowledge: true }, 'feed.x', [large]], next: [48, 2, {}, 'torrents.get'],
      refused: ([type, publish, id, , error]) => type === 8 && publish === 16 && id === 1 && error, answered: ([type, id]) => type === 50 && id === 2 },
    { protocols: ['wamp'], first: [], big: [2, 'a', 'torrents.get', { ids: [large] }], next: [2, 'b', 'torrents.get'],
      refused: ([type, id, error]) => type === 4 && id === 'a' && error, answered: ([type, id]) => type === 3 && id === 'b' },
  ];
  for (const { protocols, first, big, next, refused, answered } of cases) {
    const client = await connect(server, { protocols });
    for (const message of [...first, big, next]) client.socket.send(JSON.stringify(message));
    await waitFor(() => client.heard.some(refused) && client.heard.some(answered), { what: `both answers in ${protocols}` });
    assert.equal(client.heard.map(refused).find(Boolean), 'wamp.error.payload_size_exceeded');
    client.socket.terminate();
  }
});

test('a head beyond --max-header-bytes is not served', async () => {
  const server = await limited('--max-header-bytes', '2000');
  assert.equal((await ask(server.port, '/healthz', { lines: [`Accept: ${'a'.repeat(1000)}`, 'Connection: close'] })).status, 200);
  const lines = (line, count) => Array(count).fill(line);
  for (const [what, text] of Object.entries({
    'a long line': head('/healthz', { lines: [`Accept: ${'a'.repeat(3000)}`] }),
    'a long unknown line': head('/healthz', { lines: [`X-Unknown: ${'a'.repeat(3000)}`] }),
    'many lines': head('/healthz', { lines: lines('X-Unknown: a', 300) }),
    'a long target': head(`/${'a'.repeat(3000)}`),
    'an endless line': `GET /${'a'.repeat(3_000_000)}`,
  })) {
    const said = await say(server.port, text);
    assert.ok(said === '' || read(said).status >= 400, `${what}: ${said.slice(0, 100)}`);
  }
  await isServedAgain(server);
});

test('who takes longer than --header-timeout for a head is dropped, also one who dawdles', async () => {
  const server = await limited('--header-timeout', '1');
  await Promise.all([
    say(server.port, ''),
    say(server.port, 'GET /healthz HTTP/1.1\r\nHost'),
    say(server.port, 'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'),
  ]);
  const dawdler = net.connect(server.port, '127.0.0.1');
  dawdler.on('error', () => {});
  const ended = once(dawdler, 'close');
  dawdler.resume().write('GET /healthz HTTP/1.1\r\n');
  const more = setInterval(() => dawdler.write('X'), 100);
  await ended.finally(() => clearInterval(more));
  await isServedAgain(server);
});

test('a client that asks on and on without reading is closed at --max-unread-bytes', async () => {
  const server = await limited('--max-unread-bytes', '4000');
  const client = await connect(server);
  client.socket.pause();
  const ask = () => client.socket.send('no JSON at all'.repeat(40));
  for (let asked = 0; asked < 20_000; asked++) ask();
  client.socket.resume();
  const { code, reason } = await client.closed;
  assert.equal(code, 1008);
  assert.match(reason, /faster than it reads/);
  await isServedAgain(server);
});

test('one subscription more than --max-subscriptions is refused in words', async () => {
  const server = await limited('--max-subscriptions', '2');
  const client = await subscribe(server, 'torrents');
  for (const topic of ['status', 'torrents.delta']) client.socket.send(JSON.stringify({ subscribe: topic }));
  const refusal = await waitFor(() => client.heard.find(({ error }) => error), { what: 'a refusal' });
  assert.equal(refusal.error, 'wstorrent.error.busy');
  assert.match(refusal.message, /at most 2 .*--max-subscriptions/);
  client.socket.send('{"unsubscribe":"status"}');
  client.socket.send('{"subscribe":"torrents.delta"}');
  await waitFor(() => client.heard.some(({ subscribed }) => subscribed === 'torrents.delta'));
  client.socket.terminate();
  await isServedAgain(server);
});

const failures = [
  ['prints-endlessly', ['--max-output-bytes', '100000'], /wrote more than 100000 bytes/],
  ['hangs', ['--deadline', '0.2'], /did not finish within 0\.2 s/],
];
for (const [part, args, told] of /** @type {[string, string[], RegExp][]} */ (failures)) {
  test(`${args[0]} ends a client that ${part}; the list known last stays`, async () => {
    const server = await startPlayed({ part, args });
    const first = await ask(server.port, '/api/torrents');
    assert.equal(first.status, 502);
    assert.match(JSON.parse(first.body).message, told);

    server.play('answers');
    const good = await ask(server.port, '/api/torrents');
    assert.equal(good.status, 200);
    server.play(part);
    assert.equal((await ask(server.port, '/api/torrents')).body, good.body);
    const [source] = JSON.parse((await ask(server.port, '/api/status')).body).sources;
    assert.equal(source.state, 'failing');
    assert.match(source.reason, told);
    await isServedAgain(server);
  });
}

/** Says `text` and goes in the rudest way there is. */
async function leave(server, text) {
  const socket = net.connect(server.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text, () => socket.resetAndDestroy());
  await once(socket, 'close');
}

const visits = {
  'a request': (server) => ask(server.port, '/'),
  'a request that nobody waits for': (server) => leave(server, head('/api/torrents')),
  'a WebSocket that is closed': async (server) => {
    const { socket, closed } = await subscribe(server);
    socket.close();
    await closed;
  },
  'a WebSocket that is cut off': async (server) => (await subscribe(server)).socket.terminate(),
  'a refused WebSocket': (server) => connect(server, { protocols: ['soap'] }),
  'half a head, then a reset': (server) => leave(server, 'GET / HTTP/1.1\r\nHo'),
  'no head at all': async (server) => {
    const socket = net.connect(server.port, '127.0.0.1');
    socket.on('error', () => {}); // the server ends it
    await once(socket.resume(), 'connect');
  },
};

test('two hundred visits of all kinds leave nothing open', async () => {
  const server = await limited('--header-timeout', '1', '--max-connections', '300');
  assert.ok(await serves(server));
  await ask(server.port, '/api/torrents');
  const baseline = await waitFor(async () => {
    const before = openFiles(server.pid);
    await ask(server.port, '/healthz');
    return before === openFiles(server.pid) ? before : 0;
  });
  const kinds = Object.values(visits);
  for (let i = 0; i < 200; i++) await kinds[i % kinds.length](server);
  await waitFor(() => openFiles(server.pid) <= baseline, { what: `${baseline} open files again` });
  await isServedAgain(server);
});
