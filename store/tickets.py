"""Tickets: a timeline that only grows, and the row that is its fold."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy import insert as plain_insert

from store.errors import LostRace
from store.records import Binding, Event, TicketRow
from store.tables import BINDINGS, EVENTS, OUTAGES, TICKETS
from store.unit import Unit, columns, first, insert, records, stamp, values

# --- write ----------------------------------------------------------------------------------------


def open_ticket(unit: Unit, draft: TicketRow, event: Event) -> TicketRow:
    """Open a ticket with its first event; the row comes back with its id."""
    fresh = replace(draft, version=1)
    row = plain_insert(TICKETS).values(values(fresh, but=("id",))).returning(TICKETS.c.id)
    ticket = replace(fresh, id=unit.connection.execute(row).scalar_one())
    _record(unit, ticket.id, (replace(event, seq=1),))
    return ticket


def append(unit: Unit, before: TicketRow, after: TicketRow, events: tuple[Event, ...]) -> TicketRow:
    """Add events, and turn the row from `before` into `after`.

    Raises LostRace if the ticket is no longer as it was in `before`. A ticket changes by events
    only: without any, `after` has to be `before`.
    """
    if not events and after != before:
        raise ValueError("a ticket changes by events only")
    changed = replace(after, id=before.id, version=before.version + len(events))
    unseen = (TICKETS.c.id == before.id, TICKETS.c.version == before.version)
    swap = update(TICKETS).where(*unseen).values(values(changed, but=("id",)))
    if unit.connection.execute(swap).rowcount != 1:
        raise LostRace(f"ticket {before.id} has changed since version {before.version}")
    numbered = enumerate(events, start=before.version + 1)
    _record(unit, before.id, tuple(replace(event, seq=seq) for seq, event in numbered))
    return changed


def bind(unit: Unit, ticket_id: int, talk: str, role: str) -> None:
    """The ticket lives in this conversation, too."""
    row = {"ticket_id": ticket_id, "talk": talk, "role": role}
    unit.connection.execute(insert(unit, BINDINGS).values(row).on_conflict_do_nothing())


# --- read -----------------------------------------------------------------------------------------


def get(unit: Unit, ticket_id: int, *, lock: bool = False) -> TicketRow | None:
    """The ticket; with `lock` nobody else changes it until the transaction ends."""
    found = _tickets().where(TICKETS.c.id == ticket_id)
    if lock:
        # Rows that point to the ticket may still be added: that is no change of it.
        found = found.with_for_update(key_share=True)
    return first(TicketRow, unit.connection.execute(found).first())


def timeline(unit: Unit, ticket_id: int) -> tuple[Event, ...]:
    """All that happened to the ticket, in order."""
    found = select(*columns(EVENTS, Event)).where(EVENTS.c.ticket_id == ticket_id)
    return records(Event, unit.connection.execute(found.order_by(EVENTS.c.seq)))


def bindings(unit: Unit, ticket_id: int) -> tuple[Binding, ...]:
    """The conversations the ticket lives in, the first one first."""
    found = select(*columns(BINDINGS, Binding)).where(BINDINGS.c.ticket_id == ticket_id)
    return records(Binding, unit.connection.execute(found.order_by(BINDINGS.c.id)))


def bound_to(unit: Unit, talk: str) -> tuple[TicketRow, ...]:
    """The tickets that live in a conversation, newest first."""
    here = select(BINDINGS.c.ticket_id).where(BINDINGS.c.talk == talk)
    return _all(unit, _tickets().where(TICKETS.c.id.in_(here)).order_by(TICKETS.c.id.desc()))


def of_requester(
    unit: Unit, person_id: int, *, open_statuses: tuple[str, ...]
) -> tuple[TicketRow, ...]:
    """A person's tickets in one of these states, newest first."""
    theirs = (TICKETS.c.requester_id == person_id, TICKETS.c.status.in_(open_statuses))
    return _all(unit, _tickets().where(*theirs).order_by(TICKETS.c.id.desc()))


def with_status(
    unit: Unit, statuses: tuple[str, ...], *, limit: int | None = None
) -> tuple[TicketRow, ...]:
    """Tickets in one of these states, oldest first; all of them unless there is a limit."""
    found = _tickets().where(TICKETS.c.status.in_(statuses))
    return _all(unit, found.order_by(TICKETS.c.id).limit(limit))


def latest(unit: Unit, statuses: tuple[str, ...], limit: int) -> tuple[TicketRow, ...]:
    """Tickets in one of these states, the last to have moved first."""
    found = _tickets().where(TICKETS.c.status.in_(statuses))
    newest = found.order_by(TICKETS.c.progress_at.desc(), TICKETS.c.id.desc())
    return _all(unit, newest.limit(limit))


def of_outage(unit: Unit, outage_id: int) -> tuple[TicketRow, ...]:
    """The tickets about an outage, oldest first."""
    return _all(unit, _tickets().where(TICKETS.c.outage_id == outage_id).order_by(TICKETS.c.id))


def of_ended_outages(unit: Unit, status: str, *, limit: int) -> tuple[TicketRow, ...]:
    """Tickets in this state about an outage that is over, oldest first."""
    ended = select(OUTAGES.c.id).where(OUTAGES.c.ended_at.is_not(None))
    left = _tickets().where(TICKETS.c.status == status, TICKETS.c.outage_id.in_(ended))
    return _all(unit, left.order_by(TICKETS.c.id).limit(limit))


def recent_claims(unit: Unit, *, since: datetime, limit: int) -> tuple[datetime, ...]:
    """When tickets were claimed, latest first."""
    found = select(TICKETS.c.claimed_at).where(TICKETS.c.claimed_at >= since)
    newest = found.order_by(TICKETS.c.claimed_at.desc()).limit(limit)
    return tuple(unit.connection.scalars(newest))


def count(unit: Unit) -> int:
    """How many tickets there are."""
    return unit.connection.scalar(select(func.count()).select_from(TICKETS)) or 0


def version(unit: Unit) -> int:
    """A number that grows with every event of any ticket."""
    return stamp(unit, EVENTS)


def _record(unit: Unit, ticket_id: int, events: tuple[Event, ...]) -> None:
    rows = [{"ticket_id": ticket_id, **values(event)} for event in events]
    if rows:
        unit.connection.execute(plain_insert(EVENTS), rows)


def _tickets() -> Select[Any]:
    return select(*columns(TICKETS, TicketRow))


def _all(unit: Unit, found: Select[Any]) -> tuple[TicketRow, ...]:
    return records(TicketRow, unit.connection.execute(found))
