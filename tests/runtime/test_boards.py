"""A board shows every open ticket once, as it stands; one card that fails holds up no other."""

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest

from channels import board
from channels.base import TryLater, Undeliverable
from channels.board import keep_up
from channels.messages import ConversationRef
from tests.fakes.patience import PATIENCE
from tests.fakes.wall import Wall
from tests.runtime.stories import ANN, BADGE, BO, MIRA, SAM, SAP

BOARD = ConversationRef(channel="chat", place="team/triage")
QUICK = 0.02  # seconds between two changes of a card


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture(autouse=True)
def _fails_for_a_moment(monkeypatch):
    monkeypatch.setattr(board, "DELAYS", (timedelta(milliseconds=50),))


@asynccontextmanager
async def kept(stage, wall, pause=QUICK):
    """The board is kept until the story is over."""
    keeping = asyncio.create_task(keep_up(stage.firstline.house, BOARD, wall, pause=pause))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def up_to_date(stage, *, but=""):
    """Nothing is left to be drawn, but for this one."""
    house = stage.firstline.house
    async with asyncio.timeout(PATIENCE):
        while {card.card.reference for card in await house.stale(BOARD, most=9)} - {but}:
            await house.news.wait(house.news.count, within=QUICK)


async def test_a_card_follows_its_ticket_to_the_end(stage, wall):
    house = stage.firstline.house
    async with kept(stage, wall):
        await stage.say(ANN, BADGE)
        await wall.until(lambda: wall.shows("FL-1001") == ("new",))
        await stage.say(SAM, "claim FL-1001")
        await wall.until(lambda: wall.shows("FL-1001") == ("in progress: Sam",))
        await stage.say(SAM, "resolve FL-1001 Door 3 has a new reader")
        await wall.until(lambda: wall.shows("FL-1001") == ("resolved: Sam",))
        await stage.say(ANN, "that worked, thank you")
        await wall.until(lambda: wall.shows("FL-1001") == ("closed: Sam",))
        await up_to_date(stage)
    (card,) = wall.standing.values()
    assert (card.text, card.solution) == (BADGE, "Door 3 has a new reader")
    assert (card.home, card.open) == (ANN.conversation, False)
    assert await house.pinned(BOARD, wall.name_of("FL-1001")) == "FL-1001"
    assert await house.pinned(BOARD, "card-99") == await house.pinned(BOARD, "") == ""


async def test_a_solved_ticket_without_a_card_gets_none(stage, wall):
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "resolve FL-1001 done")
    await stage.say(BO, SAP)
    async with kept(stage, wall):
        await wall.until(lambda: wall.shows("FL-1002"))
        await up_to_date(stage)
    assert wall.shows("FL-1001") == ()


async def test_what_changed_while_nobody_looked_is_drawn_once(stage, wall):
    async with kept(stage, wall):
        await stage.say(ANN, BADGE)
        await wall.until(lambda: wall.shows("FL-1001"))
        await up_to_date(stage)
    for order in ("claim", "reply Which door?", "assign mira", "note hm"):
        verb, _, words = order.partition(" ")
        await stage.say(SAM, f"{verb} FL-1001 {words}")
    async with kept(stage, wall):
        await up_to_date(stage)
    assert wall.shows("FL-1001") == ("assigned: Mira",)
    assert wall.drawn["FL-1001"] == 2


async def test_what_is_not_to_be_seen_is_not_drawn(stage, wall):
    async with kept(stage, wall):
        await stage.say(ANN, BADGE)
        await wall.until(lambda: wall.shows("FL-1001"))
        await stage.say(SAM, "note FL-1001 only for us")
        await up_to_date(stage)
    pin = await stage.firstline.house.pin(BOARD, "FL-1001")
    assert (wall.drawn["FL-1001"], pin.version) == (1, (await stage.ticket("FL-1001")).version)


async def test_a_card_that_changes_all_the_time_is_drawn_now_and_then(stage, wall):
    await stage.say(ANN, BADGE)
    async with kept(stage, wall, pause=60):
        await wall.until(lambda: wall.shows("FL-1001"))
        for agent in (SAM, MIRA, SAM, MIRA):
            await stage.say(agent, f"assign FL-1001 {agent.person.name}")
        await stage.say(BO, SAP)
        await wall.until(lambda: wall.shows("FL-1002"))
    assert wall.drawn["FL-1001"] == 1


async def test_a_card_taken_down_is_put_up_anew(stage, wall):
    async with kept(stage, wall):
        await stage.say(ANN, BADGE)
        await wall.until(lambda: wall.shows("FL-1001"))
        await up_to_date(stage)
        wall.take_down("FL-1001")
        await stage.say(SAM, "claim FL-1001")
        await wall.until(lambda: wall.shows("FL-1001") == ("in progress: Sam",))
        await up_to_date(stage)
    assert await stage.firstline.house.pinned(BOARD, wall.name_of("FL-1001")) == "FL-1001"


