"""Seeded faults: the product with one promise taken out each, to prove that the checker sees it.

launch.py seeds a fault in a server before it begins; hunt.py lets them loose one after another.
"""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import false, select, update

from bot import ticker
from bot.runtime.acceptance import Acceptance
from bot.runtime.intake import Intake
from store import sqlite, work_queue

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SLOW = 0.5  # seconds between claim and transaction
_background = set()


# --- faults ------------------------------------------------------------------------------------


def _synchronous(level):
    def seed():
        loose = (p.replace("synchronous=FULL", f"synchronous={level}") for p in sqlite._WRITER)
        sqlite._WRITER = tuple(loose)

    return seed


def _acknowledge_before_commit():
    accept = Acceptance.accept

    async def at_once(self, message, **more):
        task = asyncio.create_task(accept(self, message, **more))
        _background.add(task)
        task.add_done_callback(_background.discard)

    Acceptance.accept = at_once


def _no_dedupe_key():
    accept = Acceptance.accept

    async def always_new(self, message, **more):
        anew = replace(message, id=f"{secrets.token_hex(4)}/{message.id}")
        await accept(self, anew, **more)

    Acceptance.accept = always_new


def _claim_without_lane_order():
    def take(unit, table, head, *, now, lease):
        rows = unit.connection.execute(select(table).where(table.c.id == head.id)).all()
        return work_queue._lease(unit, table, rows, until=now + lease)

    work_queue._older = lambda table: false()
    work_queue._take = take


def _claim_without_lease():
    lease = work_queue._lease

    def over_at_once(unit, table, rows, *, until):
        return lease(unit, table, rows, until=LONG_AGO)

    work_queue._lease = over_at_once


def _timer_without_key():
    put = work_queue.put

    def put_anew(unit, queue, *, key, **rest):
        is_silence = "|silence/" in key
        return put(unit, queue, key=key + secrets.token_hex(4) if is_silence else key, **rest)

    work_queue.put = put_anew


def _finish_without_fence():
    def let_go(unit, queue, work, **changes):
        table = work_queue.TABLES[queue]
        row = update(table).where(table.c.id == work.id)
        unit.connection.execute(row.values(fence="", lease_until=None, **changes))

    work_queue._let_go = let_go


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the code, the nemesis that shows it (see hunt.py), and by what."""

    seed: object
    nemesis: str
    shown_by: frozenset


LOST = frozenset({"LOST_ACKED"})
RUINED = LOST | {"OPENS", "INTEGRITY"}
TWICE = frozenset({"FOLLOW_UP_ONCE", "DUPLICATE_TICKETS"})
DISORDER = frozenset({"OUT_OF_ORDER"})
SENT_TWICE = frozenset({"TWICE_WITHOUT_FAULT"})
TIMED_TWICE = frozenset({"TIMERS_ONCE"})

FAULTS = {
    "synchronous=NORMAL": Fault(_synchronous("NORMAL"), "power cuts", LOST),
    "synchronous=OFF": Fault(_synchronous("OFF"), "power cuts", RUINED),
    "acknowledge before commit": Fault(_acknowledge_before_commit, "kills", LOST),
    "no dedupe key": Fault(_no_dedupe_key, "people who say it twice", TWICE),
    "claim without lane order": Fault(_claim_without_lane_order, "a sink that refuses", DISORDER),
    "claim without lease": Fault(_claim_without_lease, "a calm day", SENT_TWICE),
    "timer without key": Fault(_timer_without_key, "a fast clockwork", TIMED_TWICE),
    "finish without fence": Fault(_finish_without_fence, "pauses of slow replicas", TWICE),
}


# --- conditions under which good code must stand, too -------------------------------------------


def _slow_handling():
    handle = Intake.handle

    async def slowly(self, batch):
        await asyncio.sleep(SLOW)
        await handle(self, batch)

    Intake.handle = slowly


def _fast_clockwork():
    ticker.EVERY = 0.01


CONDITIONS = {"slow": _slow_handling, "fast clockwork": _fast_clockwork}
