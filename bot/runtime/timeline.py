"""Something happens to a ticket: the event, the fold, and the letters that follow from it."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import lifecycle, notices, queueing, references, wording
from bot.core.lifecycle import ANSWERS, Kind
from bot.core.notices import Audience, Letter, Scene
from bot.core.queueing import Queue
from bot.core.turn import Fix
from bot.runtime import breaker
from bot.runtime.agents import MAILED, tell_agent, tell_desk
from bot.runtime.happening import FIRSTLINE, Happening, name_of
from bot.runtime.house_rules import HouseRules
from channels.messages import (
    Attachment,
    ConversationRef,
    OutboundMessage,
    Person,
    Urgency,
    from_json,
)
from channels.views import page_of
from store import outages, passes, people, talks, tickets
from store.records import Event, PersonRow, TicketRow
from store.unit import Unit

PACE_WINDOW = timedelta(days=14)
PACE_CLAIMS = 40


def line_now(unit: Unit, those: Iterable[TicketRow], rules: HouseRules, now: datetime) -> Queue:
    """Where these tickets stand in line, and the desk's recent pace if any does."""
    order = queueing.POLICIES[rules.policy]
    waiting = filter(queueing.waits_in_line, those)
    places = {ticket.id: tickets.place(unit, ticket, order) for ticket in waiting}
    if not places:
        return Queue()
    claims = tickets.recent_claims(unit, since=now - PACE_WINDOW, limit=PACE_CLAIMS)
    return Queue(places=places, claims=claims)


def open_ticket(
    unit: Unit,
    begun: Happening,
    *,
    by: PersonRow,
    rules: HouseRules,
    now: datetime,
    fixes: tuple[Fix, ...] = (),
) -> TicketRow:
    """A ticket begins; `begun` is an `opening`. Its requester is told."""
    ticket, event = _begin(unit, begun, by, now)
    tickets.bind(unit, ticket.id, page_of(references.write(ticket.id)).key, tickets.REQUESTER)
    link = _new_link(unit, ticket, rules, now)
    scene = _scene(unit, ticket, event, rules, fixes=fixes, link=link)
    _deliver(unit, scene, rules)
    return ticket if begun.data["untold"] else _announce(unit, ticket, scene.place, now)


def open_plainly(
    unit: Unit, begun: Happening, *, by: PersonRow, rules: HouseRules, now: datetime
) -> TicketRow:
    """A ticket begins where something of ours is broken: no table of notices, no line, no link."""
    ticket, _ = _begin(unit, begun, by, now)
    if begun.data["untold"]:
        return ticket
    message = OutboundMessage(
        key=f"plain/{ticket.id}",
        conversation=ConversationRef.from_key(ticket.home),
        text=wording.logged_plainly(references.write(ticket.id)),
        subject=references.write(ticket.id),
    )
    patient = replace(rules, keeps_back=True)  # there is no other way left to take it
    breaker.post(unit, message, author=FIRSTLINE, rules=patient, now=now, ticket_id=ticket.id)
    return ticket


def _begin(unit: Unit, begun: Happening, by: PersonRow, now: datetime) -> tuple[TicketRow, Event]:
    event = begun.as_event(1, by, now)
    ticket = tickets.open_ticket(unit, lifecycle.opened(0, event), event)
    tickets.bind(unit, ticket.id, ticket.home, tickets.REQUESTER)
    return ticket, event


def happen(
    unit: Unit,
    ticket_id: int,
    happening: Happening,
    *,
    by: PersonRow | None,
    rules: HouseRules,
    now: datetime,
) -> TicketRow:
    """One more event on a ticket, and the letters about it.

    Raises LookupError for a ticket that is not there, NotAllowed for a move it does not allow.
    """
    before = tickets.get(unit, ticket_id, lock=True)
    if before is None:
        raise LookupError(f"no ticket {ticket_id}")
    event = happening.as_event(before.version + 1, by, now)
    after = tickets.append(unit, before, lifecycle.advance(before, event), (event,))
    _deliver(unit, _scene(unit, after, event, rules), rules)
    return after


def _call_in(unit: Unit, scene: Scene, letter: Letter, rules: HouseRules) -> None:
    """An alarm also reaches every agent by mail: who worked here last may have gone home."""
    for agent in people.agents(unit):
        key = _key(scene, letter) + MAILED
        away = _by_mail(agent, rules)
        tell_agent(unit, away, key, letter.text, now=scene.event.at, ticket_id=scene.ticket.id)


def _by_mail(agent: PersonRow, rules: HouseRules) -> PersonRow:
    """The agent as reached by mail; nowhere, if there is no mail here."""
    place = rules.begin_mail(agent.email)
    return replace(agent, desk=place.key if place else "")


def titled(ticket: TicketRow) -> str:
    """The subject of what is said about a ticket."""
    return f"{ticket.subject} [{references.write(ticket.id)}]"


