"""People, tickets and turns as they are found at a desk, with only what matters named."""

from datetime import UTC, datetime, timedelta

from bot.core import reading, triage
from bot.core.lifecycle import Kind
from bot.core.turn import Fix, Intent, Order, Talk, Turn
from channels.messages import ConversationRef, InboundMessage, Person
from store.records import Event, OutageRow, PersonRow, TicketRow

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPENED = {
    "subject": "VPN drops",
    "kind": "incident",
    "impact": 3,
    "urgency": 2,
    "priority": 4,
    "service": "vpn",
    "language": "en",
    "requester_id": 1,
    "team": "",
    "home": "web|anna|",
    "outage_id": 0,
}


def person(id=1, name="Anna", *, agent=False, email="", teams=()) -> PersonRow:
    return PersonRow(
        id=id,
        name=name,
        email=email,
        claimed_email="",
        language="",
        is_agent=agent,
        teams=teams,
        desk="",
    )


ANNA = person()
SAM = person(7, "Sam Reed", agent=True, email="sam@example.org")
KIM = person(8, "Kim", agent=True, email="kim.lee@example.org")
BO = person(2, "Bo")


def ticket(id=1042, status="new", **facts) -> TicketRow:
    return TicketRow(
        **{
            **OPENED,
            "id": id,
            "version": 1,
            "status": status,
            "assignee_id": 0,
            "opened_at": NOON,
            "progress_at": NOON,
            **facts,
        }
    )


def event(kind, seq=2, *, at=NOON, public=True, actor="Sam Reed", **data) -> Event:
    known = {Kind.OPENED: OPENED, **SAYING}.get(kind, {})
    return Event(
        seq=seq,
        at=at,
        kind=str(kind),
        actor=actor,
        actor_id=7,
        public=public,
        data={**known, **data},
    )


SAYING = {
    Kind.CLAIMED: {"assignee_id": 7, "assignee": "Sam Reed"},
    Kind.ASSIGNED: {"assignee_id": 8, "assignee": "Kim"},
    Kind.DISPATCHED: {"team": "network"},
    Kind.ANNOUNCED: {"place": 3, "worse": False},
    Kind.RESOLVED: {"text": "New profile installed."},
    Kind.UNREACHED: {"channel": "email", "why": "mailbox full"},
    Kind.PRIORITISED: {"was": 3, "priority": 2},
    Kind.LABELLED: {"name": "service", "was": "", "label": "vpn"},
}


def fix(id="vpn-drops", title="The VPN drops", *steps) -> Fix:
    return Fix(
        article_id=id,
        title=title,
        steps=steps or ("Close the VPN.", "Open it again."),
        confidence=0.9,
        reason="title",
    )


def outage(service="vpn", text="The VPN gateway is down", id=5) -> OutageRow:
    return OutageRow(id=id, service=service, text=text, started_at=NOON, ended_at=None)


def turn(text="", *, thread="", choice="", talk=None, by=ANNA, message=None, **facts) -> Turn:
    """A message as it would be gathered: read, but about nothing unless told."""
    talk = talk or Talk()
    said = reading.tidy(text)
    read = reading.intent(said, choice=choice)
    intent = read if choice else reading.answer(said, read, talk)
    told = intent in (Intent.TELL, Intent.NEW) and not choice
    said = reading.without_prefix(said) if intent is Intent.NEW else said
    request = reading.joined(talk, said) if told else talk.request
    return Turn(
        message=inbound(text, thread=thread, choice=choice, **(message or {})),
        speaker=by,
        talk=talk,
        **{
            "now": NOON,
            "line": 3,
            "said": said,
            "request": request,
            "intent": intent,
            "triage": triage.triage(request),
            **facts,
        },
    )


def inbound(text="", *, thread="", choice="", **facts) -> InboundMessage:
    return InboundMessage(
        **{
            "id": "m1",
            "conversation": ConversationRef(channel="web", place="anna", thread=thread),
            "person": Person(address="anna"),
            "at": NOON,
            "text": text,
            "choice": choice,
            **facts,
        }
    )


def ordered(verb, rest="", *, by=SAM, named=None, typed="", **facts) -> Turn:
    """An agent gives an order."""
    order = Order(verb=verb, ticket_id=named.id if named else 0, rest=rest, typed=typed or verb)
    return turn(f"{verb} {rest}", by=by, order=order, named=named, **facts)


def only(effects, kind):
    """The one effect of this kind."""
    (found,) = [each for each in effects if isinstance(each, kind)]
    return found


def kinds(effects) -> list[str]:
    return [type(each).__name__ for each in effects]
