"""What pages and cards may read, as frozen values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core import (
    chat_wording,
    desk_wording,
    lifecycle,
    queueing,
    reading,
    references,
    shelf,
    wording,
)
from bot.core.kept_articles import article_of
from bot.core.lifecycle import OPEN, Kind, Status
from bot.core.queueing import Queue
from bot.core.turn import Talk
from bot.runtime.house_rules import HouseRules
from bot.runtime.timeline import line_now, names_of
from channels.messages import (
    Attachment,
    Choice,
    ConversationRef,
    InboundMessage,
    OutboundMessage,
    from_json,
)
from channels.text import escape
from channels.views import (
    Audience,
    DeskView,
    Line,
    StoryLine,
    TicketCard,
    TicketStory,
    Transcript,
    page_of,
)
from knowledge.article import REVIEW
from store import articles, people, talks, tickets, work_queue
from store.records import Event, LineRow, TicketRow
from store.unit import Unit
from store.work_queue import INBOX

SOLVED_SHOWN = 20
PAGE = 500  # lines of a transcript at once; of a longer one, the newest


def transcript(unit: Unit, key: str, after: int) -> Transcript:
    """The lines of a conversation after a number, with the choices that may still be pressed."""
    talk = talks.get(unit, key)
    newest = max(after, talk.lines - PAGE) if talk else after
    rows = talks.lines(unit, key, after=newest, limit=PAGE)
    live = live_choices(unit, key, rows)
    lines = tuple(_line(row, live.get(row.seq, ())) for row in rows)
    return Transcript(lines=lines, busy=work_queue.is_waiting(unit, INBOX, key))


def live_choices(unit: Unit, key: str, rows: Iterable[LineRow]) -> Mapping[int, tuple[Choice, ...]]:
    """By line: what may still be pressed; a choice offered twice only where it stands last."""
    talk = talks.get(unit, key)
    mind = Talk.from_state(talk.state if talk else {})
    last = talk.lines if talk else 0
    offered = {choice.token: (row.seq, choice) for row in rows for choice in _choices(row)}
    live: dict[int, tuple[Choice, ...]] = {}
    for token, (seq, choice) in offered.items():
        if _is_live(unit, token, mind, is_last=seq == last):
            live[seq] = (*live.get(seq, ()), choice)
    return live


def _is_live(unit: Unit, token: str, mind: Talk, *, is_last: bool) -> bool:
    verb, thing = reading.pressed(token)
    if verb in ("worked", "failed", "show", "other"):
        return thing in mind.offered
    if verb in ("publish", "return"):
        return _waits_for_review(unit, thing)
    if verb == "next":
        return thing == mind.awaited
    if verb in ("solved", "again"):
        ticket = tickets.get(unit, references.read(thing))
        return ticket is not None and ticket.status == Status.RESOLVED
    return is_last


def _waits_for_review(unit: Unit, thing: str) -> bool:
    """Whether this article, with the text that it had, is still to be read by somebody."""
    article_id, _, mark = thing.partition("/")
    row = articles.get(unit, article_id)
    return bool(row and row.state == REVIEW and shelf.is_as_read(article_of(row), mark))


def _choices(row: LineRow) -> tuple[Choice, ...]:
    return () if row.inbound else from_json(OutboundMessage, row.payload).choices


def _line(row: LineRow, choices: tuple[Choice, ...]) -> Line:
    return Line(
        seq=row.seq,
        at=row.at,
        mine=row.inbound,
        author=_author(row),
        text=_said(row) if row.inbound else row.text,
        choices=choices,
        attachments=_attachments(row),
    )


def _said(row: LineRow) -> str:
    """Somebody's words; of what was taken back it stays that something was said."""
    gone = not row.text and row.payload.get("revisions")
    return chat_wording.taken_back() if gone else escape(row.text)


def _author(row: LineRow) -> str:
    return (
        from_json(InboundMessage, row.payload).person.name or "You" if row.inbound else row.author
    )


