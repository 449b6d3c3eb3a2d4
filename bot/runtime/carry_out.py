"""Effects -> rows: one `match`, one case each, in the transaction of the turn."""

from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from bot.core import drafting, fix_wording, labels, references, rules, shelf
from bot.core.effects import (
    BeginOutage,
    Belongs,
    DraftArticle,
    Effect,
    Effects,
    EndOutage,
    GiveUpAddress,
    MoveArticle,
    OfferFixes,
    OpenTicket,
    Record,
    Release,
    Remember,
    Revise,
    Say,
    SettleFixes,
    TakeBack,
    WriteArticle,
)
from bot.core.kept_articles import article_of
from bot.core.lifecycle import Kind, Status
from bot.core.turn import Fix, Turn
from bot.runtime import breaker, drafts, lessons, rooms, timeline
from bot.runtime.concerning import edited
from bot.runtime.happening import FIRSTLINE, Happening, opening
from bot.runtime.house_rules import NUDGES, HouseRules
from bot.runtime.post import post
from bot.runtime.undelivered import undelivered
from channels.messages import InboundMessage, OutboundMessage, from_json, to_json
from knowledge.article import DRAFT
from store import articles, correspondents, feedback, outages, people, talks, tickets
from store.records import PersonRow
from store.unit import Unit

