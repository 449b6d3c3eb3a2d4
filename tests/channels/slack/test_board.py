"""The triage channel: one card for each ticket, whatever happens on the way."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from channels.messages import ConversationRef
from channels.slack import board
from channels.slack.board import SlackEasel
from tests.channels.slack import desk as tickets
from tests.channels.slack import outbound
from tests.fakes.desk import FakeDesk
from tests.fakes.patience import PATIENCE


class Triage:
    """The desk, its channel, and the loop that keeps the cards."""

    def __init__(self, out):
        self.out = out
        self.desk = FakeDesk()
        self.channel = out.fake.add_channel("triage", "bob")

    async def is_so(self, *cards):
        for card in cards:
            self.desk.cards[card.card.reference] = card
        await self.desk.change()

    def shown(self):
        return self.out.texts(self.channel)

    async def until(self, fact):
        return await self.out.fake.until(fact)

    @asynccontextmanager
    async def kept(self):
        keeping = asyncio.create_task(
            board.keep_up(self.out.api, self.desk, self.out.team, self.channel, pause=0.05)
        )
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})


@pytest.fixture
async def triage():
    async with outbound.way_out() as out:
        yield Triage(out)


TITLE = "FL-1042: Printer on floor 3 is jammed "


async def test_a_ticket_gets_a_card_that_changes_in_place(triage):
    await triage.is_so(tickets.card())
    async with triage.kept():
        await triage.until(lambda: triage.shown() == [TITLE + "(new)"])
        await triage.is_so(tickets.card(status="in progress", assignee="Bob", version=2))
        await triage.until(lambda: triage.shown() == [TITLE + "(in progress)"])
        await triage.is_so(tickets.card(status="resolved", open=False, version=3))
        await triage.until(lambda: triage.shown() == [TITLE + "(resolved)"])
    assert len(triage.out.fake.called("chat.postMessage")) == 1
    assert len(triage.out.fake.called("chat.update")) == 2


async def test_the_card_knows_its_ticket_and_the_desk_its_card(triage):
    await triage.is_so(tickets.card())
    async with triage.kept():
        await triage.until(triage.shown)
        await asyncio.wait_for(pinned(triage), PATIENCE)


async def pinned(triage):
    (card,) = triage.out.ours(triage.channel)
    here = board.board_in(triage.out.team, triage.channel)
    while await triage.desk.pinned(here, f"{here.place}/{card['ts']}") != "FL-1042":
        await triage.desk.changes(await triage.desk.changes(0, within=0), within=0.02)


async def test_a_card_whose_answer_was_lost_is_found_and_not_put_up_twice(triage):
    triage.out.fake.lose_answer("chat.postMessage")
    here = board.board_in(triage.out.team, triage.channel)
    easel = SlackEasel(triage.out.api)
    with pytest.raises(Exception, match="no answer"):
        await easel.put_up(here, tickets.card())
    (card,) = triage.out.ours(triage.channel)
    assert await easel.look_for(here, tickets.card()) == f"{here.place}/{card['ts']}"
    assert await easel.look_for(here, tickets.card(reference="FL-7")) == ""


async def test_a_card_that_somebody_deleted_is_put_up_again(triage):
    await triage.is_so(tickets.card())
    async with triage.kept():
        await triage.until(triage.shown)
        ts = triage.out.ours(triage.channel)[0]["ts"]
        await triage.out.api.call(triage.out.team, "chat.delete", channel=triage.channel, ts=ts)
        await triage.is_so(tickets.card(status="in progress", version=2))
        await triage.until(lambda: triage.shown() == [TITLE + "(in progress)"])


async def test_limits_hold_up_a_card_and_lose_nothing(triage):
    triage.out.fake.limit("chat.postMessage", retry_after=1)
    triage.out.fake.limit("chat.update", retry_after=1)
    await triage.is_so(tickets.card(), tickets.card(reference="FL-7", subject="VPN"))
    async with triage.kept():
        await triage.until(lambda: len(triage.shown()) == 2)
        await triage.is_so(tickets.card(status="in progress", version=2))
        await triage.until(lambda: TITLE + "(in progress)" in triage.shown())
    assert len(triage.shown()) == 2


async def test_what_looks_the_same_is_not_drawn_again(triage):
    easel = SlackEasel(triage.out.api)
    assert easel.render(tickets.card(place=1)) == easel.render(tickets.card(place=9, version=5))
    assert easel.render(tickets.card()) != easel.render(tickets.card(assignee="Bob"))


async def test_words_of_strangers_call_nobody_to_the_card(triage):
    await triage.is_so(tickets.card(subject="<!channel> help", text="<!here> @channel"))
    async with triage.kept():
        await triage.until(triage.shown)
    assert triage.out.fake.alarms(triage.channel) == []


async def test_a_board_names_its_channel():
    assert board.board_in("T1", "C1") == ConversationRef(channel="slack", place="T1/C1")
