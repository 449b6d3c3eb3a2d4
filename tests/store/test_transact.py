"""Transactions: all or nothing, together, again after a lost race, and never a hang."""

import asyncio
import shutil
import sqlite3
import threading
import time
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from store import sqlite, talks, tickets, waiting
from store.engine import open_reader, open_store
from store.errors import LostRace, StoreUnavailable
from store.place import file_of, place_of
from store.postgres import WRITERS
from store.transact import unavailable
from tests.fakes.patience import PATIENCE
from tests.store.rows import NOON, draft, event


def remember(unit, key, count=1):
    talks.remember(unit, key, {"count": count}, now=NOON)
    return key


def remember_and_raise(unit, key, error):
    remember(unit, key)
    raise error


async def known(store, key):
    return await store.read(talks.get, key) is not None


async def test_what_is_done_stays(store):
    assert await store.transact(remember, "web|a|") == "web|a|"
    assert (await store.read(talks.get, "web|a|")).state == {"count": 1}


async def test_an_error_undoes_all_of_one_function_and_nothing_of_others(store):
    outcomes = await asyncio.gather(
        *(store.transact(remember, f"web|{number}|") for number in range(20)),
        store.transact(remember_and_raise, "web|bad|", KeyError("oops")),
        *(store.transact(remember, f"web|{number}|") for number in range(20, 40)),
        return_exceptions=True,
    )
    assert isinstance(outcomes[20], KeyError)
    assert not await known(store, "web|bad|")
    assert all([await known(store, f"web|{number}|") for number in range(40)])


async def test_a_syntax_error_harms_nobody_else(store):
    outcomes = await asyncio.gather(
        store.transact(remember, "web|a|"),
        store.transact(lambda unit: unit.connection.execute(text("SELECT nonsense FROM nowhere"))),
        store.transact(remember, "web|b|"),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], Exception)
    assert await known(store, "web|a|")
    assert await known(store, "web|b|")


async def test_functions_that_wait_are_committed_together(sqlite_url, monkeypatch):
    monkeypatch.setattr(sqlite, "_LONGEST", 60)
    store = open_store(sqlite_url)
    going = threading.Event()
    stuck = asyncio.ensure_future(store.transact(lambda unit: going.wait(PATIENCE)))
    commits = count_commits(store)
    waiting = [asyncio.ensure_future(store.transact(remember, f"web|{n}|")) for n in range(50)]
    await asyncio.sleep(0)
    going.set()
    await asyncio.gather(stuck, *waiting)
    store.close()
    assert len(commits) == 1


def count_commits(store):
    seen = []
    listen(store._writer, "commit", lambda connection: seen.append(1))
    return seen


# --- too much to do -------------------------------------------------------------------------------


@pytest.fixture
def busy(store):
    """A store all of whose threads are at work until `going` is set."""
    going, begun = threading.Event(), threading.Semaphore(0)
    count = WRITERS if store.dialect == "postgresql" else 1

    def wait(_unit):
        begun.release()
        assert going.wait(PATIENCE)

    async def occupy():
        tasks = [asyncio.ensure_future(store.transact(wait)) for _ in range(count)]
        for _ in tasks:
            await asyncio.to_thread(begun.acquire)
        return tasks

    yield occupy, going
    going.set()


async def test_the_urgent_go_first(store, busy):
    occupy, going = busy
    done, first = [], threading.Event()

    def note(_unit, name):
        if name == "urgent":
            first.set()
        assert first.wait(PATIENCE)
        done.append(name)

    tasks = await occupy()
    tasks += [asyncio.ensure_future(store.transact(note, n)) for n in range(24)]
    tasks += [asyncio.ensure_future(store.urgently(note, "urgent"))]
    await asyncio.sleep(0)
    going.set()
    await asyncio.gather(*tasks)
    assert len(done) == 25


async def test_more_than_can_wait_are_told_at_once(store, busy, monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 10)
    occupy, going = busy
    tasks = await occupy()
    tasks += [asyncio.ensure_future(store.transact(remember, f"web|{n}|")) for n in range(10)]
    await asyncio.sleep(0)
    for refused in (store.transact, store.urgently):
        with pytest.raises(StoreUnavailable, match="too much"):
            await refused(remember, "web|late|")
    going.set()
    await asyncio.gather(*tasks)
    await store.transact(remember, "web|after|")
    assert not await known(store, "web|late|")


async def test_who_waits_too_long_is_told_and_nothing_is_kept(store, busy, monkeypatch):
    occupy, going = busy
    tasks = await occupy()
    with monkeypatch.context() as hasty:
        hasty.setattr(waiting, "PATIENCE", 0.05)
        with pytest.raises(StoreUnavailable, match="had to wait"):
            await store.transact(remember, "web|late|")
    going.set()
    await asyncio.gather(*tasks)  # these were begun: they are not dropped
    await store.transact(remember, "web|after|")
    assert not await known(store, "web|late|")


