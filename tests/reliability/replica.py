"""One real server that is started, killed, stopped and started again; many times, cheaply."""

import asyncio
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress

from tests.process import nursery
from tests.process.server import Server
from tests.reliability.power import Power

OPENS_WITHIN = 60.0
ENDS_WITHIN = 20.0
LOOK = 0.02
SMALL = "size=16m"


class Life:
    """A process from its start to its end."""

    def __init__(self, process):
        self._process = process

    def send(self, what):
        """A signal; nothing if it has ended."""
        self._process.send_signal(what)

    def is_over(self):
        """Whether it has ended."""
        return self._process.poll() is not None

    async def end(self):
        """Wait until it has ended."""
        while not self.is_over():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(LOOK)


class Nursery(nursery.Nursery):
    """Where the servers of a campaign come from; with a library preloaded or not."""

    def __init__(self, preload=""):
        self.preload = str(preload)
        loaded = {"LD_PRELOAD": self.preload} if preload else {}
        super().__init__("tests.reliability.launch", environment=loaded)


class Replica(Server):
    """A server whose lives are counted; `extra` is added to its environment."""

    program = (sys.executable, "-m", "tests.reliability.launch")

    def __init__(self, nursery, *, extra=None, preload="", **how):
        super().__init__(nursery=nursery, **how)
        (self.folder / "data").mkdir()
        self._preload = str(preload)
        self._extra = extra or {}
        self.life = None
        self.afresh = False  # whether this life is of an interpreter of its own

    @property
    def environment(self):
        loaded = {"LD_PRELOAD": self._preload} if self._preload else {}
        return {**super().environment, **loaded, **self._extra}

    def begin(self, *, afresh=False):
        """Start it, from the nursery or as a fresh interpreter; it is not open yet."""
        if not (self.folder / "firstline.toml").exists():
            self.write_settings()
        self.afresh = afresh
        self.life = Life(self.start(afresh=afresh))

    async def is_open(self, *, within=OPENS_WITHIN):
        """Wait until mail is taken; False if it ended first."""
        async with asyncio.timeout(within):
            while not self.life.is_over():
                if await self._greets():
                    return True
                await asyncio.sleep(LOOK)
        return False

    async def _greets(self):
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.smtp)
            greeting = await reader.read(3)
            writer.close()
            return greeting == b"220"
        return False

    async def kill_now(self):
        """kill -9."""
        life, self.life = self.life, None
        if life:
            life.send(signal.SIGKILL)
            await life.end()

    async def finish(self):
        """As an operator ends it. Raises TimeoutError if it does not obey."""
        self.life.send(signal.SIGTERM)
        async with asyncio.timeout(ENDS_WITHIN):
            await self.life.end()
        self.life = None


class Watched(Replica):
    """A server on a disk of ours: see power.py. Its nursery has the library preloaded."""

    def __init__(self, nursery, **how):
        super().__init__(nursery, preload=nursery.preload, **how)
        self.power = Power(self.folder, self.folder / "data")
        self._extra = self._extra | self.power.environment

    def leave(self):
        super().leave()
        self.power.leave()


class OnSmallDisk(Replica):
    """A server whose data lies on a small disk of its own, which can be filled up."""

    def __init__(self, nursery, **how):
        super().__init__(nursery, **how)
        self._data = self.folder / "data"
        subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", self._data], check=True)

    def fill_up(self):
        """Leave not a byte."""
        with suppress(OSError), (self._data / "filler").open("ab", buffering=0) as filler:
            for size in (65536, 1):
                with suppress(OSError):
                    while filler.write(bytes(size)):
                        pass

    def make_room(self):
        (self._data / "filler").unlink()

    def leave(self):
        subprocess.run(["umount", "-l", self._data], check=False)
        super().leave()


def can_mount():
    """Whether this machine lets us have a disk of our own."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", folder]
        able = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        if able:
            subprocess.run(["umount", folder], check=True)
    return able
