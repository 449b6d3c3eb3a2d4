"""Replicas hear of one another's commits, and do without it when they cannot."""

import asyncio
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from store.engine import open_store
from tests.fakes.patience import PATIENCE


@asynccontextmanager
async def listening(store):
    """An event that is set at every hint; cleared after the one that every listener starts with."""
    heard = asyncio.Event()
    running = asyncio.create_task(store.hints.run(heard.set))
    try:
        await asyncio.wait_for(heard.wait(), PATIENCE)
        heard.clear()
        yield heard
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.fixture
def stores(pg_url):
    opened = open_store(pg_url), open_store(pg_url)
    yield opened
    for store in opened:
        store.close()


async def test_one_tells_and_the_other_hears(stores):
    left, right = stores
    async with listening(left) as at_the_left, listening(right) as at_the_right:
        left.hints.tell()
        await asyncio.wait_for(at_the_right.wait(), PATIENCE)
        assert not at_the_left.is_set()


async def test_what_is_told_before_anybody_listens_is_not_waited_for(stores):
    left, right = stores
    left.hints.tell()
    async with listening(right), listening(left):
        pass


async def test_a_lost_connection_is_opened_anew(stores, pg_url, monkeypatch):
    monkeypatch.setattr("store.hints.AGAIN", 0.01)
    left, right = stores
    async with listening(left), listening(right) as heard:
        with psycopg.connect(pg_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        await asyncio.wait_for(heard.wait(), PATIENCE)  # it listens again
        heard.clear()
        async with asyncio.timeout(PATIENCE):
            while not heard.is_set():
                left.hints.tell()
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), 0.1)


async def test_on_sqlite_there_is_nobody_to_tell(sqlite_url):
    store = open_store(sqlite_url)
    store.hints.tell()
    store.close()
