"""Whether a message could be kept now: something tiny is written, and what came of it believed.

A full disk or a read-only server still reads; only a write tells. Something tiny may fit where a
mail does not, so a message that was refused tells too.
"""

import asyncio
import time
from datetime import datetime, timedelta

from store import leases
from store.errors import StoreError
from store.transact import Store

BELIEVED = 3.0  # seconds; however often one asks, nothing more is written
PATIENCE = 5.0  # seconds; who cannot write within them cannot take messages in
PROBE = "probe"


class Health:
    """What the last look has shown, and when."""

    def __init__(self) -> None:
        self._well = False
        self._until = 0.0
        self._looking = asyncio.Lock()

    def refused(self) -> None:
        """A message could not be kept just now."""
        self._well = False
        self._until = time.monotonic() + BELIEVED

    async def of(self, store: Store, now: datetime) -> bool:
        """Whether the store can write. All who ask meanwhile get one answer."""
        async with self._looking:
            if time.monotonic() >= self._until:
                self._well = await _writes(store, now)
                self._until = time.monotonic() + BELIEVED
            return self._well


async def _writes(store: Store, now: datetime) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await store.urgently(leases.take, PROBE, PROBE, now=now, length=timedelta(0))
    except (StoreError, TimeoutError):
        return False
    return True
