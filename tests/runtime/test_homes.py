"""What somebody sees of the desk at home: their own tickets, and as an agent the desk's too."""

from datetime import timedelta

import pytest

from bot.core.queueing import FIRST_RESPONSE
from channels.messages import ConversationRef
from channels.views import HomeView, Pin
from tests.fakes.channel import Square
from tests.runtime.squares import alone, at_a_card, in_help
from tests.runtime.stories import BADGE
from tests.runtime.stories import SAM as SAM_AT_THE_DESK

ANN = in_help("Ann")


@pytest.fixture
def square(open_channel):
    return open_channel("square", Square)


async def at_home(stage, name):
    return await stage.firstline.house.home("square", in_help(name).person.address)


async def test_a_stranger_sees_nothing_and_is_no_agent(stage, square):
    assert await at_home(stage, "Nobody") == HomeView(own=())
    assert not await stage.firstline.house.is_agent("square", "t/nobody")


async def test_a_requester_sees_where_their_own_tickets_stand(stage, square):
    for number in range(1, 4):
        await stage.say(in_help("Ann", str(number)), f"{BADGE} ({number})")
    await stage.say(in_help("Bo", "9"), BADGE)
    await stage.say(SAM_AT_THE_DESK, "resolve FL-1002 New reader")
    await stage.say(SAM_AT_THE_DESK, "claim FL-1001")
    home = await at_home(stage, "Ann")
    assert [each.card.reference for each in home.own] == ["FL-1003", "FL-1001", "FL-1002"]
    assert [each.open for each in home.own] == [True, True, False]
    assert home.own[0].home == in_help("Ann", "3").conversation
    assert home.own[0].next_step.startswith("You are next in line")
    assert home.own[1].status == "Sam is working on it"
    assert (home.desk, home.late) == (None, ())
    assert not await stage.firstline.house.is_agent("square", ANN.person.address)


async def test_who_never_wrote_from_here_is_known_by_a_proven_address(stage, square):
    await stage.say(in_help("Ann"), BADGE)
    house, sam = stage.firstline.house, SAM_AT_THE_DESK.person.email
    home = await house.home("square", "t/never-seen", email=sam)
    assert [card.reference for card in home.desk.waiting] == ["FL-1001"]
    assert await house.home("square", "t/never-seen", email="") == HomeView(own=())


async def test_an_agent_sees_the_desk_too(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(at_a_card("Sam"), "claim FL-1001")
    home = await at_home(stage, "Sam")
    assert [card.reference for card in home.desk.mine] == ["FL-1001"]
    assert await stage.firstline.house.is_agent("square", in_help("Sam").person.address)


async def test_who_waits_too_long_by_priority_is_late_the_latest_first(stage, square):
    for number in range(1, 5):
        await stage.say(in_help("Ann", str(number)), f"{BADGE} ({number})")
    for reference, priority in (("FL-1001", 5), ("FL-1002", 2), ("FL-1003", 1), ("FL-1004", 1)):
        await stage.say(SAM_AT_THE_DESK, f"priority {reference} {priority}")
    await stage.say(at_a_card("Sam"), "queue")

    async def late():
        return [card.reference for card in (await at_home(stage, "Sam")).late]

    assert await late() == []
    stage.clock.wind(timedelta(minutes=FIRST_RESPONSE[0]))
    assert await late() == ["FL-1003", "FL-1004"]
    await stage.say(SAM_AT_THE_DESK, "reply FL-1003 Which door?")
    assert await late() == ["FL-1003", "FL-1004"]  # answered, and nobody has it
    await stage.say(SAM_AT_THE_DESK, "claim FL-1003")
    await stage.say(SAM_AT_THE_DESK, "claim FL-1004")
    assert await late() == ["FL-1004"]  # taken, and not answered
    await stage.say(SAM_AT_THE_DESK, "ask FL-1004 Which door?")
    assert await late() == []
    stage.clock.wind(timedelta(minutes=FIRST_RESPONSE[4]))
    assert await late() == ["FL-1002", "FL-1001"]


async def test_where_a_board_stands_new_tickets_are_seen_there(stage, square):
    await stage.say(ANN, BADGE)
    await stage.say(at_a_card("Sam"), "claim FL-1001")
    await stage.say(in_help("Bo", "2"), BADGE)
    told = square.seen_in(alone("Sam"))
    assert "New: " in told[-1]
    board = ConversationRef(channel="square", place="t/triage")
    pin = Pin(external_id="c1", digest="d", version=1)
    await stage.firstline.house.put_pin(board, "FL-1001", pin)
    await stage.say(in_help("Bo", "3"), BADGE)
    assert square.seen_in(alone("Sam")) == told
    await stage.say(in_help("Bo", "4"), "my laptop is on fire")
    assert "URGENT" in square.seen_in(alone("Sam"))[-1]
