"""Which blobs the database names: those of files that people sent, or that we send."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Text, cast, inspect, select

from store.tables import BLOBS, EVENTS, INBOX_TABLE, LINES, OUTBOX_TABLE
from store.unit import Unit

# Where messages lie, as they travel; a file in one is `{"name": ..., "source": blob id}`.
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


def _sources(unit: Unit, column: Column[Any]) -> Iterator[str]:
    """Most messages carry no file: the database sorts those out."""
    found = select(column).where(cast(column, Text).contains('"source"'))
    for message in unit.connection.execution_options(yield_per=1000).scalars(found):
        yield from _files(message)


def _files(message: Mapping[str, Any]) -> Iterator[str]:
    files = message.get("attachments", ())
    yield from (file["source"] for file in files if file.get("source"))
