"""The crash campaign: kills, power cuts, pauses, restarts by the hundred, and no broken promise.

`python -m tests.reliability.campaign [SHARE]` runs three lanes of storms side by side against real
servers over real sockets; see launch.py for what differs from an ordinary `firstline serve`. SHARE,
such as 0.1, makes all numbers smaller. The exit code is 1 if a promise was broken or a goal missed.
"""

import asyncio
import errno
import math
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import psycopg

from store.engine import upgrade
from tests.fakes.pgcluster import Cluster, binaries
from tests.reliability import power, storms
from tests.reliability.books import Books
from tests.reliability.checker import Story
from tests.reliability.desk import Desk, Fallen
from tests.reliability.proxy import Wire
from tests.reliability.replica import Nursery, OnSmallDisk, Replica, Watched, can_mount

SEED = 20260302
REPLICAS = 3
LEASE = 6.0  # seconds; see bot.runtime.crew
GOALS = {
    "SQLite": {
        "kills": 500,
        "of them fresh interpreters": 50,
        "power cuts": 100,
        "clock jumps": 6,
        "full disks": 1,
        "read-only disks": 1,
    },
    "PostgreSQL": {
        "kills": 100,
        "pauses": 20,
        "database restarts": 10,
        "dead wires": 4,
        "takeovers": 6,
        "orderly ends": 12,
    },
}


# Rounds, and how much is done in each: in all no less than the goals, for every share of both.
WORK = {
    "SQLite": {
        "kills": (8, 54),
        "of them fresh interpreters": (1, 50),
        "power cuts": (3, 34),
        "clock jumps": (1, 6),
    },
    "PostgreSQL": {
        "kills": (1, 100),
        "pauses": (1, 20),
        "database restarts": (1, 15),
        "dead wires": (1, 4),
        "takeovers": (1, 6),
        "orderly ends": (1, 12),
    },
}
FIRST_STARTS = 4  # kills before a round of kills or power cuts


def part(number, share):
    """So many of what the full campaign does."""
    return math.ceil(number * share)


def goal(database, name, share):
    """So many must have been done in a campaign of this share."""
    return max(1, math.floor(GOALS[database][name] * share))


@dataclass
class Tally:
    """What was done and seen, by database, and every violation."""

    done: dict = field(default_factory=lambda: {name: Counter() for name in GOALS})
    violations: list = field(default_factory=list)
    slowest_takeover: float = 0.0  # seconds

    def add(self, database, title, desk, story, found, seconds):
        """The end of one storm."""
        self.slowest_takeover = max(self.slowest_takeover, desk.slowest_takeover)
        counts = Counter(desk.done) + _seen(desk, story)
        self.done[database] += counts
        self.violations += found
        print(f"{database:<11}{title:<34}{seconds:>6.1f} s  {_told(counts)}", flush=True)
        for violation in found[:20]:
            print(f"    {violation.name}: {violation.what}", flush=True)
        for words in desk.last_words:
            print(f"    a server ended by itself, and this is the end of its log:\n{words}")


def _seen(desk, story):
    """Figures of a desk whose storm is over."""
    mails = Counter(story.mails)
    return Counter({
        **{f"acknowledged by {name}": n for name, n in story.history.counts().items()},
        "said again": sum(said.tries - 1 + said.again for said in story.history.said),
        "refused for now": sum(story.history.refusals.values()),
        "tickets": len(story.books.tickets),
        "mails delivered": len(mails),
        "delivered more than once": sum(n - 1 for n in mails.values()),
        "answers 451 by the sink": desk.sink.refused,
        "connections cut by the sink": desk.sink.cut,
        "outbox rows buried": sum(row.state == "buried" for row in story.books.outbox),
    })  # fmt: skip


def _told(counts):
    return ", ".join(f"{n} {name}" for name, n in counts.items() if n)


