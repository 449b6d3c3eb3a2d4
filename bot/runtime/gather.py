"""Read everything a Turn needs, inside the transaction that acts on it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core import orders, queueing, reading, references, repeats, triage
from bot.core.lifecycle import OPEN
from bot.core.rules import UNTOLD
from bot.core.turn import Fix, Hint, Intent, Order, Talk, Triage, Turn
from bot.runtime import breaker
from bot.runtime.cited import cited
from bot.runtime.concerning import about, changed, returned
from bot.runtime.house_rules import HouseRules
from bot.runtime.rooms import look
from bot.runtime.timeline import line_now
from channels.messages import InboundMessage
from knowledge.article import DRAFT, REVIEW
from store import articles, correspondents, feedback, outages, people, talks, tickets
from store.records import PersonRow, TalkRow, TicketRow
from store.unit import Unit

MOST_REPORTED = 20  # of a person's open tickets, where all are asked about
MOST_COMPARED = 20  # of a person's open tickets with what comes by mail
ONE_CONVERSATION = timedelta(days=1)  # a place to talk may last for years
NOBODY = ""  # the address of the one who did not speak: time passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message says by itself: read before the transaction opens, from no database.

    `beside` is what its words alone want where the subject is the matter, and they say none: that
    is what counts after all if it turns out to belong to a ticket.
    """

    said: str
    request: str
    intent: Intent
    order: Order
    triage: Triage
    fixes: tuple[Fix, ...] = ()
    underway: Fix | None = None
    hints: tuple[Hint, ...] = ()
    beside: Intent | None = None


def read(message: InboundMessage, talk: Talk, before: str = "") -> Reading:
    """The steps that need no database: tidy, intent, triage. Fixes are looked up by the caller,
    and the one that is underway in this talk.

    `before` is what an edited message said so far.
    """
    whole = reading.tidy(message.text)
    intent = _intent(message, whole, talk)
    said = reading.without_prefix(whole) if intent is Intent.NEW and not message.choice else whole
    if _is_in_the_subject(message, talk, said, intent):
        return _told_by_subject(message, whole, intent)
    request = _request(said, message, talk, intent, before)
    return Reading(
        said=said,
        request=request,
        intent=intent,
        order=orders.parse(message.order or orders.pressed(message.choice) or whole),
        triage=triage.triage(
            with_subject(message, request or said), tongue=message.person.language
        ),
    )


def _intent(message: InboundMessage, whole: str, talk: Talk) -> Intent:
    """What its words want; of a mail that may be forged they are only kept."""
    if message.disowned:
        return Intent.TELL
    found = reading.intent(whole, choice=message.choice)
    return found if message.choice else reading.answer(whole, found, talk)


def _is_in_the_subject(message: InboundMessage, talk: Talk, said: str, intent: Intent) -> bool:
    """A first mail "VPN broken" that says "Hello", or "any news?", or only that it is new."""
    goes_on = talk.request or talk.offered or message.answers or message.follows
    changes = message.choice or message.edits or message.deletes
    says_nothing = intent in UNTOLD or (intent is Intent.NEW and not said)
    return says_nothing and not goes_on and not changes and reading.tells(message.subject)


def _told_by_subject(message: InboundMessage, said: str, intent: Intent) -> Reading:
    request = f"{reading.tidy(message.subject)}\n{said}"[: reading.LONGEST]
    return Reading(
        said=said,
        request=request,
        intent=Intent.TELL,
        order=orders.parse(message.order or said),
        triage=triage.triage(request, tongue=message.person.language),
        beside=intent,
    )


def gather(
    unit: Unit, message: InboundMessage, found: Reading, *, rules: HouseRules, now: datetime
) -> Turn:
    """The whole Turn. The tickets it may change are read under a lock."""
    row = talks.get(unit, message.conversation.key)
    talk = Talk.from_state(row.state if row else {})
    speaker = _speaker(unit, message, talk)
    room = look(unit, message, speaker, talk, rules)
    ticket, joined = about(unit, message, found.said, speaker, room, rules)
    if found.beside and (ticket or joined or _asks_again(unit, message, found, speaker)):
        found = replace(found, intent=found.beside, request=talk.request, fixes=())
    mine = _mine(unit, room.host or speaker) if found.intent is Intent.STATUS else ()
    turn = Turn(
        message=message,
        now=now,
        speaker=speaker,
        line=_line(unit, message),
        **_read(found),
        **_fixes(unit, message, found, talk, now),
        talk=talk,
        ticket=ticket,
        joined=joined,
        mine=mine,
        rooms=room.open,
        host=room.host,
        **changed(unit, message),
        outages=outages.active(unit),
        queue=line_now(unit, (ticket, *mine) if ticket else mine, rules, now),
        agents=people.agents(unit),
        teams=rules.teams,
        **_manners(message, rules),
        silent=is_silence(message),
        overtaken=row is not None and message.id != silence_id(row),
    )
    if rules.traits_of(message.conversation.channel).machines:
        turn = _of_machines(unit, turn)
    return _for_an_agent(unit, turn, found.order, rules) if _may_order(turn, rules) else turn


