"""What befalls whole queues: a start, old age, a clock that was set."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, delete, select, update

from store.unit import Unit
from store.work_queue import DONE, TABLES, is_pending


def release_all(unit: Unit) -> None:
    """End every lease. Only for the one process that writes, before it begins to work."""
    for table in TABLES.values():
        held = update(table).where(is_pending(table), table.c.lease_until.is_not(None))
        unit.connection.execute(held.values(fence="", lease_until=None))


def forget(unit: Unit, queue: str, *, before: datetime, limit: int) -> int:
    """Delete up to `limit` rows that were done before this moment; how many there were."""
    table = TABLES[queue]
    done = table.c.state == DONE
    old = select(table.c.id).where(done, table.c.done_at < before).limit(limit)
    return unit.connection.execute(delete(table).where(table.c.id.in_(old))).rowcount


def shift(unit: Unit, by: timedelta) -> None:
    """The clock was set by so much: whatever waits goes on waiting as long as it had to."""
    for table in TABLES.values():
        rows = unit.connection.execute(_times(table)).all()
        _move(unit, table, [(row, by) for row in rows])


def strays(unit: Unit, now: datetime) -> bool:
    """Whether pending rows were put later than now: by the clock before it was set back."""
    found = (_times(table).where(_stray(table, now)).limit(1) for table in TABLES.values())
    return any(unit.connection.execute(stray).first() for stray in found)


def bring_home(unit: Unit, now: datetime) -> None:
    """Let such rows wait from now on as long as they had to from then on."""
    for table in TABLES.values():
        rows = unit.connection.execute(_times(table).where(_stray(table, now))).all()
        _move(unit, table, [(row, now - row.put_at) for row in rows])


def _times(table: Table) -> Select[Any]:
    waiting = select(table.c.id, table.c.put_at, table.c.due_at, table.c.lease_until)
    return waiting.where(is_pending(table))


def _stray(table: Table, now: datetime) -> ColumnElement[bool]:
    return and_(table.c.put_at > now, table.c.due_at > now)


def _move(unit: Unit, table: Table, moves: Sequence[tuple[Row[Any], timedelta]]) -> None:
    times = [
        {
            "ours": row.id,
            "put_at": row.put_at + by,
            "due_at": row.due_at + by,
            "lease_until": row.lease_until and row.lease_until + by,
        }
        for row, by in moves
    ]
    if times:
        unit.connection.execute(update(table).where(table.c.id == bindparam("ours")), times)
