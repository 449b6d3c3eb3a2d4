"""Where others read and write too: whose conversation it is, and who may hear an answer."""

from dataclasses import dataclass, replace

from bot.core import rules as facts
from bot.core.lifecycle import OPEN, Status
from bot.core.turn import Talk, Turn
from bot.runtime.house_rules import HouseRules
from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Person, from_json
from store import people, talks, tickets
from store.records import PersonRow
from store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where something was said. `open` says that others read and write there.

    `guest` is a speaker who did not begin the conversation; `host` the one who did, as long as the
    conversation is about their matter.
    """

    open: bool = False
    guest: bool = False
    host: PersonRow | None = None


def look(
    unit: Unit, message: InboundMessage, speaker: PersonRow, talk: Talk, rules: HouseRules
) -> Room:
    """Who speaks where. What only the desk hears is said in no room."""
    here = message.conversation
    is_open = rules.traits_of(here.channel).rooms
    began = _began(unit, here) if is_open and here.thread and not message.private else None
    if began is None or message.person.address in ("", began.address):
        return Room(open=is_open)
    host = people.find(unit, here.channel, began.address)
    if host is None or host.id == speaker.id or _has_own(unit, here, speaker, talk):
        return Room(open=is_open)
    concerned = speaker.is_agent or message.choice or _goes_on(unit, here, talk)
    return Room(open=is_open, guest=True, host=host if concerned else None)


def _began(unit: Unit, here: ConversationRef) -> Person | None:
    """Who said the first thing here."""
    line = talks.first_said(unit, here.key)
    said = from_json(InboundMessage, line.payload) if line else None
    return said.person if said and not said.private else None


def _has_own(unit: Unit, here: ConversationRef, speaker: PersonRow, talk: Talk) -> bool:
    """Whether they ask for themselves by now, in a thread that somebody else has begun."""
    if talk.who == speaker.id and (talk.request or talk.offered):
        return True
    bound = tickets.bound_to(unit, here.key)
    return any(t.requester_id == speaker.id and t.status != Status.CLOSED for t in bound)


def _goes_on(unit: Unit, here: ConversationRef, talk: Talk) -> bool:
    """Whether the matter it began with is not over."""
    if talk.request or talk.offered:
        return True
    ticket = tickets.likeliest(unit, here.key, open_statuses=tuple(OPEN))
    return ticket is not None and ticket.status != Status.CLOSED


def desk_in(conversation: ConversationRef, person: Person, rules: HouseRules) -> str:
    """The key of the conversation where an agent is told what the desk is told; "" if none.

    Never one that others read: there they are written to alone.
    """
    if not rules.traits_of(conversation.channel).rooms:
        return conversation.key
    alone = rules.begin(conversation.channel, person.address)
    return alone.key if alone else ""


def for_whom(
    message: OutboundMessage, turn: Turn, rules: HouseRules, *, whisper: bool
) -> OutboundMessage | None:
    """The same for the speaker alone, where it is not for everybody in the room.

    That is what is whispered, what an agent ordered among others, and where there is no thread.
    None if there is no way to tell only them what only they may know.
    """
    here, traits = message.conversation, rules.traits_of(message.conversation.channel)
    ordered = facts.is_from_the_desk(turn)
    among_others = ordered and not turn.message.private
    if not traits.rooms or not (whisper or among_others or not here.thread):
        return message
    if traits.can_whisper:
        return replace(message, only_for=turn.message.person.address)
    if not among_others:
        return message
    alone = rules.begin(here.channel, turn.message.person.address)
    alone = alone or rules.begin_mail(turn.speaker.email)
    return replace(message, conversation=alone, answers="") if alone else None
