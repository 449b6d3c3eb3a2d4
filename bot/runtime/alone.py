"""Work that only one replica may do at a time: polling an account, tidying up."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from bot.runtime.crew import BEAT, LEASE
from bot.runtime.house_rules import Clock
from store import leases
from store.errors import LostLease, StoreUnavailable
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

# Called first in a transaction that must not happen once somebody else has taken over.
Check = Callable[[Unit], None]
Work = Callable[[Check], Awaitable[None]]


async def alone(store: Store, name: str, work: Work, clock: Clock) -> None:
    """Do `work` whenever the lease of this name is ours, until cancelled.

    It is cancelled when the lease is lost. What it writes is safe even so if each of its
    transactions begins with the check that it is given.
    """
    holder = secrets.token_hex(8)
    while True:
        began = monotonic()
        with suppress(StoreUnavailable):
            fence = await store.transact(take, name, holder, clock)
            if fence is not None:
                await _while_held(store, name, fence, work, clock, began)
        await asyncio.sleep(BEAT)


async def _while_held(
    store: Store, name: str, fence: int, work: Work, clock: Clock, began: float
) -> None:
    def check(unit: Unit) -> None:
        leases.check(unit, name, fence)

    working = asyncio.ensure_future(work(check))
    try:
        await hold(store, name, fence, working, clock, began)
    finally:
        working.cancel()
        await asyncio.wait([working])
        _report(name, working)
        with suppress(LostLease, StoreUnavailable):
            await store.transact(leases.release, name, fence, now=clock())


async def hold(
    store: Store, name: str, fence: int, working: asyncio.Future[Any], clock: Clock, since: float
) -> None:
    """Until the work is over or the lease is lost."""
    while not working.done():
        await asyncio.wait([working], timeout=BEAT)
        began = monotonic()
        try:
            async with asyncio.timeout(BEAT):
                await store.urgently(_keep, name, fence, clock)
            since = began
        except LostLease:
            return
        except (StoreUnavailable, TimeoutError):
            if monotonic() - since > LEASE.total_seconds():
                return


# What the clock says when the transaction begins: it may have waited for its turn.
def take(unit: Unit, name: str, holder: str, clock: Clock) -> int | None:
    """The fence, if the lease is ours now; None while somebody else holds it."""
    return leases.take(unit, name, holder, now=clock(), length=LEASE)


def _keep(unit: Unit, name: str, fence: int, clock: Clock) -> None:
    leases.keep(unit, name, fence, now=clock(), length=LEASE)


def _report(name: str, working: asyncio.Future[None]) -> None:
    trouble = None if working.cancelled() else working.exception()
    if trouble:
        log.error("failed while alone at it", exc_info=trouble, extra={"key": name})
