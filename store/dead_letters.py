"""Queue rows that were given up on or kept back: look at them, try them again, or let them go.

A row keeps its key and its place in the lane, so that nothing is done twice and nothing overtakes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, Table, Update, and_, exists, func, not_, or_, select, update

from store.records import Work
from store.tables import LINES
from store.unit import Unit, columns, records
from store.work_queue import BURIED, DONE, INBOX, PENDING, TABLES

DROPPED = "dropped by the operator"
QUARANTINE = "quarantine: "  # so begins the reason of a row that is kept back, not given up on


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
    """What was given up on, or with `waiting` what is still to be done; the oldest first.

    What is kept in quarantine comes last: there may be much of it.
    """
    table = TABLES[queue]
    wanted = table.c.state == (PENDING if waiting else BURIED)
    order = (table.c.id,) if waiting else (is_kept_back(table), table.c.id)
    found = select(*columns(table, Letter)).where(wanted).order_by(*order).limit(limit)
    return records(Letter, unit.connection.execute(found))


def retry(unit: Unit, queue: str, keys: tuple[str, ...], *, now: datetime) -> tuple[str, ...]:
    """Try these again now, with all their attempts before them; returns the keys it was done for.

    Without keys: everything that was given up on, but not what is in quarantine. A row that waits
    for its next attempt need not wait any longer; one that is worked on is left alone.
    """
    table = TABLES[queue]
    which = and_(_chosen(table, keys), _free(table, now))
    return _keys(unit, table, _retrying(table, which, now))


def drop(
    unit: Unit, queue: str, keys: tuple[str, ...], *, now: datetime, why: str = ""
) -> tuple[str, ...]:
    """Never do these; returns the keys it was done for. Without keys: as `retry`.

    The rows stay, for their keys are known: what comes in again under one is still a repetition.
    """
    table = TABLES[queue]
    which = and_(_chosen(table, keys), _free(table, now))
    return _keys(unit, table, _dropping(table, which, now, why))


# --- kept back for a reason: as many as there may be ----------------------------------------------


def is_kept_back(table: Table) -> ColumnElement[bool]:
    """Whether a buried row lies in quarantine; the others were given up on."""
    return func.substr(table.c.reason, 1, len(QUARANTINE)) == QUARANTINE


def keep_back(unit: Unit, queue: str, key: str, *, reason: str, now: datetime) -> None:
    """A row that was put a moment ago is not worked on until what is kept for `reason` is."""
    table = TABLES[queue]
    waits = and_(table.c.key == key, table.c.state == PENDING)
    kept = update(table).where(waits).values(state=BURIED, done_at=now, reason=reason)
    unit.connection.execute(kept)


def kept_for(unit: Unit, queue: str, reason: str) -> int:
    """How many rows lie buried for this reason."""
    table = TABLES[queue]
    count = select(func.count()).select_from(table).where(_buried_for(table, reason))
    return unit.connection.execute(count).scalar_one()


def is_kept_before(unit: Unit, work: Work, *, reason: str) -> bool:
    """Whether something older of the same conversation lies buried in the inbox for this reason."""
    table = TABLES[INBOX]
    # By way of its lines: a conversation has few, while very much may lie buried.
    said = and_(LINES.c.talk == work.lane, LINES.c.key == table.c.key, table.c.id < work.id)
    return bool(unit.connection.scalar(select(exists().where(said, _buried_for(table, reason)))))


def retry_for(unit: Unit, queue: str, reason: str, *, now: datetime) -> int:
    """As `retry`, of all that lies buried for this reason; how many."""
    table = TABLES[queue]
    again = _retrying(table, _buried_for(table, reason), now)
    return unit.connection.execute(again).rowcount


def drop_for(unit: Unit, queue: str, reason: str, *, now: datetime) -> int:
    """As `drop`, of all that lies buried for this reason; how many."""
    table = TABLES[queue]
    gone = _dropping(table, _buried_for(table, reason), now, reason)
    return unit.connection.execute(gone).rowcount


# --- inside ---------------------------------------------------------------------------------------


def _buried_for(table: Table, reason: str) -> ColumnElement[bool]:
    return and_(table.c.state == BURIED, table.c.reason == reason)


def _chosen(table: Table, keys: tuple[str, ...]) -> ColumnElement[bool]:
    if not keys:  # quarantine has a release and a drop of its own
        return and_(table.c.state == BURIED, not_(is_kept_back(table)))
    return and_(table.c.key.in_(keys), or_(table.c.state == BURIED, table.c.state == PENDING))


def _free(table: Table, now: datetime) -> ColumnElement[bool]:
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


def _retrying(table: Table, which: ColumnElement[bool], now: datetime) -> Update:
    again = {"state": PENDING, "attempts": 0, "failures": 0, "due_at": now, "done_at": None}
    return _unleased(table, which).values(**again)


def _dropping(table: Table, which: ColumnElement[bool], now: datetime, why: str) -> Update:
    reason = f"{DROPPED}: {why}" if why else DROPPED
    return _unleased(table, which).values(state=DONE, done_at=now, reason=reason)


def _unleased(table: Table, which: ColumnElement[bool]) -> Update:
    return update(table).where(which).values(fence="", lease_until=None)


def _keys(unit: Unit, table: Table, change: Update) -> tuple[str, ...]:
    keys: Iterable[str] = unit.connection.scalars(change.returning(table.c.key))
    return tuple(sorted(keys))
