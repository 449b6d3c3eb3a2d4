"""A database that rots while the desk runs: refused and told loudly, and the desk stays up."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.metrics import Figures
from bot.runtime.crew import LEASE
from bot.runtime.lease_loop import LeaseLoop
from channels.base import Undeliverable
from store import people, work_queue
from store.engine import open_store
from store.errors import StoreDamaged
from store.work_queue import INBOX
from tests.fakes.patience import PATIENCE
from tests.runtime.stories import ANN, BADGE
from tests.scenarios.stage import HandClock, open_stage
from tests.store.damage import spoil


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def rotten(tmp_path):
    """Opens a desk's store in which these tables have rotted; the rows of `keys` wait in it."""
    path, opened = tmp_path / "firstline.db", []

    async def open_rotten(*tables, keys, now):
        store = open_store(f"sqlite:///{path}")
        for key in keys:
            await store.transact(work_queue.put, INBOX, key=key, lane=key, payload={}, now=now)
        store.close()
        spoil(path, *tables)
        opened.append(open_store(f"sqlite:///{path}"))
        return opened[-1]

    yield open_rotten
    for store in opened:
        store.close()


def loop(store, clock, work, give_up):
    return LeaseLoop(
        store,
        INBOX,
        work=work,
        give_up=give_up,
        delays=(timedelta(seconds=1),) * 2,
        longest=timedelta(seconds=30),
        clock=clock,
        meter=Figures(),
    )


async def nothing(*_):
    raise Undeliverable("not to be reached")


async def test_a_queue_that_cannot_be_read_ends_no_server_and_is_an_error_in_the_log(
    rotten, clock, caplog, monkeypatch
):
    monkeypatch.setattr("bot.runtime.lease_loop.BREATH", 0.01)
    store = await rotten("inbox", keys=("web|a",), now=clock())
    with caplog.at_level(logging.WARNING, logger="firstline"):
        running = asyncio.create_task(loop(store, clock, nothing, nothing).run())
        async with asyncio.timeout(PATIENCE):
            while len(caplog.records) < 3 and not running.done():  # noqa: ASYNC110 - a log
                await asyncio.sleep(0.01)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    first = caplog.records[0]
    assert (first.levelname, first.queue) == ("ERROR", INBOX)
    assert "cannot claim" in first.getMessage()
    assert "restore a backup" in first.getMessage()


async def test_work_that_meets_with_damage_fails_as_other_work_and_holds_up_nobody(
    rotten, clock, caplog
):
    store = await rotten("people", keys=("web|a", "web|b"), now=clock())
    done = []

    async def work(batch):
        if batch[0].key == "web|a":
            await store.read(people.agents)
        await finish(batch, "")

    async def finish(batch, why):
        await store.transact(work_queue.finish, INBOX, batch[0], now=clock())
        done.append((batch[0].key, why))

    desk = loop(store, clock, work, finish)
    with caplog.at_level(logging.WARNING, logger="firstline"):
        async with asyncio.timeout(PATIENCE):
            await desk.drain()
            assert done == [("web|b", "")]
            for _ in range(2):
                clock.wind(LEASE)
                await desk.drain()
    (_, (key, why)) = done
    assert key == "web|a"
    assert "StoreDamaged" in why
    assert {record.levelname for record in caplog.records} == {"ERROR"}


async def test_what_cannot_be_kept_is_refused_and_the_refusal_is_an_error_in_the_log(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "firstline.db"
    store = open_store(f"sqlite:///{path}")
    stage = await open_stage(store, tmp_path / "desk")
    spoil(path, "inbox")
    store._writer.dispose()  # what it remembers of the file is still good
    with (
        caplog.at_level(logging.WARNING, logger="firstline"),
        pytest.raises(StoreDamaged, match="restore a backup"),
    ):
        await stage.firstline.intake.accept(stage.message(ANN, BADGE))
    (told,) = caplog.records
    assert (told.levelname, told.getMessage()[:8]) == ("ERROR", "refused:")
    assert told.key
    store.close()
