"""What an operator types where no server runs: db, inbox and outbox."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli import app
from store import keys, tickets, work_queue
from store.blobs import path_of
from store.engine import open_store
from store.work_queue import INBOX, OUTBOX
from tests.store.rows import NOON, draft, event

LEASE = timedelta(seconds=30)
FILE_ID = "ab" * 32
OLD = "2001-02-03"

pytestmark = pytest.mark.usefixtures("pg_programs")


@pytest.fixture
def firstline(folder, database_url):
    """Run a command on a database: exit code, what it printed, what it complained of."""
    name_database(folder, database_url)

    def run(*words):
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def found(firstline):
    """`db check`: whether it is content, and the marks and texts by what they are about."""

    def check(*words):
        code, out, err = firstline("db", "check", "--json", *words)
        assert err == ""
        found = {each["about"]: (each["mark"], each["text"]) for each in json.loads(out)}
        assert (code == 1) is ("wrong" in {mark for mark, _ in found.values()})
        return found

    return check


@pytest.fixture
def written(database_url):
    """Have this done to the database, as one transaction each."""

    def write(*acts):
        store = open_store(database_url)
        try:
            return [asyncio.run(store.transact(act)) for act in acts]
        finally:
            store.close()

    return write


def name_database(folder, url):
    (folder / "firstline.toml").write_text(f'database = "{url}"\n')


def tamper(url, statement):
    """What no program of ours would do."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def a_ticket(unit):
    return tickets.open_ticket(unit, draft(**OPENED, subject="VPN"), event(data=DATA))


OPENED = {"home": "web|a|", "kind": "incident"}
DATA = {
    "subject": "VPN", "kind": "incident", "impact": 2, "urgency": 3, "priority": 3,
    "service": "vpn", "language": "en", "requester_id": 0, "team": "desk", "home": "web|a|",
    "outage_id": 0,
}  # fmt: skip


def a_message(key, **payload):
    def put(unit):
        return work_queue.put(unit, INBOX, key=key, lane=f"web|{key}|", payload=payload, now=NOON)

    return put


def test_backup_and_restore_by_hand(firstline, written, folder, database_url, request, tmp_path):
    written(a_ticket, a_message("m1"))
    code, out, err = firstline("db", "backup", "safe.tar.gz")
    assert (code, err) == (0, "")
    assert out.startswith("safe.tar.gz: 1 ticket, 0 messages, ")
    code, out, err = firstline("db", "restore", "safe.tar.gz")
    assert (code, out) == (1, "")
    assert "nothing is written over" in err

    is_file = database_url.startswith("sqlite")
    empty = "sqlite:///new.db" if is_file else request.getfixturevalue("empty_pg_url")
    name_database(folder, empty)
    code, out, err = firstline("db", "restore", "safe.tar.gz")
    assert (code, err) == (0, "")
    assert out.startswith("Restored 1 ticket, 0 messages as of 20")
    assert len(json.loads(firstline("ticket", "list", "--json")[1])) == 1
    assert json.loads(firstline("inbox", "list", "--waiting", "--json")[1])[0]["key"] == "m1"


def test_a_file_that_is_not_there_is_one_sentence(firstline):
    code, out, err = firstline("db", "restore", "missing.tar")
    assert (code, out) == (1, "")
    assert "No such file or directory" in err
    assert err.count("\n") == 1


def test_a_backup_into_no_folder_names_the_folder_that_was_given(firstline):
    code, out, err = firstline("db", "backup", "no/such/folder/b.tar")
    assert (code, out) == (1, "")
    assert err == (
        "Nothing can be written to the folder no/such/folder: No such file or directory.\n"
    )


def test_a_missing_blob_is_told_and_the_rest_is_saved(firstline, written):
    written(a_message("m1", attachments=[{"source": FILE_ID}]))
    code, _, err = firstline("db", "backup", "safe.tar")
    assert code == 1
    assert err == f"1 file is not there:\n{FILE_ID}\n"


def test_damaged_blobs_are_named_and_the_rest_is_saved(firstline, written, folder):
    names = (FILE_ID, "cd" * 32)
    written(a_message("m1", attachments=[{"source": name} for name in names]))
    for name in names:
        path = path_of(folder / "data" / "blobs", name)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"rotten")
    code, out, err = firstline("db", "backup", "safe.tar")
    assert (code, out[:10]) == (1, "safe.tar: ")
    assert err == "\n".join(("2 files are damaged and left out:", *names, ""))


