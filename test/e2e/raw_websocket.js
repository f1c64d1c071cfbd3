// A WebSocket client that says exactly the bytes it is told to, right or wrong.

import net from 'node:net';
import { waitFor } from './harness.js';
import { head, read } from './played.js';

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export const handshake_lines = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/**
 * One frame as a client sends it.
 * @param {number} opcode
 * @param {Buffer | string} payload
 * @param {{ fin?: boolean, rsv?: number, masked?: boolean, length_bytes?: 0 | 2 | 8 }} [options]
 *   `length_bytes`: how the length is written, if not in the shortest way
 */
export function frame(opcode, payload = '', { fin = true, rsv = 0, masked = true, length_bytes } = {}) {
  const bytes = Buffer.from(payload);
  const width = length_bytes ?? (bytes.length < 126 ? 0 : bytes.length < 65536 ? 2 : 8);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const short = width === 0 ? bytes.length : width === 2 ? 126 : 127;
  const length = Buffer.alloc(width);
  if (width === 2) length.writeUInt16BE(bytes.length);
  if (width === 8) length.writeBigUInt64BE(BigInt(bytes.length));
  const start = Buffer.concat([Buffer.from([first, (masked ? 0x80 : 0) | short]), length]);
  if (!masked) return Buffer.concat([start, bytes]);
  const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
  return Buffer.concat([start, mask, bytes.map((byte, i) => byte ^ mask[i % 4])]);
}

/** A close frame's payload. */
export function closing(code, reason = '') {
  const start = Buffer.alloc(2);
  start.writeUInt16BE(code);
  return Buffer.concat([start, Buffer.from(reason)]);
}

/** The frames in what a server sent; it must not mask them. */
function parse(bytes) {
  const frames = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const [first, short] = [bytes[at], bytes[at + 1]];
    if (short & 0x80) throw new Error('the server masks');
    const width = short < 126 ? 0 : short === 126 ? 2 : 8;
    if (at + 2 + width > bytes.length) break;
    const length = width === 0 ? short : width === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const end = at + 2 + width + length;
    if (end > bytes.length) break;
    frames.push({ fin: first >> 7 === 1, rsv: (first >> 4) & 7, opcode: first & 15, payload: bytes.subarray(at + 2 + width, end) });
    at = end;
  }
  return frames;
}

/** Fragments put together; control frames as they are. */
function assemble(frames) {
  const messages = [];
  let open = null;
  for (const { fin, opcode, payload } of frames) {
    if (opcode >= 8) {
      messages.push({ opcode, payload });
    } else {
      open = open ? { opcode: open.opcode, parts: [...open.parts, payload] } : { opcode, parts: [payload] };
      if (fin) messages.push({ opcode: open.opcode, payload: Buffer.concat(open.parts) });
      if (fin) open = null;
    }
  }
  return messages;
}

export class RawWebSocket {
  /**
   * @param {number} port
   * @param {string} [target]
   * @param {{ early?: Buffer, lines?: string[] }} [options] `early`: sent along with the handshake
   */
  static async open(port, target = '/echo', { early = Buffer.alloc(0), lines = [] } = {}) {
    const client = new RawWebSocket(port);
    const text = head(target, { lines: [...handshake_lines, ...lines] });
    client.socket.write(Buffer.concat([Buffer.from(text), early]));
    const ended = () => client.chunks.includes('\r\n\r\n');
    await waitFor(() => ended() || client.closed, { what: 'the answer to a handshake' });
    const end = client.chunks.indexOf('\r\n\r\n') + 4;
    client.answer = read(client.chunks.subarray(0, end).toString('latin1'));
    client.begun = end;
    return client;
  }

  constructor(port) {
    this.chunks = Buffer.alloc(0);
    this.begun = 0;
    this.closed = false;
    this.answer = read('');
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (bytes) => (this.chunks = Buffer.concat([this.chunks, bytes])));
    this.socket.on('error', () => (this.closed = true));
    this.socket.on('close', () => (this.closed = true));
  }

  /** @param {Buffer[]} frames */
  send(...frames) {
    this.socket.write(Buffer.concat(frames));
  }

  get messages() {
    return assemble(parse(this.chunks.subarray(this.begun)));
  }

  /** The next messages, once there are so many. */
  async hears(count) {
    await waitFor(() => this.messages.length >= count || this.closed, { what: `${count} messages` });
    return this.messages;
  }

  /** The code and reason of the server's close frame, or of 0 if it just ends the connection. */
  async ends(what = 'what was said') {
    const told = () => this.messages.find(({ opcode }) => opcode === opcodes.close);
    await waitFor(() => told() || this.closed, { what: `the end of the connection after ${what}` });
    const last = told();
    this.leave();
    if (!last) return { code: 0, reason: '' };
    const code = last.payload.length >= 2 ? last.payload.readUInt16BE(0) : 1005;
    return { code, reason: last.payload.subarray(2).toString() };
  }

  leave() {
    this.socket.destroy();
  }
}
