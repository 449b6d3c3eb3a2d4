"""What became of every suggestion: whether an article that was shown has helped."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update

from store.records import FeedbackRow
from store.tables import FEEDBACK
from store.unit import Unit, columns, records


def show(
    unit: Unit, *, talk: str, article_id: str, question: str, confidence: float, at: datetime
) -> int:
    """An article was shown; returns the id of this showing."""
    row = insert(FEEDBACK).values(
        talk=talk,
        article_id=article_id,
        question=question,
        confidence=confidence,
        shown_at=at,
        outcome="shown",
    )
    id_: int = unit.connection.execute(row.returning(FEEDBACK.c.id)).scalar_one()
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

    `outcome` is worked, failed or silent.
    """
    open_ones = (
        FEEDBACK.c.talk == talk,
        FEEDBACK.c.article_id.in_(article_ids),
        FEEDBACK.c.outcome == "shown",
    )
    became = {"outcome": outcome, "settled_at": at, "ticket_id": ticket_id}
    return unit.connection.execute(update(FEEDBACK).where(*open_ones).values(became)).rowcount


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
