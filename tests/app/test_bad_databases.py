"""What an operator is told of a database that is damaged, closed, or not to be reached."""

import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from bot.cli import app
from store.engine import open_store
from tests.store.damage import spoil

MEND = "restore a backup (firstline db restore)."


@pytest.fixture
def firstline(folder):
    """Run a command on the database in `folder`: exit code, and everything it said."""

    def run(*words):
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        return done.exit_code, " ".join(done.output.split())  # a line ends where the terminal does

    return run


@pytest.fixture
def file(folder):
    """Where the database lies."""
    (folder / "data").mkdir()
    return folder / "data" / "firstline.db"


def is_plain(said):
    """Sentences, without statements and links for programmers."""
    return not any(words in said for words in ("SQL:", "sqlalche.me", "sqlite3.", "Traceback"))


@pytest.mark.parametrize(
    "words",
    [("db", "check"), ("serve",), ("ticket", "list"), ("db", "upgrade"), ("db", "backup", "b")],
)
def test_a_file_that_is_no_database_is_a_sentence_that_says_what_to_do(firstline, file, words):
    file.write_bytes(b"garbage" * 2000)
    code, said = firstline(*words)
    assert code == 1
    assert "file is not a database" in said
    assert said.endswith(MEND)
    assert is_plain(said)


@pytest.mark.parametrize("words", [("db", "check"), ("serve",), ("ticket", "list")])
def test_a_damaged_page_is_a_sentence_that_says_what_to_do(firstline, file, words):
    open_store(f"sqlite:///{file}").close()
    spoil(file, "people", "tickets")
    code, said = firstline(*words)
    assert code == 1
    assert said.endswith(MEND)
    assert is_plain(said)


def test_a_file_that_cannot_be_opened_may_lie_on_a_read_only_disk(firstline, file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    (file.parent / f"{file.name}-wal").mkdir()  # SQLite must be able to write beside its file
    code, said = firstline("db", "check")
    assert code == 1
    assert "unable to open database file. The disk may be read-only" in said
    assert is_plain(said)


def test_a_server_that_is_not_there_is_a_sentence_too(firstline, folder, empty_pg_url):
    nowhere = empty_pg_url.rpartition("/")[0] + "/nothing_here"
    (folder / "firstline.toml").write_text(f'database = "{nowhere}"\n')
    for words in (("db", "check"), ("serve",)):
        code, said = firstline(*words)
        assert code == 1
        assert '"nothing_here" does not exist' in said
        assert is_plain(said)


@pytest.mark.usefixtures("pg_programs")
def test_nor_is_a_restore_to_such_a_server_more_than_a_sentence(firstline, folder, pg_url):
    settings = folder / "firstline.toml"
    settings.write_text(f'database = "{pg_url}"\n')
    assert firstline("db", "backup", "safe.tar")[0] == 0
    settings.write_text(f'database = "{pg_url.rpartition("/")[0]}/nothing_here"\n')
    code, said = firstline("db", "restore", "safe.tar")
    assert code == 1
    assert said.startswith("The database cannot be opened: ")
    assert is_plain(said)
