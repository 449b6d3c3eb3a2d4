"""A unit of work: one open transaction, handed to every function that reads or writes."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Select, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

R = TypeVar("R")
S = TypeVar("S")
AnyInsert = sqlite.Insert | postgresql.Insert


@dataclass(frozen=True, slots=True)
class Unit:
    """All that happens through one unit happens together or not at all."""

    connection: Connection


def columns(table: Table, kind: Any) -> tuple[Column[Any], ...]:  # noqa: ANN401 - a dataclass
    """The columns of `table` that make up a `kind`."""
    return tuple(table.c[field.name] for field in fields(kind))


def record(kind: type[R], row: Row[Any]) -> R:
    """A row, whose columns are named like the fields, as a frozen value."""
    return kind(**row._mapping)


def records(kind: type[R], rows: Iterable[Row[Any]]) -> tuple[R, ...]:
    """Rows as frozen values, in order."""
    return tuple(record(kind, row) for row in rows)


def first(kind: type[R], row: Row[Any] | None) -> R | None:
    """A row as a frozen value, None if there was no row."""
    return None if row is None else record(kind, row)


def values(value: Any, *, but: tuple[str, ...] = ()) -> Mapping[str, Any]:  # noqa: ANN401
    """The fields of a frozen value by name, without the ones named in `but`."""
    names = (field.name for field in fields(value))
    return {name: getattr(value, name) for name in names if name not in but}


def insert(unit: Unit, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; both databases spell it the same, SQLAlchemy does not."""
    is_sqlite = unit.connection.dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def upsert(table: Table, finish: Callable[[AnyInsert], S]) -> Callable[[Unit], S]:
    """An INSERT that knows ON CONFLICT, built once for each database; `finish` says which."""

    @cache
    def built(kind: Callable[[Table], AnyInsert]) -> S:
        return finish(kind(table))

    return lambda unit: built(postgresql.insert if is_shared(unit) else sqlite.insert)


def is_shared(unit: Unit) -> bool:
    """Whether others may write at the same moment. On SQLite there is one writer."""
    return unit.connection.dialect.name == "postgresql"


def wait_for(unit: Unit, name: str) -> None:
    """Be the only one under this name until the transaction ends."""
    if is_shared(unit):
        key = func.hashtextextended(name, 0)
        unit.connection.execute(select(func.pg_advisory_xact_lock(key)))


def try_for(unit: Unit, name: str) -> bool:
    """Like `wait_for`, but False at once if somebody else is."""
    if not is_shared(unit):
        return True
    key = func.hashtextextended(name, 0)
    return bool(unit.connection.scalar(select(func.pg_try_advisory_xact_lock(key))))


# How many of the latest ids are counted: far more than can be uncommitted at one moment.
_WINDOW = 1000


def apart(unit: Unit) -> AbstractContextManager[object]:
    """What happens within happens whole or not at all, and the rest of the unit goes on."""
    return unit.connection.begin_nested()


def stamp(unit: Unit, table: Table) -> int:
    """A number that grows with every row ever committed to an append-only table.

    The highest id alone is enough only for a single writer: of two, the one with the lower id may
    commit last.
    """
    newest = unit.connection.scalar(_newest(table)) or 0
    if not is_shared(unit):
        return newest
    recent = unit.connection.scalar(_recent(table), {"oldest": newest - _WINDOW})
    return newest * (_WINDOW + 1) + (recent or 0)


@cache
def _newest(table: Table) -> Select[Any]:
    return select(func.max(table.c.id))


@cache
def _recent(table: Table) -> Select[Any]:
    return select(func.count()).select_from(table).where(table.c.id > bindparam("oldest"))
