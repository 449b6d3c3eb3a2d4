"""A process that has imported the product once and forks a `firstline` whenever one is ordered.

For a processor that cannot start hundreds of interpreters in minutes. `Nursery` orders; the process
itself is `python -m tests.process.nursery`, or any module that calls `children`. A child has a
folder, an environment and files of its own, runs the command line's `app` from its beginning to the
end of its interpreter, and ends with the nursery.

An order is a datagram of JSON: {"folder", "environment", "words"} together with the files that are
to be the child's input, output and complaints, answered with its number; or {"ended": number} for a
child that has ended, answered with its exit code.
"""

import ctypes
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import bot.cli

ROOT = Path(__file__).parents[2]
LONGEST = 65_536  # bytes of an order
PR_SET_PDEATHSIG = 1

# Imported by the product where it needs them; the nursery does it once.
READY_MADE = (
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.auto",
)


class Child:
    """A process born in the nursery; to be used like a subprocess.Popen."""

    def __init__(self, pid, reap):
        self.pid = pid
        self.returncode = None
        self._reap = reap
        self._handle = os.pidfd_open(pid)

    def poll(self):
        """Its exit code, None while it lives."""
        return self._look(0)

    def wait(self, timeout):
        """Its exit code, once it has ended. Raises TimeoutExpired."""
        if self._look(1000 * timeout) is None:
            raise subprocess.TimeoutExpired("firstline", timeout)
        return self.returncode

    def send_signal(self, what):
        """A signal; nothing if it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, what)

    def kill(self):
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def _look(self, milliseconds):
        if self.returncode is None and _has_ended(self._handle, milliseconds):
            self.returncode = self._reap(self.pid)
            os.close(self._handle)
        return self.returncode


def _has_ended(handle, milliseconds):
    watch = select.poll()
    watch.register(handle, select.POLLIN)
    return bool(watch.poll(milliseconds))


class Nursery:
    """The process at the other end; `environment` is what it sees while it imports."""

    def __init__(self, module="tests.process.nursery", *, environment=()):
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, "--nursery", str(theirs.fileno())],
                env={**os.environ, "PYTHONPATH": str(ROOT), **dict(environment)},
                cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
            )  # fmt: skip

    def bear(self, folder, environment, words, files):
        """A new `firstline WORDS` in this folder; `files` are its input, output and complaints."""
        order = {"folder": str(folder), "environment": environment, "words": words}
        return Child(self._ask(order, files), self._ended)

    def close(self):
        """End it."""
        self._line.close()
        self._process.wait(10)

    def _ended(self, pid):
        return self._ask({"ended": pid})

    def _ask(self, order, files=()):
        with self._turn:
            socket.send_fds(self._line, [json.dumps(order).encode()], [f.fileno() for f in files])
            return int(self._line.recv(LONGEST))


# --- the process itself --------------------------------------------------------------------------


def children(number):
    """Fork for every order that comes by the socket of this number; returns in each child."""
    for name in READY_MADE:
        __import__(name)
    gc.freeze()  # what is never looked at is never copied
    with socket.socket(fileno=number) as line:
        while True:
            order, files, _, _ = socket.recv_fds(line, LONGEST, 3)
            if not order:
                sys.exit()
            answer = _carry_out(json.loads(order), files)
            if not answer:
                return
            line.send(answer)


def _carry_out(order, files):
    """The answer to an order; nothing in the child."""
    if "ended" in order:
        _, status = os.waitpid(order["ended"], 0)
        return str(os.waitstatus_to_exitcode(status)).encode()
    child = os.fork()
    if child == 0:
        _become(files, **order)
        return b""
    for file in files:
        os.close(file)
    return str(child).encode()


def _become(files, folder, environment, words):
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for ours, theirs in zip(files, range(3), strict=True):
        os.dup2(ours, theirs)
        os.close(ours)
    sys.argv = ["firstline", *words]


if __name__ == "__main__":
    children(int(sys.argv[-1]))
    bot.cli.app()