async def test_a_flow_of_work_is_committed_in_pieces(sqlite_url):
    store = open_store(sqlite_url)
    commits = count_commits(store)

    def dawdle(_unit):
        time.sleep(0.01)

    await asyncio.gather(*(store.transact(dawdle) for _ in range(30)))
    store.close()
    assert len(commits) >= 5


async def test_after_an_error_of_the_disk_the_connection_is_a_new_one(sqlite_url):
    store = open_store(sqlite_url)
    await store.transact(remember, "web|before|")
    before = await store.transact(raw_connection)
    failing = [OSError("disk I/O error")]

    def fail(_connection):
        if failing:
            raise failing.pop()

    listen(store._writer, "commit", fail)
    with pytest.raises(StoreUnavailable):
        await store.transact(remember, "web|lost|")
    assert await store.transact(raw_connection) is not before
    assert await known(store, "web|before|")
    assert not await known(store, "web|lost|")
    store.close()


def raw_connection(unit):
    return unit.connection.connection.dbapi_connection


def add_one(unit, ticket_id):
    before = tickets.get(unit, ticket_id, lock=True)
    after = draft(id=before.id, version=before.version, reopened=before.reopened + 1)
    tickets.append(unit, before, after, (event("counted"),))


async def test_two_hundred_who_read_and_then_write_lose_no_update(store):
    ticket = await store.transact(tickets.open_ticket, draft(), event())
    await asyncio.gather(*(store.transact(add_one, ticket.id) for _ in range(200)))
    counted = await store.read(tickets.get, ticket.id)
    assert (counted.reopened, counted.version) == (200, 201)


async def test_a_lost_race_is_run_again(store):
    races = iter([LostRace("lost"), LostRace("lost"), None])

    def run(unit):
        remember(unit, "web|a|")
        lost = next(races)
        if lost:
            raise lost
        return "won"

    assert await store.transact(run) == "won"


async def test_a_race_lost_for_ever_ends(store):
    with pytest.raises(StoreUnavailable):
        await store.transact(remember_and_raise, "web|a|", LostRace("lost"))
    assert not await known(store, "web|a|")


async def test_a_function_may_even_raise_stop_iteration(store):
    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(store.transact(lambda unit: next(iter(()))), PATIENCE)


async def test_reads_cannot_write(store):
    with pytest.raises(StoreUnavailable):
        await store.read(remember, "web|a|")
    assert not await known(store, "web|a|")


async def test_a_read_sees_one_moment(store):
    read_once, written = threading.Event(), threading.Event()

    def look_twice(unit):
        before = talks.get(unit, "web|a|")
        read_once.set()
        assert written.wait(PATIENCE)
        return before, talks.get(unit, "web|a|")

    looking = asyncio.ensure_future(store.read(look_twice))
    await asyncio.to_thread(read_once.wait, PATIENCE)
    await store.transact(remember, "web|a|")
    written.set()
    assert await looking == (None, None)


async def test_who_stops_waiting_breaks_nothing(store):
    begun, going = threading.Event(), threading.Event()

    def wait(unit):
        begun.set()
        assert going.wait(PATIENCE)
        return remember(unit, "web|slow|")

    slow = asyncio.ensure_future(store.transact(wait))
    await asyncio.to_thread(begun.wait, PATIENCE)
    queued = asyncio.ensure_future(store.transact(remember, "web|queued|"))
    await asyncio.sleep(0)
    for task in (slow, queued):
        task.cancel()
    outcomes = await asyncio.gather(slow, queued, return_exceptions=True)
    going.set()
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    await asyncio.wait_for(store.transact(remember, "web|after|"), PATIENCE)
    assert await known(store, "web|after|")


async def test_closing_drains_and_then_refuses(database_url):
    store = open_store(database_url)
    begun = [asyncio.ensure_future(store.transact(remember, f"web|{n}|")) for n in range(30)]
    await asyncio.sleep(0)
    store.close()
    await asyncio.gather(*begun)
    for late in (store.transact(remember, "web|late|"), store.read(talks.get, "web|late|")):
        with pytest.raises(StoreUnavailable, match="closed"):
            await asyncio.wait_for(late, PATIENCE)
    store.close()
    again = open_reader(database_url)
    assert [await known(again, f"web|{n}|") for n in range(30)] == [True] * 30
    again.close()


async def test_a_full_disk_is_told_and_overcome(sqlite_url):
    store = open_store(sqlite_url)

    def set_pages(unit, count):
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count={count}")

    pages = await store.read(
        lambda unit: unit.connection.exec_driver_sql("PRAGMA page_count").scalar()
    )
    await store.transact(set_pages, pages + 20)
    kept, refused = [], []
    for number in range(40):
        try:
            kept.append(await store.transact(remember, f"web|{number}|", "x" * 8000))
        except StoreUnavailable:
            refused.append(f"web|{number}|")
    assert kept
    assert refused
    assert all([await known(store, key) for key in kept])
    assert not any([await known(store, key) for key in refused])
    await store.transact(set_pages, 1_000_000)
    await store.transact(remember, "web|after|", "x" * 8000)
    store.close()


