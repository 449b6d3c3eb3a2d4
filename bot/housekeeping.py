"""What keeps a desk in order behind the scenes: changes made elsewhere, the clock, old rows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from bot.parts import Firstline
from bot.runtime import keyring
from bot.runtime.alone import Check, alone
from bot.runtime.steadily import steadily
from store import correspondents, passes, queue_care, talks, threads, work_queue
from store.blobs import FolderBlobs
from store.clock import STEP, SteadyClock
from store.transact import Store
from store.unit import Unit

UNFINISHED = timedelta(days=1)  # for a file to come in: so long takes none
KEEP = timedelta(days=30)  # what is done and over; so long is a message that comes again known
A_YEAR = timedelta(days=365)  # longer than anybody answers in a thread
AT_ONCE = 500  # rows deleted in one transaction
SOON = 0.4  # seconds after which a hint is not waited for
TIDYING = "tidying"  # the lease of the one who does it


async def run(firstline: Firstline) -> None:
    """Do it all, each at its own pace, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for act, every in JOBS:
            group.create_task(steadily(partial(act, firstline), every=every))
        if firstline.shelving.is_watched:
            group.create_task(steadily(firstline.shelving.look, every=0))
        tidying = partial(tidy, firstline)
        group.create_task(alone(firstline.store, TIDYING, tidying, firstline.clock))


async def read_articles(firstline: Firstline) -> None:
    """Take over the articles that others have changed: at their hint, or when it is time."""
    await firstline.news.wait(firstline.news.count, within=SOON)
    await firstline.library.read_articles(firstline.store)


async def read_lessons(firstline: Firstline) -> None:
    """Learn what was pressed and solved elsewhere."""
    await firstline.library.read_lessons(firstline.store)


async def read_labels(firstline: Firstline) -> None:
    """Learn from what was labelled, here or elsewhere."""
    await firstline.labelling.refresh(firstline.store, firstline.clock())


async def read_keys(firstline: Firstline) -> None:
    """Learn the keys that were made elsewhere."""
    await firstline.house.signer.load(firstline.store, firstline.clock())


async def follow_clock(firstline: Firstline) -> None:
    """Stay with the clock that counts. On SQLite what waits does not notice that it was set."""
    store = firstline.store
    step = await store.measure()
    if store.dialect == "sqlite" and abs(step) > STEP:
        await _set(store, step)
    else:
        store.clock.adjust(step)
    if store.dialect == "sqlite" and await store.read(_strays, store.clock()):
        await store.transact(_bring_home, store.clock())


async def _set(store: Store, by: timedelta) -> None:
    """What waits is moved and the clock set in one transaction: the next one knows the new time."""
    before = store.clock.ahead
    try:
        await store.transact(_shift, by, store.clock, before)
    except BaseException:
        store.clock.ahead = before
        raise


def _shift(unit: Unit, by: timedelta, clock: SteadyClock, before: float) -> None:
    queue_care.shift(unit, by)
    talks.shift(unit, by)
    clock.ahead = before + by.total_seconds()


def _strays(unit: Unit, now: datetime) -> bool:
    """Whether somebody wrote by the old clock after it was set back."""
    return queue_care.strays(unit, now) or talks.strays(unit, now)


def _bring_home(unit: Unit, now: datetime) -> None:
    queue_care.bring_home(unit, now)
    talks.bring_home(unit, now)


async def tidy(firstline: Firstline, check: Check) -> None:
    """Every hour, delete what nobody needs any more."""
    await steadily(partial(_tidy_once, firstline, check), every=3600)


async def _tidy_once(firstline: Firstline, check: Check) -> None:
    """A little at a time, so that nobody waits."""
    before, more = firstline.clock() - KEEP, True
    while more:
        more = await firstline.store.transact(_forget, before, check)
    await FolderBlobs(firstline.settings.blobs).sweep(before=firstline.clock() - UNFINISHED)


def _forget(unit: Unit, before: datetime, check: Check) -> bool:
    """Whether there may be more of it."""
    check(unit)
    queues = (work_queue.INBOX, work_queue.OUTBOX)
    gone = [queue_care.forget(unit, q, before=before, limit=AT_ONCE) for q in queues]
    gone.append(correspondents.forget(unit, before=before, limit=AT_ONCE))
    gone.append(passes.forget(unit, before=before, limit=AT_ONCE))
    gone.append(threads.forget(unit, before=before - A_YEAR, limit=AT_ONCE))
    return AT_ONCE in gone


JOBS: tuple[tuple[Callable[[Firstline], Awaitable[None]], float], ...] = (
    (read_articles, 0.1),  # seconds between two times
    (read_lessons, 1.0),
    (read_labels, 5.0),
    (follow_clock, 2.0),
    (read_keys, keyring.EVERY),
)