def _read(found: Reading) -> dict[str, Any]:
    """What the message says by itself, as facts of the turn."""
    return {
        "said": found.said,
        "request": found.request,
        "intent": found.intent,
        "triage": found.triage,
        "hints": found.hints,
    }


def _manners(message: InboundMessage, rules: HouseRules) -> dict[str, Any]:
    """How people are talked to here."""
    channel = message.conversation.channel
    return {"chatty": rules.is_chatty(channel), "stepwise": rules.is_stepwise(channel)}


def _fixes(
    unit: Unit, message: InboundMessage, found: Reading, talk: Talk, now: datetime
) -> dict[str, Any]:
    """The sure ones; what was shown in this conversation lately is not shown there once more."""
    if not found.fixes:
        return {"underway": found.underway}
    lately = feedback.shown_since(unit, message.conversation.key, now - ONE_CONVERSATION)
    earlier = lately - {*talk.shown, *talk.offered}  # for another request
    return {
        "underway": found.underway,
        "fixes": tuple(fix for fix in found.fixes if not fix.is_among({*earlier, *talk.shown})),
        "earlier": tuple(fix.article_id for fix in found.fixes if fix.is_among(earlier)),
    }


def _asks_again(unit: Unit, message: InboundMessage, found: Reading, speaker: PersonRow) -> bool:
    """ "Any news?" under the subject of an open ticket of theirs."""
    if found.beside is not Intent.STATUS:
        return False
    subject = reading.subject("", message.subject).casefold()
    return any(ticket.subject.casefold() == subject for ticket in _mine(unit, speaker))


def _line(unit: Unit, message: InboundMessage) -> int:
    line = talks.find_key(unit, message.key)
    return line.seq if line else 0


def _may_order(turn: Turn, rules: HouseRules) -> bool:
    """An agent, where orders are typed, or with an order that nobody doubts.

    Among others only what is surely meant as one.
    """
    message = turn.message
    proved = bool(message.order) and not message.doubt
    doubted = message.order or message.doubt
    takes = rules.takes_orders(message.conversation.channel) and not doubted
    is_pressed = bool(orders.pressed(message.choice))
    meant = turn.host is None or is_pressed or orders.is_explicit(turn.said)
    return turn.speaker.is_agent and ((takes and meant) or proved)


def _of_machines(unit: Unit, turn: Turn) -> Turn:
    """What came back of ours, or which ticket is said once more."""
    message = turn.message
    if message.bounced:
        return replace(turn, returned=returned(unit, message))
    if turn.ticket or turn.joined or message.automatic:
        return turn
    said = repeats.words(message.subject, turn.request or turn.said)
    theirs = _begun_here(unit, turn)
    begun = tickets.openings(unit, [ticket.id for ticket in theirs]) if theirs else {}
    same = repeats.verbatim(said, begun, theirs, turn.now)
    found = same or repeats.nearly(said, begun, theirs, turn.now)
    locked = tickets.get(unit, found.id, lock=True) if found else None
    return replace(turn, repeated=locked, verbatim=same is not None)


def _begun_here(unit: Unit, turn: Turn) -> tuple[TicketRow, ...]:
    """The speaker's open tickets that began with the same correspondence, newest first."""
    place = replace(turn.message.conversation, thread="").key
    opened = tuple(OPEN)
    theirs = tickets.of_requester(unit, turn.speaker.id, open_statuses=opened, limit=MOST_COMPARED)
    return tuple(ticket for ticket in theirs if ticket.home.startswith(place))


def _mine(unit: Unit, speaker: PersonRow) -> tuple[TicketRow, ...]:
    return tickets.of_requester(unit, speaker.id, open_statuses=tuple(OPEN), limit=MOST_REPORTED)


