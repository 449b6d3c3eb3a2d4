"""Tickets: a timeline that only grows, and the row that is its fold.

Statements are built once, at the top of each part: to build one takes longer than to run it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    tuple_,
    update,
)

from store.errors import LostRace
from store.records import Event, TicketRow
from store.tables import BINDINGS, EVENTS, IN_LINE, OUTAGES, RESOLVED, TICKETS
from store.unit import Unit, columns, first, records, stamp, upsert, values

Order = tuple[str, ...]  # the columns that a line is ordered by

# Roles: whose conversation with the desk about a ticket it is.
REQUESTER = "requester"
WATCHER = "watcher"

# --- write ----------------------------------------------------------------------------------------

_OPEN = insert(TICKETS).returning(TICKETS.c.id)
_CHANGE = update(TICKETS).where(
    TICKETS.c.id == bindparam("ours"), TICKETS.c.version == bindparam("seen")
)
_HAPPEN = insert(EVENTS)
_BIND = upsert(BINDINGS, lambda new: new.on_conflict_do_nothing())


def open_ticket(unit: Unit, draft: TicketRow, event: Event) -> TicketRow:
    """Open a ticket with its first event; the row comes back with its id."""
    fresh = replace(draft, version=1)
    opened = unit.connection.execute(_OPEN, values(fresh, but=("id",)))
    ticket = replace(fresh, id=opened.scalar_one())
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
    swap = {**values(changed, but=("id",)), "ours": before.id, "seen": before.version}
    if unit.connection.execute(_CHANGE, swap).rowcount != 1:
        raise LostRace(f"ticket {before.id} has changed since version {before.version}")
    numbered = enumerate(events, start=before.version + 1)
    _record(unit, before.id, tuple(replace(event, seq=seq) for seq, event in numbered))
    return changed


def bind(unit: Unit, ticket_id: int, talk: str, role: str) -> None:
    """The ticket lives in this conversation, too."""
    row = {"ticket_id": ticket_id, "talk": talk, "role": role}
    unit.connection.execute(_BIND(unit), row)


def _record(unit: Unit, ticket_id: int, events: tuple[Event, ...]) -> None:
    for event in events:
        unit.connection.execute(_HAPPEN, {"ticket_id": ticket_id, **values(event)})


# --- one ticket -----------------------------------------------------------------------------------

_ALL = select(*columns(TICKETS, TicketRow))
_ONE = _ALL.where(TICKETS.c.id == bindparam("id"))
# Rows that point to the ticket may still be added: that is no change of it.
_LOCKED = _ONE.with_for_update(key_share=True)
_TIMELINE = (
    select(*columns(EVENTS, Event))
    .where(EVENTS.c.ticket_id == bindparam("id"))
    .order_by(EVENTS.c.seq)
)
_OPENINGS = select(EVENTS.c.ticket_id, *columns(EVENTS, Event)).where(
    EVENTS.c.ticket_id.in_(bindparam("ids", expanding=True)), EVENTS.c.seq == literal_column("1")
)
_OF_KIND = (
    select(EVENTS.c.ticket_id, *columns(EVENTS, Event))
    .where(
        EVENTS.c.ticket_id.in_(bindparam("ids", expanding=True)),
        EVENTS.c.kind == bindparam("kind"),
    )
    .order_by(EVENTS.c.ticket_id, EVENTS.c.seq)
)
_LIVES_IN = select(BINDINGS.c.id).where(
    BINDINGS.c.ticket_id == bindparam("id"),
    BINDINGS.c.talk == bindparam("talk"),
    BINDINGS.c.role == REQUESTER,
)


def get(unit: Unit, ticket_id: int, *, lock: bool = False) -> TicketRow | None:
    """The ticket; with `lock` nobody else changes it until the transaction ends."""
    found = unit.connection.execute(_LOCKED if lock else _ONE, {"id": ticket_id})
    return first(TicketRow, found.first())


def timeline(unit: Unit, ticket_id: int) -> tuple[Event, ...]:
    """All that happened to the ticket, in order."""
    return records(Event, unit.connection.execute(_TIMELINE, {"id": ticket_id}))


def openings(unit: Unit, ticket_ids: Sequence[int]) -> Mapping[int, Event]:
    """How these tickets began, by id."""
    rows = unit.connection.execute(_OPENINGS, {"ids": list(ticket_ids)})
    return dict(map(_by_ticket, rows))


def openings_since(unit: Unit, *, since: datetime, limit: int) -> tuple[Event, ...]:
    """How tickets began from that moment on, the newest first."""
    begun = select(*columns(EVENTS, Event)).where(EVENTS.c.seq == 1, EVENTS.c.at >= since)
    newest = begun.order_by(EVENTS.c.ticket_id.desc()).limit(limit)
    return records(Event, unit.connection.execute(newest))


def events_of(unit: Unit, ticket_ids: Sequence[int], kind: str) -> Sequence[tuple[int, Event]]:
    """What happened of this kind to these tickets, ticket by ticket, in order."""
    rows = unit.connection.execute(_OF_KIND, {"ids": list(ticket_ids), "kind": kind})
    return tuple(map(_by_ticket, rows))


def _by_ticket(row: Row[Any]) -> tuple[int, Event]:
    facts = dict(row._mapping)
    return facts.pop("ticket_id"), Event(**facts)


def lives_in(unit: Unit, ticket_id: int, talk: str) -> bool:
    """Whether the ticket's requester speaks in this conversation."""
    found = unit.connection.execute(_LIVES_IN, {"id": ticket_id, "talk": talk})
    return found.first() is not None