def test_a_blob_damaged_in_the_backup_is_named_and_the_rest_comes_back(
    firstline, written, folder, database_url, request
):
    name = sha256(b"a picture").hexdigest()
    written(a_message("m1", attachments=[{"source": name}]))
    path = path_of(folder / "data" / "blobs", name)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a picture")
    assert firstline("db", "backup", "safe.tar")[0] == 0
    path.unlink()
    safe = folder / "safe.tar"
    safe.write_bytes(safe.read_bytes().replace(b"a picture", b"A picture"))

    is_file = database_url.startswith("sqlite")
    name_database(
        folder, "sqlite:///new.db" if is_file else request.getfixturevalue("empty_pg_url")
    )
    code, out, err = firstline("db", "restore", "safe.tar")
    assert (code, out[:9]) == (1, "Restored ")
    assert err == f"1 file is damaged in the backup and left out:\n{name}\n"


# --- check ---------------------------------------------------------------------------------------


def test_sound_books_are_called_so(found, written, database_url):
    written(a_ticket)
    seen = found("--blobs")
    assert {mark for mark, _ in seen.values()} == {"ok"}
    assert seen["tickets"] == ("ok", "1 are what their timelines say")
    assert ("file" in seen) is database_url.startswith("sqlite")


def test_it_is_printed_for_people_too(firstline):
    code, out, err = firstline("db", "check")
    assert (code, err) == (0, "")
    assert "ok tickets: 0 are what their timelines say\n" in out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tickets SET status = 'closed'",
        "UPDATE events SET kind = 'confirmed', seq = 7",
        "UPDATE events SET kind = 'nonsense', seq = 2",
        "DELETE FROM events",
    ],
)
def test_a_ticket_that_is_not_its_timeline_is_named(found, written, database_url, statement):
    written(*[a_ticket] * 7)
    number = "id" if "tickets" in statement else "ticket_id"
    tamper(database_url, f"{statement} WHERE {number} > 1001")
    mark, text = found()["tickets"]
    assert mark == "wrong"
    assert text.startswith("FL-1002 is not what its timeline says; FL-1003")
    assert text.endswith("FL-1006 is not what its timeline says; and 1 more")


def test_a_blob_that_is_not_there_is_named_and_one_that_is_changed_when_all_are_read(
    found, written, folder
):
    written(a_message("m1", attachments=[{"source": FILE_ID}]))
    assert found()["blobs"] == ("wrong", f"{FILE_ID} is named by a message and not there")
    path = path_of(folder / "data" / "blobs", FILE_ID)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not what its name says")
    assert found()["blobs"] == ("ok", "1 are named, and all of them are there")
    assert "bytes" not in found()
    assert found("--blobs")["bytes"] == ("wrong", f"{FILE_ID} is not what its name says")


def test_a_blob_in_the_database_is_read_too(found, written, database_url):
    written(a_message("m1", raw=FILE_ID))
    empty = "x''" if database_url.startswith("sqlite") else "''"
    values = f"'{FILE_ID}', {empty}, '{OLD} 00:00:00'"
    tamper(database_url, f"INSERT INTO blobs (id, data, put_at) VALUES ({values})")  # noqa: S608
    assert found()["blobs"] == ("ok", "1 are named, and all of them are there")
    assert found("--blobs")["bytes"] == ("wrong", f"{FILE_ID} is not what its name says")


def test_what_waits_for_more_than_a_day_is_wrong_and_what_was_given_up_on_is_mentioned(
    found, written, database_url
):
    written(a_message("m1"), a_message("m2"), a_message("m3"))
    tamper(database_url, "UPDATE inbox SET put_at = CURRENT_TIMESTAMP")
    assert found()["inbox, web"][0] == "ok"
    tamper(database_url, "UPDATE inbox SET state = 'buried' WHERE key = 'm2'")
    assert found()["inbox, web"] == ("note", "1 were given up on. See: firstline inbox list")
    tamper(database_url, f"UPDATE inbox SET put_at = '{OLD} 00:00:00' WHERE key = 'm1'")  # noqa: S608
    tamper(database_url, "UPDATE inbox SET state = 'done' WHERE key = 'm2'")
    mark, text = found()["inbox, web"]
    assert mark == "wrong"
    assert text.startswith("2 wait, the oldest for ")
    assert text.endswith(" hours. See: firstline inbox list --waiting")


def test_a_broken_file_is_wrong(folder, sqlite_url):
    name_database(folder, sqlite_url)
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO events SELECT 1, 99, 1, '', '', '', NULL, 1, '{}'")
        connection.commit()
    done = CliRunner().invoke(app, ("db", "check"), catch_exceptions=False)
    assert done.exit_code == 1
    assert "wrong file: a row of events points to a missing row of tickets" in done.stdout


