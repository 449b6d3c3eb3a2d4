"""Articles from the store -> the knowledge index, swapped whole when they change."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from bot.core.turn import Fix
from knowledge import index
from knowledge.article import Article, from_row_fields, to_row_fields
from knowledge.confidence import FLOOR, sure
from knowledge.folder import Reading, builtin_folder, read_folder
from knowledge.suggest import Suggestion
from store import articles
from store.records import ArticleRow
from store.transact import Store
from store.unit import Unit


class Library:
    """The articles at hand. Reading is lock-free: the index is immutable and swapped whole."""

    def __init__(self, found: Sequence[Article] = (), *, floor: float = FLOOR) -> None:
        self._floor = floor
        self._seen = -1
        self._take(found)

    def _take(self, found: Sequence[Article]) -> None:
        self._index = index.build(found)
        self._by_id = {article.id: article for article in found}

    def suggest(self, question: str, *, limit: int = 3) -> tuple[Suggestion, ...]:
        """The likeliest articles, whatever their confidence."""
        return self._index.suggest(question, limit=limit)

    def fixes(self, question: str) -> tuple[Fix, ...]:
        """The articles we are sure enough of, with their steps, best first."""
        return tuple(self._fix(each) for each in sure(self.suggest(question), self._floor))

    def _fix(self, found: Suggestion) -> Fix:
        article = self._by_id[found.article_id]
        return Fix(
            article_id=found.article_id,
            title=found.title,
            steps=article.steps or (article.summary,),
            confidence=found.confidence,
            reason=found.reason,
        )

    async def refresh(self, store: Store) -> bool:
        """Read the store's articles if they changed; whether they did."""
        version = await store.read(articles.version)
        if version == self._seen:
            return False
        rows = await store.read(articles.all_published)
        found = tuple(_article(row) for row in rows)
        built = await asyncio.to_thread(index.build, found)
        self._index, self._by_id = built, {article.id: article for article in found}
        self._seen = version
        return True


def read_folders(folders: Sequence[Path]) -> Reading:
    """The shipped articles, then those of each folder; a later one replaces one of the same id."""
    readings = [read_folder(folder) for folder in (builtin_folder(), *folders)]
    newest = {article.id: article for reading in readings for article in reading.articles}
    complaints = tuple(c for reading in readings for c in reading.complaints)
    return Reading(articles=tuple(newest.values()), complaints=complaints)


def sync(unit: Unit, found: Sequence[Article], *, now: datetime) -> tuple[int, int, int]:
    """Make the store hold these articles: how many were added, changed, removed."""
    rows = tuple(ArticleRow(**to_row_fields(article)) for article in found)
    return articles.sync(unit, rows, now=now)


def _article(row: ArticleRow) -> Article:
    return from_row_fields(**asdict(row))
