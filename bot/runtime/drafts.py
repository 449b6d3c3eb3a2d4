"""Tickets become drafts of articles in the store, and drafts become articles."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core import article_wording, drafting
from bot.core.kept_articles import article_of, row_of
from bot.runtime.agents import tell_agent
from knowledge.article import (
    DRAFT,
    PUBLISHED,
    RETIRED,
    REVIEW,
    Article,
)
from knowledge.scrubbing import names_in
from store import articles, people, tickets, versions
from store.records import ArticleRow, Event, PersonRow, TicketRow
from store.unit import Unit

OPEN_STATES = (DRAFT, REVIEW)


def draft(unit: Unit, ticket_id: int, *, by: str, now: datetime) -> None:
    """Draft an article from a ticket, or draft it anew; `by` is the name of who ordered it.

    A published one stays as it is, and so does what somebody has rewritten.
    """
    kept = articles.get(unit, drafting.id_of(ticket_id))
    ticket = tickets.get(unit, ticket_id)
    if ticket is None or (kept and kept.state not in OPEN_STATES):
        return
    if kept and kept.source == articles.CHAT:
        return
    story = tickets.timeline(unit, ticket_id)
    made = drafting.draft(ticket, story, _names(unit, ticket, story))
    row = row_of(made, author=by)
    if kept is None or (kept.digest, kept.state) != (row.digest, row.state):
        articles.write(unit, row, now=now)


def complete(unit: Unit, ticket_id: int, *, by: str, now: datetime) -> None:
    """The ticket was solved: if it is drafted already, its steps are known now."""
    if articles.get(unit, drafting.id_of(ticket_id)):
        draft(unit, ticket_id, by=by, now=now)


def doubt(unit: Unit, ticket_id: int, *, now: datetime) -> None:
    """The ticket came back: what was to solve it is a draft again."""
    row = articles.get(unit, drafting.id_of(ticket_id))
    if row and row.state == REVIEW and row.source == articles.DESK:
        articles.move(unit, row.id, DRAFT, now=now)


def ready(unit: Unit, ticket_id: int) -> ArticleRow | None:
    """The article of a ticket, if it waits for review."""
    row = articles.get(unit, drafting.id_of(ticket_id))
    return row if row and row.state == REVIEW else None


def keep(unit: Unit, article: Article, *, by: str, now: datetime) -> None:
    """What the agent of this name has dictated; it is not drafted anew."""
    articles.write(unit, row_of(article, author=by), now=now, source=articles.CHAT)


def tell_who_solved(
    unit: Unit, ticket: TicketRow, by: PersonRow, why: str, *, now: datetime
) -> None:
    """The draft that came of a ticket was sent back: its steps are from whoever holds that."""
    holder = people.get(unit, ticket.assignee_id) if ticket.assignee_id else None
    if holder is None:
        return
    article_id = drafting.id_of(ticket.id)
    text = article_wording.sent_back(article_id, by.name, why)
    key = f"article/{article_id}/{articles.version(unit)}"
    tell_agent(unit, holder, key, text, now=now, ticket_id=ticket.id)


def move(unit: Unit, article_id: str, state: str, *, now: datetime) -> str:
    """Publish or retire what was written at the desk; returns its title.

    Raises LookupError with a sentence if there is none, or if a file says what it is.
    """
    row = articles.get(unit, article_id)
    if row is None:
        raise LookupError(f"There is no article {article_id}.")
    if row.source == articles.FOLDER:
        raise LookupError(
            f"{article_id} comes from a file: write `state: {state}` there, or in a file of your "
            f"own with the same id."
        )
    kept = article_of(row)
    if state == PUBLISHED and not (kept.steps or kept.workaround):
        raise LookupError(f"{article_id} has no steps yet: its ticket is not solved.")
    articles.move(unit, article_id, state, now=now)
    return row.title


def restore(unit: Unit, article_id: str, number: int, *, by: str, now: datetime) -> str:
    """Say again what an article said in this version; returns its title.

    It is a new version, in the state that the article is in. Raises LookupError with a sentence if
    there is none, or if a file says what it is.
    """
    row = articles.get(unit, article_id)
    if row is None:
        raise LookupError(f"There is no article {article_id}.")
    found = [one for one in versions.of(unit, article_id) if one.version == number]
    if not found:
        raise LookupError(f"There is no version {number} of {article_id} any more.")
    if row.source == articles.FOLDER and row.state != RETIRED:
        raise LookupError(
            f"{article_id} comes from a file, {row.place}: write the old text there with "
            f"`firstline knowledge show {article_id} --version {number}`."
        )
    source = articles.DESK if row.source == articles.FOLDER else row.source
    said = replace(article_of(found[0]), state=row.state)
    articles.write(unit, row_of(said, author=by), now=now, source=source)
    return found[0].title


def _names(unit: Unit, ticket: TicketRow, story: Iterable[Event]) -> tuple[str, ...]:
    """Everybody who took part, by all the names they are known by."""
    ids = {ticket.requester_id, ticket.assignee_id, *(event.actor_id for event in story)} - {0}
    part = people.some(unit, ids)
    called = [name for person in part for name in _called(unit, person)]
    return (*called, *(event.actor for event in story if event.actor_id))


def _called(unit: Unit, person: PersonRow) -> tuple[str, ...]:
    known = [identity.address for identity in people.identities(unit, person.id)]
    mails = [one for one in (person.email, person.claimed_email, *known) if "@" in one]
    return (person.name, *(name for mail in mails for name in names_in(mail)))
