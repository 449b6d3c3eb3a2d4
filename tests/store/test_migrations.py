"""Migrations lead to the tables that the code expects, however they are run."""

import sqlite3
import subprocess
import sys

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from store import schema
from store.engine import schema_state, upgrade
from store.errors import StoreError
from store.tables import METADATA

NEWEST = (schema.known()[-1],) * 2

UPGRADE = "import sys; from store.engine import upgrade; upgrade(sys.argv[1])"


ROW = """
INSERT INTO outbox
(key, lane, payload, burst, state, due_at, attempts, fence, put_at, reason, receipt)
VALUES (:lane, :lane, '{}', false, 'pending', '2026-01-01 00:00', 0, '', '2026-01-01 00:00', '', '')
"""


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    yield engine
    engine.dispose()


def test_the_migrated_tables_are_the_ones_in_the_code(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_check_is_in_the_migrated_tables(engine):
    with engine.connect() as connection:
        found = {
            check["name"]
            for table in METADATA.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    assert found == {
        "ck_inbox_state", "ck_inbox_attempts", "ck_outbox_state", "ck_outbox_attempts",
        "ck_tickets_version", "ck_events_seq", "ck_feedback_outcome",
    }  # fmt: skip


def test_the_revisions_we_know_are_those_of_the_scripts():
    scripts = ScriptDirectory.from_config(schema._config())
    newest_first = [script.revision for script in scripts.walk_revisions()]
    assert schema.known() == tuple(reversed(newest_first))


def test_a_start_with_new_tables_loads_no_alembic(sqlite_url):
    begin = "import sys; from store.engine import open_store; open_store(sys.argv[1]).close()"
    told = f"{begin}; print('alembic' in sys.modules)"
    command_line = [sys.executable, "-c", told, sqlite_url]
    done = subprocess.run(command_line, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_upgrading_twice_is_upgrading_once(database_url):
    upgrade(database_url)
    upgrade(database_url)
    assert schema_state(database_url) == NEWEST


def test_down_and_up_again(engine, database_url):
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    upgrade(database_url)
    assert schema_state(database_url) == NEWEST


def test_rows_of_the_first_version_get_the_name_of_their_channel(engine, database_url):
    config = schema._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        for lane in ("web|desk:sam", "email|a>b|<root@x>"):
            connection.execute(text(ROW), {"lane": lane})
    upgrade(database_url)
    with engine.connect() as connection:
        channels = connection.execute(text("SELECT channel FROM outbox ORDER BY id")).scalars()
        assert channels.all() == ["web", "email"]


def test_four_upgrades_at_once(pg_cluster, pg_url):
    with psycopg.connect(pg_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    running = [subprocess.Popen([sys.executable, "-c", UPGRADE, pg_url]) for _ in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert schema_state(pg_url) == NEWEST


def test_a_migration_that_leaves_a_row_without_its_parent_is_undone(tmp_path):
    path = tmp_path / "broken.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE a (id INTEGER PRIMARY KEY);"
        "CREATE TABLE b (a_id INTEGER REFERENCES a (id)); INSERT INTO b VALUES (5);"
    )
    connection.close()
    with pytest.raises(StoreError, match="points nowhere"):
        upgrade(f"sqlite:///{path}")
    assert schema_state(f"sqlite:///{path}")[0] == ""
