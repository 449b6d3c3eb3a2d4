"""What channels are told while database or disk take nothing: not now, and only for so long."""

from functools import partial

import psycopg
import pytest
from sqlalchemy.event import listen

from bot.runtime import health
from channels.base import NotNow
from store.errors import StoreUnavailable
from tests.runtime.stories import BADGE, by_bird

SECRET = "s" * 43


async def once(content):
    yield content


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch):
    monkeypatch.setattr(health, "BELIEVED", 0.0)


REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'reads only' USING ERRCODE = 'read_only_sql_transaction'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON leases EXECUTE FUNCTION refuse();
CREATE TRIGGER refuse BEFORE INSERT ON passes EXECUTE FUNCTION refuse();
"""
RELENT = "DROP FUNCTION refuse() CASCADE"


@pytest.fixture
def set_writable(store, database_url):
    """Let the database take writes, or none."""
    if store.dialect == "sqlite":
        return _on_sqlite(store)
    return partial(_on_postgresql, database_url.replace("+psycopg", ""))


def _on_postgresql(url, writable):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(RELENT if writable else REFUSE)


def _on_sqlite(store):
    only = []

    def tell(connection):
        connection.exec_driver_sql(f"PRAGMA query_only = {len(only)}")

    listen(store._writer, "begin", tell)
    return lambda writable: only.clear() if writable else only.append("reading")


async def test_a_database_that_only_reads_is_not_ready(stage, set_writable):
    house = stage.firstline.house
    assert await house.healthy()
    set_writable(False)
    assert not await house.healthy()
    await house.visitor(SECRET)  # it reads as ever
    with pytest.raises(NotNow):
        await house.open_chat(SECRET)
    set_writable(True)
    assert await house.healthy()
    await house.open_chat(SECRET)
    assert await house.visitor(SECRET)


async def test_however_often_one_asks_little_is_written(stage, monkeypatch):
    monkeypatch.setattr(health, "BELIEVED", 60.0)
    house = stage.firstline.house
    assert await house.healthy()
    stage.firstline.close()
    assert await house.healthy()  # nobody has looked since
    monkeypatch.setattr(house.health, "_until", 0.0)
    assert not await house.healthy()


async def test_without_a_database_every_door_says_not_now(stage, open_channel):
    open_channel("pigeon")
    ann = by_bird("pigeon", "Ann")
    await stage.say(ann, BADGE)
    house = stage.firstline.house
    stage.firstline.close()
    doors = (
        house.transcript(ann.conversation),
        house.changes(0, within=0),
        house.open_chat(SECRET),
        house.visitor(SECRET),
        house.introduce(SECRET, name="", email=""),
        house.ticket_by_link(SECRET),
        house.link_owner(SECRET),
        house.redeem(SECRET),
        house.ask_for_link("sam@desk.example"),
        house.sign_in_link("sam@desk.example"),
        house.agent(SECRET),
        house.sign_out(SECRET),
        house.desk("sam@desk.example"),
        house.ticket("FL-1001"),
        house.blobs.put(once(b"small"), limit=10),
        house.blobs.get("a" * 64),
    )
    for door in doors:
        with pytest.raises(NotNow) as told:
            await door
        # A loop that meets with it gives the work back and counts no failure.
        assert isinstance(told.value, StoreUnavailable)


async def test_a_large_file_that_the_disk_does_not_take_is_not_now(stage):
    folder = stage.firstline.settings.blobs
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    with pytest.raises(NotNow):
        await stage.firstline.house.blobs.put(once(bytes(100_000)), limit=200_000)
