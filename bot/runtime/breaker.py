"""When answering stops: how much goes to one correspondent by itself, and what is kept back.

A machine that carries no mark answers every answer of ours. So answers to one address are counted;
one too many puts it in quarantine, and from then on nothing goes there by itself. What agents write
goes out as ever. Only what answers somebody is counted: news of what the desk did cannot loop.

A correspondent is locked after the ticket and before any conversation that is written to.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core import desk_wording
from bot.runtime import post as letters
from bot.runtime.agents import tell_desk
from bot.runtime.happening import FIRSTLINE
from bot.runtime.house_rules import HouseRules
from channels.messages import ConversationRef, OutboundMessage, Urgency
from store import correspondents, dead_letters, talks
from store.records import Correspondent, Work
from store.unit import Unit
from store.work_queue import INBOX, OUTBOX

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Tripped(Exception):
    """This answer is one too many: keep the message that it answers, and send nothing."""

    def __init__(self, channel: str, address: str, why: str) -> None:
        super().__init__(why)
        self.channel = channel
        self.address = address
        self.why = why

    @property
    def reason(self) -> str:
        """Under which reason a row is buried that is kept for the address."""
        return correspondents.reason(self.channel, self.address)


def post(
    unit: Unit,
    message: OutboundMessage,
    *,
    author: str,
    rules: HouseRules,
    now: datetime,
    ticket_id: int = 0,
) -> None:
    """Put it on its way, unless a machine may be at the other end and it is one too many.

    Then raises Tripped, if it is an answer; it is kept back if it is news, or if `rules` say so.
    """
    address = rules.correspondent(message.conversation) if message.automatic else ""
    trouble = _trouble(unit, message, address, rules, now, ticket_id) if address else None
    if trouble and message.urgency is Urgency.REPLY and not rules.keeps_back:
        raise trouble
    fresh = letters.post(unit, message, author=author, now=now, ticket_id=ticket_id)
    if fresh and trouble:
        dead_letters.keep_back(unit, OUTBOX, message.key, reason=trouble.reason, now=now)
        hold(unit, trouble, now=now)


def wait_behind(
    unit: Unit, work: Work, conversation: ConversationRef, *, rules: HouseRules
) -> None:
    """Raises Tripped if something older of this conversation is kept: nothing overtakes it."""
    address = rules.correspondent(conversation)
    found = correspondents.get(unit, conversation.channel, address) if address else None
    if found and found.held_at and dead_letters.is_kept_before(unit, work, reason=reason_of(found)):
        raise Tripped(found.channel, found.address, found.held_why)


def hold(unit: Unit, trouble: Tripped, *, now: datetime) -> None:
    """Put the address in quarantine; the desk is told the first time."""
    channel, address = trouble.channel, trouble.address
    if correspondents.hold(unit, channel, address, why=trouble.why, now=now):
        key = f"quarantine/{channel}/{address}/{now.isoformat()}"
        tell_desk(unit, key, desk_wording.quarantined(address, trouble.why), now=now)


def release(unit: Unit, found: Correspondent, *, now: datetime) -> int:
    """Out of quarantine: what was kept is handled and sent, in order. How many messages in."""
    # What was kept is answered now, however much it is: the desk has looked at it.
    credit = waiting(unit, found)
    # First of all, so that whoever keeps a message at this moment is done, or holds it anew.
    correspondents.free(unit, found.channel, found.address, credit=credit, now=now)
    dead_letters.retry_for(unit, OUTBOX, reason_of(found), now=now)
    return dead_letters.retry_for(unit, INBOX, reason_of(found), now=now)


def drop(unit: Unit, found: Correspondent, *, now: datetime) -> int:
    """Let go of what was kept; the rows stay known, and the address in quarantine."""
    dead_letters.drop_for(unit, OUTBOX, reason_of(found), now=now)
    return dead_letters.drop_for(unit, INBOX, reason_of(found), now=now)


def waiting(unit: Unit, found: Correspondent) -> int:
    """How many messages in are kept for it."""
    return dead_letters.kept_for(unit, INBOX, reason_of(found))


def reason_of(found: Correspondent) -> str:
    """The reason of rows that are kept for it."""
    return correspondents.reason(found.channel, found.address)


def _trouble(
    unit: Unit,
    message: OutboundMessage,
    address: str,
    rules: HouseRules,
    now: datetime,
    ticket_id: int,
) -> Tripped | None:
    """Why it must not go out; None if it may. Answers are counted."""
    channel = message.conversation.channel
    if message.urgency is Urgency.REPLY:
        known = correspondents.answered(unit, channel, address, now=now, window=HOUR)
        why = next(_reasons(unit, known, rules, now, ticket_id), "")
        return Tripped(channel, address, why) if why else None
    found = correspondents.get(unit, channel, address)
    return Tripped(channel, address, found.held_why) if found and found.held_at else None


def _reasons(
    unit: Unit, known: Correspondent, rules: HouseRules, now: datetime, ticket_id: int
) -> Iterator[str]:
    if known.held_at:
        yield known.held_why
    if known.answers > rules.most_answers_per_hour:
        yield desk_wording.too_many_answers(rules.most_answers_per_hour, "within an hour")
    if ticket_id and _said_about(unit, ticket_id, now) >= rules.most_answers_per_ticket:
        yield desk_wording.too_many_answers(
            rules.most_answers_per_ticket, "about one ticket within a day"
        )


def _said_about(unit: Unit, ticket_id: int, now: datetime) -> int:
    return talks.said_by(unit, FIRSTLINE, ticket_id, since=now - DAY)
