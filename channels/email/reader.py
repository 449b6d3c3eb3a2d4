"""Reads mails within limits of time and memory, at little cost a mail.

A small mail is read in a thread: all that reads is linear, so that much cannot take long. A larger
one goes to a process (see `worker`) that is started when it is needed, kept for the next, ended
when nobody needed it for a while, and replaced when a mail was too much for it.
"""

import asyncio
import json
import subprocess
import sys
import weakref
from asyncio import TimerHandle
from pathlib import Path
from typing import IO

from channels.email import worker
from channels.email.body import Body, body
from channels.email.ours import Ours

SMALL = 64 * 1024  # bytes
SECONDS = 10.0
IDLE_SECONDS = 60.0

ROOT = str(Path(__file__).parents[2])
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from channels.email.worker import main; main()"
)


class Unreadable(Exception):
    """A mail took too long, needed too much memory, or met a bug; says which."""


class Reader:
    """One mail at a time goes to the process; many may wait."""

    def __init__(self, ours: Ours, *, small: int = SMALL, seconds: float = SECONDS) -> None:
        """Mails up to `small` bytes are read here; all others within `seconds`."""
        self._ours = ours
        self._small = small
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: _Process | None = None
        self._idle: TimerHandle | None = None

    async def read(self, raw: bytes) -> Body:
        """What a mail says. Raises Unreadable, or for a small one whatever went wrong."""
        if len(raw) <= self._small:
            return await asyncio.to_thread(body, raw, self._ours)
        async with self._turn:
            return await self._in_process(raw)

    async def _in_process(self, raw: bytes) -> Body:
        self._keep()
        process = self._process = await self._running()
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(process.read, raw)
        except TimeoutError:
            self.close()
            raise Unreadable("it took too long to read") from None
        except (EOFError, OSError):
            self.close()
            raise Unreadable("it needed more time or memory than a mail may") from None
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._let_go()

    async def _running(self) -> "_Process":
        if self._process:
            return self._process
        return await asyncio.to_thread(_Process, self._ours)

    def _keep(self) -> None:
        if self._idle:
            self._idle.cancel()
            self._idle = None

    def _let_go(self) -> None:
        if self._process:
            self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)

    def close(self) -> None:
        """End the process, if there is one; the next mail starts another."""
        self._keep()
        if self._process:
            self._process.end()
            self._process = None


class _Process:
    """A process that reads, seen from here. It ends at the latest with whoever holds this."""

    def __init__(self, ours: Ours) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own code, and no words of anybody's
            [sys.executable, "-I", "-B", "-c", START, ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote the mail
        )
        assert process.stdin  # noqa: S101 - asked for above
        assert process.stdout  # noqa: S101
        self._in, self._out = process.stdin, process.stdout
        self.pid = process.pid
        self.end = weakref.finalize(self, _end, process, self._in, self._out)
        worker.send(self._in, json.dumps(ours.addresses).encode())

    def read(self, raw: bytes) -> Body:
        """Blocks. Raises EOFError or OSError if the process ended, Unreadable if it says so."""
        worker.send(self._in, raw)
        answer = worker.receive(self._out)
        if answer is None:
            raise EOFError
        told = json.loads(answer)
        if "trouble" in told:
            raise Unreadable(f"reading it ended in {told['trouble']}")
        return worker.understood(told, self._out)


def _end(process: "subprocess.Popen[bytes]", *pipes: IO[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in pipes:
        try:
            pipe.close()
        except OSError:  # what it had not taken yet
            continue
