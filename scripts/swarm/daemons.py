"""Private transmission-daemons: own folder, own ports, loopback only, gone with us."""

import asyncio
import json
import os
import random
import socket
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from pathlib import Path

import caretaker

DAEMON = os.environ.get("TD", "transmission-daemon")
REMOTE = os.environ.get("TR", "transmission-remote")
STARTUP_DEADLINE = 10
PATIENCE = 4
TRIES = 5

# Below the range from which the kernel takes ports for outgoing connections, so that
# nothing but another listener can take one between the choice and its use.
LISTENER_PORTS = range(20000, 32000)


class Failed(Exception):
    """A sentence for the person who started the swarm."""


def free_port():
    while True:
        port = random.choice(LISTENER_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def clean_environment(home):
    """Ours, without what would send the clients through a proxy, to another account or folder."""
    unwanted = ("TR_AUTH", "TRANSMISSION_", "CURL_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(unwanted) and not name.lower().endswith("_proxy")
    }
    return {**kept, "HOME": str(home), "LC_ALL": "C"}


def settings(downloads, rpc_port, peer_port):
    return {
        "bind-address-ipv4": "127.0.0.1",
        "bind-address-ipv6": "::1",
        "blocklist-enabled": False,
        "dht-enabled": False,
        "download-dir": str(downloads),
        "encryption": 0,
        "lpd-enabled": False,
        "peer-port": peer_port,
        "peer-port-random-on-start": False,
        "pex-enabled": False,
        "port-forwarding-enabled": False,
        "rpc-bind-address": "127.0.0.1",
        "rpc-port": rpc_port,
        "rpc-whitelist-enabled": True,
        "rpc-whitelist": "127.0.0.1",
        "start-added-torrents": True,
        "utp-enabled": False,
        "watch-dir-enabled": False,
    }


class Daemon:
    """One transmission-daemon. `stop()` is safe at any time, also before or amid `start()`."""

    def __init__(self, folder):
        self.folder = folder
        self.downloads = folder / "downloads"
        self.config = folder / "config"
        self.rpc_port = self.peer_port = 0
        self._environment = clean_environment(folder)
        self._process = None

    async def start(self):
        self.downloads.mkdir(parents=True)
        self.config.mkdir()
        for _ in range(TRIES):
            if await self._start_on(free_port(), free_port()):
                return
            await self.stop()
        raise Failed(f"{DAEMON} did not start; its log:\n{self.log()}")

    async def _start_on(self, rpc_port, peer_port):
        self.rpc_port, self.peer_port = rpc_port, peer_port
        (self.config / "settings.json").write_text(
            json.dumps(settings(self.downloads, rpc_port, peer_port))
        )
        with (self.folder / "log").open("wb") as log:
            self._process = await spawn(
                *("setpriv", "--pdeathsig", "TERM"),  # if we are killed, it ends too
                *(DAEMON, "--foreground", "--config-dir", str(self.config)),
                env=self._environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,  # Ctrl-C is for us, who then end it in order
            )
        return await self._answers()

    async def _answers(self):
        """Whether what answers at our port is this daemon and no other that came first."""
        deadline = asyncio.get_running_loop().time() + STARTUP_DEADLINE
        while self._process.returncode is None and asyncio.get_running_loop().time() < deadline:
            code, said = await self._ask("--session-info")
            if code == 0 and "Configuration directory" in said:
                return str(self.config) in said and await accepts(self.peer_port)
            await asyncio.sleep(0.1)
        return False

    async def _ask(self, *arguments):
        client = await spawn(
            *(REMOTE, f"127.0.0.1:{self.rpc_port}", *arguments),
            env=self._environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
        )
        said, _ = await client.communicate()
        return client.returncode, said.decode(errors="replace")

    async def remote(self, *arguments):
        """Has transmission-remote do something; the daemon was seen to be ours at its start."""
        if self._process.returncode is not None:
            raise Failed(f"{DAEMON} ended by itself; its log:\n{self.log()}")
        code, said = await self._ask(*arguments)
        if code != 0:
            raise Failed(f"{REMOTE} {' '.join(arguments)} failed: {said.strip()}")

    async def stop(self):
        if not self._process or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            caretaker.kill(self._process.pid)
            await self._process.wait()

    def locks(self):
        return caretaker.locks_of(self._process.pid)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-2000:]


async def spawn(*words, **options):
    try:
        return await asyncio.create_subprocess_exec(*words, **options)
    except OSError as error:
        raise Failed(f"{words[0]} cannot be run: {error.strerror}") from error


async def accepts(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
