"""The real server, as a process of its own in a folder of its own."""

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryFile

import httpx
import psycopg

from bot.core import lifecycle
from channels.control import ControlClient
from store import tickets
from store.engine import open_reader
from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port

ROOT = Path(__file__).parents[2]
FIRSTLINE = (str(Path(sys.executable).with_name("firstline")),)
OPENS_WITHIN = PATIENCE
ENDS_WITHIN = 30.0
WIDE = "200"  # columns of the terminal

SETTINGS = """\
database = "{database}"
channels = ["console", "web", "email"]

[desk]
settle = {settle}

[web]
port = {web}
upload_limit = 200000
messages_per_minute = 5000
requests_per_minute = 100000
uploads_per_minute = 5000
sessions_per_minute = 5000
links_per_hour = 5000

[email]
port = {smtp}
addresses = ["help@example.org"]
size_limit = 300000
smarthost = "{smarthost}"
starttls = "never"
"""
AGENT = '\n[[agents]]\nname = "{name}"\nemail = "{email}"\n'
SAM = ("Sam", "sam@example.org")
PLAIN = {"trust_env": False, "verify": False}  # no TLS here: to prepare for it takes its time


def until(look, *, within=PATIENCE):
    """What `look` returns as soon as that is something; fails after a while."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"in vain: {getattr(look, '__name__', look)}"
        time.sleep(0.02)
    return found


async def until_async(look, *, within=PATIENCE):
    """The same, without holding up anybody else in this process."""
    return await asyncio.to_thread(until, look, within=within)


def wait_for(coroutine):
    """What it returns, whether or not a loop of the test is running here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _all_of(file):
    file.seek(0)
    return file.read().decode()


class Server:
    """A desk that can be opened, closed, killed and looked into.

    It is born in the `nursery`, or without one as a fresh interpreter.
    """

    program = FIRSTLINE
    settings = SETTINGS

    def __init__(self, *, nursery=None, database="", agents=(SAM,), smarthost="", settle=0.2):
        self.nursery = nursery
        # Near the root: the name of a Unix socket must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="fl-"))
        (self.folder / "tmp").mkdir()
        self.web, self.smtp = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web}"
        self.database = database
        self.agents = agents
        self.smarthost = smarthost
        self.settle = settle
        self.process = None

    # --- life ----------------------------------------------------------------------------------
    def open(self):
        """Start it and wait until every door is open."""
        self.write_settings()
        self.process = self.start()
        until(self._is_open, within=OPENS_WITHIN)
        return self

    def start(self, *, afresh=False):
        """Begin to serve; it is not open yet."""
        with open(os.devnull, "rb") as nothing, (self.folder / "log").open("ab") as log:
            return self._begin(("serve",), (nothing, log, log), afresh=afresh)

    def _begin(self, words, files, *, afresh=False):
        """A process with these words on its command line and its input, output and complaints."""
        if self.nursery and not afresh:
            return self.nursery.bear(self.folder, self.environment, words, files)
        said, told, complained = files
        return subprocess.Popen(
            [*self.program, *words], cwd=self.folder, env=self.environment,
            stdin=said, stdout=told, stderr=complained,
        )  # fmt: skip

    def close(self):
        """End it as an operator does; it has to obey, in time and without complaint."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(ENDS_WITHIN)
        self.process = None
        assert code == 0, self.log
        assert "Traceback" not in self.log, self.log

    def kill(self):
        """kill -9: no goodbye, nothing is finished."""
        self.process.kill()
        self.process.wait(ENDS_WITHIN)
        self.process = None

    def leave(self):
        """Whatever happened, nothing is left behind."""
        if self.process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_ready(self):
        """Whether it says that it takes messages in."""
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/ready", timeout=5, **PLAIN).status_code == 200
        return False

    def _is_open(self):
        assert self.process.poll() is None, f"it has ended: {self.log}"
        with suppress(OSError):
            if self.is_ready():
                socket.create_connection(("127.0.0.1", self.smtp), 5).close()
                return self.control.exists()
        return False

    def write_settings(self):
        said = self.settings.format(**vars(self))
        said += "".join(AGENT.format(name=name, email=email) for name, email in self.agents)
        (self.folder / "firstline.toml").write_text(said)

    # --- the operator --------------------------------------------------------------------------
    @property
    def environment(self):
        """As little as possible, and a folder of its own for what is temporary."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ours = {"PYTHONPATH": str(ROOT), "TMPDIR": str(self.folder / "tmp"), "COLUMNS": WIDE}
        return {**kept, **ours}

    @property
    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    @property
    def control(self):
        return self.folder / "data" / "control.sock"

    def command(self, *words, said="", ok=True):
        """What `firstline WORDS` prints, run beside the server."""
        reading, writing = os.pipe()
        with TemporaryFile() as told, TemporaryFile() as complained:
            with open(reading, "rb") as typed, open(writing, "wb") as typing:
                process = self._begin(words, (typed, told, complained))
                typing.write(said.encode())
            code = process.wait(60)
            out, err = (_all_of(file) for file in (told, complained))
        assert (code == 0) is ok, err
        return out if ok else err

    def order(self, name, /, **what):
        """An order by the control socket, as the command line gives it, only faster."""
        return wait_for(ControlClient(self.control).order(name, **what))

    def path_of(self, link):
        """The path of a link to this server."""
        assert link.startswith(self.url), link
        return link.removeprefix(self.url)

    # --- what it has kept ----------------------------------------------------------------------
    def rows(self, question, **values):
        """What the database says, asked from outside."""
        if self.database:
            question = question.replace("%", "%%")
            for name in values:
                question = question.replace(f":{name}", f"%({name})s")
            with psycopg.connect(self.database) as connection:
                return connection.execute(question, values or None).fetchall()
        file = f"file:{self.folder / 'data' / 'firstline.db'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True, timeout=10)) as connection:
            return connection.execute(question, values).fetchall()

    def let_leases_run_out(self):
        """While it is down: wind the clock on, as far as leases go.

        On SQLite a new server knows that it is alone; on PostgreSQL others may hold a lease.
        """
        if not self.database:
            return
        with psycopg.connect(self.database) as connection:
            connection.execute("UPDATE inbox SET lease_until = put_at WHERE state = 'pending'")
            connection.execute("UPDATE outbox SET lease_until = put_at WHERE state = 'pending'")

    def count(self, question, **values):
        """The one number that is asked for."""
        return self.rows(question, **values)[0][0]

    def is_at_rest(self):
        """Whether everything that came in was handled, and everything said was sent."""
        inbox = self.count("SELECT count(*) FROM inbox WHERE state = 'pending'")
        return not inbox and not self.count("SELECT count(*) FROM outbox WHERE state = 'pending'")

    def check_the_books(self):
        """Every ticket is the fold of its timeline, and was acknowledged once."""
        wait_for(self._compare())
        opened = self.count("SELECT count(*) FROM tickets")
        told = "SELECT count(*) FROM outbox WHERE key LIKE 'opened/%/requester'"
        assert self.count(told) == opened
        if not self.database:
            assert self.rows("PRAGMA integrity_check") == [("ok",)]

    async def _compare(self):
        reader = open_reader(self.database or f"sqlite:///{self.folder / 'data' / 'firstline.db'}")
        try:
            await reader.read(_compare_all, [row[0] for row in self.rows("SELECT id FROM tickets")])
        finally:
            reader.close()


def _compare_all(unit, ids):
    for ticket_id in ids:
        told = lifecycle.replay(ticket_id, tickets.timeline(unit, ticket_id))
        assert told == tickets.get(unit, ticket_id)
