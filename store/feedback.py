"""What became of every suggestion: whether an article that was shown has helped."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from store.records import FeedbackRow
from store.tables import FEEDBACK
from store.unit import Unit, columns, records

_SHOW = insert(FEEDBACK).returning(FEEDBACK.c.id)
_SETTLE = update(FEEDBACK).where(
    FEEDBACK.c.talk == bindparam("here"),
    FEEDBACK.c.article_id.in_(bindparam("articles", expanding=True)),
    FEEDBACK.c.outcome == "shown",
)


def show(
    unit: Unit, *, talk: str, article_id: str, question: str, confidence: float, at: datetime
) -> int:
    """An article was shown; returns the id of this showing."""
    row = {
        "talk": talk, "article_id": article_id, "question": question, "confidence": confidence,
        "shown_at": at, "outcome": "shown",
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
