"""A private BitTorrent swarm on loopback: two transmission-daemons and a tracker, always busy.

usage: python3 -B scripts/swarm

Prints `ready 127.0.0.1:PORT` once the daemon to look at answers there. INT, TERM, HUP or the death
of its parent end it, daemons and files included. TD and TR name the programs to use in place of
transmission-daemon and transmission-remote.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from daemons import Daemon, Failed
from show import Show
from tracker import Tracker

PR_SET_PDEATHSIG = 1
CARETAKER = Path(__file__).with_name("caretaker.py")
def end_with_parent():
    """A kill -9 of whoever started us reaches us as TERM."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)


@contextlib.contextmanager
def scratch_folder():
    """A temporary folder that does not outlive us, however we end; and its caretaker's input."""
    folder = tempfile.mkdtemp(prefix="wstorrentd-swarm-")
    caretaker = subprocess.Popen(
        (sys.executable, "-B", str(CARETAKER), folder),
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Path(folder), caretaker.stdin
    finally:
        caretaker.stdin.close()
        caretaker.wait()


async def play(folder, caretaker):
    tracker = Tracker()
    server = await tracker.serve()
    announce = "http://127.0.0.1:%d/announce" % server.sockets[0].getsockname()[1]
    near, far = Daemon(folder / "near"), Daemon(folder / "far")
    try:
        await asyncio.gather(near.start(), far.start())
        caretaker.write("".join(lock + "\n" for lock in near.locks() + far.locks()).encode())
        caretaker.flush()
        show = Show(near, far, tracker, announce, folder / "torrents")
        await show.begin()
        print(f"ready 127.0.0.1:{near.rpc_port}", flush=True)
        await show.go_on()
    finally:
        await asyncio.gather(near.stop(), far.stop())


async def main():
    playing = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, playing.cancel)
    with scratch_folder() as (folder, caretaker):
        try:
            await play(folder, caretaker)
        except asyncio.CancelledError:
            return 0
        except Failed as failure:
            print(f"swarm: {failure}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    end_with_parent()
    sys.exit(asyncio.run(main()))