class Campaign:
    """The nurseries, the share of the full numbers, and the tally."""

    def __init__(self, share=1.0):
        self.share, self.tally = share, Tally()
        self.chance = random.Random(SEED)  # noqa: S311 - nothing secret
        self.nursery, self.watched = Nursery(), None
        self._folder = tempfile.TemporaryDirectory()
        if power.has_compiler():
            self.watched = Nursery(power.library(self._folder.name))

    def part(self, number):
        """See the function."""
        return part(number, self.share)

    def desk(self, *, watched=False, **how):
        """A new desk; `watched` by the preloaded library or not."""
        chance = random.Random(self.chance.random())  # noqa: S311
        nursery = self.watched if watched else self.nursery
        kind = {"make": Watched if watched else Replica}
        return Desk(nursery, chance, **(kind | how))

    @asynccontextmanager
    async def storm(self, database, title, desk, *, calm=False, **load):
        """A desk with people at it; when the block ends, its books are checked."""
        began = time.monotonic()
        story, found = Story(desk.history, Books()), ()
        try:
            async with desk.open(**load):
                yield desk
                story, found = await desk.judge(calm=calm)
        except Fallen as end:
            found = end.violations
        self.tally.add(database, title, desk, story, found, time.monotonic() - began)

    # --- the lanes ---------------------------------------------------------------------------
    async def sqlite_kills(self, rounds, number, *, afresh=False):
        """kill -9 on SQLite; every round is a new desk."""
        title = "kill -9 of fresh interpreters" if afresh else "kill -9"
        forked = int(afresh)  # the first life to be killed comes from the nursery all the same
        for _ in range(rounds):
            async with self.storm("SQLite", title, self.desk(), begin=_at_first) as desk:
                await storms.kills(desk, self.part(number) + forked, afresh=afresh)

    async def sqlite_power(self, rounds, number):
        """Power cuts on SQLite."""
        for _ in range(rounds):
            watched = self.desk(watched=True)
            async with self.storm("SQLite", "power cuts", watched, begin=_at_first) as desk:
                await storms.power_cuts(desk, self.part(number))

    async def sqlite_blinks(self, number):
        """Writes and syncs fail for a moment, again and again."""
        async with self.storm("SQLite", "a disk that blinks", self.desk(watched=True)) as desk:
            await storms.flickers(desk, self.part(number))

    async def sqlite_clock(self, number):
        """The clock jumps by an hour, ahead and back."""
        async with self.storm("SQLite", "clock jumps of an hour", self.desk(watched=True)) as desk:
            await storms.clock_jumps(desk, self.part(number), every=2.0)

    async def sqlite_disk(self):
        """The disk is full, or may only be read; for as long as it is so nothing is taken."""
        if can_mount():
            async with self._bad_disk("full disk (of its own)", make=OnSmallDisk) as desk:
                (replica,) = desk.replicas
                await storms.bad_disk(desk, "full disks", replica.fill_up, replica.make_room)
        else:
            print("no right to mount: no disk of its own to be filled")
        for name, error in (("full disk", errno.ENOSPC), ("read-only disk", errno.EROFS)):
            async with self._bad_disk(f"{name} (every write fails)", watched=True) as desk:
                power = desk.replicas[0].power
                spoil = partial(power.disturb, error=error)
                await storms.bad_disk(desk, f"{name}s", spoil, power.disturb)

    def _bad_disk(self, title, **how):
        return self.storm("SQLite", title, self.desk(**how), talkers=10, pause=0.05)

    async def postgres(self, cluster, kills, pauses, restarts, wires):
        """Everything at once on PostgreSQL: the replicas take turns in trouble."""
        url = new_database(cluster)
        async with Wire(cluster.port) as wire:
            wired = f"postgresql://postgres@127.0.0.1:{wire.port}/{url.rpartition('/')[2]}"
            desk = self.desk(database=url, replicas=REPLICAS, watched=bool(self.watched))
            desk.databases = (url, url, wired)
            async with self.storm("PostgreSQL", f"{REPLICAS} replicas, everything", desk):
                await self._everything(desk, cluster, wire, kills, pauses, restarts, wires)

    async def postgres_in_peace(self, cluster, takeovers, ends):
        """What others finish in time after a death, and what an orderly end leaves undone."""
        for title, storm, number in (
            ("replicas that die for good", storms.takeovers, takeovers),
            ("replicas that end in order", storms.orderly_ends, ends),
        ):
            desk = self.desk(database=new_database(cluster), replicas=REPLICAS)
            desk.sink.calm()
            calm = storm is storms.orderly_ends
            async with self.storm("PostgreSQL", title, desk, calm=calm, talkers=3, pause=0.3):
                await storm(desk, self.part(number))

    async def _everything(self, desk, cluster, wire, kills, pauses, restarts, wires):
        guard = storms.Guard(desk)
        part = self.part
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(guard.watch())
            troubles = [
                storms.replica_kills(desk, guard, part(kills), every=0.5),
                storms.pauses(desk, guard, part(pauses), seconds=LEASE + 1.5),
                storms.restarts(desk, cluster, part(restarts), every=6.0),
                storms.dead_wires(desk, wire, part(wires), seconds=8.0, every=15.0),
            ]
            if self.watched:
                troubles.append(storms.clock_jumps(desk, part(6), every=8.0))
            await asyncio.gather(*troubles)
            watch.cancel()

    # --- all of it ---------------------------------------------------------------------------
    async def run(self):
        """Three lanes side by side."""
        began = time.monotonic()
        async with AsyncExitStack() as stack:
            stack.callback(self.close)
            async with asyncio.TaskGroup() as lanes:
                lanes.create_task(self._lane_of_kills())
                lanes.create_task(self._lane_of_cuts())
                lanes.create_task(self._lane_of_replicas())
        return self._verdict(time.monotonic() - began)

    async def _lane_of_kills(self):
        await self.sqlite_kills(*WORK["SQLite"]["kills"])

    async def _lane_of_cuts(self):
        work = WORK["SQLite"]
        await self.sqlite_kills(*work["of them fresh interpreters"], afresh=True)
        if self.watched is None:
            print("no C compiler (cc): no power cuts, no clock jumps, no failing disks")
            return
        await self.sqlite_power(*work["power cuts"])
        await self.sqlite_blinks(20)
        await self.sqlite_clock(work["clock jumps"][1])
        await self.sqlite_disk()

    async def _lane_of_replicas(self):
        number = {name: number for name, (_, number) in WORK["PostgreSQL"].items()}
        storm = ("kills", "pauses", "database restarts", "dead wires")
        async with postgres() as cluster:
            await self.postgres_in_peace(cluster, number["takeovers"], number["orderly ends"])
            await self.postgres(cluster, *(number[name] for name in storm))

    def close(self):
        """Let the nurseries go."""
        for nursery in filter(None, (self.nursery, self.watched)):
            nursery.close()
        self._folder.cleanup()

    def _verdict(self, seconds):
        missed = []
        for database, done in self.tally.done.items():
            print(f"\n{database}")
            for name, number in done.items():
                least = goal(database, name, self.share) if name in GOALS[database] else 0
                print(f"  {number:>7}  {name}{f' (goal {least})' if least else ''}")
            missed += [
                (database, name)
                for name in GOALS[database]
                if done[name] < goal(database, name, self.share)
            ]
        print(f"slowest takeover of a dead replica's work: {self.tally.slowest_takeover:.1f} s")
        for database, name in missed:
            print(f"goal missed: {name} on {database}")
        broken = Counter(violation.name for violation in self.tally.violations)
        print(f"\n{sum(broken.values())} violations {dict(broken) or ''} in {seconds:.0f} seconds")
        return 1 if broken or missed else 0


async def _at_first(desk, replica):
    await storms.first_starts(desk, replica, FIRST_STARTS)


@asynccontextmanager
async def postgres():
    """A throw-away PostgreSQL."""
    programs = binaries()
    if programs is None:
        raise SystemExit("no PostgreSQL: install it; the replicas need one")
    cluster = Cluster(programs)
    try:
        await asyncio.to_thread(cluster.start)
        yield cluster
    finally:
        await asyncio.to_thread(cluster.stop)


def new_database(cluster):
    """The address of a fresh database with all tables."""
    name = f"campaign_{time.monotonic_ns()}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    upgrade(cluster.url(name))
    return cluster.url(name)


def share_of(words):
    """The share that the command line asks for."""
    share = float(words[0]) if words else 1.0
    if not 0 < share <= 1:
        raise SystemExit("SHARE is more than 0 and at most 1")
    return share


if __name__ == "__main__":
    sys.exit(asyncio.run(Campaign(share_of(sys.argv[1:])).run()))
