"""Articles and lessons from the store -> the knowledge index, swapped whole when they change."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core import references
from bot.core.triage import platform
from bot.core.turn import Fix
from knowledge import calibration, index
from knowledge.article import Article, from_row_fields, to_row_fields
from knowledge.calibration import AS_IT_IS, MOST_JUDGED, Judged
from knowledge.confidence import FLOOR, sure
from knowledge.encoder import Encoder
from knowledge.folder import Reading, builtin_folder, read_folder
from knowledge.index import Index
from knowledge.meaning import Memory
from knowledge.solved import MOST_KEPT, Solved, helpfulness
from knowledge.suggest import NOTHING_KNOWN, Context, Suggestion
from store import articles, feedback
from store.records import ArticleRow, LessonRow
from store.transact import Store
from store.unit import Unit

HELPED = ("worked", "solved")
JUDGED = ("worked", "failed")
OVERLAP = timedelta(minutes=2)  # transactions may end in another order than they began
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Library:
    """What is known, at hand. Reading is lock-free: the index is immutable and swapped whole.

    `precision` is the share of suggestions that is to be right; the floor then follows from it and
    from feedback. Without it the floor stays as given.
    """

    def __init__(
        self, found: Sequence[Article] = (), *, floor: float = FLOOR, precision: float = 0.0
    ) -> None:
        self._given, self._precision = floor, precision
        self._seen, self._learnt = -1, LONG_AGO
        self._lessons: dict[int, LessonRow] = {}
        self._index = index.build(found)
        self.correction = AS_IT_IS

    @property
    def index(self) -> Index:
        """What is known at this moment."""
        return self._index

    @property
    def floor(self) -> float:
        """How sure we must be to show something."""
        if not self._precision:
            return self._given
        return calibration.floor_for(self._precision, self.correction)

    def suggest(
        self, question: str, context: Context = NOTHING_KNOWN, *, limit: int = 3
    ) -> tuple[Suggestion, ...]:
        """The likeliest articles, whatever their confidence."""
        return self._index.suggest(question, context, limit=limit)

    def fixes(self, question: str, context: Context = NOTHING_KNOWN) -> tuple[Fix, ...]:
        """The articles we are sure enough of, with their steps, best first."""
        at_hand = self._index  # one and the same, whatever is swapped meanwhile
        found = sure(at_hand.suggest(question, context), self.floor)
        return tuple(_fix(at_hand.article(one.article_id), one) for one in found)

    async def refresh(self, store: Store) -> bool:
        """Take over what changed in the store, articles and lessons; whether anything did."""
        changed = await self._read_articles(store)
        return await self._read_lessons(store) or changed

    async def understand(self, encoder: Encoder, store: Store) -> None:
        """From now on meaning counts, too. Vectors that were made before are not made again."""
        known = await store.read(articles.vectors, encoder.name)
        memory = Memory(encoder, known)
        self._index = await asyncio.to_thread(self._index.with_memory, memory)
        await self._keep_vectors(store)

    async def _read_articles(self, store: Store) -> bool:
        version = await store.read(articles.version)
        if version == self._seen:
            return False
        rows = await store.read(articles.all_published)
        found = _kept(self._index.articles, tuple(article_of(row) for row in rows))
        self._index = await asyncio.to_thread(self._index.with_articles, found)
        self._seen = version
        await self._keep_vectors(store)
        return True

    async def _read_lessons(self, store: Store) -> bool:
        since = max(self._learnt - OVERLAP, LONG_AGO)
        rows = await store.read(feedback.lessons, since=since, most=MOST_KEPT)
        new = {row.id: row for row in rows if self._lessons.get(row.id) != row}
        if not new:
            return False
        before, self._lessons = self._lessons, _newest({**self._lessons, **new})
        lessons = tuple(self._lessons.values())
        self._learnt = max(row.settled_at for row in lessons)
        learnt = await asyncio.to_thread(_taught, self._index, before, new, lessons)
        self._index = replace(learnt, trust=_trust(lessons))
        self.correction = calibration.learn(judged(lessons))
        await self._keep_vectors(store)
        return True

    async def _keep_vectors(self, store: Store) -> None:
        memory = self._index.memory
        if memory and memory.fresh:
            made, memory.fresh = memory.fresh, {}
            await store.transact(articles.keep_vectors, memory.encoder.name, made)


def judged(lessons: Sequence[LessonRow]) -> list[Judged]:
    """What people said of suggestions, oldest first. Silence says nothing."""
    told = [row for row in lessons if row.outcome in JUDGED]
    return [Judged(row.confidence, row.outcome == "worked") for row in told[-MOST_JUDGED:]]


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


def _fix(article: Article, found: Suggestion) -> Fix:
    return Fix(
        article_id=found.article_id,
        title=found.title,
        steps=article.steps or (() if article.workaround else (article.summary,)),
        confidence=found.confidence,
        reason=found.reason,
        workaround=article.workaround,
        problem=article.problem,
    )


def article_of(row: ArticleRow) -> Article:
    """The article that is kept in a row."""
    fields = {name: value for name, value in asdict(row).items() if name != "source"}
    return from_row_fields(**fields)


def _kept(before: Sequence[Article], now: Sequence[Article]) -> tuple[Article, ...]:
    """The same objects where nothing changed: the index tells by them what is new."""
    known = {article.id: article for article in before}
    return tuple(known[one.id] if known.get(one.id) == one else one for one in now)


def _taught(
    known: Index,
    before: Mapping[int, LessonRow],
    new: Mapping[int, LessonRow],
    lessons: Sequence[LessonRow],
) -> Index:
    """With the new lessons; anew if what had helped is said to have failed after all."""
    if any(row.outcome in HELPED and id in new for id, row in before.items()):
        return known.with_only(_solved(lessons))
    tickets = {row.ticket_id for row in new.values() if row.ticket_id}
    return known.with_solved(
        _solved([row for row in lessons if row.id in new or row.ticket_id in tickets])
    )


def _solved(lessons: Iterable[LessonRow]) -> list[Solved]:
    """The questions that were solved, each once: a ticket may have needed several articles."""
    together: dict[str, list[LessonRow]] = {}
    for row in lessons:
        if row.outcome in HELPED:
            key = references.write(row.ticket_id) if row.ticket_id else f"answer {row.id}"
            together.setdefault(key, []).append(row)
    return [_question(key, rows) for key, rows in together.items()]


def _question(key: str, rows: Sequence[LessonRow]) -> Solved:
    last = max(rows, key=lambda row: (row.settled_at, row.id))
    return Solved(
        key=key,
        question=last.question,
        article_ids=tuple(dict.fromkeys(row.article_id for row in rows)),
        at=last.settled_at,
        context=Context(
            services=(last.service,) if last.service else (),
            channel=last.channel,
            platform=platform(last.question),
            language=last.language,
        ),
    )


def _newest(lessons: Mapping[int, LessonRow]) -> dict[int, LessonRow]:
    ordered = sorted(lessons.values(), key=lambda row: (row.settled_at, row.id))
    return {row.id: row for row in ordered[-MOST_KEPT:]}


def _trust(lessons: Iterable[LessonRow]) -> dict[str, float]:
    """How far each article is to be trusted; one that never failed is not named."""
    told = Counter((row.article_id, row.outcome == "failed") for row in lessons)
    failed = [article for article, is_failed in told if is_failed]
    return {one: helpfulness(told[one, False], told[one, True]) for one in failed}
