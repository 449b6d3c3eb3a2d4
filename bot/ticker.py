"""What time brings: queue news, nudges, tickets closed after silence.

Every job is safe to run twice, here or on another machine: it looks again under a lock, or writes a
row whose key is taken.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot import reviews
from bot.core import desk_wording, queueing
from bot.core.lifecycle import Kind, Status
from bot.runtime.gather import NOBODY, silence_id
from bot.runtime.happening import Happening
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.steadily import steadily
from bot.runtime.timeline import happen
from channels.messages import ConversationRef, InboundMessage, Person, to_json
from store import outages, talks, tickets, work_queue
from store.errors import LostRace
from store.records import TalkRow
from store.transact import Store
from store.unit import Unit, apart
from store.work_queue import INBOX

log = logging.getLogger("firstline")

T = TypeVar("T")

EVERY = 5.0  # seconds between two looks
CLOSE_AFTER = timedelta(days=3)  # a resolved ticket nobody objects to
AT_ONCE = 100  # conversations or tickets looked at in one transaction


Job = Callable[[Unit, HouseRules, datetime], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """The clockwork. `changed` is called when something was written."""

    store: Store
    rules: HouseRules
    clock: Clock
    changed: Callable[[], None]

    async def run(self) -> None:
        """Look every few seconds until cancelled; a job that fails stops no other."""
        async with asyncio.TaskGroup() as clockwork:
            for job in JOBS:
                clockwork.create_task(steadily(partial(self._do, job), every=EVERY))

    async def tick(self) -> int:
        """Look once; how many things were due."""
        return sum([await self._do(job) for job in JOBS])

    async def _do(self, job: Job) -> int:
        done = await self.store.transact(job, self.rules, self.clock())
        if done:
            self.changed()
        return done


def _each(unit: Unit, those: Iterable[T], act: Callable[[T], int]) -> int:
    """Act on each; one that fails keeps no other from its turn. How many were acted on."""
    done = 0
    for one in those:
        try:
            with apart(unit):
                done += act(one)
        except LostRace:
            raise
        except Exception:
            log.exception("put off, and the others are not")
    return done


def tell_queue_news(unit: Unit, rules: HouseRules, now: datetime) -> int:
    """Tell requesters whose place in line changed materially."""
    order, heard = queueing.POLICIES[rules.policy], now - queueing.QUIET
    moved = tickets.moved(unit, order, told_until=heard, limit=AT_ONCE)
    return _each(unit, moved.items(), lambda it: _tell(unit, *it, rules, now))


def _tell(unit: Unit, ticket_id: int, place: int, rules: HouseRules, now: datetime) -> int:
    ticket = tickets.get(unit, ticket_id, lock=True)
    if ticket is None or not queueing.waits_in_line(ticket):
        return 0
    if not queueing.is_worth_telling(ticket, place, now):
        return 0
    data = {"place": place, "worse": place > ticket.told_place}
    news = Happening(kind=Kind.ANNOUNCED, public=True, data=data)
    happen(unit, ticket_id, news, by=None, rules=rules, now=now)
    return 1


def notice_silence(unit: Unit, _: HouseRules, now: datetime) -> int:
    """Put the silence of a conversation into its own lane, behind all that was said."""
    due = talks.to_nudge(unit, now, AT_ONCE)
    return _each(unit, due, lambda talk: _put_silence(unit, talk, now))


def _put_silence(unit: Unit, talk: TalkRow, now: datetime) -> bool:
    message = InboundMessage(
        id=silence_id(talk),
        conversation=ConversationRef.from_key(talk.key),
        person=Person(address=NOBODY),
        at=now,
        automatic=True,
    )
    return work_queue.put(
        unit, INBOX, key=message.key, lane=talk.key, payload=to_json(message), now=now
    )


def tell_of_ended_outages(unit: Unit, rules: HouseRules, now: datetime) -> int:
    """Resolve what still waits for an outage that is over."""
    left = tickets.of_ended_outages(unit, Status.WAITING_OUTAGE, limit=AT_ONCE)
    return _each(unit, left, lambda ticket: _end(unit, ticket.id, rules, now))


def _end(unit: Unit, ticket_id: int, rules: HouseRules, now: datetime) -> int:
    ticket = tickets.get(unit, ticket_id, lock=True)
    if ticket is None or ticket.status != Status.WAITING_OUTAGE:
        return 0
    outage = outages.get(unit, ticket.outage_id)
    over = desk_wording.outage_over(outage.over if outage else "")
    resolved = Happening(kind=Kind.RESOLVED, public=True, data={"text": over})
    happen(unit, ticket_id, resolved, by=None, rules=rules, now=now)
    return 1


def close_after_silence(unit: Unit, rules: HouseRules, now: datetime) -> int:
    """Close resolved tickets that nobody objected to."""
    due = tickets.resolved_until(unit, now - CLOSE_AFTER, limit=AT_ONCE)
    return _each(unit, due, lambda ticket: _close(unit, ticket.id, rules, now))


def _close(unit: Unit, ticket_id: int, rules: HouseRules, now: datetime) -> int:
    ticket = tickets.get(unit, ticket_id, lock=True)
    if ticket is None or ticket.status != Status.RESOLVED:
        return 0
    silent = Happening(kind=Kind.CLOSED, public=True, data={"why": "silence"})
    happen(unit, ticket_id, silent, by=None, rules=rules, now=now)
    return 1


JOBS: tuple[Job, ...] = (
    tell_queue_news,
    notice_silence,
    tell_of_ended_outages,
    close_after_silence,
    reviews.remind,
)
