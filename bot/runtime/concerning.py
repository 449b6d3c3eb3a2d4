"""The ticket that a message is about: named and theirs, followed, or of its conversation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.core import references
from bot.core.lifecycle import ANSWERS, OPEN
from bot.runtime.following import thread_of
from bot.runtime.house_rules import HouseRules
from bot.runtime.rooms import Room
from channels.messages import ConversationRef, InboundMessage, from_json
from store import talks, tickets
from store.records import LineRow, PersonRow, TicketRow
from store.unit import Unit


def about(
    unit: Unit,
    message: InboundMessage,
    said: str,
    speaker: PersonRow,
    room: Room,
    rules: HouseRules,
) -> tuple[TicketRow | None, TicketRow | None]:
    """The ticket that it is about, or the one that it joins.

    An agent presses for whoever asked; what else is said in somebody's conversation joins theirs.
    """
    asker = room.host if room.host and message.choice and speaker.is_agent else speaker
    ticket = _ticket_at_hand(unit, message, said, asker, room, rules)
    if ticket or not room.host:
        return ticket, None if ticket else _joined(unit, message)
    hosts = tickets.likeliest(unit, message.conversation.key, open_statuses=tuple(OPEN))
    return None, tickets.get(unit, hosts.id, lock=True) if hosts else None


def _ticket_at_hand(
    unit: Unit,
    message: InboundMessage,
    said: str,
    asker: PersonRow,
    room: Room,
    rules: HouseRules,
) -> TicketRow | None:
    """The ticket a message is about: named and theirs, followed, or of this conversation."""
    if message.edits or message.deletes:
        return _revised(unit, message)
    if message.bounced:
        line = returned(unit, message)
        return tickets.get(unit, line.ticket_id, lock=True) if line and line.ticket_id else None
    theirs = _Theirs(unit=unit, asker=asker, message=message, room=room, rules=rules)
    found = (
        next(filter(theirs.holds, _named(unit, message, said)), None)
        or next(filter(theirs.holds, thread_of(unit, message)), None)
        or theirs.here()
    )
    return tickets.get(unit, found.id, lock=True) if found else None


def _joined(unit: Unit, message: InboundMessage) -> TicketRow | None:
    """The ticket in whose thread a message was written by somebody who did not ask."""
    found = next(iter(thread_of(unit, message)), None) or tickets.likeliest(
        unit, message.conversation.key, open_statuses=tuple(OPEN), role=tickets.WATCHER
    )
    return tickets.get(unit, found.id, lock=True) if found else None


def _revised(unit: Unit, message: InboundMessage) -> TicketRow | None:
    """The ticket that the words belong to which are edited or taken back."""
    line = edited(unit, message)
    return tickets.get(unit, line.ticket_id, lock=True) if line and line.ticket_id else None


def edited(unit: Unit, message: InboundMessage) -> LineRow | None:
    """The line of this conversation that a message edits or deletes: one of the same person's."""
    external_id = message.edits or message.deletes
    line = talks.find(unit, message.conversation.channel, external_id) if external_id else None
    if line is None or not line.inbound or line.talk != message.conversation.key:
        return None
    author = from_json(InboundMessage, line.payload).person
    return line if author.address == message.person.address else None


def changed(unit: Unit, message: InboundMessage) -> dict[str, Any]:
    """Of an edit: what was said before, and whether an agent has answered since."""
    line = edited(unit, message)
    if line is None:
        return {}
    events = tickets.timeline(unit, line.ticket_id) if line.ticket_id else ()
    answered = any(event.kind in ANSWERS and event.at > line.at for event in events)
    return {"before": line.text, "answered": answered}


def returned(unit: Unit, message: InboundMessage) -> LineRow | None:
    """The line of ours that a report is about."""
    channel, ids = message.conversation.channel, message.bounced.ids if message.bounced else ()
    found = (talks.find(unit, channel, each) for each in ids)
    return next((line for line in found if line and not line.inbound), None)


def _named(unit: Unit, message: InboundMessage, said: str) -> Iterator[TicketRow]:
    """A number alone proves nothing: it counts for tickets that are theirs."""
    words = "\n".join((message.choice.partition("/")[2], message.subject, said))
    named = (tickets.get(unit, each) for each in references.find(words))
    return (ticket for ticket in named if ticket)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theirs:
    """Which tickets are whose: what a number or a thread leads to may be somebody else's."""

    unit: Unit
    asker: PersonRow
    message: InboundMessage
    room: Room
    rules: HouseRules

    def holds(self, ticket: TicketRow) -> bool:
        """They asked, or asked from this very address before they were known for who they are."""
        here = self.message.conversation
        if ticket.requester_id == self.asker.id:
            return True
        if self._speaks_for_it() and tickets.lives_in(self.unit, ticket.id, here.key):
            return True
        home, address = ConversationRef.from_key(ticket.home), self.rules.correspondent(here)
        same = (home.channel, self.rules.correspondent(home)) == (here.channel, address)
        return address != "" and same

    def here(self) -> TicketRow | None:
        """The likeliest of this conversation."""
        here = self.message.conversation.key
        if self._speaks_for_it():
            return tickets.likeliest(self.unit, here, open_statuses=tuple(OPEN))
        return next(filter(self.holds, tickets.bound_to(self.unit, here)), None)

    def _speaks_for_it(self) -> bool:
        """Whoever writes in a conversation of their own speaks for it."""
        return not self.room.guest or self.asker is self.room.host
