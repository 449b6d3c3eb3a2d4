"""A wall to pin cards on: remembers every card and every change, and fails as it is told."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable

from channels.base import Undeliverable
from channels.messages import ConversationRef
from channels.views import BoardCard
from tests.fakes.patience import PATIENCE


class Wall:
    """An `Easel`. `trouble` holds, by reference, what the next calls raise, one by one.

    `forgetful` cards are put up, but the answer is lost on the way.
    """

    def __init__(self) -> None:
        self.standing: dict[str, BoardCard] = {}  # by what the wall calls it
        self.drawn: Counter[str] = Counter()  # by reference: how often it was put up or changed
        self.trouble: dict[str, list[Exception]] = defaultdict(list)
        self.forgetful: set[str] = set()
        self.news = asyncio.Condition()

    def render(self, card: BoardCard) -> tuple[str, ...]:
        seen = card.card
        facts = (seen.subject, seen.status, seen.assignee, str(seen.priority))
        return (*facts, card.text, card.solution, *card.tried)

    async def put_up(self, board: ConversationRef, card: BoardCard) -> str:
        await self._begin(card)
        external_id = f"card-{sum(self.drawn.values())}"
        await self._draw(external_id, card)
        if card.card.reference in self.forgetful:
            self.forgetful.remove(card.card.reference)
            raise ConnectionError("the answer was lost")
        return external_id

    async def change(self, board: ConversationRef, external_id: str, card: BoardCard) -> None:
        await self._begin(card)
        if external_id not in self.standing:
            raise Undeliverable("no such card")
        await self._draw(external_id, card)

    async def look_for(self, board: ConversationRef, card: BoardCard) -> str:
        await self._begin(card)
        return self.name_of(card.card.reference)

    def name_of(self, reference: str) -> str:
        found = (name for name, card in self.standing.items() if card.card.reference == reference)
        return next(found, "")

    def shows(self, reference: str) -> tuple[str, ...]:
        """How this ticket's cards look, all of them."""
        return tuple(
            f"{card.card.status}: {card.card.assignee}".rstrip(": ")
            for card in self.standing.values()
            if card.card.reference == reference
        )

    def take_down(self, reference: str) -> None:
        del self.standing[self.name_of(reference)]

    def fail(self, reference: str, troubles: Iterable[Exception]) -> None:
        self.trouble[reference].extend(troubles)

    async def until(self, holds) -> None:
        """Wait until this is so."""
        async with self.news, asyncio.timeout(PATIENCE):
            await self.news.wait_for(holds)

    async def _begin(self, card: BoardCard) -> None:
        waiting = self.trouble[card.card.reference]
        if waiting:
            raise waiting.pop(0)

    async def _draw(self, external_id: str, card: BoardCard) -> None:
        self.standing[external_id] = card
        self.drawn[card.card.reference] += 1
        async with self.news:
            self.news.notify_all()
