"""Queue rows that were given up on: look at them, try them again, or let them go.

A row keeps its key and its place in the lane, so that nothing is done twice and nothing overtakes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Table, and_, or_, select, update

from store.unit import Unit, columns, records
from store.work_queue import BURIED, PENDING, TABLES

DROPPED = "dropped by the operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A row that is not done. `done_at` is when it was given up on, None while it waits."""

    key: str
    channel: str
    state: str
    attempts: int
    put_at: datetime
    due_at: datetime
    done_at: datetime | None
    reason: str


class Change(Protocol):
    """What can be done to rows that are not done; returns the keys it was done for."""

    def __call__(
        self, unit: Unit, queue: str, keys: tuple[str, ...], *, now: datetime
    ) -> tuple[str, ...]: ...


def listed(unit: Unit, queue: str, *, waiting: bool, limit: int) -> tuple[Letter, ...]:
    """What was given up on, or with `waiting` what is still to be done; the oldest first."""
    table = TABLES[queue]
    wanted = table.c.state == (PENDING if waiting else BURIED)
    found = select(*columns(table, Letter)).where(wanted).order_by(table.c.id).limit(limit)
    return records(Letter, unit.connection.execute(found))


def retry(unit: Unit, queue: str, keys: tuple[str, ...], *, now: datetime) -> tuple[str, ...]:
    """Try these again now, with all their attempts before them; returns the keys it was done for.

    Without keys: everything that was given up on. A row that waits for its next attempt need not
    wait any longer; one that is worked on is left alone.
    """
    table = TABLES[queue]
    again = {"state": "pending", "attempts": 0, "failures": 0, "due_at": now, "done_at": None}
    return _change(unit, table, and_(_chosen(table, keys), _free(table, now)), again)


def drop(
    unit: Unit, queue: str, keys: tuple[str, ...], *, now: datetime, why: str = ""
) -> tuple[str, ...]:
    """Never do these; returns the keys it was done for. Without keys: all that was given up on.

    The rows stay, for their keys are known: what comes in again under one is still a repetition.
    """
    table = TABLES[queue]
    reason = f"{DROPPED}: {why}" if why else DROPPED
    gone = {"state": "done", "done_at": now, "reason": reason}
    return _change(unit, table, and_(_chosen(table, keys), _free(table, now)), gone)


def _chosen(table: Table, keys: tuple[str, ...]) -> ColumnElement[bool]:
    if not keys:
        return table.c.state == BURIED
    return and_(table.c.key.in_(keys), or_(table.c.state == BURIED, table.c.state == PENDING))


def _free(table: Table, now: datetime) -> ColumnElement[bool]:
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


def _change(
    unit: Unit, table: Table, which: ColumnElement[bool], values: dict[str, object]
) -> tuple[str, ...]:
    changed = update(table).where(which).values(fence="", lease_until=None, **values)
    keys: Iterable[str] = unit.connection.scalars(changed.returning(table.c.key))
    return tuple(sorted(keys))