def _attachments(row: LineRow) -> tuple[Attachment, ...]:
    found = row.payload.get("attachments", ())
    return tuple(from_json(Attachment, each) for each in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What every card needs: the line and the names."""

    queue: Queue
    names: Mapping[int, str]
    rules: HouseRules


def desk(unit: Unit, address: str, rules: HouseRules, now: datetime, version: int) -> DeskView:
    """The desk as one agent sees it."""
    agent = people.find_by_email(unit, address)
    me = agent.id if agent else 0
    waiting = tickets.waiting(unit, queueing.POLICIES[rules.policy])
    queue = Queue(places={ticket.id: at for at, ticket in enumerate(waiting, 1)})
    live = tickets.with_status(unit, tuple(OPEN))
    solved = tickets.latest(unit, (Status.RESOLVED, Status.CLOSED), SOLVED_SHOWN)
    sight = sight_of(unit, queue, (*live, *solved), rules)
    rest = [t for t in live if t.assignee_id != me and not queueing.waits_in_line(t)]
    return DeskView(
        version=version,
        waiting=tuple(card_of(t, sight) for t in waiting),
        mine=tuple(card_of(t, sight) for t in live if me and t.assignee_id == me),
        others=tuple(card_of(t, sight) for t in rest),
        solved=tuple(card_of(t, sight) for t in solved),
    )


def story(
    unit: Unit, ticket_id: int, audience: Audience, rules: HouseRules, now: datetime
) -> TicketStory | None:
    """A ticket as the desk sees it, internal notes and all, or as its requester does."""
    ticket = tickets.get(unit, ticket_id)
    return _story(unit, ticket, audience, rules, now) if ticket else None


def sight_of(unit: Unit, queue: Queue, seen: Iterable[TicketRow], rules: HouseRules) -> Sight:
    """What the cards of these tickets need."""
    ids = {each for t in seen for each in (t.requester_id, t.assignee_id)}
    return Sight(queue=queue, names=names_of(unit, ids), rules=rules)


def card_of(ticket: TicketRow, sight: Sight) -> TicketCard:
    """A ticket in one line."""
    return TicketCard(
        reference=references.write(ticket.id),
        subject=ticket.subject,
        status=desk_wording.agent_state(ticket),
        priority=ticket.priority,
        service=ticket.service,
        requester=_requester(ticket, sight),
        assignee=sight.names.get(ticket.assignee_id, ""),
        team=ticket.team,
        opened_at=ticket.opened_at,
        place=queueing.place(sight.queue, ticket.id),
    )


def _requester(ticket: TicketRow, sight: Sight) -> str:
    name = sight.names.get(ticket.requester_id, "")
    known = sight.rules.vouches(ConversationRef.from_key(ticket.home).channel)
    return name if known else f"{name} (not verified)"


def _story(
    unit: Unit, ticket: TicketRow, audience: Audience, rules: HouseRules, now: datetime
) -> TicketStory:
    sight = sight_of(unit, line_now(unit, (ticket,), rules, now), (ticket,), rules)
    agent = sight.names.get(ticket.assignee_id, "")
    events = tickets.timeline(unit, ticket.id)
    return TicketStory(
        card=card_of(ticket, sight),
        status=wording.state(ticket, agent),
        next_step=_NEXT_STEP[audience](ticket, agent, sight.queue),
        lines=_lines(unit, ticket, events, audience),
        open=lifecycle.is_open(ticket),
        choices=_answers(ticket) if audience is Audience.PUBLIC else (),
    )


def _answers(ticket: TicketRow) -> tuple[Choice, ...]:
    """What a requester may press on the page of a ticket."""
    return wording.solved_choices(ticket) if ticket.status == Status.RESOLVED else ()


def for_requester(ticket: TicketRow, agent: str, queue: Queue) -> str:
    """What happens next with a ticket, for whoever asked."""
    place = queueing.place(queue, ticket.id)
    where = wording.standing(place, queueing.expected_wait(queue, place))
    return f"{where} {wording.next_step(ticket, agent)}".strip()


def _for_agent(ticket: TicketRow, agent: str, queue: Queue) -> str:
    return desk_wording.next_step(ticket, agent, queueing.place(queue, ticket.id))


_NEXT_STEP = {Audience.PUBLIC: for_requester, Audience.INTERNAL: _for_agent}


def _lines(
    unit: Unit, ticket: TicketRow, events: Iterable[Event], audience: Audience
) -> tuple[StoryLine, ...]:
    """The timeline; for the requester with what Firstline answered on the ticket's page."""
    told = [_story_line(event, audience) for event in events if _may_read(audience, event)]
    if audience is Audience.PUBLIC:
        page = page_of(references.write(ticket.id)).key
        told += [_answer(row) for row in talks.lines(unit, page) if not row.inbound]
    return tuple(sorted(told, key=lambda line: line.at))


def _answer(row: LineRow) -> StoryLine:
    return StoryLine(
        at=row.at, who=row.author, what="answered", text=row.text, audience=Audience.PUBLIC
    )


def _may_read(audience: Audience, event: Event) -> bool:
    """A requester reads what is public and says more than the state does."""
    if audience is Audience.INTERNAL:
        return True
    return event.public and event.kind not in (Kind.ANNOUNCED, Kind.UNREACHED)


_WORDS = {
    Audience.PUBLIC: desk_wording.words_of,
    Audience.INTERNAL: desk_wording.words_for_the_desk,
}


def _story_line(event: Event, reader: Audience) -> StoryLine:
    sources = event.data.get("attachments", ())
    return StoryLine(
        at=event.at,
        who=event.actor,
        what=event.kind,
        text=escape(_WORDS[reader](event)),
        audience=Audience.PUBLIC if event.public else Audience.INTERNAL,
        cut=event.data.get("cut", "") if reader is Audience.INTERNAL else "",
        attachments=tuple(from_json(Attachment, each) for each in sources),
    )
