// RFC 6455 as /echo keeps it, met by a client that breaks each of its rules.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { stopAll } from './harness.js';
import { startPlayed } from './played.js';
import { RawWebSocket, closing, frame, opcodes } from './raw_websocket.js';

after(stopAll);

const limit = 200_000;
const server = await startPlayed({ args: ['--test-echo', '--max-message-bytes', String(limit)] });
const open = () => RawWebSocket.open(server.port);
const { continuation, text, binary, close, ping, pong } = opcodes;

/** Checks each part of a list, several at once. */
async function forEach(list, check, at_once = 16) {
  const left = [...list];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await check(next);
  };
  await Promise.all(Array.from({ length: at_once }, work));
}

async function isEchoed(frames, opcode, payload, what) {
  const client = await open();
  client.send(...frames);
  const [echo] = await client.hears(1);
  assert.equal(echo?.opcode, opcode, what);
  assert.ok(echo.payload.equals(Buffer.from(payload)), what);
  client.leave();
}

async function endsWith(frames, codes, what) {
  const client = await open();
  client.send(...frames);
  const { code } = await client.ends(what);
  assert.ok([codes].flat().includes(code), `${what}: ${code} instead of ${codes}`);
}

test('messages of every size come back as they were, as text or binary', async () => {
  const sizes = [0, 1, 125, 126, 127, 128, 255, 32767, 32768, 32769, 65535, 65536, 65537, limit];
  await forEach(sizes, async (size) => {
    await isEchoed([frame(text, 'x'.repeat(size))], text, 'x'.repeat(size), `${size} as text`);
    const bytes = Buffer.alloc(size, 0xfe);
    await isEchoed([frame(binary, bytes)], binary, bytes, `${size} as binary`);
  });
});

test('many messages at once come back in order, each of its kind', async () => {
  const client = await open();
  /** @type {[number, string][]} */
  const sent = Array.from({ length: 50 }, (_, i) => [i % 2 ? text : binary, `message ${i}`]);
  client.send(...sent.map(([opcode, payload]) => frame(opcode, payload)));
  const heard = await client.hears(sent.length);
  assert.deepEqual(heard.map(({ opcode, payload }) => [opcode, String(payload)]), sent);
  client.leave();
});

test('a frame that comes along with the handshake is heard', async () => {
  const client = await RawWebSocket.open(server.port, '/echo', { early: frame(text, 'early') });
  const [echo] = await client.hears(1);
  assert.equal(String(echo.payload), 'early');
  client.leave();
});

const sentence = 'Hällo-µ@ßöäüàá-UTF-8!! 🎬';

test('a frame may be cut at every byte on its way', async () => {
  const whole = frame(text, sentence);
  const cuts = Array.from({ length: whole.length - 1 }, (_, i) => i + 1);
  await forEach(cuts, async (cut) => {
    const client = await open();
    client.send(whole.subarray(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    client.send(whole.subarray(cut));
    assert.equal(String((await client.hears(1))[0].payload), sentence, `cut at ${cut}`);
    client.leave();
  });
});

test('a message may be fragmented at every byte, also within a character', async () => {
  const bytes = Buffer.from(sentence);
  const cuts = Array.from({ length: bytes.length + 1 }, (_, i) => i);
  await forEach(cuts, async (cut) => {
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut)];
    for (const opcode of [text, binary]) {
      const frames = [frame(opcode, parts[0], { fin: false }), frame(continuation, parts[1])];
      await isEchoed(frames, opcode, bytes, `cut at ${cut}`);
    }
  });
});

test('a message may come in fragments of a byte each, and in empty ones', async () => {
  const bytes = Buffer.from(sentence);
  const parts = [...bytes].map((byte, i) => frame(i === 0 ? text : continuation, Buffer.from([byte]), { fin: false }));
  await isEchoed([...parts, frame(continuation)], text, bytes, 'bytes');
  const empty = [frame(text, '', { fin: false }), frame(continuation, '', { fin: false }), frame(continuation)];
  await isEchoed(empty, text, '', 'empty fragments');
});

