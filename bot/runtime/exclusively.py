"""A piece of work that no two servers may do at the same time, done here and now, with a result."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

from bot.runtime import alone
from bot.runtime.house_rules import Clock
from store import leases
from store.errors import LostLease, StoreUnavailable
from store.transact import Store
from store.unit import Unit

T = TypeVar("T")

PATIENCE = 30.0  # seconds to wait for the others: longer than a dead one's lease
LOOK_AGAIN = 0.1  # seconds

Fences = tuple[tuple[str, int], ...]  # names, and the fence of each

# The leases under which the work at hand is done, for whoever writes on its behalf.
_HELD: ContextVar[Fences] = ContextVar("held", default=())


async def exclusively(store: Store, clock: Clock, name: str, work: Callable[[], Awaitable[T]]) -> T:
    """What `work` returns. It is cancelled, with LostLease, when somebody else has taken over.

    Raises StoreUnavailable, and TimeoutError if the others do not come to an end.
    """
    async with asyncio.timeout(PATIENCE):
        fence, began = await _taken(store, clock, name)
    held = _HELD.set((*_HELD.get(), (name, fence)))
    working = asyncio.ensure_future(work())
    _HELD.reset(held)
    try:
        await alone.hold(store, name, fence, working, clock, began)
        if not working.done():
            raise LostLease(f"{name} is somebody else's now")
        return working.result()
    finally:
        working.cancel()
        await asyncio.wait([working])
        with suppress(LostLease, StoreUnavailable):
            await store.transact(leases.release, name, fence, now=clock())


def fences() -> Fences:
    """The leases under which the caller works; a transaction of its work checks them first."""
    return _HELD.get()


def check(unit: Unit, held: Fences) -> None:
    """Raise LostLease unless all are still ours; then nobody takes them before we commit."""
    for name, fence in held:
        leases.check(unit, name, fence)


async def _taken(store: Store, clock: Clock, name: str) -> tuple[int, float]:
    """The fence, and since when it is ours at the least."""
    holder = secrets.token_hex(8)
    while True:
        began = monotonic()
        fence = await store.urgently(alone.take, name, holder, clock)
        if fence is not None:
            return fence, began
        await asyncio.sleep(LOOK_AGAIN)