def test_what_is_told_of_a_full_disk_says_what_to_do(tmp_path):
    with closing(sqlite3.connect(tmp_path / "small.db")) as connection:
        connection.execute("PRAGMA max_page_count=2")
        connection.execute("CREATE TABLE things (content)")
        with pytest.raises(sqlite3.OperationalError) as full:
            connection.execute("INSERT INTO things VALUES (zeroblob(100000))")
    said = str(unavailable(full.value))
    assert said.startswith("the database cannot do this now: database or disk is full. ")
    assert "free some space" in said
    assert "must be started again" in said


async def test_a_commit_that_fails_is_told_to_all(sqlite_url, monkeypatch):
    monkeypatch.setattr(sqlite, "_LONGEST", 60)
    store = open_store(sqlite_url)

    def point_nowhere(unit):
        unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        unit.connection.exec_driver_sql(
            "INSERT INTO bindings (ticket_id, talk, role) VALUES (99, 't', 'r')"
        )

    begun, going = threading.Event(), threading.Event()

    def wait(unit):
        begun.set()
        assert going.wait(PATIENCE)

    stuck = asyncio.ensure_future(store.transact(wait))
    await asyncio.to_thread(begun.wait, PATIENCE)
    jobs = [
        asyncio.ensure_future(store.transact(fn, *args))
        for fn, args in ((remember, ("web|a|",)), (point_nowhere, ()))
    ]
    await asyncio.sleep(0)
    going.set()
    outcomes = await asyncio.gather(stuck, *jobs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert not await known(store, "web|a|")
    await store.transact(remember, "web|a|")
    store.close()


async def test_a_transaction_that_the_database_drops_is_told_to_all(sqlite_url):
    store = open_store(sqlite_url)

    def drop(unit):
        unit.connection.exec_driver_sql("ROLLBACK")
        raise KeyError("oops")

    outcomes = await asyncio.gather(
        *(store.transact(remember, f"web|{number}|") for number in range(3)),
        store.transact(drop),
        *(store.transact(remember, f"web|{number}|") for number in range(3, 6)),
        return_exceptions=True,
    )
    # Some may have gone into the transaction before or after; each got the truth about itself.
    keys = [f"web|{number}|" for number in range(6)]
    told = [outcome in keys for outcome in (*outcomes[:3], *outcomes[4:])]
    assert [await known(store, key) for key in keys] == told
    assert isinstance(outcomes[3], StoreUnavailable)
    await store.transact(remember, "web|after|")
    store.close()


async def test_a_connection_that_cannot_write_is_not_kept(sqlite_url):
    """SQLite opens what it may not write to be read, and that it stays when the disk is whole."""
    store = open_store(sqlite_url)
    modes = iter(["mode=ro"])

    def as_on_a_read_only_disk(_dialect, _record, arguments, _options):
        arguments[0] = arguments[0].replace("mode=rw", next(modes, "mode=rw"))

    listen(store._writer, "do_connect", as_on_a_read_only_disk)
    store._writer.dispose()
    with pytest.raises(StoreUnavailable, match=r"readonly.*may be read-only"):
        await store.transact(remember, "web|lost|")
    await store.transact(remember, "web|kept|")
    assert not await known(store, "web|lost|")
    assert await known(store, "web|kept|")
    store.close()


async def test_nothing_is_kept_in_a_file_that_was_moved_away(sqlite_url):
    """Whoever starts again would not find it, though it had been acknowledged."""
    store = open_store(sqlite_url)
    await store.transact(remember, "web|before|")
    path = file_of(place_of(sqlite_url))
    aside = path.rename(path.with_name("aside.db"))
    with pytest.raises(StoreUnavailable, match="not the one that was opened"):
        await store.transact(remember, "web|lost|")
    shutil.copy(aside, path)  # as a restore does it
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not the one that was opened"):
        await store.transact(remember, "web|lost|")
    assert path.read_bytes() == before

    aside.replace(path)
    await store.transact(remember, "web|after|")
    assert await known(store, "web|before|")
    assert await known(store, "web|after|")
    assert not await known(store, "web|lost|")
    store.close()


async def test_a_restarted_server_is_found_again(pg_url, pg_cluster):
    store = open_store(pg_url)
    await store.transact(remember, "web|before|")
    await asyncio.to_thread(pg_cluster.restart)
    await store.transact(remember, "web|after|")
    assert await known(store, "web|before|")
    store.close()


async def test_a_server_that_is_gone_is_told(pg_url):
    store = open_store(pg_url)

    def refuse(*_arguments):
        raise psycopg.OperationalError("connection refused")

    store._engine.dispose()
    listen(store._engine, "do_connect", refuse)
    with pytest.raises(StoreUnavailable):
        await store.transact(remember, "web|a|")
    store.close()