test('a ping of every allowed size is answered with the same', async () => {
  await forEach([0, 1, 2, 63, 124, 125], async (size) => {
    const client = await open();
    const payload = Buffer.alloc(size, 0xfe);
    client.send(frame(ping, payload));
    const [answer] = await client.hears(1);
    assert.equal(answer.opcode, pong);
    assert.ok(answer.payload.equals(payload), `${size} bytes`);
    client.leave();
  });
});

test('a pong leaves before the answer to the message behind its ping, also within one', async () => {
  const orders = [
    [frame(ping, 'p'), frame(text, 'whole')],
    [frame(text, 'fr', { fin: false }), frame(ping, 'p'), frame(continuation, 'agment')],
  ];
  for (const frames of [...orders, ...orders, ...orders]) {
    const client = await open();
    client.send(...frames);
    const heard = await client.hears(2);
    assert.deepEqual(heard.map(({ opcode }) => opcode), [pong, text]);
    client.leave();
  }
});

test('pings and pongs may come between fragments, and between the bytes of their own frames', async () => {
  const client = await open();
  client.send(frame(text, 'frag', { fin: false }), frame(pong, 'unasked'));
  client.send(frame(ping, 'in between'));
  await client.hears(1);
  for (const byte of frame(ping, 'slowly')) {
    client.send(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await client.hears(2);
  client.send(frame(continuation, 'ment'));
  const heard = (await client.hears(3)).map(({ opcode, payload }) => [opcode, String(payload)]);
  assert.deepEqual(heard, [[pong, 'in between'], [pong, 'slowly'], [text, 'fragment']]);
  client.leave();
});

test('of pings that come all at once the last is answered', async () => {
  const client = await open();
  client.send(...Array.from({ length: 10 }, (_, i) => frame(ping, `ping ${i}`)), frame(text, 'and then'));
  const heard = () => client.messages.map(({ payload }) => String(payload));
  await client.hears(2);
  assert.ok(heard().some((payload) => payload.startsWith('ping')), heard().join());
  assert.ok(heard().includes('and then'));
  client.leave();
});

test('an unasked pong is not answered', async () => {
  await isEchoed([frame(pong, 'x'), frame(text, 'next')], text, 'next', 'pong');
});

// Not among them: a frame without a mask, which lws takes.
const violations = {
  'a ping of 126 bytes': [frame(ping, 'x'.repeat(126))],
  'a pong of 126 bytes': [frame(pong, 'x'.repeat(126))],
  'a close of 126 bytes': [frame(close, closing(1000, 'x'.repeat(124)))],
  'a fragmented ping': [frame(ping, 'x', { fin: false }), frame(continuation, 'x')],
  'a fragmented close': [frame(close, closing(1000), { fin: false })],
  'a continuation of nothing': [frame(continuation, 'x')],
  'an unfinished continuation of nothing': [frame(continuation, 'x', { fin: false })],
  'a continuation of what was finished': [frame(text, 'x'), frame(continuation, 'x')],
  'a message within a message': [frame(text, 'x', { fin: false }), frame(text, 'x')],
  'binary within text': [frame(text, 'x', { fin: false }), frame(binary, 'x', { fin: false })],
  'a close of one byte': [frame(close, 'x')],
};
for (const rsv of [1, 2, 3, 4, 5, 6, 7]) {
  violations[`reserved bits ${rsv}`] = [frame(text, 'x', { rsv })];
  violations[`reserved bits ${rsv} of a ping`] = [frame(ping, 'x', { rsv })];
}
for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
  violations[`opcode ${opcode}`] = [frame(opcode, 'x')];
}

test('what breaks the framing ends the connection with 1002, if with any code', async () => {
  await forEach(Object.entries(violations), ([what, frames]) => endsWith(frames, [1002, 0], what));
});

test('a close is echoed with its code', async () => {
  const allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
  await forEach(allowed, (code) => endsWith([frame(close, closing(code, 'bye'))], code, `close ${code}`));
  await endsWith([frame(close)], [1005, 1000], 'an empty close');
  await endsWith([frame(close, closing(1000, 'x'.repeat(123)))], 1000, 'the longest reason');
});

test('a close with a code that nobody may send ends with 1002', async () => {
  const forbidden = [0, 1, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535];
  await forEach(forbidden, (code) => endsWith([frame(close, closing(code))], 1002, `close ${code}`));
});

test('nothing behind a close is heard', async () => {
  const client = await open();
  client.send(frame(close, closing(1000)), frame(text, 'too late'), frame(ping, 'too late'));
  assert.equal((await client.ends()).code, 1000);
  assert.equal(client.messages.length, 1);
});

test('a message beyond the limit ends with 1009, whole or in fragments', async () => {
  await endsWith([frame(text, 'x'.repeat(limit + 1))], 1009, 'whole');
  const part = 'x'.repeat(limit / 2);
  const parts = [frame(binary, part, { fin: false }), frame(continuation, part, { fin: false }), frame(continuation, 'x')];
  await endsWith(parts, 1009, 'in fragments');
});

const invalid = {
  'a lone continuation byte': [0x80],
  'a lead byte without the rest': [0xc3],
  'an overlong slash': [0xc0, 0xaf],
  'an overlong slash of three': [0xe0, 0x80, 0xaf],
  'an overlong slash of four': [0xf0, 0x80, 0x80, 0xaf],
  'the last overlong of two': [0xc1, 0xbf],
  'the last overlong of three': [0xe0, 0x9f, 0xbf],
  'the last overlong of four': [0xf0, 0x8f, 0xbf, 0xbf],
  'a high surrogate': [0xed, 0xa0, 0x80],
  'a low surrogate': [0xed, 0xbf, 0xbf],
  'a pair of surrogates': [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80],
  'six bytes': [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80],
  'byte FE': [0xfe],
  'byte FF': [0xff],
};

/** All ways of sending `bytes` as text in two fragments, and the one in one. */
function ways(bytes) {
  const cut = (at) => [
    frame(text, bytes.subarray(0, at), { fin: false }),
    frame(continuation, bytes.subarray(at)),
  ];
  return [[frame(text, bytes)], ...Array.from({ length: bytes.length + 1 }, (_, at) => cut(at))];
}

test('invalid UTF-8 ends with 1007, however it is fragmented', async () => {
  const cases = Object.entries(invalid).flatMap(([what, bytes]) =>
    [Buffer.from(bytes), Buffer.concat([Buffer.from('κό'), Buffer.from(bytes), Buffer.from('x')])].flatMap(
      (whole) => ways(whole).map((frames, i) => ({ what: `${what}, way ${i}`, frames })),
    ),
  );
  await forEach(cases, ({ what, frames }) => endsWith(frames, 1007, what));
});

test('text that ends within a character ends with 1007, wherever it is cut', async () => {
  for (const character of ['é', '€', '🎬']) {
    const bytes = Buffer.from(`x${character}`);
    for (let end = 2; end < bytes.length; end++) {
      await forEach(ways(bytes.subarray(0, end)), (frames) => endsWith(frames, 1007, `${character} cut at ${end}`));
    }
  }
});

test('every border of valid UTF-8 is echoed, and binary is whatever it is', async () => {
  const valid = ['\u0000', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\ufffe', '\uffff', '\u{10000}', '\u{10ffff}'];
  await forEach(valid, (character) => isEchoed([frame(text, character)], text, character, JSON.stringify(character)));
  await forEach(Object.entries(invalid), ([what, bytes]) => isEchoed([frame(binary, Buffer.from(bytes))], binary, Buffer.from(bytes), what));
});

test('a reason that is not UTF-8 ends the connection with 1007, if with any code', async () => {
  const reason = Buffer.concat([closing(1000), Buffer.from([0xce, 0xba, 0xed, 0xa0, 0x80])]);
  await endsWith([frame(close, reason)], [1007, 0], 'an invalid reason');
});

test('without --test-echo there is no echo', async () => {
  const plain = await startPlayed();
  const client = await RawWebSocket.open(plain.port);
  assert.equal(client.answer.status, 404);
  client.leave();
});
