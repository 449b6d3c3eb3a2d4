"""Which blobs the database names: files that people sent or that we send, and unread mails."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Text, and_, cast, inspect, not_, or_, select

from store.tables import BLOBS, EVENTS, INBOX_TABLE, LINES, OUTBOX_TABLE
from store.unit import Unit

# Where messages lie, as they travel; a file in one is `{"name": ..., "source": blob id}`, and a
# message that is not read yet names the blob it is in as `raw`.
_MESSAGES: tuple[Column[Any], ...] = (
    LINES.c.payload,
    EVENTS.c.data,
    INBOX_TABLE.c.payload,
    OUTBOX_TABLE.c.payload,
)


def named(unit: Unit) -> frozenset[str]:
    """The ids of all blobs that something in the database refers to."""
    return frozenset(source for column in _MESSAGES for source in _sources(unit, column))


def in_tables(unit: Unit) -> frozenset[str]:
    """The ids of the blobs that lie in the database itself."""
    if not inspect(unit.connection).has_table(BLOBS.name):  # before revision 0002
        return frozenset()
    return frozenset(unit.connection.scalars(select(BLOBS.c.id)))


def contents(unit: Unit, *, after: str, limit: int) -> tuple[tuple[str, bytes], ...]:
    """The next blobs of the database itself after this id, with their bytes; () at the end."""
    found = select(BLOBS.c.id, BLOBS.c.data).where(BLOBS.c.id > after).order_by(BLOBS.c.id)
    return tuple((row.id, row.data) for row in unit.connection.execute(found.limit(limit)))


def _sources(unit: Unit, column: Column[Any]) -> Iterator[str]:
    """Most messages name no blob: the database sorts those out."""
    text = cast(column, Text)
    unread = and_(text.contains('"raw": "'), not_(text.contains('"raw": ""')))
    found = select(column).where(or_(text.contains('"source": "'), unread))
    for message in unit.connection.execution_options(yield_per=1000).scalars(found):
        yield from _blobs_of(message)


def _blobs_of(message: Mapping[str, Any]) -> Iterator[str]:
    files = (file["source"] for file in message.get("attachments", ()))
    yield from filter(None, (*files, message.get("raw", "")))
