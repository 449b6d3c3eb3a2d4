"""What the cards on a board show, and where they stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core import label_wording, lifecycle, references
from bot.core.lifecycle import OPEN, Kind, Status
from bot.runtime.house_rules import HouseRules
from bot.runtime.timeline import line_now
from bot.runtime.views import Sight, card_of, sight_of
from channels.messages import ConversationRef
from channels.views import BoardCard, Pin
from store import pins, tickets
from store.records import Event, PinRow, TicketRow
from store.unit import Unit

_CHANGE_CARDS = (Kind.REVISED, Kind.LABELLED)


def stale(
    unit: Unit, board: ConversationRef, rules: HouseRules, now: datetime, most: int
) -> tuple[BoardCard, ...]:
    """The tickets whose card on this board is missing or behind."""
    behind = pins.stale(unit, board.key, open_statuses=tuple(OPEN), most=most)
    sight = sight_of(unit, line_now(unit, behind, rules, now), behind, rules)
    ids = [ticket.id for ticket in behind]
    begun = tickets.openings(unit, ids) if ids else {}
    later = {kind: tickets.events_of(unit, ids, kind) if ids else () for kind in _CHANGE_CARDS}
    return tuple(
        _card(
            ticket,
            begun[ticket.id],
            {
                kind: [each for of, each in found if of == ticket.id]
                for kind, found in later.items()
            },
            sight,
        )
        for ticket in behind
    )


def _card(
    ticket: TicketRow, begun: Event, later: Mapping[Kind, Sequence[Event]], sight: Sight
) -> BoardCard:
    return BoardCard(
        card=card_of(ticket, sight),
        version=ticket.version,
        text=_asked(begun, later[Kind.REVISED]),
        home=ConversationRef.from_key(ticket.home),
        open=lifecycle.is_open(ticket),
        tried=tuple(begun.data.get("tried", ())),
        hints=_hints(begun, later[Kind.LABELLED]),
        solution=ticket.resolution,
    )


def _asked(begun: Event, edits: Sequence[Event]) -> str:
    """What was asked, as it reads now."""
    text = str(begun.data["text"])
    for edit in edits:
        if was := edit.data.get("was", ""):
            text = text.replace(was, edit.data["text"], 1)
    return text.strip()


def _hints(begun: Event, labelled: Sequence[Event]) -> str:
    """What it may be, but for what an agent has said by now."""
    said = {event.data["name"] for event in labelled}
    return label_wording.hints(
        [hint for hint in begun.data.get("hints", ()) if hint["name"] not in said]
    )


def pin(unit: Unit, board: ConversationRef, reference: str) -> Pin | None:
    """The card of a ticket on this board."""
    found = pins.get(unit, board.key, references.read(reference))
    if found is None:
        return None
    return Pin(external_id=found.external_id, digest=found.digest, version=found.version)


def put_pin(unit: Unit, board: ConversationRef, reference: str, pin: Pin, now: datetime) -> None:
    """This is how the card stands there now. Raises LookupError for a ticket that is not there."""
    ticket = tickets.get(unit, references.read(reference))
    if ticket is None:
        raise LookupError(f"no ticket {reference}")
    fresh = PinRow(
        place=board.key,
        ticket_id=ticket.id,
        external_id=pin.external_id,
        digest=pin.digest,
        version=pin.version,
        settled=ticket.status == Status.CLOSED and pin.version >= ticket.version,
        at=now,
    )
    pins.put(unit, fresh)


def pinned(unit: Unit, board: ConversationRef, external_id: str) -> str:
    """The ticket whose card on this board the channel calls so; "" if there is none."""
    found = pins.called(unit, board.key, external_id)
    return references.write(found) if found else ""
