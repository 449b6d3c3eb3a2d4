"""What the desk learns from what happens to a ticket: its labels, and what solved it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core import labels as labelling
from bot.core.effects import Record
from bot.core.lifecycle import Kind
from channels.messages import ConversationRef
from store import articles, feedback, labels, tickets
from store.records import Event, PersonRow, TicketRow
from store.unit import Unit

Learn = Callable[[Unit, TicketRow, Record, datetime], None]


def learn(unit: Unit, record: Record, *, by: PersonRow, now: datetime) -> None:
    """Keep what this teaches, if anything. Only people teach, and of a solution only agents."""
    teach = _TEACHES.get(record.kind)
    ticket = tickets.get(unit, record.ticket_id) if teach else None
    if teach and ticket and (by.is_agent or record.kind == Kind.REOPENED):
        teach(unit, ticket, record, now)


def asked(opened: Event) -> str:
    """What a ticket began with."""
    return question(str(opened.data["subject"]), str(opened.data["text"]))


def question(subject: str, text: str) -> str:
    """What was asked; a subject that is none of its words comes first."""
    return text if subject in text else f"{subject}\n{text}"


def _labelled(unit: Unit, ticket: TicketRow, record: Record, now: datetime) -> None:
    name, label = record.data["name"], str(record.data["label"])
    labels.put(unit, ticket_id=ticket.id, name=name, label=label, said=True, at=now)


def _resolved(unit: Unit, ticket: TicketRow, record: Record, now: datetime) -> None:
    opened = tickets.openings(unit, [ticket.id])[ticket.id]
    if _stands(ticket, opened) and not labels.has(unit, ticket.id, "service"):
        service = ticket.service
        labels.put(unit, ticket_id=ticket.id, name="service", label=service, said=False, at=now)
    named = tuple(record.data.get("articles", ()))
    used = named or _named_by_title(unit, ticket, record) or _sent(unit, ticket)
    if used:
        _solved(unit, ticket, used, asked(opened), now)


def _stands(ticket: TicketRow, opened: Event) -> bool:
    """Whether an agent solved it under the service that its own words say.

    Of what is only usual, or was filled in after others, nobody has said anything; and the end of
    an outage solves many unread.
    """
    filled = labelling.filled_in(opened.data, "service")
    return bool(ticket.service) and not filled and not ticket.outage_id


def _named_by_title(unit: Unit, ticket: TicketRow, record: Record) -> tuple[str, ...]:
    """Those of the articles shown to whoever asked whose titles the solution names."""
    solution = str(record.data.get("text", "")).casefold()
    shown = {row.article_id for row in feedback.of_talk(unit, ticket.home)}
    known = articles.published(unit, sorted(shown)) if solution and shown else ()
    return tuple(row.id for row in known if row.title.casefold() in solution)


def _sent(unit: Unit, ticket: TicketRow) -> tuple[str, ...]:
    """The article that was sent last, where the solution names none."""
    replies = tickets.events_of(unit, [ticket.id], Kind.REPLIED)
    sent = [tuple(event.data.get("articles", ())) for _, event in replies]
    return next(filter(None, reversed(sent)), ())


def _solved(
    unit: Unit, ticket: TicketRow, used: tuple[str, ...], question: str, now: datetime
) -> None:
    home = ConversationRef.from_key(ticket.home)
    for article in used:
        feedback.solved(
            unit,
            ticket_id=ticket.id,
            article_id=article,
            question=question,
            at=now,
            talk=ticket.home,
            service=ticket.service,
            channel=home.channel,
            language=ticket.language,
        )
    # If it was suggested, the suggestion was right.
    feedback.settle(
        unit,
        talk=ticket.home,
        article_ids=used,
        outcome="worked",
        at=now,
        ticket_id=ticket.id,
    )


def _reopened(unit: Unit, ticket: TicketRow, record: Record, now: datetime) -> None:
    if record.data.get("why") == "failed":
        feedback.unsolved(unit, talk=ticket.home, ticket_id=ticket.id, at=now)


_TEACHES: Mapping[Kind, Learn] = {
    Kind.LABELLED: _labelled,
    Kind.RESOLVED: _resolved,
    Kind.REOPENED: _reopened,
}
