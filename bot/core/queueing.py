"""Order, place in line, expected wait, and when a change is worth telling.

The expected wait is the plain queue-length estimator (place times the typical gap between two
claims; Ibrahim & Whitt, M&SOM 11(3), 2009, call it QL). Without enough recent claims nothing is
said about time: no number is better than an invented one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from bot.core.lifecycle import Status
from store.records import TicketRow

# What the line is ordered by: fields of a ticket, the first one first.
POLICIES: Mapping[str, tuple[str, ...]] = {
    "priority": ("priority", "opened_at", "id"),
    "fifo": ("opened_at", "id"),
}

ENOUGH_GAPS = 5
NIGHT = timedelta(hours=4)  # a longer gap between two claims is a pause of the desk, not a pace
STEPS = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=4), timedelta(minutes=15)),
    (timedelta.max, timedelta(hours=1)),
)
QUIET = timedelta(minutes=10)  # at most one piece of queue news in this time
# Where it is the desk's turn.
TO_RESPOND = (Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS)
# How soon somebody should answer, by priority: minutes from 1 to 5.
FIRST_RESPONSE = (15, 60, 240, 600, 1440)
FARTHEST = 20  # beyond it a place is only "more than 20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Where the tickets at hand stand in line, and the desk's recent pace.

    `places` are by ticket id, from 1; `claims` the moments of recent claims, in any order.
    """

    places: Mapping[int, int] = field(default_factory=dict)
    claims: tuple[datetime, ...] = ()


def waits_in_line(ticket: TicketRow) -> bool:
    """Whether nobody has taken it yet."""
    return ticket.status == Status.NEW and not ticket.assignee_id


def place(queue: Queue, ticket_id: int) -> int:
    """The place in line, from 1; 0 for a ticket that does not wait in it."""
    return queue.places.get(ticket_id, 0)


def expected_wait(queue: Queue, place: int) -> timedelta | None:
    """How long until the ticket at this place is taken; None without enough evidence."""
    gaps = _gaps(queue.claims)
    if len(gaps) < ENOUGH_GAPS or not place:
        return None
    return rounded_up(timedelta(seconds=median(gaps)) * place)


def rounded_up(wait: timedelta) -> timedelta:
    """Up to the next 5 minutes within an hour, 15 within four hours, else the next full hour."""
    step = next(step for longest, step in STEPS if wait <= longest)
    return -(-wait // step) * step or step


def is_worth_telling(ticket: TicketRow, place: int, now: datetime) -> bool:
    """Whether a requester wants to hear the new place: next in line, or halved, or well worse."""
    if not place or not ticket.told_place or place == ticket.told_place:
        return False
    if ticket.told_at and now - ticket.told_at < QUIET:
        return False
    return place == 1 or place * 2 <= ticket.told_place or place >= ticket.told_place * 2 + 1


def response_due(ticket: TicketRow, minutes: Sequence[int]) -> datetime:
    """When somebody should have taken and answered it, by its priority."""
    return ticket.opened_at + timedelta(minutes=minutes[ticket.priority - 1])


def is_late(ticket: TicketRow, minutes: Sequence[int], now: datetime) -> bool:
    """Whether it is the desk's turn, and nobody has it or has answered in time."""
    waits = ticket.status in TO_RESPOND and not (ticket.assignee_id and ticket.first_response_at)
    return waits and response_due(ticket, minutes) < now


def _gaps(claims: Sequence[datetime]) -> list[float]:
    gaps = (later - earlier for earlier, later in pairwise(sorted(claims)))
    return [gap.total_seconds() for gap in gaps if gap < NIGHT]
