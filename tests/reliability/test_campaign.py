"""Small storms: what `make campaign` and `make mutants` do by the hundred."""

import errno
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reliability import storms
from tests.reliability.campaign import FIRST_STARTS, GOALS, WORK, goal, part
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


@given(st.floats(min_value=0, max_value=1, exclude_min=True))
def test_a_campaign_of_any_share_does_what_its_goals_ask_for(share):
    done = {
        database: {name: rounds * part(number, share) for name, (rounds, number) in work.items()}
        for database, work in WORK.items()
    }
    sqlite = done["SQLite"]
    rounds = sum(WORK["SQLite"][name][0] for name in ("kills", "power cuts"))
    sqlite["kills"] += sqlite["of them fresh interpreters"] + rounds * FIRST_STARTS
    for database, counts in done.items():
        missed = {name for name, n in counts.items() if n < goal(database, name, share)}
        assert missed == set()
        always = {name for name in GOALS[database] if name not in counts}
        assert {goal(database, name, share) for name in always} <= {1}


async def test_of_fresh_interpreters_as_many_are_killed_as_are_asked_for(make_desk):
    async with make_desk().open() as desk:
        await storms.kills(desk, part(50, 0.02) + 1, afresh=True)
        await desk.judge()
    assert desk.done["of them fresh interpreters"] == 1
