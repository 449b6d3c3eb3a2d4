"""An article as the store keeps it, as knowledge reads it, and as a fix that is shown."""

from bot.core.turn import Fix
from knowledge.article import Article, from_row_fields, to_row_fields
from store.records import ArticleRow, VersionRow


def article_of(row: ArticleRow | VersionRow) -> Article:
    """The article that is kept in a row."""
    return from_row_fields(
        id=row.article_id if isinstance(row, VersionRow) else row.id,
        language=row.language,
        title=row.title,
        body=row.body,
        front=row.front,
        state=row.state,
    )


def row_of(article: Article, *, place: str = "", author: str = "") -> ArticleRow:
    """The row that an article is kept in."""
    return ArticleRow(**to_row_fields(article), place=place, author=author)


def fix_of(
    article: Article, *, confidence: float, reason: str, others: tuple[str, ...] = ()
) -> Fix:
    """What is shown of an article; without steps, its summary or the workaround."""
    return Fix(
        article_id=article.id,
        title=article.title,
        steps=article.steps or (() if article.workaround else (article.summary,)),
        confidence=confidence,
        reason=reason,
        workaround=article.workaround,
        problem=article.problem,
        others=others,
    )
