"""Small storms: what `make campaign` and `make mutants` do by the hundred."""

import errno
from functools import partial

import pytest

from tests.reliability import storms
from tests.reliability.hunt import NEMESES, mutant
from tests.reliability.mutants import CONDITIONS, FAULTS

pytestmark = pytest.mark.process


async def test_kills_on_sqlite_break_no_promise(make_desk):
    async with make_desk().open() as desk:
        await storms.kills(desk, 5)
        story, found = await desk.judge()
    assert found == []
    assert story.history.acknowledged
    assert desk.done == {"kills": 5, "of them fresh interpreters": 0}


async def test_trouble_with_replicas_on_postgresql_breaks_no_promise(make_desk, pg_url):
    async with make_desk(database=pg_url, replicas=2).open() as desk:
        guard = storms.Guard(desk)
        await storms.replica_kills(desk, guard, 3, every=0.1)
        await storms.pauses(desk, guard, 1, seconds=1)
        story, found = await desk.judge()
    assert found == []
    assert story.history.acknowledged


async def test_power_cuts_break_no_promise(make_desk):
    async with make_desk(watched=True).open(begin=_at_first) as desk:
        await storms.power_cuts(desk, 3)
        story, found = await desk.judge()
    assert found == []
    assert story.history.acknowledged


async def _at_first(desk, replica):
    await storms.first_starts(desk, replica, 2)


async def test_a_full_or_read_only_disk_refuses_everybody_for_as_long_as_it_is_so(make_desk):
    async with make_desk(watched=True).open(talkers=10) as desk:
        power = desk.replicas[0].power
        for name, error in (("full disks", errno.ENOSPC), ("read-only disks", errno.EROFS)):
            await storms.bad_disk(desk, name, partial(power.disturb, error=error), power.disturb)
        _, found = await desk.judge()
    assert found == []


async def test_a_seeded_fault_is_caught(make_desk):
    assert "FOLLOW_UP_ONCE" in await mutant(make_desk, "no dedupe key")


def test_every_fault_has_a_nemesis():
    assert {fault.nemesis for fault in FAULTS.values()} == set(NEMESES)
    assert {nemesis.condition for nemesis in NEMESES.values()} == {"", *CONDITIONS}
