"""The articles that an agent names in an order."""

from bot.core import citing
from bot.core.kept_articles import article_of, fix_of
from bot.core.turn import Fix, Order
from store import articles
from store.unit import Unit


def cited(unit: Unit, order: Order) -> tuple[Fix, ...]:
    """Those that are published, in the order they are named."""
    named = citing.candidates(order.rest) if order.verb in citing.VERBS else ()
    found = {row.id: row for row in articles.published(unit, named)} if named else {}
    return tuple(
        fix_of(article_of(found[id]), confidence=1.0, reason="an agent named it")
        for id in named
        if id in found
    )
