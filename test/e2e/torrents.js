// .torrent files under any name, for content that exists nowhere.

import { createHash } from 'node:crypto';

function bencode(value) {
  if (typeof value === 'number') return Buffer.from(`i${value}e`);
  if (typeof value === 'string') return bencode(Buffer.from(value));
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(`${value.length}:`), value]);
  if (Array.isArray(value)) return wrap('l', value.map(bencode));
  const entries = Object.keys(value).sort();
  return wrap('d', entries.flatMap((key) => [bencode(key), bencode(value[key])]));
}

function wrap(kind, parts) {
  return Buffer.concat([Buffer.from(kind), ...parts, Buffer.from('e')]);
}

/** @param {string | Buffer} name any bytes */
export function makeTorrent(name, size = 1_000_000) {
  const pieces = createHash('sha1').update(name).digest();
  const info = { length: size, name, 'piece length': 1 << 20, pieces };
  return bencode({ announce: 'http://127.0.0.1:9/announce', info });
}

/** A folder with files of these sizes, called `1.bin`, `2.bin` and so on. */
export function makeAlbum(name, sizes) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const piece = 1 << 20;
  const pieces = Buffer.alloc(20 * Math.ceil(total / piece), createHash('sha1').update(name).digest());
  const files = sizes.map((length, index) => ({ length, path: [`${index + 1}.bin`] }));
  return bencode({
    announce: 'http://127.0.0.1:9/announce',
    info: { files, name, 'piece length': piece, pieces },
  });
}

/** One that is itself at most so many bytes long, and hardly less, for content of many pieces. */
export function makeLargeTorrent(name, bytes) {
  const pieces = Buffer.alloc(20 * Math.floor((bytes - 400) / 20), createHash('sha1').update(name).digest());
  const piece = 1 << 14;
  const info = { length: (pieces.length / 20) * piece, name, 'piece length': piece, pieces };
  return bencode({ announce: 'http://127.0.0.1:9/announce', info });
}

/** A torrent whose content there is: a file of these bytes. */
export function makeTorrentOf(name, content) {
  const pieces = createHash('sha1').update(content).digest();
  const info = { length: content.length, name, 'piece length': 1 << 20, pieces };
  return bencode({ announce: 'http://127.0.0.1:9/announce', info });
}
