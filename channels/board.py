"""Keeping a board: a card for every ticket, put up once, and changed when the ticket has changed.

What stands on a board is remembered before it is put up, so that after a crash it is looked for and
not put up again. Of what happened meanwhile only the latest state is drawn.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Protocol

from channels.base import NotNow, TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.views import BoardCard, Desk, Pin

log = logging.getLogger("firstline")

AT_ONCE = 8  # cards drawn before we look again which ones are behind
PATIENCE = 30.0  # seconds that one call to the easel may take
IDLE = 30.0  # seconds; the longest we wait for the desk to tell of a change
MOMENT = 0.2  # seconds
DELAYS = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300))  # the last one again and again

UNKNOWN = Pin(external_id="", digest="", version=0)  # it may stand there, and it may not


class Easel(Protocol):
    """How a channel draws cards. All may raise TryLater, and `put_up` and `change` Undeliverable.

    A card is not drawn again when only its place in line has changed: leave that out.
    """

    def render(self, card: BoardCard) -> Sequence[str]:
        """All that is to be seen of the card: as long as it is the same, nothing is drawn."""
        ...

    async def put_up(self, board: ConversationRef, card: BoardCard) -> str:
        """Put a new card up; returns what the channel calls it."""
        ...

    async def change(self, board: ConversationRef, external_id: str, card: BoardCard) -> None:
        """Draw the card anew where it stands. Raises Undeliverable if it is not there any more."""
        ...

    async def look_for(self, board: ConversationRef, card: BoardCard) -> str:
        """What the channel calls the card if it was put up and we do not know; "" if it was not."""
        ...


async def keep_up(desk: Desk, board: ConversationRef, easel: Easel, *, pause: float = 1.0) -> None:
    """Keep this board until cancelled; a card changes at most once in `pause` seconds.

    To be run by `House.alone`: two at once might put up a card twice.
    """
    keeper = _Keeper(desk=desk, board=board, easel=easel, pause=pause)
    seen, wait = 0, 0.0
    while True:
        try:
            seen = await desk.changes(seen, within=wait)
            wait = await keeper.round()
        except NotNow:
            await asyncio.sleep(pause)


@dataclass(slots=True, kw_only=True)
class _Keeper:
    """Which cards rest until when, and how often in a row they have failed."""

    desk: Desk
    board: ConversationRef
    easel: Easel
    pause: float
    _rests: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    async def round(self) -> float:
        """Draw some of the cards that are behind; returns how long to wait for a change now."""
        self._wake()
        behind = await self.desk.stale(self.board, most=AT_ONCE + len(self._rests))
        due = [card for card in behind if card.card.reference not in self._rests]
        for card in due[:AT_ONCE]:
            await self._try(card)
        if due:
            return 0.0
        # So that a busy desk is not asked again for every single thing that happens.
        await asyncio.sleep(min(self.pause, MOMENT))
        now = monotonic()
        return min((max(0.0, until - now) for until in self._rests.values()), default=IDLE)

    def _wake(self) -> None:
        now = monotonic()
        for reference in [name for name, until in self._rests.items() if until <= now]:
            del self._rests[reference]

    async def _try(self, card: BoardCard) -> None:
        """A card that fails rests; it holds up no other."""
        reference = card.card.reference
        try:
            async with asyncio.timeout(PATIENCE):
                await self._draw(card)
        except NotNow:
            raise
        except TryLater as later:
            self._fail(reference, later.after)
        except Exception:
            log.exception("a card could not be drawn", extra={"key": reference})
            self._fail(reference)
        else:
            self._failures.pop(reference, None)
            self._rests[reference] = monotonic() + self.pause

    def _fail(self, reference: str, after: timedelta = timedelta(0)) -> None:
        failures = self._failures.get(reference, 0)
        self._failures[reference] = failures + 1
        rest = after or DELAYS[min(failures, len(DELAYS) - 1)]
        self._rests[reference] = monotonic() + max(rest.total_seconds(), self.pause)

    async def _draw(self, card: BoardCard) -> None:
        reference = card.card.reference
        digest = _digest(self.easel.render(card))
        pin = await self.desk.pin(self.board, reference)
        external_id = pin.external_id if pin else ""
        if pin and not external_id:
            external_id = await self.easel.look_for(self.board, card)
        if external_id and not (pin and pin.external_id and pin.digest == digest):
            external_id = await self._change(external_id, card)
        if not external_id and card.open:
            external_id = await self._put_up(card)
        fresh = Pin(external_id=external_id, digest=digest, version=card.version)
        await self.desk.put_pin(self.board, reference, fresh)

    async def _change(self, external_id: str, card: BoardCard) -> str:
        """What the card is called; "" if somebody has taken it down."""
        try:
            await self.easel.change(self.board, external_id, card)
        except Undeliverable:
            return ""
        return external_id

    async def _put_up(self, card: BoardCard) -> str:
        await self.desk.put_pin(self.board, card.card.reference, UNKNOWN)
        return await self.easel.put_up(self.board, card)


def _digest(look: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(look).encode("utf-8", "surrogatepass")).hexdigest()
