"""Behind the scenes: what is old is forgotten, and a clock that is set disturbs nobody."""

import asyncio
import os
from datetime import timedelta
from threading import Event

import pytest

from bot import housekeeping
from bot.metrics import Figures
from bot.runtime.lease_loop import LeaseLoop
from channels.base import TryLater
from store import passes, talks, work_queue
from store.work_queue import INBOX, OUTBOX
from tests.fakes.patience import PATIENCE
from tests.runtime.stories import ANN, BADGE, entry
from tests.scenarios.stage import open_stage

HOUR = timedelta(hours=1)


@pytest.fixture
async def stage(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return await open_stage(store, tmp_path / "desk")


def unchecked(unit):
    """Nobody else is there."""


async def tidy(stage):
    await housekeeping._tidy_once(stage.firstline, unchecked)


async def test_what_was_done_is_forgotten_after_a_month_and_the_ticket_is_not(stage):
    said = stage.message(ANN, BADGE)
    await stage.accept(said)
    await stage.settle()
    await tidy(stage)
    assert (await entry(stage, said)).state == "done"

    stage.clock.wind(housekeeping.KEEP + timedelta(days=1))
    waits = stage.message(ANN, "And now it smokes")
    await stage.accept(waits)
    await tidy(stage)
    assert await entry(stage, said) is None
    assert (await entry(stage, waits)).state == "pending"
    assert await stage.count() == 1
    assert (await stage.lines(ANN))[0].text.count("FL-1001") >= 1
    depth = await stage.firstline.store.read(work_queue.depth, OUTBOX, stage.clock())
    assert depth["pending"] == depth["buried"] == 0


async def test_passes_that_have_expired_are_forgotten(stage):
    store, clock = stage.firstline.store, stage.clock
    for name, days in (("old", 1), ("young", 90)):
        end = clock() + timedelta(days=days)
        await store.transact(
            passes.issue, digest=name, purpose="chat", subject="x", expires_at=end, now=clock()
        )
    clock.wind(housekeeping.KEEP + timedelta(days=2))
    await tidy(stage)
    found = [
        await store.read(passes.find, digest=name, purpose="chat", now=clock() - HOUR * 24 * 35)
        for name in ("old", "young")
    ]
    assert [each is not None for each in found] == [False, True]


async def test_files_that_never_came_in_are_swept_after_a_day(stage):
    folder = stage.firstline.settings.blobs
    folder.mkdir(parents=True, exist_ok=True)
    for name, age in (("unfinished-old", 25 * HOUR), ("unfinished-young", 23 * HOUR)):
        moment = (stage.clock() - age).timestamp()
        (folder / name).touch()
        os.utime(folder / name, (moment, moment))
    await tidy(stage)
    assert [path.name for path in folder.glob("unfinished-*")] == ["unfinished-young"]


async def test_a_message_that_comes_again_after_a_month_breaks_nothing(stage):
    said = stage.message(ANN, BADGE)
    await stage.accept(said)
    await stage.settle()
    stage.clock.wind(housekeeping.KEEP + timedelta(days=1))
    await tidy(stage)
    await stage.accept(said)
    await stage.settle()
    assert (await entry(stage, said)).state == "done"
    shown = await stage.firstline.house.transcript(ANN.conversation)
    assert [line.text for line in shown.lines if line.mine] == [BADGE]


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_on_sqlite_what_waits_does_not_notice_that_the_clock_was_set(
    stage, store, monkeypatch, jump
):
    """The machine's clock jumps; what is due in a minute is still due in a minute."""
    clock = store.clock
    due_at = clock() + timedelta(minutes=1)
    row = {"key": "k", "lane": "email|x", "payload": {}, "now": clock(), "due_at": due_at}
    await store.transact(work_queue.put, INBOX, **row)

    async def measured():
        return jump

    monkeypatch.setattr(store, "measure", measured)
    await store.transact(talks.remember, "web|x", {}, now=clock(), nudge_at=due_at)
    before = clock()
    await housekeeping.follow_clock(stage.firstline)
    assert abs(clock() - before - jump) < timedelta(seconds=5)
    left = await store.read(work_queue.next_due, INBOX) - clock()
    moved = timedelta(0) if store.dialect == "sqlite" else jump  # there every time is the server's
    assert abs(left - (timedelta(minutes=1) - moved)) < timedelta(seconds=5)
    talk = await store.read(talks.get, "web|x")
    assert abs(talk.nudge_at - clock() - left) < timedelta(seconds=5)


async def test_what_was_put_just_before_the_clock_was_set_back_waits_no_hour(
    stage, store, monkeypatch
):
    """A transaction that began before the step may end after it."""
    if store.dialect != "sqlite":
        return  # there every time is the server's
    late = store.clock() + HOUR
    await store.transact(
        work_queue.put, INBOX, key="k", lane="email|x", payload={}, now=late, due_at=late
    )
    await housekeeping.follow_clock(stage.firstline)
    left = await store.read(work_queue.next_due, INBOX) - store.clock()
    assert left <= timedelta(0)


async def test_what_fails_while_the_clock_is_set_back_waits_no_hour(stage, store):
    """The store is busy: the clock is set before what has failed is written."""
    if store.dialect != "sqlite":
        return  # there every time is the server's
    stuck, tasks = Event(), []

    async def fail(batch):
        tasks.append(asyncio.create_task(store.transact(lambda unit: stuck.wait(PATIENCE))))
        tasks.append(asyncio.create_task(housekeeping.follow_clock(stage.firstline)))
        await asyncio.sleep(0)  # both have handed in what they want
        asyncio.get_running_loop().call_soon(stuck.set)  # after the failure, too, is handed in
        raise TryLater("not now")

    async def bury(batch, why):
        raise AssertionError(why)

    loop = LeaseLoop(
        store, INBOX, work=fail, give_up=bury, delays=(timedelta(seconds=10),) * 3,
        longest=HOUR, clock=store.clock, meter=Figures(),
    )  # fmt: skip
    store.clock.adjust(HOUR)  # an hour ahead, until somebody notices
    row = {"key": "k", "lane": "email|x", "payload": {}}
    await store.transact(work_queue.put, INBOX, **row, now=store.clock())
    await loop.drain()
    await asyncio.gather(*tasks)
    left = await store.read(work_queue.next_due, INBOX) - store.clock()
    assert left < timedelta(minutes=1)
