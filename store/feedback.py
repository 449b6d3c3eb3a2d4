"""What became of every suggestion: whether an article that was shown has helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, func, insert, select, update

from store.records import FeedbackRow, LessonRow
from store.tables import ARTICLES, FEEDBACK
from store.unit import Unit, columns, records

_VERSION = select(ARTICLES.c.version).where(ARTICLES.c.id == bindparam("whose"))
_SHOW = (
    insert(FEEDBACK)
    .values(version=func.coalesce(_VERSION.scalar_subquery(), 0))
    .returning(FEEDBACK.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """So often this became of showing an article, after so many of its steps."""

    article_id: str
    outcome: str
    step: int
    count: int


_SETTLE = update(FEEDBACK).where(
    FEEDBACK.c.talk == bindparam("here"),
    FEEDBACK.c.article_id.in_(bindparam("articles", expanding=True)),
    FEEDBACK.c.outcome == "shown",
)


_SHOWN_SINCE = select(FEEDBACK.c.article_id).where(
    FEEDBACK.c.talk == bindparam("here"), FEEDBACK.c.shown_at >= bindparam("since")
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
        "language": language, "settled_at": None, "ticket_id": 0, "step": 0,
        "whose": article_id,
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
    steps: Mapping[str, int] = MappingProxyType({}),
) -> int:
    """Say what became of articles shown in a conversation; returns how many it was still open for.

    `outcome` is worked, failed, silent or not_relevant; `steps` how many steps were shown by then
    of those articles that are shown step by step.
    """
    became = {"here": talk, "outcome": outcome, "settled_at": at, "ticket_id": ticket_id}
    count = 0
    for step, those in _by_step(article_ids, steps).items():
        which = {**became, "articles": those, "step": step}
        count += unit.connection.execute(_SETTLE, which).rowcount
    return count


def _by_step(articles: Sequence[str], steps: Mapping[str, int]) -> dict[int, list[str]]:
    by_step: dict[int, list[str]] = {}
    for one in articles:
        by_step.setdefault(steps.get(one, 0), []).append(one)
    return by_step


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
        "language": language, "settled_at": at, "ticket_id": ticket_id, "step": 0,
        "whose": article_id,
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


def shown_since(unit: Unit, talk: str, since: datetime) -> frozenset[str]:
    """The articles that were shown in a conversation since then, whatever came of them."""
    which = {"here": talk, "since": since}
    return frozenset(unit.connection.scalars(_SHOWN_SINCE, which))


def outcomes(unit: Unit, *, since: datetime) -> tuple[Outcome, ...]:
    """What became of all that was shown since then: by article, outcome and step."""
    which = (FEEDBACK.c.article_id, FEEDBACK.c.outcome, FEEDBACK.c.step)
    found = (
        select(*which, func.count().label("count"))
        .where(FEEDBACK.c.shown_at >= since, FEEDBACK.c.outcome != "solved")
        .group_by(*which)
        .order_by(*which)
    )
    return records(Outcome, unit.connection.execute(found))


def counts(unit: Unit) -> Mapping[str, Mapping[str, int]]:
    """For every article ever shown, how often each outcome came."""
    which = (FEEDBACK.c.article_id, FEEDBACK.c.outcome)
    tally: dict[str, dict[str, int]] = {}
    for article, outcome, number in unit.connection.execute(
        select(*which, func.count()).group_by(*which)
    ):
        tally.setdefault(article, {})[outcome] = number
    return tally


def by_version(unit: Unit, article_id: str) -> Mapping[int, Mapping[str, int]]:
    """For every version of an article that was shown, how often each outcome came."""
    which = (FEEDBACK.c.version, FEEDBACK.c.outcome)
    asked = select(*which, func.count()).where(FEEDBACK.c.article_id == article_id).group_by(*which)
    tally: dict[int, dict[str, int]] = {}
    for version, outcome, number in unit.connection.execute(asked):
        tally.setdefault(version, {})[outcome] = number
    return tally
