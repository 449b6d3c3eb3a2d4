"""Everything into one file and back, while others write; what is damaged is refused."""

import asyncio
import gzip
import io
import itertools
import json
import os
import stat
import tarfile
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, select

from store import archive, blob_names, copies, schema, tickets, work_queue
from store.backup import back_up, restore
from store.blobs import path_of
from store.engine import open_store, schema_state
from store.errors import StoreError, StoreInUse
from store.look import faults, look
from store.tables import METADATA
from store.unit import is_shared
from store.work_queue import INBOX, OUTBOX
from tests.store.rows import NOON, at, draft, event

pytestmark = pytest.mark.usefixtures("pg_programs")

LEASE = timedelta(seconds=30)
FILE = b"what Anna sees on her screen"
FILE_ID = sha256(FILE).hexdigest()
OTHER = b"what Ben sees"
OTHER_ID = sha256(OTHER).hexdigest()


@pytest.fixture
def blobs(tmp_path):
    folder = tmp_path / "blobs"
    keep(folder, FILE_ID, FILE)
    return folder


@pytest.fixture
def empty_url(database_url, request, tmp_path):
    """A database of the same kind with nothing in it."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'new' / 'data' / 'firstline.db'}"
    return request.getfixturevalue("empty_pg_url")


def keep(folder, blob, content):
    path = path_of(folder, blob)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


async def put(store, queue, key, **payload):
    lane = f"web|{key}|"
    await store.transact(work_queue.put, queue, key=key, lane=lane, payload=payload, now=NOON)


async def fill(store):
    """A message with a file, a ticket, an answer that was sent and one that was not yet."""
    await put(store, INBOX, "m1", attachments=[{"name": "screen.png", "source": FILE_ID}])
    await store.transact(tickets.open_ticket, draft(subject="Prinz Ärmel \u2014 'quoted'"), event())
    await put(store, OUTBOX, "sent")
    ((work,),) = await store.transact(work_queue.claim, OUTBOX, now=NOON, lease=LEASE)
    await store.transact(work_queue.finish, OUTBOX, work, now=at(1), receipt="r1")
    await put(store, OUTBOX, "waiting")


def rows(url):
    """Every row of every table."""
    with look(url) as unit:
        return {
            name: sorted(map(repr, unit.connection.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
        }


def nothing_but(folder, *names):
    """Whether these are the only things that lie there; a lock file is no more than a name."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")} == {*names}


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
async def test_everything_comes_back(store, database_url, empty_url, blobs, tmp_path, name):
    await fill(store)
    target = tmp_path / "safe" / name
    target.parent.mkdir()
    made = back_up(database_url, blobs, target, now=at(9))
    assert made.missing == ()
    assert made.heading.counts == {"tickets": 1, "messages": 0}
    assert made.size == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert nothing_but(target.parent, name)

    folder = tmp_path / "new" / "data" / "blobs"
    restored = restore(target, empty_url, folder)
    assert restored.heading == made.heading
    assert restored.heading.made_at == at(9)
    assert restored.damaged == ()
    assert rows(empty_url) == rows(database_url)
    assert path_of(folder, FILE_ID).read_bytes() == FILE
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [FILE_ID[2:]]


async def test_a_restored_desk_goes_on_where_it_was(
    store, database_url, empty_url, blobs, tmp_path
):
    await fill(store)
    target = tmp_path / "backup.tar"
    back_up(database_url, blobs, target, now=NOON)
    restore(target, empty_url, tmp_path / "new" / "blobs")
    again = open_store(empty_url)
    try:
        batches = await again.transact(work_queue.claim, OUTBOX, now=at(60), lease=LEASE, limit=9)
        assert [work.key for batch in batches for work in batch] == ["waiting"]
        ticket = await again.transact(tickets.open_ticket, draft(), event())
        assert ticket.id == 1002
        put_again = {"key": "m1", "lane": "web|m1|", "payload": {}, "now": NOON}
        assert await again.transact(work_queue.put, INBOX, **put_again) is False
    finally:
        again.close()


async def test_a_backup_while_others_write_is_of_one_moment_and_has_all_that_was_there(
    store, database_url, empty_url, tmp_path
):
    for number in range(50):
        await put(store, INBOX, f"{number:05}")

    async def write():
        for number in itertools.count(50):
            await store.transact(_both, f"{number:05}")

    writing = asyncio.create_task(write())
    try:
        target = tmp_path / "backup.tar"
        await asyncio.to_thread(back_up, database_url, tmp_path / "blobs", target, now=NOON)
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
    await asyncio.to_thread(restore, target, empty_url, tmp_path / "blobs")
    with look(empty_url) as unit:
        assert is_shared(unit) or faults(unit) == ()
        table = work_queue.TABLES[INBOX]
        found = list(unit.connection.scalars(select(table.c.key).order_by(table.c.id)))
        sent = set(unit.connection.scalars(select(work_queue.TABLES[OUTBOX].c.key)))
    assert found == [f"{number:05}" for number in range(len(found))]
    assert len(found) >= 50
    assert sent == set(found[50:])  # what was written together


