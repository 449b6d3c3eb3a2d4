"""PostgreSQL only: what two transactions do to each other when they overlap, step by step."""

import asyncio
import threading
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from store import people, work_queue
from store.engine import open_store
from store.work_queue import INBOX
from tests.fakes.patience import PATIENCE
from tests.store.rows import NOON

LEASE = timedelta(seconds=30)


@pytest.fixture
def store(pg_url):
    opened = open_store(pg_url)
    yield opened
    opened.close()


@asynccontextmanager
async def open_transaction(store, fn, *args, **kwargs):
    """`fn` has run, but what it did is not committed before the block ends."""
    done, going = threading.Event(), threading.Event()

    def run(unit):
        outcome = fn(unit, *args, **kwargs)
        done.set()
        assert going.wait(PATIENCE)
        return outcome

    task = asyncio.ensure_future(store.transact(run))
    assert await asyncio.to_thread(done.wait, PATIENCE)
    try:
        yield task
    finally:
        going.set()
        await task


def is_anybody_waiting(unit):
    return unit.connection.scalar(text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))


async def until_it_waits(store, task):
    """Until the database holds the task up, or lets it through."""
    async with asyncio.timeout(PATIENCE):
        while not task.done() and not await store.read(is_anybody_waiting):
            pass


def put(unit, key):
    return work_queue.put(unit, INBOX, key=key, lane="a", payload={}, now=NOON)


def claim(unit):
    return work_queue.claim(unit, INBOX, now=NOON, lease=LEASE)


async def test_a_row_that_comes_to_light_late_waits_for_the_one_at_work(store):
    async with open_transaction(store, put, "older"):
        await store.transact(put, "newer")
        ((newer,),) = await store.transact(claim)
    assert await store.transact(claim) == ()
    await store.transact(work_queue.finish, INBOX, newer, now=NOON)
    ((older,),) = await store.transact(claim)
    assert (newer.key, older.key) == ("newer", "older")


async def test_a_row_that_comes_to_light_during_a_claim_is_not_worked_beside_it(store):
    async with open_transaction(store, put, "older") as late:
        await store.transact(put, "newer")
        claiming = open_transaction(store, claim)
        leased = await claiming.__aenter__()
    await late
    assert await store.transact(claim) == ()
    await claiming.__aexit__(None, None, None)
    ((newer,),) = await leased
    assert newer.key == "newer"
    assert await store.transact(claim) == ()


async def test_a_row_is_put_once_by_two_at_once(store):
    async with open_transaction(store, put, "m") as first:
        second = asyncio.ensure_future(store.transact(put, "m"))
        await until_it_waits(store, second)
    assert (await first, await second) == (True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"channel": "slack", "address": "u1"}, {"channel": "slack", "address": "u1"}),
        (
            {"channel": "slack", "address": "u1", "email": "ann@example.com"},
            {"channel": "email", "address": "ann", "email": "ann@example.com"},
        ),
    ],
)
async def test_two_first_messages_at_once_make_one_person(store, one, other):
    async with open_transaction(store, people.meet, **one) as first:
        second = asyncio.ensure_future(store.transact(people.meet, **other))
        await until_it_waits(store, second)
    assert (await first).id == (await second).id


async def test_a_message_from_somebody_who_becomes_an_agent_leaves_them_one(store):
    await store.transact(people.meet, channel="slack", address="u1", email="sam@example.com")
    sam = {"name": "Sam", "email": "sam@example.com", "teams": ("net",)}
    async with open_transaction(store, people.enlist, **sam):
        meeting = store.transact(people.meet, channel="slack", address="u1", language="de")
        second = asyncio.ensure_future(meeting)
        await until_it_waits(store, second)
    await second
    known = await store.read(people.find_by_email, "sam@example.com")
    assert (known.is_agent, known.teams, known.language) == (True, ("net",), "de")
