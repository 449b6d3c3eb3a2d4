"""A message did not arrive: the ticket says so, and the person's next address gets the text."""

from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle import Kind
from bot.runtime import timeline
from bot.runtime.happening import Happening, name_of
from bot.runtime.house_rules import HouseRules
from bot.runtime.post import post
from channels.messages import ConversationRef, OutboundMessage
from store import correspondents, people, talks, tickets
from store.records import TicketRow
from store.unit import Unit

ELSEWHERE = "elsewhere/"  # the key of a message sent again to another address begins so


def undelivered(
    unit: Unit, message: OutboundMessage, why: str, *, rules: HouseRules, now: datetime
) -> None:
    """Whatever is said about a ticket to its requester is said again elsewhere, once.

    What was whispered to somebody there need not have been for them.
    """
    line = None if message.only_for else talks.find_key(unit, message.key)
    ticket = tickets.get(unit, line.ticket_id) if line and line.ticket_id else None
    if ticket is None or message.conversation.key != ticket.home:
        return
    _on_the_timeline(unit, ticket, message, why, rules=rules, now=now)
    other = _next_address(unit, ticket, message, rules)
    if other:
        key = f"{ELSEWHERE}{message.key}"
        again = replace(message, key=key, conversation=other, answers="")
        post(unit, again, author=rules.desk_name, now=now, ticket_id=ticket.id)
        tickets.bind(unit, ticket.id, other.key, tickets.REQUESTER)


def gone(unit: Unit, conversation: ConversationRef, rules: HouseRules) -> str:
    """Why nothing arrives at the other end any more, as far as is known; else ""."""
    address = rules.correspondent(conversation)
    known = correspondents.get(unit, conversation.channel, address) if address else None
    return known.bounced_why if known and known.bounced_at else ""


def _on_the_timeline(
    unit: Unit,
    ticket: TicketRow,
    message: OutboundMessage,
    why: str,
    *,
    rules: HouseRules,
    now: datetime,
) -> None:
    """The desk hears of it once an address; but of an agent's own words each time."""
    requester = people.get(unit, ticket.requester_id)
    heard_before = message.automatic and gone(unit, message.conversation, rules)
    data = {
        "channel": message.conversation.channel,
        "whom": name_of(requester) if requester else "the requester",
        "why": why[:200],
        "again": bool(heard_before),
    }
    missed = Happening(kind=Kind.UNREACHED, public=False, data=data)
    timeline.happen(unit, ticket.id, missed, by=None, rules=rules, now=now)


def _next_address(
    unit: Unit, ticket: TicketRow, message: OutboundMessage, rules: HouseRules
) -> ConversationRef | None:
    if message.key.startswith(ELSEWHERE):
        return None
    known = people.identities(unit, ticket.requester_id)
    ways = (rules.begin(identity.channel, identity.address) for identity in known)
    begun = [way for way in (*ways, _by_mail(unit, ticket, rules)) if way]
    here = message.conversation
    elsewhere = [way for way in begun if way.channel != here.channel]
    # A room may be closed to us while its people are not.
    alone = [way for way in begun if way != here] if rules.traits_of(here.channel).rooms else []
    return next(iter(elsewhere + alone), None)


def _by_mail(unit: Unit, ticket: TicketRow, rules: HouseRules) -> ConversationRef | None:
    """Their proven address, even if they never wrote from it."""
    requester = people.get(unit, ticket.requester_id)
    return rules.begin_mail(requester.email) if requester and requester.email else None
