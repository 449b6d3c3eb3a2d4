"""A smarthost that is silent about some mails holds up none of the others, and no other channel."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.app import build, prepare
from bot.runtime.crew import LEASE
from bot.runtime.dispatch import JAM
from bot.runtime.post import post
from channels.messages import ConversationRef, OutboundMessage
from store import work_queue
from store.work_queue import OUTBOX
from tests.fakes.channel import MemoryChannel
from tests.fakes.patience import PATIENCE
from tests.fakes.smtp import smarthost
from tests.scenarios.stage import OUR_ADDRESS, HandClock, settings_in

CONNECTIONS = 4
HANGING = 16


class Office:
    """Mails go out by a smarthost that never answers to those for somebody slow."""

    def __init__(self, firstline, clock, host):
        self.firstline = firstline
        self.store = firstline.store
        self.clock = clock
        self.host = host
        self.loop = firstline.dispatch.loop()

    async def write(self, name, channel="email"):
        place = f"{OUR_ADDRESS}>{name}@corp.example" if channel == "email" else name
        conversation = ConversationRef(channel=channel, place=place, thread="<1@corp.example>")
        message = OutboundMessage(key=name, conversation=conversation, text="Hello", subject="Hi")
        await self.store.transact(post, message, author="Firstline", now=self.clock())
        self.loop.wake()

    async def row(self, key):
        return await self.store.read(work_queue.find, OUTBOX, key)

    async def slow(self):
        return [await self.row(f"slow{number}") for number in range(HANGING)]

    async def is_sent(self, key):
        return (await self.row(key)).state == "done"

    @asynccontextmanager
    async def at_work(self):
        sending = asyncio.create_task(self.loop.run())
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.wait([sending])


@pytest.fixture
async def open_office(store, tmp_path):
    """One whose smarthost has so many seconds for a mail, with sixteen mails that will hang."""
    clock = HandClock()
    async with smarthost() as host:
        host.ignores = ("slow",)

        async def open_(seconds, connections=CONNECTIONS):
            settings = settings_in(tmp_path / "desk")
            ways = {"smarthost": host.address, "starttls": "never"}
            limits = {"smarthost_timeout": seconds, "smarthost_connections": connections}
            email = settings.email.model_copy(update=ways | limits)
            told = settings.model_copy(update={"email": email})
            firstline = build(told, clock=clock, store=store)
            await prepare(firstline)
            office = Office(firstline, clock, host)
            for number in range(HANGING):
                await office.write(f"slow{number}")
            clock.wind(timedelta(seconds=1))
            return office

        yield open_


async def until(look):
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 - rows tell nobody that they change
            await asyncio.sleep(0.01)


async def test_first_attempts_that_hang_hold_up_a_newcomer_for_one_timeout(open_office):
    office = await open_office(seconds=3)
    async with office.at_work():
        await until(lambda: _is(office.host.ignored == CONNECTIONS))
        await office.write("quick")
        assert [row.attempts for row in await office.slow()].count(0) == HANGING - CONNECTIONS
        office.clock.wind(JAM)
        await until(lambda: office.is_sent("quick"))
    assert office.host.ignored <= 2 * CONNECTIONS  # those before it, and those beside it
    tried = [row for row in await office.slow() if row.attempts]
    assert len(tried) <= 2 * CONNECTIONS  # nobody's attempt is used up by waiting


async def test_attempts_again_that_hang_hold_up_no_newcomer(open_office):
    office = await open_office(seconds=PATIENCE * 2)
    await _every_one_failed_once(office)
    async with office.at_work():
        await until(lambda: _is(office.host.ignored == CONNECTIONS // 2))
        for number in range(6):
            await office.write(f"quick{number}")
        for number in range(6):
            await until(lambda number=number: office.is_sent(f"quick{number}"))
        assert office.host.ignored == CONNECTIONS // 2


async def test_with_one_connection_newcomers_have_every_other_turn(open_office):
    office = await open_office(seconds=1, connections=1)
    await _every_one_failed_once(office)
    async with office.at_work():
        await until(lambda: _is(office.host.ignored == 1))
        await office.write("quick")
        await until(lambda: office.is_sent("quick"))
        assert office.host.ignored <= 2  # the one before it, and the next


async def test_mails_that_hang_hold_up_no_other_channel(open_office):
    office = await open_office(seconds=PATIENCE * 2)
    pigeon = MemoryChannel("pigeon")
    office.firstline.channels["pigeon"] = pigeon
    async with office.at_work():
        await until(lambda: _is(office.host.ignored == CONNECTIONS))
        await office.write("bo", channel="pigeon")
        await until(lambda: office.is_sent("bo"))
    assert office.host.ignored == CONNECTIONS


async def _every_one_failed_once(office):
    def fail(unit):
        how = {"now": office.clock(), "lease": LEASE, "limit": HANGING}
        for (work,) in work_queue.claim(unit, OUTBOX, **how):
            work_queue.postpone(unit, OUTBOX, work, due_at=office.clock(), reason="silence")

    await office.store.transact(fail)


async def _is(what):
    return what
