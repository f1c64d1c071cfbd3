// The socket's token: shown once, soon, by whom it was given to; else nothing is told.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dialAutobahn, openAutobahn } from './autobahn_node.js';
import { stopAll, waitFor } from './harness.js';
import { Person, makeUsers, passwords, tryLogin } from './people.js';
import { connect, startPlayed } from './played.js';

after(stopAll);

const users = makeUsers();
const server = await startPlayed({ args: ['--users', users.file, '--trusted-proxy', '127.0.0.1'] });

let addresses = 0;

/** Each from another address: whoever shows wrong tokens would soon have to wait. */
function connectFromAnywhere(options = {}) {
  addresses += 1;
  const from = `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
  return connect(server, { ...options, headers: { 'X-Forwarded-For': from } });
}

/** The three ways that need no library to show a token; each resolves once it is answered. */
const ways = {
  plain: { protocols: [], login: (user, token) => ({ auth: { user, token } }) },
  'plain, in the topic': {
    protocols: ['json'],
    login: (userId, token) => ({ subscribe: { topic: 'torrents', userId, token } }),
  },
  'WAMP v1': { protocols: ['wamp'], login: (user, token) => ({ auth: { user, token } }) },
  'WAMP v1, in the topic': {
    protocols: ['wamp'],
    login: (userId, token) => [5, JSON.stringify({ topic: 'torrents', userId, token })],
  },
};

/** What says that a login went well: the reply, or the first event. */
const welcomes = (message) => message.authenticated !== undefined || message.event !== undefined || message[0] === 8;

async function show(way, user, token) {
  const client = await connectFromAnywhere({ protocols: way.protocols });
  client.socket.send(JSON.stringify(way.login(user, token)));
  const welcome = waitFor(() => client.heard.find(welcomes), { what: 'an answer to the token', seconds: 8 }).catch(() => null);
  const ended = client.closed.then(({ code }) => code);
  const outcome = await Promise.race([welcome, ended]);
  return { ...client, outcome };
}

const isTold = ({ heard }) => heard.some((message) => message.event || message[0] === 8);

for (const [name, way] of Object.entries(ways)) {
  test(`${name}: a token opens one socket, and no second one`, async () => {
    const ada = await Person.login(server);
    const token = await ada.token();
    const first = await show(way, 'ada', token);
    assert.equal(typeof first.outcome, 'object');
    const second = await show(way, 'ada', token);
    assert.equal(second.outcome, 4401);
    assert.ok(!isTold(second));
    first.socket.close();
  });

  test(`${name}: a token is of use to nobody else, and not after the logout`, async () => {
    const [ada, victor] = [await Person.login(server), await Person.login(server, 'victor')];
    assert.equal((await show(way, 'victor', await ada.token())).outcome, 4401);
    assert.equal((await show(way, 'ada', await victor.token())).outcome, 4401);
    const token = await ada.token();
    await ada.post('api/logout');
    const late = await show(way, 'ada', token);
    assert.equal(late.outcome, 4401);
    assert.ok(!isTold(late));
    assert.equal((await show(way, 'ada', '0'.repeat(48))).outcome, 4401);
  });
}

const ticket = (authid, onchallenge) => ({ authid, authmethods: ['ticket'], onchallenge });
const deny = 'wamp.error.authentication_denied';

test('WAMP v2: a token is the ticket; used again or by another it is denied', async () => {
  const [ada, victor] = [await Person.login(server), await Person.login(server, 'victor')];
  const token = await ada.token();
  const client = await openAutobahn(server, ticket('ada', () => token));
  const { authid, authrole, authmethod, authextra } = client.app.details;
  assert.deepEqual({ authid, authrole, authmethod }, { authid: 'ada', authrole: 'administrator', authmethod: 'ticket' });
  assert.match(authextra.token, /^[0-9a-f]{32,}$/);
  for (const [name, wrong] of [['ada', token], ['ada', await victor.token()], ['victor', await ada.token()], ['ada', 'x']]) {
    const denied = dialAutobahn(server, ticket(name, () => wrong));
    assert.equal(await denied.left(), deny);
    assert.equal(denied.count('joined'), 0);
  }
});

test('WAMP v2: without a ticket nobody takes part', async () => {
  assert.equal(await dialAutobahn(server).left(), 'wamp.error.authentication_required');
});

test('WAMP v2: the next token comes with the welcome, and api/token serves who comes later', async () => {
  const ada = await Person.login(server);
  const first = await openAutobahn(server, ticket('ada', () => ada.token()));
  const { token } = first.app.details.authextra;
  const second = await openAutobahn(server, ticket('ada', () => token));
  assert.notEqual(second.app.details.authextra.token, token);
});

test('plain: the next token comes with the reply', async () => {
  const ada = await Person.login(server);
  const { outcome } = await show(ways.plain, 'ada', await ada.token());
  assert.equal(outcome.authenticated, 'ada');
  const again = await show(ways.plain, 'ada', outcome.token);
  assert.equal(again.outcome.authenticated, 'ada');
});

test('two tabs do not spoil each other', async () => {
  const ada = await Person.login(server);
  const [one, two] = [await ada.token(), await ada.token()];
  const second = await show(ways.plain, 'ada', two);
  const first = await show(ways.plain, 'ada', one);
  for (const { outcome } of [first, second]) assert.equal(outcome.authenticated, 'ada');
  for (const { socket } of [first, second]) socket.send('{"subscribe":"torrents"}');
  for (const { heard } of [first, second]) {
    await waitFor(() => heard.some(({ event }) => event === 'torrents'), { what: 'the list in both' });
    assert.equal(heard.filter(({ event }) => event === 'torrents').length, 1);
  }
});

test('of two that show one token at the same moment exactly one gets in, a thousand times', async () => {
  const ada = await Person.login(server);
  const race = async () => {
    const message = JSON.stringify({ auth: { user: 'ada', token: await ada.token() } });
    const runners = await Promise.all([connectFromAnywhere(), connectFromAnywhere()]);
    for (const { socket } of runners) socket.send(message);
    await waitFor(() => runners.every(({ heard }) => heard.length > 0), { what: 'both to be answered' });
    const let_in = runners.filter(({ heard }) => heard[0].authenticated === 'ada').length;
    for (const { socket } of runners) socket.terminate();
    return let_in;
  };
  const outcomes = [];
  for (let done = 0; done < 1000; done += 8) outcomes.push(...(await Promise.all(Array.from({ length: 8 }, race))));
  assert.deepEqual(new Set(outcomes), new Set([1]));
});

test('whoever shows wrong tokens has to wait, as for wrong passwords', async () => {
  const own = await startPlayed({ args: ['--users', users.file] });
  const ada = await Person.login(own);
  const show = async (token) => {
    const client = await connect(own, { protocols: ['wamp'] });
    client.socket.send(JSON.stringify({ auth: { user: 'ada', token } }));
    return (await client.closed).reason;
  };
  for (let i = 0; i < 5; i++) assert.equal(await show('a guess'), 'the login failed');
  assert.match(await show('a guess'), /^too many logins have failed; try again in \d+ s$/);
  const { socket, heard } = await connect(own);
  socket.send(JSON.stringify({ auth: { user: 'ada', token: await ada.token() } }));
  await waitFor(() => heard.some(({ authenticated }) => authenticated === 'ada'), { what: 'a right token to be let in' });
  const { status, headers } = await tryLogin(own, 'ada', passwords.ada);
  assert.equal(status, 429);
  assert.ok(Number(headers.get('retry-after')) >= 1);
  await own.stop();
});

test('a socket of nobody is told nothing, can do nothing, and is closed', async () => {
  const { socket, heard, closed } = await connect(server);
  socket.send('{"subscribe":"torrents"}');
  socket.send('{"call":"torrent.stop","args":{"ids":[1]},"id":1}');
  await waitFor(() => heard.length === 2, { what: 'two refusals' });
  for (const { error } of heard) assert.equal(error, 'wamp.error.not_authorized');
  assert.equal((await closed).code, 4401);
});

test('ending a login closes its sockets at once, and no others', async () => {
  const [ada, other] = [await Person.login(server), await Person.login(server)];
  const mine = await show(ways.plain, 'ada', await ada.token());
  const v1 = await show(ways['WAMP v1, in the topic'], 'ada', await ada.token());
  const v2 = await openAutobahn(server, ticket('ada', () => ada.token()));
  const theirs = await show(ways.plain, 'ada', await other.token());
  await ada.post('api/logout');
  assert.equal((await mine.closed).code, 4401);
  assert.equal((await v1.closed).code, 4401);
  assert.equal(await v2.left(), 'wamp.close.killed');
  theirs.socket.send('{"subscribe":"status"}');
  await waitFor(() => theirs.heard.some(({ event }) => event), { what: 'the other login to be served' });
});

test('removing a user closes his sockets at once', async () => {
  const mine = makeUsers();
  const own = await startPlayed({ args: ['--users', mine.file] });
  const victor = await Person.login(own, 'victor');
  const client = await connect(own);
  client.socket.send(JSON.stringify({ auth: { user: 'victor', token: await victor.token() } }));
  await waitFor(() => client.heard.some(({ authenticated }) => authenticated), { what: 'the login' });
  mine.write(`${mine.lines.ada}\n`);
  assert.equal((await client.closed).code, 4401);
  await own.stop();
});

test('a viewer watches by socket and cannot act', async () => {
  const victor = await Person.login(server, 'victor');
  const { socket, heard } = await show(ways.plain, 'victor', await victor.token());
  socket.send('{"subscribe":"torrents"}');
  socket.send('{"call":"torrent.stop","args":{"ids":[1]},"id":1}');
  socket.send('{"subscribe":"wamp.session.on_join"}');
  const refused = () => heard.filter(({ error }) => error).map(({ error }) => error);
  await waitFor(() => refused().length === 2 && heard.some(({ event }) => event), { what: 'the list and two refusals' });
  assert.deepEqual(new Set(refused()), new Set(['wstorrent.error.read_only', 'wamp.error.not_authorized']));
});