TOLD_AT_ONCE = 50  # reporters of an outage told in the transaction that ends it


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What every effect needs: the transaction, the turn, the messages it stands for, the rules."""

    unit: Unit
    turn: Turn
    keys: tuple[str, ...]
    rules: HouseRules

    @property
    def talk(self) -> str:
        """The key of the conversation at hand."""
        return self.turn.message.conversation.key


def carry_out(
    unit: Unit, turn: Turn, effects: Effects, *, keys: tuple[str, ...], rules: HouseRules
) -> None:
    """Do all of it; `keys` are the messages that this turn answers."""
    hand = Hand(unit=unit, turn=turn, keys=keys, rules=rules)
    if turn.speaker.is_agent and turn.order and turn.order.verb:
        _work_here(hand)
    for number, effect in enumerate(effects):
        _do(hand, effect, number)
    _show_draft(hand, effects)


def _do(hand: Hand, effect: Effect, number: int) -> None:  # noqa: C901 - the one `match`
    match effect:
        case Say():
            _say(hand, effect, number)
        case OfferFixes():
            _offer(hand, effect, number)
        case SettleFixes():
            _settle(hand, effect)
        case OpenTicket():
            _open(hand, effect)
        case Record():
            _record(hand, effect)
        case DraftArticle(ticket_id=ticket_id):
            drafts.draft(hand.unit, ticket_id, by=hand.turn.speaker.name, now=hand.turn.now)
        case WriteArticle(article=article):
            drafts.keep(hand.unit, article, by=hand.turn.speaker.name, now=hand.turn.now)
        case MoveArticle():
            _move_article(hand, effect)
        case Belongs():
            _belongs(hand, effect)
        case Remember():
            _remember(hand, effect)
        case BeginOutage(service=service, text=text):
            outages.begin(hand.unit, service=service, text=text, now=hand.turn.now)
        case EndOutage():
            _end_outage(hand, effect)
        case Revise(text=text):
            _revise(hand, text)
        case TakeBack(key=key, why=why):
            undelivered(hand.unit, _said(hand, key), why, rules=hand.rules, now=hand.turn.now)
        case GiveUpAddress():
            _give_up(hand, effect)
        case Release(correspondents=kept):
            for each in kept:
                breaker.release(hand.unit, each, now=hand.turn.now)


def _work_here(hand: Hand) -> None:
    message = hand.turn.message
    desk = rooms.desk_in(message.conversation, message.person, hand.rules)
    if desk:
        people.works_at(hand.unit, hand.turn.speaker.id, desk)


def _say(hand: Hand, say: Say, number: int) -> None:
    turn = hand.turn
    ticket = turn.ticket
    answer = OutboundMessage(
        key=f"say/{hand.keys[0]}/{number}",
        conversation=turn.message.conversation,
        text=say.text,
        choices=say.choices,
        subject=timeline.titled(ticket) if ticket else turn.message.subject,
        answers=turn.message.id,
    )
    message = rooms.for_whom(answer, turn, hand.rules, whisper=say.whisper)
    said: Any = {"author": FIRSTLINE, "now": turn.now, "ticket_id": ticket.id if ticket else 0}
    if message is None:
        return
    if rules.is_from_the_desk(turn):  # however many orders they give
        post(hand.unit, message, **said)
    else:
        breaker.post(hand.unit, message, rules=hand.rules, **said)


def _offer(hand: Hand, offer: OfferFixes, number: int) -> None:
    _shown(hand, offer.fixes[0], hand.turn.request)
    _say(hand, Say(text=offer.text, choices=offer.choices), number)


def _shown(hand: Hand, fix: Fix, question: str) -> None:
    """What only its title was told of has not been shown."""
    feedback.show(
        hand.unit,
        talk=hand.talk,
        article_id=fix.article_id,
        question=question,
        confidence=fix.confidence,
        at=hand.turn.now,
        **_context(hand),
    )


def _context(hand: Hand) -> dict[str, str]:
    """Where a question was asked, for who asks the like."""
    triage, channel = hand.turn.triage, hand.turn.message.conversation.channel
    return {"service": triage.service, "channel": channel, "language": triage.language}


def _settle(hand: Hand, settled: SettleFixes) -> None:
    feedback.settle(
        hand.unit,
        talk=hand.talk,
        article_ids=settled.articles,
        outcome=settled.outcome,
        at=hand.turn.now,
        steps=settled.steps,
        ticket_id=_settled_on(hand.turn),
    )


def _settled_on(turn: Turn) -> int:
    """The ticket that the articles came with; 0 where they came before there was any."""
    return turn.ticket.id if turn.ticket and not turn.talk.request else 0


def _open(hand: Hand, opened: OpenTicket) -> None:
    turn = hand.turn
    earlier = _earlier(hand, opened.since)
    ticket = timeline.open_ticket(
        hand.unit,
        _opening(hand, opened, (*earlier, turn.message)),
        by=turn.speaker,
        rules=hand.rules,
        now=turn.now,
        fixes=opened.fixes,
    )
    talks.attach_open(hand.unit, hand.talk, ticket.id, opened.since)
    for fix in opened.fixes[:1]:
        _shown(hand, fix, lessons.question(opened.subject, opened.text))
    for remark in filter(None, (message.remark for message in earlier)):
        _record(hand, Record(ticket_id=ticket.id, kind=Kind.NOTED, data={"text": remark}))


def _earlier(hand: Hand, since: int) -> tuple[InboundMessage, ...]:
    """What was said since the request began and is part of it, before the message at hand."""
    rows = talks.lines(hand.unit, hand.talk, after=since - 1) if since else ()
    ours = (row for row in rows if row.inbound and not row.ticket_id and row.key not in hand.keys)
    said = (from_json(InboundMessage, row.payload) for row in ours)
    return tuple(message for message in said if not message.private)


def _opening(hand: Hand, opened: OpenTicket, messages: tuple[InboundMessage, ...]) -> Happening:
    """The first entry, with what came along in any of the messages."""
    turn = hand.turn
    files = dict.fromkeys(file for message in messages for file in message.attachments)
    return opening(
        labels.filled(opened.triage, opened.hints),
        requester_id=_requester(turn, opened).id,
        home=_home(turn, opened),
        text=opened.text,
        subject=opened.subject,
        why=opened.why,
        outage_id=opened.outage_id,
        untold=opened.untold,
        follows=_follows(turn, opened),
        tried=_tried(hand.unit, opened),
        hints=labels.to_show(opened.triage, opened.hints),
        cut="\n\n".join(filter(None, (message.cut for message in messages))),
        attachments=[to_json(each) for each in files],
    )


def _requester(turn: Turn, opened: OpenTicket) -> PersonRow:
    """Who speaks of danger asks for themselves, wherever that is."""
    return turn.speaker if opened.why == "urgent" else turn.asker


def _tried(unit: Unit, opened: OpenTicket) -> list[str]:
    """The titles of articles, as people know them, and how far they came."""
    found = (articles.get(unit, each) for each in opened.tried)
    return [
        fix_wording.tried(one.title, opened.steps.get(one.id, 0), len(one.front.get("steps", ())))
        for one in found
        if one
    ]


def _home(turn: Turn, opened: OpenTicket) -> str:
    """Where news will go: for a follow-up where it went before, else the conversation at hand."""
    if turn.ticket and opened.why == "follow_up":
        return turn.ticket.home
    return turn.message.conversation.key


def _follows(turn: Turn, opened: OpenTicket) -> str:
    return references.write(turn.ticket.id) if turn.ticket and opened.why == "follow_up" else ""


def _record(hand: Hand, record: Record) -> None:
    turn = hand.turn
    happening = Happening(kind=record.kind, public=record.public, data=record.data)
    timeline.happen(
        hand.unit, record.ticket_id, happening, by=turn.speaker, rules=hand.rules, now=turn.now
    )
    lessons.learn(hand.unit, record, by=turn.speaker, now=turn.now)
    if record.kind == Kind.RESOLVED:
        drafts.complete(hand.unit, record.ticket_id, by=turn.speaker.name, now=turn.now)
    elif record.kind == Kind.REOPENED:
        drafts.doubt(hand.unit, record.ticket_id, now=turn.now)


def _move_article(hand: Hand, moved: MoveArticle) -> None:
    articles.move(hand.unit, moved.article_id, moved.state, now=hand.turn.now)
    ticket = hand.turn.named
    if moved.state != DRAFT or ticket is None or ticket.assignee_id == hand.turn.speaker.id:
        return
    if moved.article_id == drafting.id_of(ticket.id):
        drafts.tell_who_solved(hand.unit, ticket, hand.turn.speaker, moved.why, now=hand.turn.now)


def _show_draft(hand: Hand, effects: Effects) -> None:
    """What an agent's order has made ready for review is shown to them, to be judged at once."""
    if not rules.is_from_the_desk(hand.turn):
        return
    for effect in effects:
        made = drafts.ready(hand.unit, effect.ticket_id) if _may_draft(effect) else None
        if made:
            said = replace(shelf.shown(article_of(made)), whisper=True)
            _say(hand, said, len(effects))
            return


