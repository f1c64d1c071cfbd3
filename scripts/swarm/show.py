"""What goes on in the swarm: who has what, and rates that never stand still.

`near` is the daemon one looks at, `far` the other end of each transfer. What has been complete for
a while is taken away from the side that downloaded it and added anew, so it never ends.
"""

import asyncio
import random
from dataclasses import dataclass

import torrents

MB = 1_000_000
SCENE = 4  # seconds between changes
REST = 40  # seconds for which a finished download may rest
NEAR_RATES = range(100, 600)  # kB/s
FAR_RATES = range(300, 1800)

TRACKS = [f"{i:02d} {title}.flac" for i, title in enumerate(
    ("Departure", "Über den Dächern", "Nachtzug", "Platform 9", "雨", "Signal & Noise", "Arrival"), 1
)]


@dataclass(frozen=True)
class Part:
    """A torrent's part in the play; `plot` names the method below that brings it on."""

    name: str
    size: int
    plot: str
    files: tuple = ()


CAST = (
    Part("harbour-linux-12.4-amd64-netinst.iso", 34 * MB, "fetched"),
    Part("Night Trains – Live in Zürich (FLAC)", 21 * MB, "fetched", tuple(TRACKS)),
    Part("海の記録 ocean survey 🌊 2160p.mkv", 27 * MB, "fetched"),
    Part("Příručka správce.epub", 2 * MB, "fetched"),
    Part("open-street-tiles-alps.mbtiles", 16 * MB, "given"),
    Part("meadow-photos-2019.tar", 12 * MB, "paused"),
    Part("Lost & Found (unregistered).zip", 3 * MB, "refused"),
)


class Show:
    def __init__(self, near, far, tracker, announce, folder):
        self._near, self._far, self._tracker = near, far, tracker
        self._announce, self._torrents = announce, folder
        self._wanted = {near: [], far: []}  # what each of them downloads, over and over

    async def begin(self):
        self._torrents.mkdir()
        for part in CAST:
            await getattr(self, "_" + part.plot)(part)
        await self._change_rates()

    async def go_on(self):
        while True:
            await asyncio.sleep(SCENE)
            await self._change_rates()
            for downloader in self._wanted:
                for torrent in self._due(downloader):
                    await self._renew(torrent, downloader)

    def _due(self, downloader):
        """What has rested; if there is nothing left to do, at least what has come closest to it."""
        rested = {torrent: self._rest(torrent, downloader) for torrent in self._wanted[downloader]}
        due = [torrent for torrent, seconds in rested.items() if seconds > REST]
        if not due and all(rested.values()):
            due = [max(rested, key=rested.get)]
        return due

    def _rest(self, torrent, downloader):
        return self._tracker.complete_for(torrent.info_hash, downloader.peer_port)

    async def _fetched(self, part):
        """The far one has it, the near one wants it."""
        torrent = self._make(part, self._far)
        await add(self._far, torrent)
        await add(self._near, torrent)
        self._wanted[self._near].append(torrent)

    async def _given(self, part):
        """The near one has it, the far one wants it."""
        torrent = self._make(part, self._near)
        await add(self._near, torrent)
        await add(self._far, torrent)
        self._wanted[self._far].append(torrent)

    async def _paused(self, part):
        await add(self._near, self._make(part, self._far), "--stop")

    async def _refused(self, part):
        """The tracker does not want to know about it."""
        torrent = self._make(part, self._far)
        self._tracker.refused.add(torrent.info_hash)
        await add(self._near, torrent)

    def _make(self, part, owner):
        return torrents.make(
            owner.downloads, self._torrents, self._announce, part.name, part.size, part.files
        )

    async def _change_rates(self):
        await self._near.remote(f"--uplimit={random.choice(NEAR_RATES)}")
        await self._far.remote(f"--uplimit={random.choice(FAR_RATES)}")
        downloader = random.choice((self._near, self._far))
        torrent = random.choice(self._wanted[downloader])
        limit = random.choice((f"--downlimit={random.choice(NEAR_RATES)}", "--no-downlimit"))
        await downloader.remote(f"--torrent={torrent.info_hash.hex()}", limit)

    async def _renew(self, torrent, downloader):
        await downloader.remote(f"--torrent={torrent.info_hash.hex()}", "--remove-and-delete")
        self._tracker.forget(torrent.info_hash, downloader.peer_port)
        await add(downloader, torrent)


async def add(daemon, torrent, state="--start"):
    await daemon.remote("--add", str(torrent.file), state)
