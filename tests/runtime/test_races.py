"""Many at once: one agent wins a ticket, one ticker tells the news."""

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from store import people, work_queue
from store.work_queue import INBOX
from tests.runtime.stories import ANN, BADGE, SAM, happened
from tests.scenarios.stage import at_the_desk, by_terminal, mailbox

AGENTS = 50
PATIENCE = 60.0


@asynccontextmanager
async def working(*loops):
    """These loops run on their own until the story is over."""
    running = [asyncio.create_task(loop.run()) for loop in loops]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        for task in running:
            with suppress(asyncio.CancelledError):
                await task


async def until_all_is_done(stage):
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = stage.firstline.news.count
            depth = await stage.firstline.store.read(work_queue.depth, INBOX, stage.clock())
            if not depth["pending"]:
                return
            await stage.firstline.news.wait(seen, within=0.2)


async def test_fifty_agents_claim_one_ticket_and_one_gets_it(stage):
    firstline = stage.firstline
    await stage.say(ANN, BADGE)
    desks = [at_the_desk(f"Agent-{number}") for number in range(AGENTS)]
    for desk in desks:
        name = desk.person.name
        await firstline.store.transact(people.enlist, name=name, email=mailbox(name), teams=())
    orders = [stage.message(desk, "claim FL-1001") for desk in desks]

    async with working(*firstline.loops(), *firstline.loops()):
        await asyncio.gather(*(firstline.intake.accept(order) for order in orders))
        await until_all_is_done(stage)

    told = {desk.person.name: await stage.heard(desk) for desk in desks}
    assert all(len(texts) == 1 for texts in told.values())
    winners = [name for name, (text,) in told.items() if "is yours" in text]
    assert len(winners) == 1
    lost = re.compile(rf"{winners[0]} has FL-1001 since 12:00 UTC \(1 minute ago\)\.")
    others = [text for name, (text,) in told.items() if name not in winners]
    assert len(others) == AGENTS - 1
    assert [text for text in others if not lost.fullmatch(text.replace("\\", ""))] == []
    assert (await happened(stage, "FL-1001")).count("claimed") == 1
    acknowledged, claimed = await stage.heard(ANN)
    assert "FL-1001" in acknowledged
    assert f"**{winners[0]}** is working on it" in claimed.replace("\\", "")


async def test_what_many_say_at_once_is_all_handled_each_in_order(stage):
    firstline = stage.firstline
    people_ = [by_terminal(f"Person-{number}") for number in range(12)]
    stage.clock.wind(timedelta(minutes=1))
    async with working(*firstline.loops()):
        for words in ("I want to talk to a person", "status", "thanks"):
            said = [stage.message(who, words) for who in people_]
            await asyncio.gather(*(firstline.intake.accept(message) for message in said))
            stage.clock.wind(firstline.rules.settle)
            firstline.news.spread()
            await until_all_is_done(stage)

    assert await stage.count() == len(people_)
    for who in people_:
        logged, status, welcome = await stage.heard(who)
        assert "I have logged this" in logged
        assert "waiting for a colleague" in status
        assert "You're welcome" in welcome


async def test_two_tickers_tell_the_news_once(stage):
    firstline = stage.firstline
    rivals = [replace(firstline.ticker) for _ in range(4)]
    for number in range(7):
        await stage.say(by_terminal(f"Other-{number}"), "I want to talk to a person")
    await stage.say(ANN, BADGE.replace("for our whole team", "today"))
    for _ in range(4):
        await stage.accept(stage.message(SAM, "next"))
    await stage.intake.drain()
    stage.clock.wind(timedelta(minutes=11))

    told = await asyncio.gather(*(rival.tick() for rival in rivals))

    public = [event for event in await stage.timeline("FL-1008") if event.public]
    assert [event.kind for event in public] == ["opened", "announced"]
    assert (await stage.heard(ANN))[1:] == ("You are 4th in line.",)
    # Of those who stood behind the four only some moved enough, and each was told by one ticker.
    news = [await news_of(stage, number) for number in range(1005, 1009)]
    assert set(news) <= {0, 1}
    assert sum(told) == sum(news)
    assert await asyncio.gather(*(rival.tick() for rival in rivals)) == [0] * 4


async def news_of(stage, number):
    events = await stage.timeline(f"FL-{number}")
    return sum(event.kind == "announced" and event.public for event in events)


async def test_two_tickers_close_each_ticket_once(stage):
    for number in range(1001, 1011):
        await stage.say(by_terminal(f"Person-{number}"), "I want to talk to a person")
        await stage.say(SAM, f"resolve FL-{number} the battery was empty")
    stage.clock.wind(timedelta(days=3, minutes=1))
    rivals = [replace(stage.firstline.ticker) for _ in range(6)]

    done = await asyncio.gather(*(rival.tick() for rival in rivals))

    assert sum(done) == 10
    for number in range(1001, 1011):
        assert (await happened(stage, f"FL-{number}")).count("closed") == 1
