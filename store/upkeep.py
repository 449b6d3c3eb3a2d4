"""How the desk stands in numbers, and its tickets with their timelines, batch by batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal_column, select

from store import tickets
from store.dead_letters import is_kept_back
from store.records import Event, TicketRow
from store.tables import TICKETS
from store.unit import Unit, columns, records
from store.work_queue import TABLES

# Spelled out, not bound: only so can the planner tell that the partial indexes serve.
_KEPT = ("pending", "buried")


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """One channel's part of a queue; `oldest` is the age of its oldest pending row in seconds.

    `buried` were given up on, `kept` are in quarantine.
    """

    queue: str
    channel: str
    pending: int
    oldest: float
    buried: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of the desk in numbers; `tickets` counts them by status."""

    depths: tuple[Depth, ...]
    tickets: Mapping[str, int]


def standing(unit: Unit, statuses: tuple[str, ...], now: datetime) -> Standing:
    """How the desk stands now, with the tickets in these states."""
    depths = (depth for queue in TABLES for depth in _depths(unit, queue, now))
    return Standing(depths=tuple(depths), tickets=_tickets(unit, statuses))


def _depths(unit: Unit, queue: str, now: datetime) -> list[Depth]:
    found = {state: unit.connection.execute(_by_channel(queue, state)).all() for state in _KEPT}
    pending, buried = ({row.channel: row for row in found[state]} for state in _KEPT)
    return [
        Depth(
            queue=queue,
            channel=channel,
            pending=_count(pending.get(channel)),
            oldest=_age(pending.get(channel), now),
            buried=_count(buried.get(channel)) - _kept(buried.get(channel)),
            kept=_kept(buried.get(channel)),
        )
        for channel in sorted({*pending, *buried})
    ]


def _by_channel(queue: str, state: str) -> Select[Any]:
    table = TABLES[queue]
    since = func.min(table.c.put_at).label("since")
    kept = func.count().filter(is_kept_back(table)).label("kept")
    found = select(table.c.channel, func.count().label("rows"), kept, since)
    return found.where(table.c.state == literal_column(f"'{state}'")).group_by(table.c.channel)


def _count(row: Row[Any] | None) -> int:
    return row.rows if row else 0


def _kept(row: Row[Any] | None) -> int:
    return row.kept if row else 0


def _age(row: Row[Any] | None, now: datetime) -> float:
    return max((now - row.since).total_seconds(), 0.0) if row else 0.0


def _tickets(unit: Unit, statuses: tuple[str, ...]) -> dict[str, int]:
    found = select(TICKETS.c.status, func.count()).where(TICKETS.c.status.in_(statuses))
    rows = unit.connection.execute(found.group_by(TICKETS.c.status))
    counted: dict[str, int] = {row[0]: row[1] for row in rows}
    return {status: counted.get(status, 0) for status in sorted(statuses)}


def histories(
    unit: Unit, *, after: int, limit: int
) -> tuple[tuple[TicketRow, tuple[Event, ...]], ...]:
    """The next tickets after this id, each with all its events; () at the end."""
    found = select(*columns(TICKETS, TicketRow)).where(TICKETS.c.id > after)
    rows = records(TicketRow, unit.connection.execute(found.order_by(TICKETS.c.id).limit(limit)))
    return tuple((ticket, tickets.timeline(unit, ticket.id)) for ticket in rows)
