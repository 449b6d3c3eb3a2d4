"""What became of every suggestion: whether an article that was shown has helped."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from store.records import FeedbackRow, LessonRow
from store.tables import FEEDBACK
from store.unit import Unit, columns, records

_SHOW = insert(FEEDBACK).returning(FEEDBACK.c.id)
_SETTLE = update(FEEDBACK).where(
    FEEDBACK.c.talk == bindparam("here"),
    FEEDBACK.c.article_id.in_(bindparam("articles", expanding=True)),
    FEEDBACK.c.outcome == "shown",
)


_LESSONS = ("worked", "failed", "solved")


def show(
    unit: Unit,
    *,
    talk: str,
    article_id: str,
    question: str,
    confidence: float,
    at: datetime,
    service: str = "",
    channel: str = "",
    language: str = "",
) -> int:
    """An article was shown; returns the id of this showing."""
    row = {
        "talk": talk, "article_id": article_id, "question": question, "confidence": confidence,
        "shown_at": at, "outcome": "shown", "service": service, "channel": channel,
        "language": language, "settled_at": None, "ticket_id": 0,
    }  # fmt: skip
    id_: int = unit.connection.execute(_SHOW, row).scalar_one()
    return id_


def settle(
    unit: Unit,
    *,
    talk: str,
    article_ids: Sequence[str],
    outcome: str,
    at: datetime,
    ticket_id: int = 0,
) -> int:
    """Say what became of articles shown in a conversation; returns how many it was still open for.

    `outcome` is worked, failed, silent or not_relevant.
    """
    if not article_ids:
        return 0
    which = {"here": talk, "articles": list(article_ids)}
    became = {"outcome": outcome, "settled_at": at, "ticket_id": ticket_id}
    return unit.connection.execute(_SETTLE, {**which, **became}).rowcount


def solved(
    unit: Unit,
    *,
    ticket_id: int,
    article_id: str,
    question: str,
    at: datetime,
    talk: str = "",
    service: str = "",
    channel: str = "",
    language: str = "",
) -> int:
    """A ticket was solved with an article: the best lesson there is. Returns the id of the row."""
    row = {
        "talk": talk, "article_id": article_id, "question": question, "confidence": 0.0,
        "shown_at": at, "outcome": "solved", "service": service, "channel": channel,
        "language": language, "settled_at": at, "ticket_id": ticket_id,
    }  # fmt: skip
    id_: int = unit.connection.execute(_SHOW, row).scalar_one()
    return id_


def unsolved(unit: Unit, *, talk: str, ticket_id: int, at: datetime) -> int:
    """The ticket came back: what it was solved with has failed. How many articles that were."""
    ours = (FEEDBACK.c.talk == talk, FEEDBACK.c.ticket_id == ticket_id)
    solved = (*ours, FEEDBACK.c.outcome == "solved")
    failed = update(FEEDBACK).where(*solved).values(outcome="failed", settled_at=at)
    return unit.connection.execute(failed).rowcount


def lessons(unit: Unit, *, since: datetime, most: int) -> tuple[LessonRow, ...]:
    """The newest rows whose end became known at that moment or later, oldest first."""
    found = (
        select(*columns(FEEDBACK, LessonRow))
        .where(FEEDBACK.c.outcome.in_(_LESSONS), FEEDBACK.c.settled_at >= since)
        .order_by(FEEDBACK.c.settled_at.desc(), FEEDBACK.c.id.desc())
        .limit(most)
    )
    return records(LessonRow, unit.connection.execute(found))[::-1]


def of_talk(unit: Unit, talk: str) -> tuple[FeedbackRow, ...]:
    """What was shown in a conversation, in order."""
    found = select(*columns(FEEDBACK, FeedbackRow)).where(FEEDBACK.c.talk == talk)
    return records(FeedbackRow, unit.connection.execute(found.order_by(FEEDBACK.c.id)))


def counts(unit: Unit) -> Mapping[str, Mapping[str, int]]:
    """For every article ever shown, how often each outcome came."""
    which = (FEEDBACK.c.article_id, FEEDBACK.c.outcome)
    tally: dict[str, dict[str, int]] = {}
    for article, outcome, number in unit.connection.execute(
        select(*which, func.count()).group_by(*which)
    ):
        tally.setdefault(article, {})[outcome] = number
    return tally
