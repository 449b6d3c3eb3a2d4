"""What happens to a desk: kills, power cuts, pauses, a database that restarts, wires gone dead."""

import asyncio
import errno
import signal
import time
from contextlib import asynccontextmanager, suppress

from bot.runtime.lease_loop import MOST_TRIES
from tests.reliability.clients import Browser
from tests.reliability.replica import OPENS_WITHIN

EARLY = 0.4  # share of the kills that come while the server starts
STARTS = 0.3  # seconds, about
WORKS = 0.8  # seconds a server may work before it is killed, at most

_WORST = "SELECT coalesce(max(attempts), 0) FROM inbox WHERE state = 'pending'"


async def _a_moment(desk, replica):
    """Until some moment of a life: while it starts, or while it works.

    A message that met with too many deaths is given up on by design (lease_loop.MOST_TRIES), so a
    desk is left in peace until none has met with half as many.
    """
    desk.check_the_people()
    await _until(lambda: desk.count_in(replica, _WORST) <= MOST_TRIES // 2, within=OPENS_WITHIN)
    if desk.chance.random() < EARLY:
        await asyncio.sleep(desk.chance.uniform(0, STARTS))
        return
    await desk.require(replica)
    await asyncio.sleep(desk.chance.uniform(0, WORKS))


async def first_starts(desk, replica, number):
    """Kills and power cuts while the very first start makes the database."""
    for _ in range(number):
        await asyncio.sleep(desk.chance.uniform(0, STARTS))
        await replica.kill_now()
        desk.count("kills")
        desk.count("of them in a first start")
        if power := getattr(replica, "power", None):
            power.cut(desk.chance, everything=desk.chance.random() < 0.5)
        replica.begin()


async def kills(desk, number, *, afresh=False):
    """kill -9 of the one server, again and again."""
    (replica,) = desk.replicas
    for _ in range(number):
        await _a_moment(desk, replica)
        await desk.kill(replica, afresh=afresh)


async def power_cuts(desk, number):
    """The same with what was not synced gone; now and then a kill between two cuts."""
    (replica,) = desk.replicas
    while desk.done.get("power cuts", 0) < number:
        await _a_moment(desk, replica)
        await replica.kill_now()
        if desk.chance.random() < 0.2:
            replica.power.settle()
            desk.count("kills")
        else:
            lost = replica.power.cut(desk.chance, everything=desk.chance.random() < 0.5)
            desk.count("power cuts")
            desk.count("writes lost in them", lost)
        replica.begin()


class Guard:
    """Lets one trouble at a time befall a replica, and leaves at least one in peace."""

    def __init__(self, desk):
        self._desk, self._troubled = desk, set()

    @asynccontextmanager
    async def one(self):
        """A replica that nothing else happens to."""
        while len(self._troubled) >= len(self._desk.replicas) - 1:  # noqa: ASYNC110 - by turns
            await asyncio.sleep(0.05)
        async with self._holding(self._desk.chance.choice(self._free())) as replica:
            yield replica

    async def watch(self, *, every=0.3):
        """Whoever ended by itself is started again, as a supervisor does; and it is counted."""
        while True:
            await asyncio.sleep(every)
            for replica in self._free():
                if replica.life.is_over():
                    async with self._holding(replica):
                        self._desk.count("ended by themselves")
                        self._desk.last_words.append(replica.log[-1500:])
                        await _up_again(self._desk, replica)

    def _free(self):
        return [replica for replica in self._desk.replicas if replica not in self._troubled]

    @asynccontextmanager
    async def _holding(self, replica):
        self._troubled.add(replica)
        try:
            yield replica
        finally:
            self._troubled.discard(replica)


async def replica_kills(desk, guard, number, *, every):
    """kill -9 of one replica after another, while the others work."""
    for _ in range(number):
        async with guard.one() as replica:
            await desk.kill(replica)
            if desk.chance.random() < EARLY:
                await asyncio.sleep(desk.chance.uniform(0, STARTS))
                await desk.kill(replica)
            await _up_again(desk, replica)
        await asyncio.sleep(desk.chance.uniform(0, 2 * every))


async def _up_again(desk, replica):
    """Open, or started again: without its database or its disk a server does not come up."""
    async with asyncio.timeout(OPENS_WITHIN):
        while not await replica.is_open():
            desk.count("starts in vain")
            await replica.kill_now()
            await asyncio.sleep(0.5)
            replica.begin()


async def pauses(desk, guard, number, *, seconds):
    """SIGSTOP for longer than a lease, then SIGCONT: work was taken over meanwhile."""
    for _ in range(number):
        await asyncio.sleep(desk.chance.uniform(0.5, 1.0))
        async with guard.one() as replica:
            await _stopped(replica, seconds * desk.chance.uniform(1.0, 1.3))
            desk.count("pauses")
            await _up_again(desk, replica)


async def _stopped(replica, seconds):
    replica.life.send(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        replica.life.send(signal.SIGCONT)


async def restarts(desk, cluster, number, *, every):
    """The database stops at once and starts again; each third time by kill -9."""
    for turn in range(number):
        await asyncio.sleep(desk.chance.uniform(0.5, 1.5) * every)
        await asyncio.to_thread(cluster.crash if turn % 3 == 2 else cluster.restart)
        desk.count("postmaster kills" if turn % 3 == 2 else "database restarts")


async def dead_wires(desk, wire, number, *, seconds, every):
    """One replica and the database no longer hear each other."""
    for _ in range(number):
        await asyncio.sleep(desk.chance.uniform(0.5, 1.5) * every)
        wire.freeze()
        await asyncio.sleep(seconds)
        wire.thaw()
        desk.count("dead wires")


async def clock_jumps(desk, number, *, seconds=3600, every):
    """The wall clock of some server jumps ahead or back, and right again later."""
    for _ in range(number):
        replica = desk.chance.choice(desk.replicas)
        replica.power.disturb(clock=desk.chance.choice((seconds, -seconds)))
        desk.count("clock jumps")
        await asyncio.sleep(desk.chance.uniform(0.5, 1.5) * every)
        replica.power.disturb()


REFUSALS = ("email 451", "web 503")  # what people are told while the disk takes nothing
SOON = 20.0  # seconds
ENOUGH = 10  # messages: the desk works


async def bad_disk(desk, name, spoil, mend):
    """The disk takes nothing for a while: everybody is refused, and later taken, by the same life.

    The load must be such that somebody writes a mail and somebody chats.
    """
    (replica,) = desk.replicas
    life = replica.life
    await _until(lambda: len(desk.history.acknowledged) > ENOUGH, within=SOON)
    before = desk.history.refusals.copy()
    spoil()
    desk.count(name)
    for told in REFUSALS:
        if not await _until(lambda told=told: desk.history.refusals[told] > before[told]):
            desk.accuse("NOT_REFUSED", f"{name}: no {told} but {desk.history.refusals - before}")
    await _require_ready(desk, replica, 503, name)
    mend()
    await _require_ready(desk, replica, 200, name)
    taken = len(desk.history.acknowledged)
    if not await _until(lambda: len(desk.history.acknowledged) > taken + ENOUGH):
        desk.accuse("NOT_RESUMED", f"{name}: nothing was taken after it was over")
    if replica.life is not life or life.is_over():
        desk.accuse("NOT_RESUMED", f"{name}: the server has ended")


async def _require_ready(desk, replica, wanted, name):
    """A balancer is told, soon, whether messages can be taken in."""
    status = None
    with suppress(TimeoutError):
        async with asyncio.timeout(SOON):
            while status != wanted:
                with suppress(OSError, asyncio.IncompleteReadError):
                    status, _ = await Browser().get(replica.web, "/ready")
                await asyncio.sleep(0.1)
    if status != wanted:
        desk.accuse("NOT_READY", f"{name}: /ready says {status} and not {wanted}")


ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS)


async def flickers(desk, number):
    """The disk fails for a blink, and a cut may follow: what failed must not count as kept."""
    (replica,) = desk.replicas
    for _ in range(number):
        await _a_moment(desk, replica)
        replica.power.disturb(error=desk.chance.choice(ERRORS))
        await asyncio.sleep(desk.chance.uniform(0.02, 0.3))
        cut = desk.chance.random() < 0.3 or replica.life.is_over()
        if cut:
            await replica.kill_now()
            replica.power.cut(desk.chance, everything=True)
        replica.power.disturb()
        desk.count("blinks of the disk")
        if cut:
            desk.count("power cuts")
            replica.begin()
        await _up_again(desk, replica)  # a start that met with the blink ends, and is repeated


async def until_acknowledged(desk, number):
    """Until the desk has taken so many messages; in vain after a while."""
    await _until(lambda: len(desk.history.acknowledged) >= number, within=OPENS_WITHIN)


async def _until(is_so, *, within=SOON):
    """Whether it becomes so."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not is_so():  # noqa: ASYNC110 - nobody tells us
                await asyncio.sleep(0.05)
            return True
    return False


TAKEN_OVER_WITHIN = 10.0  # seconds


async def takeovers(desk, number):
    """A replica dies for good while it works: what was accepted until then the others finish."""
    for _ in range(number):
        known = len(desk.history.acknowledged)
        await _until(lambda known=known: len(desk.history.acknowledged) > known + ENOUGH)
        replica = desk.chance.choice(desk.replicas)
        other = next(each for each in desk.replicas if each is not replica)
        await replica.kill_now()
        left = {queue: other.count(_LATEST.format(queue)) for queue in ("inbox", "outbox")}
        began = time.monotonic()
        if not await _until(lambda other=other, left=left: _is_finished(other, left)):
            desk.accuse("TAKEN_OVER_LATE", f"after {SOON} s {left} are not finished")
        seconds = time.monotonic() - began
        desk.slowest_takeover = max(desk.slowest_takeover, seconds)
        if seconds > TAKEN_OVER_WITHIN:
            desk.accuse("TAKEN_OVER_LATE", f"after {seconds:.1f} s")
        desk.count("takeovers")
        replica.begin()
        await _up_again(desk, replica)


_LATEST = "SELECT coalesce(max(id), 0) FROM {}"
_LEFT = "SELECT count(*) FROM {} WHERE state = 'pending' AND id <= :id"


def _is_finished(server, left):
    return not any(server.count(_LEFT.format(queue), id=id) for queue, id in left.items())


async def orderly_ends(desk, number):
    """SIGTERM of one replica after another: all they have begun is done, and nothing twice."""
    for _ in range(number):
        replica = desk.chance.choice(desk.replicas)
        await asyncio.sleep(desk.chance.uniform(0.2, 0.8))
        try:
            await replica.finish()
        except TimeoutError:
            desk.accuse("ENDS_LATE", replica.log[-2000:])
        desk.count("orderly ends")
        replica.begin()
        await _up_again(desk, replica)