def _both(unit, key):
    for queue in (INBOX, OUTBOX):
        work_queue.put(unit, queue, key=key, lane=f"web|{key}|", payload={}, now=NOON)


async def test_a_file_that_is_not_there_is_told(store, database_url, blobs, tmp_path):
    await fill(store)
    path_of(blobs, FILE_ID).unlink()
    made = back_up(database_url, blobs, tmp_path / "backup.tar", now=NOON)
    assert (made.missing, made.damaged) == ((FILE_ID,), ())


def rot(path):
    path.write_bytes(b"X" + path.read_bytes()[1:])


def turn_unreadable(path):
    path.unlink()
    path.symlink_to("/proc/self/mem")  # fails as a bad disk does


@pytest.mark.parametrize("damage", [rot, turn_unreadable])
async def test_a_damaged_file_is_left_out_and_all_else_can_be_restored(
    store, database_url, empty_url, blobs, tmp_path, damage
):
    await fill(store)
    await put(store, INBOX, "m2", attachments=[{"name": "b.png", "source": OTHER_ID}])
    keep(blobs, OTHER_ID, OTHER)
    damage(path_of(blobs, FILE_ID))
    made = back_up(database_url, blobs, tmp_path / "backup.tar", now=NOON)
    assert (made.missing, made.damaged) == ((), (FILE_ID,))
    folder = tmp_path / "new" / "blobs"
    assert restore(tmp_path / "backup.tar", empty_url, folder).damaged == ()
    assert rows(empty_url) == rows(database_url)
    assert [path for path in folder.rglob("*") if path.is_file()] == [path_of(folder, OTHER_ID)]


async def test_what_the_heading_says_is_what_the_copy_holds(store, database_url, blobs, tmp_path):
    # A ticket and a file that come while the copy is written are in none of it, on SQLite.
    made_copy = copies.copy

    def slowly(place, target):
        made_copy(place, target)
        asyncio.run(fill(store))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "copy", slowly)
        target = tmp_path / "backup.tar"
        made = await asyncio.to_thread(back_up, database_url, blobs, target, now=NOON)
    with archive.opened(target) as (_, parts):
        found = {part.blob for part in parts}
    if database_url.startswith("sqlite"):
        assert (found, made.heading.counts["tickets"]) == ({""}, 0)
    else:
        assert found == {"", FILE_ID}  # too many files are better than too few


async def test_which_blobs_are_named(store, database_url):
    await put(store, INBOX, "m1", attachments=[{"source": "a"}, {"source": "b"}])
    await put(store, OUTBOX, "o1", attachments=[{"source": "a"}], text='"source"')
    await put(store, OUTBOX, "o2", text='he said "source": "x" and "raw": "y"', raw="")
    await put(store, INBOX, "m2", attachments=[], raw="d", text='"raw": ""')
    shown = event(data={"attachments": [{"name": "x", "source": "c"}]})
    await store.transact(tickets.open_ticket, draft(), shown)
    with look(database_url) as unit:
        assert blob_names.named(unit) == {"a", "b", "c", "d"}


def test_a_killed_server_leaves_what_it_committed(sqlite_url, tmp_path):
    # Rows that stand in the log alone, as after a kill.
    path = sqlite_url.removeprefix("sqlite:///")
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            asyncio.run(put(open_store(sqlite_url), INBOX, "m1"))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.path.getsize(f"{path}-wal") > 0
    back_up(sqlite_url, tmp_path / "blobs", tmp_path / "backup.tar", now=NOON)
    other = f"sqlite:///{tmp_path / 'other' / 'firstline.db'}"
    restore(tmp_path / "backup.tar", other, tmp_path / "other" / "blobs")
    assert "m1" in str(rows(other)["inbox"])


# --- what is refused -----------------------------------------------------------------------------


@pytest.fixture
def backup(sqlite_url, blobs, tmp_path):
    """A good backup of a SQLite database with a file."""
    store = open_store(sqlite_url)
    asyncio.run(fill(store))
    store.close()
    back_up(sqlite_url, blobs, tmp_path / "backup.tar", now=NOON)
    return tmp_path / "backup.tar"


