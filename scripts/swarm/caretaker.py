"""Clears up after the swarm, however that ended. usage: caretaker.py FOLDER

The end of its input tells it that the swarm is gone; so even a kill -9 of that leaves nothing.
The lines before are the daemons' locks in /tmp: a daemon that crashes at its end leaves its own.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 5  # seconds for a daemon to end by itself


def locks_of(pid):
    """What a daemon holds in /tmp, and cannot remove when it is killed."""
    with contextlib.suppress(OSError):
        links = [os.readlink(descriptor) for descriptor in Path(f"/proc/{pid}/fd").iterdir()]
        return [link for link in links if link.rpartition("/")[2].startswith("tr_session_id_")]
    return []


def kill(pid):
    """Kills a daemon at once, and removes its locks."""
    locks = locks_of(pid)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    for lock in locks:
        Path(lock).unlink(missing_ok=True)


def at_work_in(folder):
    """Other processes that were started with a path below `folder`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]


def main(folder):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    locks = sys.stdin.read().split()
    locks += [lock for pid in at_work_in(folder) for lock in locks_of(pid)]
    deadline = time.monotonic() + PATIENCE
    while at_work_in(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in at_work_in(folder):
        kill(pid)
    for lock in locks:
        Path(lock).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
