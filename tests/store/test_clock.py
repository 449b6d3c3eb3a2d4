"""The time that counts, however the clock of this machine is set."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from store.clock import SteadyClock, behind
from store.engine import open_store

SLACK = timedelta(seconds=2)


def test_it_runs_forward_from_where_it_was_set():
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    clock = SteadyClock(start)
    assert start <= clock() < start + SLACK
    clock.adjust(timedelta(hours=-1))
    assert start - timedelta(hours=1) <= clock() < start - timedelta(hours=1) + SLACK


def test_how_far_behind_it_is():
    clock = SteadyClock()
    ahead = behind(clock, clock() + timedelta(hours=1), monotonic())
    assert abs(ahead - timedelta(hours=1)) < SLACK


async def test_a_store_follows_its_own_clock(database_url):
    store = open_store(database_url)
    try:
        assert abs(await store.measure()) < SLACK
        store.clock.adjust(timedelta(hours=1))
        assert abs(await store.measure() + timedelta(hours=1)) < SLACK
    finally:
        store.close()


@pytest.mark.parametrize("wrong", [timedelta(hours=-5), timedelta(hours=5)])
async def test_on_postgresql_the_clock_of_the_server_counts(pg_url, monkeypatch, wrong):
    class Set(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + wrong

    monkeypatch.setattr("store.clock.datetime", Set)
    store = open_store(pg_url)
    try:
        assert abs(store.clock() - datetime.now(UTC)) < SLACK
    finally:
        store.close()
