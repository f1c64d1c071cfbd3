"""Clears up after the swarm, however that ended. usage: caretaker.py FOLDER

The end of its input tells it that the swarm is gone; so even a kill -9 of that leaves nothing.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 5  # seconds for a daemon to end by itself


def kill(pid):
    """Kills a daemon at once, and removes the lock in /tmp that it would have removed itself."""
    locks = []
    with contextlib.suppress(OSError):
        links = [os.readlink(descriptor) for descriptor in Path(f"/proc/{pid}/fd").iterdir()]
        locks = [link for link in links if link.rpartition("/")[2].startswith("tr_session_id_")]
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
    sys.stdin.read()
    deadline = time.monotonic() + PATIENCE
    while at_work_in(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in at_work_in(folder):
        kill(pid)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
