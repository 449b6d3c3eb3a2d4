"""Articles and lessons from the store -> the knowledge index, swapped whole when they change."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core import references
from bot.core.kept_articles import article_of, fix_of
from bot.core.triage import platform
from bot.core.turn import Fix
from knowledge import calibration, index
from knowledge.article import PUBLISHED, Article
from knowledge.calibration import AS_IT_IS, MOST_JUDGED, Judged
from knowledge.confidence import FLOOR, sure
from knowledge.encoder import Encoder
from knowledge.folder import Reading, builtin_folder, read_folder
from knowledge.index import Index
from knowledge.meaning import Memory
from knowledge.solved import MOST_KEPT, Solved, helpfulness
from knowledge.suggest import NOTHING_KNOWN, Context, Suggestion
from knowledge.translations import Translations
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
        self._swapping = asyncio.Lock()  # what is made of an index must not replace a newer one
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
        return tuple(_fix(at_hand, one) for one in found)

    def fix(self, article_id: str) -> Fix | None:
        """This article as a fix, however sure we are of it; None if it is not published now."""
        at_hand = self._index
        if article_id not in at_hand.shelf.places:
            return None
        found = at_hand.article(article_id)
        asked_for = Suggestion(article_id=found.id, title=found.title, confidence=1.0, reason="")
        return _fix(at_hand, asked_for)

    async def refresh(self, store: Store) -> bool:
        """Take over what changed in the store, articles and lessons; whether anything did."""
        changed = await self.read_articles(store)
        return await self.read_lessons(store) or changed

    async def understand(self, encoder: Encoder, store: Store) -> None:
        """From now on meaning counts, too. Vectors that were made before are not made again."""
        known = await store.read(articles.vectors, encoder.name)
        memory = Memory(encoder, known)
        async with self._swapping:
            self._index = await asyncio.to_thread(self._index.with_memory, memory)
            await self._keep_vectors(store)

    async def read_articles(self, store: Store) -> bool:
        """Take over the articles that changed; whether any did. All of them at once, or none."""
        if await store.read(articles.version) == self._seen:
            return False
        async with self._swapping:
            version, rows = await store.read(_changed, self._seen)
            goes_on = 0 <= self._seen <= version
            found = _with(self._index.articles if goes_on else (), rows)
            now = await asyncio.to_thread(self._index.with_articles, found)
            trust = _trust(self._lessons.values(), now.languages)
            self._index, self._seen = replace(now, trust=trust), version
            await self._keep_vectors(store)
        return True

    async def read_lessons(self, store: Store) -> bool:
        """Take over what was learnt since; whether anything was."""
        async with self._swapping:
            since = max(self._learnt - OVERLAP, LONG_AGO)
            rows = await store.read(feedback.lessons, since=since, most=MOST_KEPT)
            new = {row.id: row for row in rows if self._lessons.get(row.id) != row}
            if new:
                await self._learn(new)
                await self._keep_vectors(store)
        return bool(new)

    async def _learn(self, new: Mapping[int, LessonRow]) -> None:
        before, self._lessons = self._lessons, _newest({**self._lessons, **new})
        lessons = tuple(self._lessons.values())
        self._learnt = max(row.settled_at for row in lessons)
        learnt = await asyncio.to_thread(_taught, self._index, before, new, lessons)
        self._index = replace(learnt, trust=_trust(lessons, learnt.languages))
        self.correction = calibration.learn(judged(lessons))

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


def _fix(at_hand: Index, found: Suggestion) -> Fix:
    article = at_hand.article(found.article_id)
    others = at_hand.languages.others(article.id)
    return fix_of(article, confidence=found.confidence, reason=found.reason, others=others)


def _changed(unit: Unit, seen: int) -> tuple[int, tuple[ArticleRow, ...]]:
    """What changed since, or all there is where that is unknown or was undone."""
    version = articles.version(unit)
    return version, articles.since(unit, seen if seen <= version else -1)


def _with(before: Sequence[Article], rows: Sequence[ArticleRow]) -> tuple[Article, ...]:
    """The same objects where nothing changed: the index tells by them what is new."""
    known = {article.id: article for article in before}
    for row in rows:
        now = article_of(row)
        if now.state != PUBLISHED:
            known.pop(now.id, None)
        elif known.get(now.id) != now:
            known[now.id] = now
    return tuple(known[id_] for id_ in sorted(known))


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


def _trust(lessons: Iterable[LessonRow], languages: Translations) -> dict[str, float]:
    """How far each article is to be trusted, in all its languages alike; one that never failed is
    not named.
    """
    told = Counter((languages.of(row.article_id), row.outcome == "failed") for row in lessons)
    failed = [family for family, is_failed in told if is_failed]
    trust = {one: helpfulness(told[one, False], told[one, True]) for one in failed}
    return {
        id: much for family, much in trust.items() for id in (family, *languages.others(family))
    }