def with_subject(message: InboundMessage, request: str) -> str:
    """A first mail with its subject; that of an answer is only an echo."""
    begins = bool(message.subject) and not message.answers and message.subject not in request
    return f"{message.subject}\n{request}" if begins else request


def is_silence(message: InboundMessage) -> bool:
    """Whether this stands for nobody having spoken."""
    return message.automatic and message.person.address == NOBODY


def silence_id(talk: TalkRow) -> str:
    """The id of the silence after the latest line of a conversation."""
    return f"silence/{talk.key}/{talk.lines}"


def _request(said: str, message: InboundMessage, talk: Talk, intent: Intent, before: str) -> str:
    """What is asked so far; a press, small talk or an answer adds nothing to it."""
    if message.edits or message.deletes:
        return talk.request.replace(before, said, 1).strip() if before else talk.request
    if intent is Intent.NEW:
        return said
    if message.choice or not reading.adds_words(said, intent, talk):
        return talk.request
    return reading.joined(talk, said)


def _speaker(unit: Unit, message: InboundMessage, talk: Talk) -> PersonRow:
    """Who spoke; where nobody did, whose conversation it is."""
    known = people.get(unit, talk.who) if is_silence(message) and talk.who else None
    return known or speaker_of(unit, message)


def speaker_of(unit: Unit, message: InboundMessage) -> PersonRow:
    """The person behind a message. An address that people can read stands in for a name."""
    person = message.person
    return people.meet(
        unit,
        channel=message.conversation.channel,
        address=person.address,
        name=person.name or (person.address if "@" in person.address else ""),
        email=person.email,
        claimed_email=person.claimed_email,
        language=person.language,
    )


def _for_an_agent(unit: Unit, turn: Turn, order: Order, rules: HouseRules) -> Turn:
    """What the order asks for, and no more."""
    line, verb = queueing.POLICIES[rules.policy], order.verb
    named = _first_still_waiting(unit, line) if verb == "next" else _ordered(unit, turn, order)
    return replace(
        turn,
        order=order,
        named=named,
        story=tickets.timeline(unit, named.id) if named and verb == "show" else (),
        cited=cited(unit, order),
        latest=_held(unit, turn.speaker) if verb == "mine" else (),
        waiting=tickets.waiting(unit, line) if verb == "queue" else (),
        **(_of_articles(unit, order) if order.verb in ("article", "articles") else {}),
        **(_to_release(unit, orders.address(order.rest)) if verb == "release" else {}),
    )


def _ticket_of_article(order: Order) -> int:
    """The ticket that an article was made of, where one is ordered."""
    asked = orders.of_an_article(order.rest) if order.verb == "article" else None
    return references.read(asked.id) if asked else 0


def _of_articles(unit: Unit, order: Order) -> dict[str, Any]:
    if order.verb == "articles":
        return {"drafts": articles.in_states(unit, DRAFT, REVIEW)}
    asked = orders.of_an_article(order.rest)
    return {"article": articles.get(unit, asked.id) if asked and asked.id else None}


def _to_release(unit: Unit, address: str) -> dict[str, Any]:
    known = correspondents.named(unit, address) if address else ()
    kept = tuple(each for each in known if each.is_kept)
    return {"kept": kept, "waits": sum(breaker.waiting(unit, each) for each in kept)}


def _held(unit: Unit, agent: PersonRow) -> tuple[TicketRow, ...]:
    return tickets.held_by(unit, agent.id, open_statuses=tuple(OPEN))


def _ordered(unit: Unit, turn: Turn, order: Order) -> TicketRow | None:
    """The one it names, else the one of the thread at hand or of the mail answered, else the one
    that the agent works on here."""
    here = turn.joined or turn.ticket
    answered = here.id if here else 0
    leads = turn.message.follows or turn.host or (turn.rooms and turn.joined)
    wanted = (
        order.ticket_id
        or _ticket_of_article(order)
        or (leads and answered)
        or turn.talk.at_hand
        or answered
    )
    return tickets.get(unit, wanted, lock=True) if wanted else None


def _first_still_waiting(unit: Unit, line: tuple[str, ...]) -> TicketRow | None:
    """The head of the line once it is ours: others may be taking theirs at this moment."""
    while head := tickets.head(unit, line):
        ours = tickets.get(unit, head.id, lock=True)
        if ours and queueing.waits_in_line(ours):
            return ours
    return None