# --- several --------------------------------------------------------------------------------------

_LISTED = TICKETS.c.status.in_(bindparam("statuses", expanding=True))
_MOST = bindparam("most", type_=TICKETS.c.version.type)
_NEWEST = (TICKETS.c.progress_at.desc(), TICKETS.c.id.desc())

_LIKELIEST = (
    _ALL.join(BINDINGS, BINDINGS.c.ticket_id == TICKETS.c.id)
    .where(BINDINGS.c.talk == bindparam("talk"), BINDINGS.c.role == bindparam("role"))
    .order_by(_LISTED.desc(), *_NEWEST)
    .limit(1)
)
_HERE = select(BINDINGS.c.ticket_id).where(BINDINGS.c.talk == bindparam("talk"))
_BOUND_TO = _ALL.where(TICKETS.c.id.in_(_HERE)).order_by(TICKETS.c.id.desc())
_THEIRS = (TICKETS.c.requester_id == bindparam("person"), _LISTED)
_OF_REQUESTER = _ALL.where(*_THEIRS).order_by(TICKETS.c.id.desc()).limit(_MOST)
_HELD = (TICKETS.c.assignee_id == bindparam("person"), _LISTED)
_HELD_BY = _ALL.where(*_HELD).order_by(TICKETS.c.id)
_IN_STATE = _ALL.where(_LISTED).order_by(TICKETS.c.id)
_LATEST = _ALL.where(TICKETS.c.status == bindparam("status")).order_by(*_NEWEST).limit(_MOST)
_STANDS = TICKETS.c.status == bindparam("status")
_ABOUT = (TICKETS.c.outage_id == bindparam("outage"), _STANDS)
_OF_OUTAGE = _ALL.where(*_ABOUT).order_by(TICKETS.c.id).limit(_MOST)
_ENDED = (OUTAGES.c.id == TICKETS.c.outage_id, OUTAGES.c.ended_at.is_not(None))
_LEFT = (_STANDS, exists().where(*_ENDED))
_OF_ENDED = _ALL.where(*_LEFT).order_by(TICKETS.c.id).limit(_MOST)
_SILENT = (text(RESOLVED), TICKETS.c.resolved_at <= bindparam("until"))
_RESOLVED = _ALL.where(*_SILENT).order_by(TICKETS.c.resolved_at, TICKETS.c.id).limit(_MOST)
_CLAIMS = (
    select(TICKETS.c.claimed_at)
    .where(TICKETS.c.claimed_at >= bindparam("since"))
    .order_by(TICKETS.c.claimed_at.desc())
    .limit(_MOST)
)


def likeliest(
    unit: Unit, talk: str, *, open_statuses: tuple[str, ...], role: str = REQUESTER
) -> TicketRow | None:
    """Of the tickets that live in a conversation the open one, else any, that moved last.

    `role` is whose conversation it is.
    """
    asked = {"talk": talk, "statuses": open_statuses, "role": role}
    return first(TicketRow, unit.connection.execute(_LIKELIEST, asked).first())


def of_requester(
    unit: Unit, person_id: int, *, open_statuses: tuple[str, ...], limit: int
) -> tuple[TicketRow, ...]:
    """A person's tickets in one of these states, newest first."""
    return _some(unit, _OF_REQUESTER, person=person_id, statuses=open_statuses, most=limit)


def held_by(unit: Unit, person_id: int, *, open_statuses: tuple[str, ...]) -> tuple[TicketRow, ...]:
    """An agent's tickets in one of these states, oldest first."""
    return _some(unit, _HELD_BY, person=person_id, statuses=open_statuses)


