"""Ticket states and moves as data; a ticket is the fold of its timeline.

States follow the ITIL-style table in docs/decisions.md. `advance` is the only way from one version
of a ticket to the next, `replay` folds a whole timeline; both are pure, so that the stored row can
always be checked against its events.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from store.records import Event, TicketRow


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_OUTAGE = "waiting_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Kind(StrEnum):
    """What can happen to a ticket."""

    OPENED = "opened"
    SAID = "said"  # the requester, or somebody on the ticket, wrote
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    DISPATCHED = "dispatched"  # to a team
    NOTED = "noted"
    REPLIED = "replied"
    ASKED = "asked"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"  # the requester says it is solved
    CLOSED = "closed"
    REOPENED = "reopened"
    ANNOUNCED = "announced"  # the requester was told a place in line
    UNREACHED = "unreached"  # a message could not be delivered
    REVISED = "revised"  # somebody edited or deleted what they had said
    PRIORITISED = "prioritised"  # by hand
    LABELLED = "labelled"  # an agent says what service, class or urgency it is


OPEN = frozenset(
    {
        Status.NEW,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
        Status.WAITING_CUSTOMER,
        Status.WAITING_OUTAGE,
    }
)
ANY = frozenset(Status)
ANSWERS = frozenset({Kind.REPLIED, Kind.ASKED, Kind.RESOLVED})  # words of an agent to the requester
REOPEN_WINDOW = timedelta(days=7)

Fold = Callable[[TicketRow, Event], Mapping[str, Any]]


class NotAllowed(Exception):
    """This move cannot be made from the ticket's present state."""


@dataclass(frozen=True, slots=True)
class Move:
    """From which states something may happen, and the state after it (None: as before)."""

    sources: frozenset[Status]
    target: Status | None = None
    progress: bool = True


MOVES: Mapping[Kind, Move] = {
    Kind.SAID: Move(ANY),
    Kind.CLAIMED: Move(OPEN, Status.IN_PROGRESS),
    Kind.ASSIGNED: Move(OPEN, Status.ASSIGNED),
    Kind.DISPATCHED: Move(OPEN, Status.NEW),
    Kind.NOTED: Move(ANY),
    Kind.REPLIED: Move(ANY),
    Kind.ASKED: Move(OPEN, Status.WAITING_CUSTOMER),
    Kind.RESOLVED: Move(OPEN, Status.RESOLVED),
    Kind.CONFIRMED: Move(OPEN | {Status.RESOLVED}, Status.CLOSED),
    Kind.CLOSED: Move(frozenset({Status.RESOLVED}), Status.CLOSED),
    Kind.REOPENED: Move(frozenset({Status.RESOLVED, Status.CLOSED}), Status.NEW),
    Kind.ANNOUNCED: Move(OPEN, progress=False),
    Kind.UNREACHED: Move(ANY, progress=False),
    Kind.REVISED: Move(ANY),
    Kind.PRIORITISED: Move(OPEN),
    Kind.LABELLED: Move(ANY, progress=False),
}


def is_open(ticket: TicketRow) -> bool:
    """Whether somebody still has to do something about it."""
    return ticket.status in OPEN


def may(ticket: TicketRow, kind: Kind) -> bool:
    """Whether this can happen to the ticket now."""
    return ticket.status in MOVES[kind].sources


def advance(ticket: TicketRow, event: Event) -> TicketRow:
    """The ticket after one more event. Raises NotAllowed."""
    kind = Kind(event.kind)
    move = MOVES[kind]
    if ticket.status not in move.sources:
        raise NotAllowed(f"{kind} is not possible while the ticket is {ticket.status}")
    changes = {"status": move.target or ticket.status, **_folded(kind, ticket, event)}
    if move.progress:
        changes["progress_at"] = event.at
    status = str(changes.pop("status"))
    return replace(ticket, version=event.seq, status=status, **changes)


def replay(ticket_id: int, events: Iterable[Event]) -> TicketRow:
    """Fold a timeline from its first event on."""
    first, *rest = events
    ticket = opened(ticket_id, first)
    for event in rest:
        ticket = advance(ticket, event)
    return ticket


def opened(ticket_id: int, event: Event) -> TicketRow:
    """The ticket that an `opened` event begins."""
    data = event.data
    status = Status.WAITING_OUTAGE if data["outage_id"] else Status.NEW
    return TicketRow(
        id=ticket_id,
        version=event.seq,
        status=str(status),
        opened_at=event.at,
        progress_at=event.at,
        assignee_id=0,
        **{name: data[name] for name in _DRAFTED},
    )


_DRAFTED = (
    "subject",
    "kind",
    "impact",
    "urgency",
    "priority",
    "service",
    "language",
    "requester_id",
    "team",
    "home",
    "outage_id",
)


def _folded(kind: Kind, ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    fold = _FOLDS.get(kind)
    return fold(ticket, event) if fold else {}


def _said(ticket: TicketRow, _: Event) -> Mapping[str, Any]:
    if ticket.status != Status.WAITING_CUSTOMER:
        return {}
    return {"status": ticket.before_waiting or Status.NEW, "before_waiting": ""}


def _claimed(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    return {
        "assignee_id": event.data["assignee_id"],
        "claimed_at": ticket.claimed_at or event.at,
        "before_waiting": "",
    }


def _assigned(_: TicketRow, event: Event) -> Mapping[str, Any]:
    return {"assignee_id": event.data["assignee_id"], "before_waiting": ""}


def _dispatched(_: TicketRow, event: Event) -> Mapping[str, Any]:
    return {"team": event.data["team"], "assignee_id": 0, "before_waiting": ""}


def _answered(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    return {"first_response_at": ticket.first_response_at or event.at}


def _asked(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    before = ticket.before_waiting or ticket.status
    return {**_answered(ticket, event), "before_waiting": before}


def _resolved(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    return {
        "resolved_at": event.at,
        "resolution": event.data.get("text", ""),
        "before_waiting": "",
        "first_response_at": ticket.first_response_at or event.at,
    }


def _confirmed(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    return {
        "closed_at": event.at,
        "resolved_at": ticket.resolved_at or event.at,
        "before_waiting": "",
    }


def _reopened(ticket: TicketRow, _: Event) -> Mapping[str, Any]:
    status = Status.IN_PROGRESS if ticket.assignee_id else Status.NEW
    return {
        "status": status,
        "resolved_at": None,
        "closed_at": None,
        "resolution": "",
        "outage_id": 0,
        "reopened": ticket.reopened + 1,
        "told_place": 0,
        "told_at": None,
    }


def _announced(_: TicketRow, event: Event) -> Mapping[str, Any]:
    return {"told_place": event.data["place"], "told_at": event.at}


def _prioritised(_: TicketRow, event: Event) -> Mapping[str, Any]:
    return {"priority": event.data["priority"]}


def _labelled(ticket: TicketRow, event: Event) -> Mapping[str, Any]:
    data = event.data
    return {data["name"]: data["label"], "priority": data.get("priority", ticket.priority)}


_FOLDS: Mapping[Kind, Fold] = {
    Kind.SAID: _said,
    Kind.CLAIMED: _claimed,
    Kind.ASSIGNED: _assigned,
    Kind.DISPATCHED: _dispatched,
    Kind.REPLIED: _answered,
    Kind.ASKED: _asked,
    Kind.RESOLVED: _resolved,
    Kind.CONFIRMED: _confirmed,
    Kind.CLOSED: _confirmed,
    Kind.REOPENED: _reopened,
    Kind.ANNOUNCED: _announced,
    Kind.PRIORITISED: _prioritised,
    Kind.LABELLED: _labelled,
}