def digest_of(secret: str) -> str:
    """How a secret is kept: never itself."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _announce(unit: Unit, ticket: TicketRow, place: int, now: datetime) -> TicketRow:
    """The acknowledgement told the place: later news is measured against it."""
    if not place:
        return ticket
    told = Happening(kind=Kind.ANNOUNCED, public=False, data={"place": place, "worse": False})
    event = told.as_event(ticket.version + 1, None, now)
    return tickets.append(unit, ticket, lifecycle.advance(ticket, event), (event,))


def _new_link(unit: Unit, ticket: TicketRow, rules: HouseRules, now: datetime) -> str:
    if not rules.pages or rules.traits_of(ConversationRef.from_key(ticket.home).channel).rooms:
        return ""  # where others read it, it would open the page to all of them
    secret = secrets.token_urlsafe(32)
    passes.issue(
        unit,
        digest=digest_of(secret),
        purpose="ticket",
        subject=str(ticket.id),
        expires_at=now + rules.link_life,
        now=now,
    )
    return f"{rules.pages}/t/{secret}"


def _scene(
    unit: Unit,
    ticket: TicketRow,
    event: Event,
    rules: HouseRules,
    *,
    fixes: tuple[Fix, ...] = (),
    link: str = "",
) -> Scene:
    requester = people.get(unit, ticket.requester_id)
    return Scene(
        ticket=ticket,
        event=event,
        queue=line_now(unit, (ticket,), rules, event.at),
        names={agent.id: agent.name for agent in _assignee(unit, ticket)},
        requester=name_of(requester) if requester else "",
        link=link,
        outage=outages.get(unit, ticket.outage_id) if ticket.outage_id else None,
        fixes=fixes,
        unsigned=rules.traits_of(ConversationRef.from_key(ticket.home).channel).shows_writer,
    )


def _assignee(unit: Unit, ticket: TicketRow) -> tuple[PersonRow, ...]:
    """The agent who has it; nobody, if nobody has or they have left the desk."""
    agent = people.get(unit, ticket.assignee_id) if ticket.assignee_id else None
    return (agent,) if agent and agent.is_agent else ()


def _deliver(unit: Unit, scene: Scene, rules: HouseRules) -> None:
    for letter in notices.letters(scene):
        _SEND[letter.audience](unit, scene, letter, rules)


def _to_requester(unit: Unit, scene: Scene, letter: Letter, rules: HouseRules) -> None:
    ticket = scene.ticket
    message = OutboundMessage(
        key=_key(scene, letter),
        conversation=ConversationRef.from_key(ticket.home),
        text=letter.text,
        choices=letter.choices,
        subject=titled(ticket),
        urgency=Urgency.NEWS if scene.event.actor_id != ticket.requester_id else Urgency.REPLY,
        attachments=_files(scene) if letter.typed else (),
        automatic=not letter.typed,
        by=_writer(unit, scene.event),
        replaces=_outdated(unit, ticket) if scene.event.kind == Kind.ANNOUNCED else "",
    )
    author = scene.event.actor if letter.typed else FIRSTLINE
    breaker.post(unit, message, author=author, rules=rules, now=scene.event.at, ticket_id=ticket.id)


def _outdated(unit: Unit, ticket: TicketRow) -> str:
    """The announcement that is the last thing said there: it is put right, not followed by more."""
    talk = talks.get(unit, ticket.home)
    last = talks.lines(unit, ticket.home, after=talk.lines - 1, limit=1) if talk else ()
    ours = f"{Kind.ANNOUNCED}/{references.write(ticket.id)}/"
    return next((line.key for line in last if line.key.startswith(ours)), "")


def _writer(unit: Unit, event: Event) -> Person | None:
    """The agent whose words it carries."""
    agent = people.get(unit, event.actor_id) if event.kind in ANSWERS and event.actor_id else None
    if agent is None or not agent.is_agent:
        return None
    return Person(address=agent.email, name=name_of(agent), email=agent.email)


def _files(scene: Scene) -> tuple[Attachment, ...]:
    """What an agent sent along with words of their own."""
    return tuple(from_json(Attachment, each) for each in scene.event.data.get("attachments", ()))


def _to_assignee(unit: Unit, scene: Scene, letter: Letter, rules: HouseRules) -> None:
    agent = people.get(unit, scene.ticket.assignee_id) if scene.ticket.assignee_id else None
    if agent and agent.id != scene.event.actor_id:
        reached = agent if agent.desk else _by_mail(agent, rules)
        key = _key(scene, letter)
        tell_agent(unit, reached, key, letter.text, now=scene.event.at, ticket_id=scene.ticket.id)


def _to_desk(unit: Unit, scene: Scene, letter: Letter, rules: HouseRules) -> None:
    if scene.words("danger"):
        _call_in(unit, scene, letter, rules)
    tell_desk(
        unit,
        _key(scene, letter),
        letter.text,
        but=scene.event.actor_id,
        seen=scene.event.kind == Kind.OPENED and not scene.words("danger"),
        now=scene.event.at,
        ticket_id=scene.ticket.id,
    )


_SEND = {
    Audience.REQUESTER: _to_requester,
    Audience.ASSIGNEE: _to_assignee,
    Audience.DESK: _to_desk,
}


def _key(scene: Scene, letter: Letter) -> str:
    reference = references.write(scene.ticket.id)
    return f"{scene.event.kind}/{reference}/{scene.event.seq}/{letter.audience}"


def names_of(unit: Unit, ids: Iterable[int]) -> Mapping[int, str]:
    """The names to show of these people."""
    return {person.id: name_of(person) for person in people.some(unit, filter(None, ids))}