def _may_draft(effect: Effect) -> TypeGuard[DraftArticle | Record]:
    is_solved = isinstance(effect, Record) and effect.kind == Kind.RESOLVED
    return is_solved or isinstance(effect, DraftArticle)


def _belongs(hand: Hand, belongs: Belongs) -> None:
    role = tickets.WATCHER if belongs.joins else tickets.REQUESTER
    tickets.bind(hand.unit, belongs.ticket_id, hand.talk, role)
    for key in hand.keys:
        talks.attach(hand.unit, key, belongs.ticket_id)


def _remember(hand: Hand, kept: Remember) -> None:
    nudge_at = hand.turn.now + NUDGES[kept.nudge] if kept.nudge else None
    state = kept.talk.as_state()
    talks.remember(hand.unit, hand.talk, state, now=hand.turn.now, nudge_at=nudge_at)


def _end_outage(hand: Hand, end: EndOutage) -> None:
    """The first reporters hear of it at once; the ticker tells the rest, and who comes late."""
    outages.end(hand.unit, end.outage_id, now=hand.turn.now, text=end.text)
    waiting = tickets.of_outage(hand.unit, end.outage_id, Status.WAITING_OUTAGE, limit=TOLD_AT_ONCE)
    for ticket in waiting:
        data = {"text": end.text}
        _record(hand, Record(ticket_id=ticket.id, kind=Kind.RESOLVED, public=True, data=data))


def _revise(hand: Hand, text: str) -> None:
    line = edited(hand.unit, hand.turn.message)
    if line:
        talks.revise(hand.unit, line.key, text)


def _said(hand: Hand, key: str) -> OutboundMessage:
    """The message that is the line with this key."""
    line = talks.find_key(hand.unit, key)
    if line is None:
        raise LookupError(f"no line {key}")
    return from_json(OutboundMessage, line.payload)


def _give_up(hand: Hand, lost: GiveUpAddress) -> None:
    conversation = _said(hand, lost.key).conversation
    address = hand.rules.correspondent(conversation)
    if address:
        channel, now = conversation.channel, hand.turn.now
        correspondents.bounced(hand.unit, channel, address, why=lost.why, now=now)
