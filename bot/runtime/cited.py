"""The articles that an agent names in an order."""

from bot.core import citing
from bot.core.turn import Fix, Order
from knowledge.article import from_row_fields
from store import articles
from store.records import ArticleRow
from store.unit import Unit


def cited(unit: Unit, order: Order) -> tuple[Fix, ...]:
    """Those that are published, in the order they are named."""
    named = citing.candidates(order.rest) if order.verb in citing.VERBS else ()
    found = {row.id: row for row in articles.published(unit, named)} if named else {}
    return tuple(_as_fix(found[id]) for id in named if id in found)


def _as_fix(row: ArticleRow) -> Fix:
    article = from_row_fields(
        id=row.id, language=row.language, title=row.title, body=row.body, front=row.front
    )
    return Fix(
        article_id=article.id,
        title=article.title,
        steps=article.steps or (() if article.workaround else (article.summary,)),
        confidence=1.0,
        reason="an agent named it",
        workaround=article.workaround,
        problem=article.problem,
    )
