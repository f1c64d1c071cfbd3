"""Torrents made up on the spot: random bytes, and the .torrent file that describes them."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

PIECE = 1 << 18


@dataclass(frozen=True)
class Torrent:
    """What was made: the .torrent file, and how trackers and daemons call its content."""

    name: str
    file: Path
    info_hash: bytes


def bencode(value):
    """int, str, bytes, list and dict (with str or bytes keys) as BitTorrent writes them."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    keys = sorted((key.encode() if isinstance(key, str) else key, key) for key in value)
    return b"d" + b"".join(bencode(raw) + bencode(value[key]) for raw, key in keys) + b"e"


def split(size, count):
    """`size` as `count` uneven lengths, the way an album's tracks are."""
    weights = [2 + (7 * i) % 5 for i in range(count)]
    lengths = [size * weight // sum(weights) for weight in weights]
    return lengths[:-1] + [size - sum(lengths[:-1])]


def write_content(folder, name, blob, files):
    """Writes `blob` as one file, or as a folder of `files`; returns its part of the info dict."""
    if not files:
        (folder / name).write_bytes(blob)
        return {"length": len(blob)}
    (folder / name).mkdir()
    entries, start = [], 0
    for file_name, length in zip(files, split(len(blob), len(files))):
        (folder / name / file_name).write_bytes(blob[start : start + length])
        entries.append({"length": length, "path": [file_name]})
        start += length
    return {"files": entries}


def make(folder, torrents, announce, name, size, files=()):
    """Puts the content into `folder` and its .torrent into `torrents`."""
    blob = random.Random(name).randbytes(size)
    hashes = (hashlib.sha1(blob[at : at + PIECE]).digest() for at in range(0, size, PIECE))
    info = {"name": name, "piece length": PIECE, "pieces": b"".join(hashes)}
    info.update(write_content(folder, name, blob, files))
    info_hash = hashlib.sha1(bencode(info)).digest()
    file = torrents / f"{info_hash.hex()}.torrent"
    file.write_bytes(bencode({"announce": announce, "info": info}))
    return Torrent(name, file, info_hash)