def bound_to(unit: Unit, talk: str) -> tuple[TicketRow, ...]:
    """The tickets that live in a conversation, newest first."""
    return _some(unit, _BOUND_TO, talk=talk)


def with_status(unit: Unit, statuses: tuple[str, ...]) -> tuple[TicketRow, ...]:
    """Tickets in one of these states, oldest first."""
    return _some(unit, _IN_STATE, statuses=statuses)


def latest(unit: Unit, statuses: tuple[str, ...], limit: int) -> tuple[TicketRow, ...]:
    """Tickets in one of these states, the last to have moved first."""
    found = (_some(unit, _LATEST, status=status, most=limit) for status in statuses)
    newest = sorted(chain(*found), key=lambda ticket: (ticket.progress_at, ticket.id))
    return tuple(reversed(newest))[:limit]


def of_outage(unit: Unit, outage_id: int, status: str, *, limit: int) -> tuple[TicketRow, ...]:
    """Tickets in this state about an outage, oldest first."""
    return _some(unit, _OF_OUTAGE, outage=outage_id, status=status, most=limit)


def of_ended_outages(unit: Unit, status: str, *, limit: int) -> tuple[TicketRow, ...]:
    """Tickets in this state about an outage that is over, oldest first."""
    return _some(unit, _OF_ENDED, status=status, most=limit)


def resolved_until(unit: Unit, moment: datetime, *, limit: int) -> tuple[TicketRow, ...]:
    """Tickets that were resolved at this moment or before, and are still, the first ones first."""
    return _some(unit, _RESOLVED, until=moment, most=limit)


def recent_claims(unit: Unit, *, since: datetime, limit: int) -> tuple[datetime, ...]:
    """When tickets were claimed, latest first."""
    return tuple(unit.connection.scalars(_CLAIMS, {"since": since, "most": limit}))


# --- the line -------------------------------------------------------------------------------------


def waiting(unit: Unit, order: Order) -> tuple[TicketRow, ...]:
    """The tickets nobody has taken yet, in the order of service."""
    return _some(unit, _line(order))


def head(unit: Unit, order: Order) -> TicketRow | None:
    """The first ticket in line."""
    return first(TicketRow, unit.connection.execute(_line(order).limit(1)).first())


def place(unit: Unit, ticket: TicketRow, order: Order) -> int:
    """The place in line of a ticket that waits in it, from 1."""
    here = {name: getattr(ticket, name) for name in order}
    return 1 + (unit.connection.scalar(_ahead(order), here) or 0)


def moved(unit: Unit, order: Order, *, told_until: datetime, limit: int) -> Mapping[int, int]:
    """By ticket the place of those who were told another, at this moment or before it.

    Only what is far off counts: at the head now, at half the place told, or at more than twice.
    """
    asked = {"until": told_until, "most": limit}
    return {row.id: row.place for row in unit.connection.execute(_moved(order), asked)}


@cache
def _line(order: Order) -> Select[Any]:
    return _ALL.where(text(IN_LINE)).order_by(*_by(order))


@cache
def _ahead(order: Order) -> Select[Any]:
    here = tuple_(*(bindparam(name, type_=TICKETS.c[name].type) for name in order))
    before = tuple_(*_by(order)) < here
    return select(func.count()).select_from(TICKETS).where(text(IN_LINE), before)


@cache
def _moved(order: Order) -> Select[Any]:
    at = func.row_number().over(order_by=_by(order)).label("place")
    told = (TICKETS.c.id, TICKETS.c.told_place, TICKETS.c.told_at)
    line = select(*told, at).where(text(IN_LINE)).subquery("line")
    now, then = line.c.place, line.c.told_place
    off = or_(now == 1, now * 2 <= then, now > then * 2)
    heard = (then > 0, then != now, line.c.told_at <= bindparam("until"))
    return select(line.c.id, now).where(*heard, off).order_by(now).limit(_MOST)


def _by(order: Order) -> list[Any]:
    return [TICKETS.c[name] for name in order]


# --- all ------------------------------------------------------------------------------------------


def count(unit: Unit) -> int:
    """How many tickets there are."""
    return unit.connection.scalar(select(func.count()).select_from(TICKETS)) or 0


def version(unit: Unit) -> int:
    """A number that grows with every event of any ticket."""
    return stamp(unit, EVENTS)


def _some(unit: Unit, found: Select[Any], **asked: object) -> tuple[TicketRow, ...]:
    return records(TicketRow, unit.connection.execute(found, asked))
