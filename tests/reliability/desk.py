"""A desk in a storm: real servers, a smarthost, people who insist; and the books at the end."""

import asyncio
import random
import sqlite3
import time
from contextlib import asynccontextmanager

from channels.control import ControlClient
from store.errors import StoreError
from tests.process.server import SAM
from tests.reliability import books, checker
from tests.reliability.checker import Story, Violation
from tests.reliability.history import History
from tests.reliability.load import Load, sign_in
from tests.reliability.replica import Replica
from tests.reliability.sink import Sink

RESTS_WITHIN = 90.0
DAMAGE = (sqlite3.DatabaseError, StoreError, ValueError)


class Fallen(Exception):
    """A desk that cannot be opened any more, or whose books cannot be read."""

    def __init__(self, name, what):
        super().__init__(f"{name}: {what}")
        self.violations = [Violation(name, what)]


class Desk:
    """`replicas` work together on one database; `count` is what was done to them, by name."""

    def __init__(self, nursery, chance, *, database="", replicas=1, make=Replica, **how):
        self.chance, self.history = chance, History()
        self.sink = Sink(random.Random(chance.random()))  # noqa: S311 - nothing secret
        self._nursery = nursery
        self._make, self._how = make, how
        self.replicas, self.done, self._running = [], {}, None
        self.load = None
        self.violations, self.last_words = [], []
        self.slowest_takeover = 0.0  # seconds
        self.databases = (database,) * replicas  # as each of them reaches it

    @asynccontextmanager
    async def open(self, *, begin=None, **load):
        """Servers are up and people talk, until the block ends.

        `begin` is done to each replica while it starts for the first time.
        """
        async with self.sink:
            try:
                await self._begin(begin, load)
                yield self
            finally:
                await self._leave()

    async def _begin(self, begin, load):
        for number, database in enumerate(self.databases):
            replica = self._make(
                self._nursery, database=database, settle=0,
                smarthost=f"127.0.0.1:{self.sink.port}", **self._how,
            )  # fmt: skip
            self.replicas.append(replica)
            self._share_files(replica, number)
            replica.begin()
        for replica in self.replicas:
            if begin:
                await begin(self, replica)
            await self.require(replica)
        self.load = Load(
            self.history, self.replicas, self.chance, sink=self.sink,
            signed_in=await self._agent(), **load,
        )  # fmt: skip
        self._running = asyncio.create_task(self.load.run())

    def _share_files(self, replica, number):
        """Files of several servers lie in one folder."""
        if number:
            first = self.replicas[0].folder / "data" / "blobs"
            first.mkdir(exist_ok=True)
            (replica.folder / "data" / "blobs").symlink_to(first)

    async def _agent(self):
        first = self.replicas[0]
        told = await ControlClient(first.control).order("link", email=SAM[1])
        return await sign_in(first, told["link"])

    async def _leave(self):
        if self._running:
            self._running.cancel()
            await asyncio.wait([self._running])
        for replica in self.replicas:
            await replica.kill_now()
            replica.leave()

    # --- during the storm ----------------------------------------------------------------------
    def count(self, name, number=1):
        """Something was done to this desk."""
        self.done[name] = self.done.get(name, 0) + number

    def count_in(self, replica, question):
        """The number that is asked for. Raises Fallen if the books cannot be read."""
        try:
            return replica.count(question)
        except DAMAGE as damage:
            raise Fallen("INTEGRITY", str(damage)) from damage

    def accuse(self, name, what):
        """A promise was broken before the books were read."""
        self.violations.append(Violation(name, what))

    def check_the_people(self):
        """A client that fell over is a fault of ours, not of the desk."""
        if self._running.done() and not self._running.cancelled():
            self._running.result()

    async def kill(self, replica, *, afresh=False):
        """kill -9, and start again."""
        self.check_the_people()
        await replica.kill_now()
        self.count("kills")
        self.count("of them fresh interpreters", replica.afresh)
        replica.begin(afresh=afresh)

    # --- afterwards ----------------------------------------------------------------------------
    async def judge(self, *, calm=False, patience=RESTS_WITHIN):
        """Let everybody finish, wait until nothing is left to do, and look into the books.

        Raises Fallen if there is nothing left to look into.
        """
        self.load.end()
        self.sink.calm()
        for replica in self.replicas:
            await self.require(replica)
        await asyncio.wait([self._running], timeout=patience)
        self.check_the_people()
        try:
            await self._rest(patience)
            for replica in self.replicas:  # whoever has ended meanwhile is no witness
                await self.require(replica)
            found = await books.read(self.replicas[0])
        except DAMAGE as damage:
            raise Fallen("INTEGRITY", str(damage)) from damage
        story = Story(self.history, found, list(self.sink.mails), calm)
        return story, [*self.violations, *checker.check(story), *self._unheard()]

    async def require(self, replica):
        """Wait until it is open. Raises Fallen if it cannot be opened."""
        if not await replica.is_open():
            raise Fallen("OPENS", replica.log[-3000:])

    def _unheard(self):
        waiting = [] if self._running.done() else self.history.said
        return [Violation("UNHEARD", said.handle) for said in waiting if not said.acknowledged]

    async def _rest(self, patience):
        """Until nothing is pending; in the end the checker says what is."""
        end = time.monotonic() + patience
        first = self.replicas[0]
        while time.monotonic() < end:
            if first.is_at_rest() and not self._is_silence_due():
                return
            await asyncio.sleep(0.2)

    def _is_silence_due(self):
        """Whether time has still to bring something."""
        return self.replicas[0].count("SELECT count(*) FROM talks WHERE nudge_at IS NOT NULL")
