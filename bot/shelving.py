"""What the folders of articles say -> the store: at a start, by order, and whenever a file changes.

The store is what counts; every replica makes its index from it. A replica whose folders are behind
those of another changes nothing: see `store.checkouts`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, thread_time

from bot.core.kept_articles import row_of
from bot.library import Library
from bot.runtime.house_rules import Clock
from knowledge.watching import Change, Seen, Watch
from store import articles, checkouts
from store.articles import Counts
from store.checkouts import Standing
from store.records import ArticleRow
from store.transact import Store
from store.unit import Unit, is_shared

log = logging.getLogger("firstline")

EVERY, LONGEST = 0.25, 10.0  # seconds between two looks at the folders, at least and at most
SHARE = 8  # a look may take one part of so many of the time: large folders are looked at seldom

NOTHING: Counts = (0, 0, 0)
KEPT = (
    "%s: there are no articles in this folder. The %d that it had stay as they are until "
    "`firstline knowledge sync` is run."
)
BEHIND = (
    "the folders of articles are in a state here that others have left: nothing was taken over. "
    "Bring them up to date, or run `firstline knowledge sync` to go back to what they say."
)


class Shelving:
    """The folders of the settings, and what the store has been told of them."""

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        store: Store,
        library: Library,
        clock: Clock,
        changed: Callable[[], None],
        visits: bool = False,
    ) -> None:
        """`changed` is called after every commit. Who `visits` comes for a moment, with folders
        that may not be those of the desk: they count only where nobody else has shown any.
        """
        self._folders, self._watch = tuple(folders), Watch(folders)
        self._store, self._library, self._clock, self._changed = store, library, clock, changed
        self._visits = visits and store.dialect == "postgresql"
        self._one_at_a_time = asyncio.Lock()
        self._pause = EVERY

    @property
    def is_watched(self) -> bool:
        """Whether anything may change in the folders that we are to take over."""
        return bool(self._folders) and not self._visits

    async def begin(self) -> None:
        """Once, before anything else: the store has the articles of the folders.

        On SQLite there is no other replica, so these folders are the newest whatever they say.
        """
        async with self._one_at_a_time:
            change = await asyncio.to_thread(self._watch.read)
            self._watch.keep(change)
            counts = await self._store.transact(self._begin, change)
            self._report(change, counts)
            await self._tell_kept(change.seen)

    async def sync(self, more: Sequence[Path] = ()) -> tuple[Counts, tuple[str, ...]]:
        """By order: the folders, and `more` of them, count as they are. Counts and complaints."""
        async with self._one_at_a_time:
            change = await asyncio.to_thread(self._watch.read_as_ordered)
            self._watch.keep(change)
            state, whole = change.seen.state, change
            if more:
                whole = await asyncio.to_thread(Watch((*self._folders, *more)).read_as_ordered)
            counts = await self._store.transact(self._replace_all, whole, state)
            await self._spread(counts)
            return counts, whole.complaints

    async def look(self) -> None:
        """Once, after a while: take over what has changed in the folders."""
        await asyncio.sleep(self._pause)
        async with self._one_at_a_time:
            change, cost = await asyncio.to_thread(self._look)
            self._pause = EVERY if self._watch.is_restless else min(max(EVERY, cost), LONGEST)
            if change:
                counts = await self._store.transact(self._change, change)
                self._watch.keep(change)
                self._report(change, counts)
                await self._spread(counts)

    def _look(self) -> tuple[Change | None, float]:
        """What changed, and how long to rest after having looked."""
        began, worked = monotonic(), thread_time()
        change = self._watch.look()
        return change, max(SHARE * (thread_time() - worked), monotonic() - began)

    # --- in a transaction ----------------------------------------------------------------------
    def _begin(self, unit: Unit, change: Change) -> Counts | None:
        """None if others have a newer state of the folders, or these are none of the desk's."""
        how = checkouts.standing(unit, change.seen.state)
        is_ours = how is Standing.FIRST or not self._visits
        if is_shared(unit) and (how is Standing.OLDER or not is_ours):
            return None if is_ours else NOTHING
        return self._replace_all(unit, change, change.seen.state)

    def _replace_all(self, unit: Unit, change: Change, state: str) -> Counts:
        checkouts.note(unit, state, now=self._clock())
        stays = change.seen.stays
        return articles.sync(unit, _rows(change), now=self._clock(), stays=stays)

    def _change(self, unit: Unit, change: Change) -> Counts | None:
        state, before = change.seen.state, change.before.state
        how = checkouts.standing(unit, state, before=before)
        if how is Standing.SAME or state == before:
            return NOTHING
        if how is Standing.OLDER:
            return None
        checkouts.note(unit, state, now=self._clock())
        gone = {*change.gone, *_left_behind(unit, change)}
        return articles.change(unit, _rows(change), gone, now=self._clock())

    # --- and after it --------------------------------------------------------------------------
    def _report(self, change: Change, counts: Counts | None) -> None:
        for complaint in change.complaints:
            log.warning("article left out: %s", complaint)
        if counts is None:
            log.warning(BEHIND)
        elif counts != NOTHING:
            log.info("articles: %d added, %d changed, %d removed", *counts)

    async def _tell_kept(self, seen: Seen) -> None:
        """A folder is empty, of which the store has articles."""
        for label in sorted(seen.away):
            kept = await self._store.read(articles.counted_from, label)
            if kept:
                log.warning(KEPT, label, kept)

    async def _spread(self, counts: Counts | None) -> None:
        if counts not in (None, NOTHING):
            await self._library.refresh(self._store)
            self._changed()


def _left_behind(unit: Unit, change: Change) -> list[str]:
    """What stayed without our knowing it, and is not in the files that can be read again."""
    if not change.frees:
        return []
    there = change.seen.counting()
    places = articles.places(unit).items()
    return [id_ for id_, place in places if id_ not in there and change.is_freed(place)]


def _rows(change: Change) -> list[ArticleRow]:
    return [row_of(article, place=place) for article, place in change.found]