def test_older_tables_are_not_looked_through(folder, tmp_path):
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.execute("CREATE TABLE alembic_version (version_num TEXT)")
        old.execute("INSERT INTO alembic_version VALUES ('0001')")
        old.commit()
    name_database(folder, "sqlite:///old.db")
    done = CliRunner().invoke(app, ("db", "check"), catch_exceptions=False)
    assert done.exit_code == 1
    assert "Run: firstline db upgrade" in done.stdout
    assert "tickets" not in done.stdout


# --- dead letters --------------------------------------------------------------------------------


@pytest.fixture
def buried(written):
    """Two messages out that could not be sent, and one in that could not be handled."""

    def bury(unit):
        for queue, key, channel in (
            (OUTBOX, "o1", "email"), (OUTBOX, "o2", "email"), (INBOX, "m1", "web"),
        ):  # fmt: skip
            lane, said = f"{channel}|{key}|", {"text": "my password is hunter2"}
            work_queue.put(unit, queue, key=key, lane=lane, payload=said, now=NOON)
            ((work,),) = work_queue.claim(unit, queue, now=NOON, lease=LEASE)
            reason = "ValueError: cannot judge 'hunter2'" if queue == INBOX else "550 no such user"
            work_queue.bury(unit, queue, work, now=NOON, reason=reason)

    written(bury)


def listed(firstline, queue, *words):
    code, out, err = firstline(queue, "list", "--json", *words)
    assert (code, err) == (0, "")
    assert "hunter2" not in out
    return {each["key"]: each for each in json.loads(out)}


def test_dead_letters_are_listed_without_what_people_said(firstline, buried):
    first = listed(firstline, "outbox")["o1"]
    assert (first["channel"], first["state"], first["attempts"]) == ("email", "buried", 1)
    assert first["reason"] == "550 no such user"
    assert listed(firstline, "inbox")["m1"]["reason"] == "ValueError"
    assert listed(firstline, "outbox", "--waiting") == {}
    assert len(listed(firstline, "outbox", "--limit", "1")) == 1


def test_the_list_of_dead_letters_fits_a_narrow_terminal(firstline, written, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    key = f"email|{'0' * 32}<{'7' * 40}@mail.example>"

    def bury(unit):
        work_queue.put(unit, OUTBOX, key=key, lane="email|a|", payload={}, now=NOON)
        ((work,),) = work_queue.claim(unit, OUTBOX, now=NOON, lease=LEASE)
        work_queue.bury(unit, OUTBOX, work, now=NOON, reason="550 no such user")

    written(bury)
    code, out, _ = firstline("outbox", "list")
    first, second = out.splitlines()
    assert (code, first) == (0, key)
    assert second == f"  email, 1 try, since {NOON:%Y-%m-%d %H:%M}: 550 no such user"


def test_dead_letters_are_released_or_let_go(firstline, buried):
    said = firstline("outbox", "retry", "o1")
    assert said == (0, "1 row of the outbox will be tried again now.\n", "")
    assert set(listed(firstline, "outbox", "--waiting")) == {"o1"}
    said = firstline("outbox", "drop", "o2", "--why", "she has left")
    assert said == (0, "1 row of the outbox dropped.\n", "")
    assert listed(firstline, "outbox") == {}
    assert firstline("inbox", "drop", "--all") == (0, "1 row of the inbox dropped.\n", "")
    said = firstline("inbox", "retry", "--all")
    assert said == (0, "0 rows of the inbox will be tried again now.\n", "")


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_key_that_is_not_there_changes_nothing(firstline, buried, verb):
    code, out, err = firstline("outbox", verb, "o1", "o9")
    assert (code, out) == (1, "")
    assert err == "Not in the outbox, done already, or being worked on: o9.\n"
    assert set(listed(firstline, "outbox")) == {"o1", "o2"}
    code, _, err = firstline("outbox", verb)
    assert (code, err) == (1, "Say which: their keys, or --all that were given up on.\n")
    code, _, err = firstline("outbox", verb, "o1", "--all")
    assert (code, err) == (1, "Their keys or --all, not both: nothing was done.\n")
    assert set(listed(firstline, "outbox")) == {"o1", "o2"}


# --- keys ---------------------------------------------------------------------------------------


def test_a_new_key_beside_the_old_one_or_instead_of_it(firstline, written):
    def key_count():
        (found,) = written(keys.newest_first)
        return len(found)

    assert firstline("db", "new-key") == (0, "There is a new key.\n", "")
    before = key_count()
    assert firstline("db", "new-key")[0] == 0
    assert key_count() == before + 1
    assert firstline("db", "new-key", "--only") == (0, "There is a new key, and no other.\n", "")
    assert key_count() == 1
