"""The tickets that a message leads to by the messages it follows, the best evidence first.

What it answers comes first, then what that answered, and so on back. What was written around us,
between others, counts too once somebody has named it. All of this proves a thread and never a
person: what the speaker may do there is decided elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.core.lifecycle import OPEN
from channels.messages import InboundMessage
from store import talks, threads, tickets
from store.records import TicketRow
from store.unit import Unit


def thread_of(unit: Unit, message: InboundMessage) -> Iterator[TicketRow]:
    """The tickets, one by one, each once."""
    seen: set[int] = set()
    for ticket_id in _ids(unit, message):
        ticket = tickets.get(unit, ticket_id) if ticket_id and ticket_id not in seen else None
        seen.add(ticket_id)
        if ticket:
            yield ticket


def follow(unit: Unit, message: InboundMessage, now: datetime) -> None:
    """From now on whoever answers one of the same messages is led to this conversation.

    Only if it came to a ticket: an absence note must not take a thread for itself.
    """
    line = talks.find_key(unit, message.key) if message.follows else None
    if line and line.ticket_id:
        conversation = message.conversation
        threads.note(unit, conversation.channel, message.follows, conversation.key, now=now)


def _ids(unit: Unit, message: InboundMessage) -> Iterator[int]:
    channel, follows = message.conversation.channel, message.follows or (message.answers,)
    if not any(follows):
        return
    said = talks.tickets_of(unit, channel, follows)
    around = threads.find(unit, channel, [each for each in follows if each not in said])
    for each in follows:
        yield said.get(each) or _in_talk(unit, around.get(each, ""))


def _in_talk(unit: Unit, talk: str) -> int:
    roles = (tickets.REQUESTER, tickets.WATCHER) if talk else ()
    found = (tickets.likeliest(unit, talk, open_statuses=tuple(OPEN), role=r) for r in roles)
    return next((ticket.id for ticket in found if ticket), 0)
