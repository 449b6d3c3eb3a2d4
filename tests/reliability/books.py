"""What the desk has kept, read from outside when everything is over."""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, field
from types import SimpleNamespace

from bot.core import lifecycle
from store import blobs, tickets
from store.engine import open_reader

TABLES = {
    "inbox": "id, key, lane, payload, state, attempts, reason, due_at",
    "outbox": "id, key, lane, payload, state, attempts, reason, due_at",
    "lines": "id, key, talk, inbound, ticket_id, payload",
    "tickets": "id, home, status",
    "events": "ticket_id, seq, kind, data",
}
AS_JSON = ("payload", "data")


@dataclass
class Books:
    """Rows as plain values. `unlike` are tickets that are not the fold of their timeline,
    `missing` the sources of files that nobody has, `broken` what the database says of itself."""

    inbox: list = field(default_factory=list)
    outbox: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    tickets: list = field(default_factory=list)
    events: list = field(default_factory=list)
    unlike: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    broken: list = field(default_factory=list)


def message_id(row):
    """The Message-ID under which a row of the outbox leaves; the same however often it does."""
    named = f"{row.payload.get('salt', '')}{row.key}"
    return f"<firstline.{hashlib.sha256(named.encode()).hexdigest()[:32]}@example.org>"


async def read(server):
    """The books of a server that may run or not."""
    found = {name: _rows(server, name, columns) for name, columns in TABLES.items()}
    books = Books(**found, broken=_complaints(server))
    books.unlike = await _unlike(server, [ticket.id for ticket in books.tickets])
    books.missing = await _missing(server, books)
    return books


def _rows(server, name, columns):
    question = f"SELECT {columns} FROM {name}"  # noqa: S608 - both stand in the table above
    return [_row(columns, row) for row in server.rows(question)]


def _row(columns, values):
    row = SimpleNamespace(**dict(zip(columns.split(", "), values, strict=True)))
    for name in AS_JSON:
        if isinstance(getattr(row, name, None), str):
            setattr(row, name, json.loads(getattr(row, name)))
    return row


def _complaints(server):
    if server.database:
        return []
    found = server.rows("PRAGMA integrity_check") + server.rows("PRAGMA foreign_key_check")
    return [str(row) for row in found if row != ("ok",)]


async def _unlike(server, ids):
    with closing(open_reader(_url(server))) as reader:
        return await reader.read(_compare, ids)


def _compare(unit, ids):
    return [
        ticket_id
        for ticket_id in ids
        if lifecycle.replay(ticket_id, tickets.timeline(unit, ticket_id))
        != tickets.get(unit, ticket_id)
    ]


async def _missing(server, books):
    """By the product's own way to them."""
    sources = {
        each["source"]
        for row in (*books.inbox, *books.lines)
        for each in row.payload.get("attachments", ())
    }
    with closing(open_reader(_url(server))) as reader:
        kept = _kept(reader, server.folder / "data" / "blobs")
        return [source for source in sorted(sources) if not await _has(kept, source)]


def _kept(reader, folder):
    files = blobs.FolderBlobs(folder)
    return blobs.StoredBlobs(reader, files, None) if hasattr(blobs, "StoredBlobs") else files


async def _has(kept, source):
    try:
        return hashlib.sha256(await kept.get(source)).hexdigest() == source
    except KeyError:
        return False


def _url(server):
    return server.database or f"sqlite:///{server.folder / 'data' / 'firstline.db'}"
