"""Opening a database: who may write, which tables it needs, and what is refused in a sentence."""

import sqlite3
import subprocess
import sys

import psycopg
import pytest

from store import schema, talks
from store.engine import open_reader, open_store, schema_state, upgrade
from store.errors import SchemaAhead, SchemaBehind, StoreError, StoreInUse, StoreUnavailable
from tests.store.rows import NOON

OPEN = "import sys; from store.engine import open_store; open_store(sys.argv[1]).close()"
NEWEST = schema.known()[-1]


def pragma(unit, name):
    return unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_second_process_may_not_write(sqlite_url):
    store = open_store(sqlite_url)
    second = subprocess.run(
        [sys.executable, "-c", OPEN, sqlite_url], capture_output=True, text=True, timeout=60
    )
    assert second.returncode != 0
    assert "StoreInUse: Another Firstline is using this database" in second.stderr
    assert "firstline.db.lock" in second.stderr
    with pytest.raises(StoreInUse):
        open_store(sqlite_url)
    upgrade(sqlite_url)  # the tables are new: there is nothing to write
    store.close()
    open_store(sqlite_url).close()


async def test_a_reader_sees_what_was_committed_and_cannot_write(database_url):
    store = open_store(database_url)
    reader = open_reader(database_url)
    assert reader.dialect == store.dialect
    await store.transact(talks.remember, "web|a|", {"n": 1}, now=NOON)
    assert (await reader.read(talks.get, "web|a|")).state == {"n": 1}
    with pytest.raises(StoreUnavailable, match="reading only"):
        await reader.transact(talks.remember, "web|a|", {}, now=NOON)
    with pytest.raises(StoreUnavailable):
        await reader.read(talks.remember, "web|a|", {}, now=NOON)
    reader.close()
    store.close()


async def test_a_new_database_is_private_and_ready(tmp_path):
    path = tmp_path / "new folder" / "50% #1.db"
    store = open_store(f"sqlite:///{path}")
    await store.transact(talks.remember, "web|a|", {}, now=NOON)
    store.close()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size > 0


async def test_nothing_is_made_unless_asked_for(tmp_path):
    url = f"sqlite:///{tmp_path}/none.db"
    for door in (lambda: open_store(url, create=False), lambda: open_reader(url)):
        with pytest.raises(StoreUnavailable, match="no database file"):
            door()
    assert not list(tmp_path.iterdir())


async def test_every_commit_on_sqlite_reaches_the_disk(sqlite_url):
    store = open_store(sqlite_url)
    found = [
        await store.transact(pragma, name)
        for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
    ]
    assert found == ["wal", 2, 1, 0]
    assert await store.read(pragma, "query_only") == 1
    assert await store.read(pragma, "wal_autocheckpoint") == 0
    store.close()


def test_a_server_that_forgets_is_refused(pg_url):
    run(pg_url, f"ALTER DATABASE {pg_url.rpartition('/')[2]} SET synchronous_commit = off")
    with pytest.raises(StoreError, match="synchronous_commit=off"):
        open_store(pg_url)
    open_store(pg_url, trust_settings=True).close()


def test_old_tables_on_a_server_are_left_to_the_operator(pg_url):
    run(pg_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    assert schema_state(pg_url) == ("", NEWEST)
    with pytest.raises(SchemaBehind, match="firstline db upgrade"):
        open_store(pg_url)
    with pytest.raises(SchemaBehind, match="firstline db upgrade"):
        open_reader(pg_url)
    upgrade(pg_url)
    open_store(pg_url).close()


def test_old_tables_in_a_file_are_brought_up_to_date(tmp_path):
    url = f"sqlite:///{tmp_path}/old.db"
    (tmp_path / "old.db").touch()
    with pytest.raises(SchemaBehind):
        open_reader(url)
    open_store(url).close()
    assert schema_state(url) == (NEWEST, NEWEST)
    open_reader(url).close()


def test_newer_tables_are_left_alone(store, database_url):
    store.close()
    make_newer(database_url)
    for door in (open_store, open_reader, upgrade):
        with pytest.raises(SchemaAhead, match="9999"):
            door(database_url)
    assert schema_state(database_url)[0] == "9999"


def make_newer(url):
    statement = "UPDATE alembic_version SET version_num = '9999'"
    if url.startswith("postgresql"):
        run(url, statement)
    else:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.execute(statement)
        connection.commit()
        connection.close()


@pytest.mark.parametrize(
    "url", ["", "firstline.db", "mysql://host/db", "sqlite://", "sqlite:///:memory:"]
)
def test_other_places_are_refused(url):
    with pytest.raises(StoreError, match=r"sqlite:///"):
        open_store(url)


def test_a_server_that_does_not_answer(pg_cluster):
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        open_store(pg_cluster.url("nothing_here"))


def run(url, *statements):
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