@pytest.mark.parametrize("ending", ["answer lost", "died before", "died after"])
async def test_after_a_crash_a_card_stands_there_once(stage, wall, ending):
    await stage.say(ANN, BADGE)
    if ending == "answer lost":
        wall.forgetful.add("FL-1001")
    else:
        await stage.firstline.house.put_pin(BOARD, "FL-1001", board.UNKNOWN)
    if ending == "died after":
        (card,) = await stage.firstline.house.stale(BOARD, most=5)
        await wall.put_up(BOARD, card)
    async with kept(stage, wall):
        await up_to_date(stage)
    assert wall.shows("FL-1001") == ("new",)
    pin = await stage.firstline.house.pin(BOARD, "FL-1001")
    assert pin.external_id == wall.name_of("FL-1001")


async def test_a_card_that_fails_holds_up_no_other(stage, wall):
    await stage.say(ANN, BADGE)
    await stage.say(BO, SAP)
    hour = TryLater("slow down", after=timedelta(hours=1))
    wall.fail("FL-1001", [hour, AssertionError("too soon")])
    wall.fail("FL-1002", [TryLater("a moment"), Undeliverable("archived"), ValueError("a bug")])
    async with kept(stage, wall):
        await wall.until(lambda: wall.shows("FL-1002"))
        await stage.say(BO, "and now it hangs")
        await up_to_date(stage, but="FL-1001")
    assert wall.shows("FL-1001") == ()
    assert len(wall.trouble["FL-1001"]) == 1


async def test_cards_that_rest_do_not_fill_the_places_of_others(stage, wall, monkeypatch):
    monkeypatch.setattr(board, "AT_ONCE", 1)
    for number in range(1, 4):
        await stage.say(ANN, f"new: {BADGE} {number}")
        wall.fail(f"FL-100{number}", [TryLater("not now", after=timedelta(hours=1))])
    await stage.say(BO, SAP)
    async with kept(stage, wall):
        await wall.until(lambda: wall.shows("FL-1004"))
    assert len(wall.standing) == 1


async def test_a_board_waits_while_the_database_is_away(stage, wall):
    house = stage.firstline.house
    asked = []

    async def changes(seen, *, within):
        asked.append(seen)
        if len(asked) == 2:
            raise board.NotNow("away")
        return seen

    blinking = SimpleNamespace(
        changes=changes, stale=house.stale, pin=house.pin, put_pin=house.put_pin
    )
    await stage.say(ANN, BADGE)
    keeping = asyncio.create_task(keep_up(blinking, BOARD, wall, pause=QUICK))
    try:
        await wall.until(lambda: wall.shows("FL-1001"))
        await stage.say(SAM, "claim FL-1001")
        await wall.until(lambda: wall.shows("FL-1001") == ("in progress: Sam",))
    finally:
        keeping.cancel()
    assert len(asked) > 2


async def test_a_card_shows_what_was_asked_as_it_reads_now(stage, wall):
    first = stage.message(ANN, BADGE)
    await stage.accept(first)
    await stage.settle()
    async with kept(stage, wall):
        await wall.until(lambda: wall.shows("FL-1001"))
        await stage.say(ANN, "the badge reader at door 4", edits=first.id)
        await stage.say(ANN, deletes=first.id)
        await up_to_date(stage)
    assert [card.text for card in wall.standing.values()] == [""]
    assert wall.drawn["FL-1001"] >= 2


async def test_two_boards_have_a_card_each(stage, wall):
    house, other = stage.firstline.house, ConversationRef(channel="chat", place="team/other")
    await stage.say(ANN, BADGE)
    async with kept(stage, wall):
        await up_to_date(stage)
    (card,) = await house.stale(other, most=5)
    assert card.card.reference == "FL-1001"
    assert await house.pinned(other, wall.name_of("FL-1001")) == ""


async def test_a_settled_ticket_that_comes_back_is_drawn_again(stage, wall):
    async with kept(stage, wall):
        await stage.say(ANN, BADGE)
        await wall.until(lambda: wall.shows("FL-1001"))
        await stage.say(SAM, "resolve FL-1001 Door 3 has a new reader")
        await stage.say(ANN, "that worked, thank you")
        await wall.until(lambda: wall.shows("FL-1001") == ("closed",))
        await up_to_date(stage)
        await stage.say(SAM, "reopen FL-1001 it broke again")
        await wall.until(lambda: wall.shows("FL-1001") == ("new",))


async def test_a_pin_needs_a_ticket(stage):
    with pytest.raises(LookupError):
        await stage.firstline.house.put_pin(BOARD, "FL-4711", board.UNKNOWN)
    assert await stage.firstline.house.pin(BOARD, "FL-4711") is None
