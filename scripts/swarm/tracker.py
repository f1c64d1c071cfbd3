"""An HTTP tracker on loopback that also introduces the announcers to each other.

Transmission never dials an address in 127.0.0.0/8, but it accepts a connection from there. So for
each pair this tracker dials both, gives each the handshake the other would have sent, and from
then on passes the bytes along.
"""

import asyncio
import contextlib
import itertools
import time
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from torrents import bencode

GREETING = b"\x13BitTorrent protocol" + b"\0\0\0\0\0\x10\0\0"  # extension protocol, nothing else
HANDSHAKE_LENGTH = 68
INTERVAL = 20
FORGET_AFTER = 4 * INTERVAL
ONE_LINK_AT_A_TIME = 0.2  # 3.00 refuses a second handshake from an address while one is pending


@dataclass
class Peer:
    peer_id: bytes
    left: int
    heard: float
    complete_since: float | None = None


@dataclass
class Tracker:
    """`refused` are the info hashes answered with a failure instead of peers."""

    refused: set = field(default_factory=set)
    swarms: dict = field(default_factory=dict)  # info hash -> port -> Peer
    _links: dict = field(default_factory=dict)  # (info hash, port, port) -> task
    _dialing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def complete_for(self, info_hash, port):
        """Seconds since the peer at `port` said that it has everything, or 0."""
        peer = self.swarms.get(info_hash, {}).get(port)
        since = peer.complete_since if peer else None
        return time.monotonic() - since if since else 0

    def forget(self, info_hash, port):
        self.swarms.get(info_hash, {}).pop(port, None)

    async def serve(self):
        """Listens on a free port, told by the server object returned."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self._matchmaker = asyncio.create_task(self._match_for_ever())
        return server

    async def _answer(self, reader, writer):
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError):
            head = await reader.readuntil(b"\r\n\r\n")
            path, _, query = head.split(b" ")[1].decode("latin-1").partition("?")
            pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
            answer = self._scrape if path.endswith("/scrape") else self._announce
            body = bencode(answer([(key, unquote_to_bytes(value)) for key, value in pairs]))
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
        writer.close()

    def _scrape(self, query):
        hashes = [value for key, value in query if key == "info_hash"]
        return {"files": {info_hash: self._counts(info_hash) for info_hash in hashes}}

    def _counts(self, info_hash):
        left = [peer.left for peer in self.swarms.get(info_hash, {}).values()]
        return {"complete": left.count(0), "incomplete": len(left) - left.count(0), "downloaded": 0}

    def _announce(self, query):
        told = dict(query)
        info_hash, port = told["info_hash"], int(told["port"])
        if info_hash in self.refused:
            return {"failure reason": "This torrent is not registered with this tracker"}
        self._note(self.swarms.setdefault(info_hash, {}), port, told)
        return {"interval": INTERVAL, "peers": b"", **self._counts(info_hash)}

    def _note(self, peers, port, told):
        known = peers.get(port)
        same = known is not None and known.peer_id == told["peer_id"]
        if told.get("event") == b"stopped":
            if same:  # else a goodbye that was overtaken by the next hello
                del peers[port]
            return
        peer = known if same else Peer(told["peer_id"], 1, 0)
        peer.left, peer.heard = int(told.get("left", b"1")), time.monotonic()
        if peer.left:
            peer.complete_since = None
        elif peer.complete_since is None:
            peer.complete_since = peer.heard
        peers[port] = peer

    async def _match_for_ever(self):
        while True:
            for info_hash, peers in self.swarms.items():
                self._match(info_hash, peers)
            await asyncio.sleep(1)

    def _match(self, info_hash, peers):
        fresh = time.monotonic() - FORGET_AFTER
        ports = sorted(port for port, peer in peers.items() if peer.heard > fresh)
        for one, other in itertools.combinations(ports, 2):
            key = (info_hash, one, other)
            if key not in self._links and (peers[one].left or peers[other].left):
                self._links[key] = asyncio.create_task(self._link(key))

    async def _link(self, key):
        info_hash, *ports = key
        try:
            with contextlib.suppress(OSError, KeyError, EOFError, asyncio.TimeoutError):
                async with contextlib.AsyncExitStack() as closing:
                    one, other = await self._introduce(info_hash, *ports, closing)
                    await asyncio.gather(relay(one, other), relay(other, one))
            await asyncio.sleep(2)  # a refused pair is tried again, but not in a hot loop
        finally:
            del self._links[key]

    async def _introduce(self, info_hash, one, other, closing):
        """Two open streams, to `one` and to `other`, each past its handshake."""
        async with self._dialing:
            first = await dial(one, closing)
            theirs = await greet(first, info_hash, self.swarms[info_hash][other].peer_id)
            second = await dial(other, closing)
            await greet(second, info_hash, theirs)
            await asyncio.sleep(ONE_LINK_AT_A_TIME)
        return first, second


async def dial(port, closing):
    stream = await asyncio.open_connection("127.0.0.1", port)
    closing.callback(stream[1].close)
    return stream


async def greet(stream, info_hash, peer_id):
    """Introduces itself as `peer_id`; returns the peer id of who answered."""
    reader, writer = stream
    writer.write(GREETING + info_hash + peer_id)
    answer = await asyncio.wait_for(reader.readexactly(HANDSHAKE_LENGTH), 10)
    return answer[-20:]


async def relay(source, target):
    """Passes bytes on until either side is gone, then closes the other."""
    try:
        while data := await source[0].read(1 << 16):
            target[1].write(data)
            await target[1].drain()
    finally:
        target[1].close()