@pytest.fixture
def refused(tmp_path):
    """Restore, which must be refused and leave nothing behind; the sentence it is refused with."""
    data = tmp_path / "elsewhere"

    def attempt(source, *, kind=StoreError):
        with pytest.raises(kind) as sentence:
            restore(source, f"sqlite:///{data / 'firstline.db'}", data / "blobs")
        assert nothing_but(data, "blobs")
        assert [path for path in (data / "blobs").rglob("*") if path.is_file()] == []
        return str(sentence.value)

    return attempt


def rewritten(source, change):
    """The same backup with parts changed: `change` maps (name, content) to new content or None."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as before, tarfile.open(target, "w") as after:
        for member in before:
            content = change(member.name, before.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                after.addfile(member, io.BytesIO(content))
    return target


def flipped(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def cut(content):
    return content[:-9]


def lost(content):
    return None


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        *itertools.product([archive.DATABASE, archive.SUMS], [flipped, lost, cut]),
        (f"blobs/{FILE_ID}", lost),
    ],
)
def test_a_damaged_backup_is_refused(backup, refused, part, damage):
    broken = rewritten(backup, lambda name, was: damage(was) if name == part else was)
    assert "damaged" in refused(broken)


@pytest.mark.parametrize("damage", [flipped, cut])
def test_of_a_damaged_blob_in_a_backup_only_that_is_left_out(backup, sqlite_url, tmp_path, damage):
    part = f"blobs/{FILE_ID}"
    broken = rewritten(backup, lambda name, was: damage(was) if name == part else was)
    assert all_but_the_blob_comes_back(broken, sqlite_url, tmp_path)


def all_but_the_blob_comes_back(broken, sqlite_url, tmp_path):
    data = tmp_path / "elsewhere"
    restored = restore(broken, f"sqlite:///{data / 'firstline.db'}", data / "blobs")
    assert restored.damaged == (FILE_ID,)
    assert [path for path in (data / "blobs").rglob("*") if path.is_file()] == []
    return rows(f"sqlite:///{data / 'firstline.db'}") == rows(sqlite_url)


def test_a_blob_that_is_not_what_its_name_says_is_left_out(backup, sqlite_url, tmp_path):
    # Sums that fit are no proof: somebody may have made them.
    def forge(name, was):
        if name.startswith("blobs/"):
            return b"something else"
        if name == archive.SUMS:
            sums = json.loads(was)
            sums[f"blobs/{FILE_ID}"] = sha256(b"something else").hexdigest()
            return json.dumps(sums).encode()
        return was

    assert all_but_the_blob_comes_back(rewritten(backup, forge), sqlite_url, tmp_path)


def test_files_are_there_for_good_before_a_database_names_them(backup, tmp_path, monkeypatch):
    data, flush, flushed = tmp_path / "new" / "data", os.fsync, set()
    database, blobs = data / "firstline.db", data / "blobs"

    def spy(opened):
        if not database.exists():
            flushed.add(os.readlink(f"/proc/self/fd/{opened}"))
        flush(opened)

    monkeypatch.setattr(os, "fsync", spy)
    restore(backup, f"sqlite:///{database}", blobs)
    above = (tmp_path, data.parent, data, blobs, path_of(blobs, FILE_ID).parent)
    assert {str(folder) for folder in above} <= flushed


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.98])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_shortened_backup_is_refused(backup, refused, share, pack):
    # A tar ends in at least a thousand zeros, which nobody misses.
    packed = pack(backup.read_bytes().rstrip(b"\0"))
    short = backup.with_name("short")
    short.write_bytes(packed[: int(len(packed) * share)])
    refused(short)


def test_what_is_no_backup_is_refused(backup, refused):
    other = backup.with_name("other")
    other.write_text("a shopping list")
    assert "no backup of Firstline" in refused(other)
    refused(backup.with_name("missing"), kind=FileNotFoundError)


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"format": 2}, "newer Firstline"),
        ({"revision": "9999"}, "too old for"),
        ({"dialect": "postgresql"}, "to its own kind"),
        ({"surprise": 1}, "damaged"),
    ],
)
def test_a_strange_heading_is_refused(backup, refused, says, sentence):
    def change(name, was):
        return json.dumps({**json.loads(was), **says}).encode() if name == archive.HEADING else was

    assert sentence in refused(rewritten(backup, change))


def test_a_stranger_in_the_file_is_refused(backup, refused):
    target = backup.with_name("strange.tar")
    with tarfile.open(backup) as before, tarfile.open(target, "w") as after:
        for member in before:
            content = before.extractfile(member).read()
            if member.name == archive.DATABASE:
                member.name = "../database"
            after.addfile(member, io.BytesIO(content))
    assert "what no backup holds" in refused(target)


async def test_a_database_that_is_there_is_not_written_over(store, database_url, blobs, tmp_path):
    await fill(store)
    target = tmp_path / "backup.tar"
    back_up(database_url, blobs, target, now=NOON)
    store.close()
    before = rows(database_url)
    with pytest.raises(StoreError, match="already, and nothing is written over"):
        restore(target, database_url, tmp_path / "other")
    assert rows(database_url) == before
    assert [path for path in (tmp_path / "other").rglob("*") if path.is_file()] == []


def test_a_running_server_is_not_restored_under(backup, sqlite_url, tmp_path):
    running = open_store(sqlite_url)
    try:
        with pytest.raises(StoreInUse):
            restore(backup, sqlite_url, tmp_path / "blobs")
    finally:
        running.close()


def test_what_is_no_backup_is_not_written_over(sqlite_url, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Anna")
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    for target in (letter, database, tmp_path):
        with pytest.raises(StoreError, match="choose another name"):
            back_up(sqlite_url, tmp_path / "blobs", target, now=NOON)
    assert letter.read_text() == "Dear Anna"


def test_an_older_backup_is_replaced_and_a_failed_one_leaves_it_alone(
    backup, sqlite_url, blobs, tmp_path
):
    back_up(sqlite_url, blobs, backup, now=at(60))
    with archive.opened(backup) as (heading, _):
        assert heading.made_at == at(60)
    Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(b"SQLite format 3\0 and then nonsense")
    with pytest.raises(StoreError):
        back_up(sqlite_url, blobs, backup, now=at(90))
    with archive.opened(backup) as (heading, _):
        assert heading.made_at == at(60)
    assert not list(tmp_path.glob(".firstline-*"))


def test_a_damaged_database_makes_no_backup(sqlite_url, tmp_path):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xa5" * 4096 * 3
    path.write_bytes(content)
    with pytest.raises(StoreError):
        back_up(sqlite_url, tmp_path / "blobs", tmp_path / "backup.tar", now=NOON)
    assert not (tmp_path / "backup.tar").exists()


# --- older tables, PostgreSQL's programs ----------------------------------------------------------


def test_a_backup_of_older_tables_is_brought_up_to_date(database_url, empty_url, tmp_path):
    _downgrade(database_url)
    made = back_up(database_url, tmp_path / "blobs", tmp_path / "old.tar", now=NOON)
    assert made.heading.revision == "0001"
    restore(tmp_path / "old.tar", empty_url, tmp_path / "new" / "blobs")
    current, head = schema_state(empty_url)
    assert current == head


def _downgrade(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    engine.dispose()


def test_without_the_programs_of_postgresql_it_is_a_sentence(pg_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match=r"pg_dump is missing: install"):
        back_up(pg_url, tmp_path / "blobs", tmp_path / "backup.tar", now=NOON)


def test_programs_that_are_too_old_are_named_as_such(pg_url, tmp_path, monkeypatch):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump: error: server version mismatch' >&2; exit 1\n")
    old.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(StoreError, match="install the programs of the server's version"):
        back_up(pg_url, tmp_path / "blobs", tmp_path / "backup.tar", now=NOON)


def test_what_the_program_complains_of_is_told(pg_url, tmp_path):
    with pytest.raises(StoreError, match=r"pg_dump could not do it: .*error: .*nobody"):
        back_up(pg_url.replace("postgres@", "nobody@"), tmp_path, tmp_path / "b.tar", now=NOON)


def test_a_password_is_never_on_a_command_line(pg_url, tmp_path, monkeypatch):
    spy = tmp_path / "pg_dump"
    spy.write_text(
        '#!/bin/sh\necho "$@" > "$SPY/said"; echo "$PGPASSWORD" > "$SPY/secret"\n'
        "echo 'pg_dump: error: enough' >&2; exit 1\n"
    )
    spy.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("SPY", str(tmp_path))
    for number, secret in enumerate((":hunt%40er2@", "@")):
        url = pg_url.replace("postgres@", f"postgres{secret}")
        url += "?application_name=x&password=hunt%40er2" if number else ""
        with pytest.raises(StoreError, match="enough"):
            back_up(url, tmp_path / "blobs", tmp_path / "backup.tar", now=NOON)
        assert (tmp_path / "secret").read_text() == "hunt@er2\n"
        said = (tmp_path / "said").read_text()
        assert "hunt" not in said
        assert "--table=inbox" in said
        (tmp_path / "secret").unlink()
