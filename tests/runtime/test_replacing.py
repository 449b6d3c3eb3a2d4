"""A message that edits an earlier one is sent with the channel's own name for that."""

from datetime import timedelta

import pytest

from bot.core.queueing import QUIET
from bot.runtime.dispatch import DELAYS
from bot.runtime.post import post
from channels.base import TryLater, Undeliverable
from channels.messages import OutboundMessage
from tests.fakes.channel import MemoryChannel, Square
from tests.runtime.squares import in_help
from tests.runtime.stories import SAM
from tests.scenarios.stage import by_web

HERE, ELSEWHERE = in_help("Ann").conversation, in_help("Ann", "2").conversation


def said(key, *, here=HERE, **more):
    return OutboundMessage(key=key, conversation=here, text=key, **more)


async def put(stage, *messages):
    def work(unit):
        for message in messages:
            post(unit, message, author="Firstline", now=stage.clock())

    await stage.firstline.store.transact(work)
    await stage.turn()


def sent(square):
    return [(message.key, message.replaces) for message in square.sent]


@pytest.fixture
def square(open_channel):
    return open_channel("square", Square)


async def test_it_names_what_stands_there(stage, square):
    await put(stage, said("a"), said("b", replaces="a"))
    assert sent(square) == [("a", ""), ("b", "square-1")]


async def test_it_never_overtakes_what_it_replaces(stage, square):
    square.fail("t/help", [TryLater("a moment")])
    await put(stage, said("a"), said("b", replaces="a"))
    assert sent(square) == []
    await stage.pass_time(DELAYS[0])
    assert sent(square) == [("a", ""), ("b", "square-1")]


async def test_of_what_never_arrived_it_is_said_anew(stage, square):
    square.fail("t/help", [Undeliverable("gone")])
    await put(stage, said("a"), said("b", replaces="a"), said("c", replaces="never said"))
    assert sent(square) == [("b", ""), ("c", "")]


async def test_what_replaces_something_in_another_conversation_waits_for_it(stage, square):
    square.fail("t/help", [TryLater("a moment", after=timedelta(seconds=30))])
    await put(stage, said("a"))
    await put(stage, said("b", here=ELSEWHERE, replaces="a"))
    assert sent(square) == []
    await stage.pass_time(timedelta(minutes=2))
    assert sent(square) == [("a", ""), ("b", "square-1")]


async def test_where_nothing_can_be_edited_it_is_said_anew(stage, open_channel):
    pigeon = open_channel("square", MemoryChannel)
    await put(stage, said("a"), said("b", replaces="a"))
    assert sent(pigeon) == [("a", ""), ("b", "")]


async def test_a_new_place_in_line_takes_the_place_of_the_last_one_that_was_told(stage, square):
    for number in range(7):
        await stage.say(by_web(f"Other-{number}"), "I want to talk to a person")
    ann = in_help("Ann")
    await stage.say(ann, "the badge reader at door 3 does not open any more")
    told = await _moved_up(stage, square, 4)
    assert [replaced for _, replaced in told] == [""]
    told = await _moved_up(stage, square, 2)
    assert [replaced for _, replaced in told] == ["", "square-2"]
    await stage.say(ann, "it is the one at the back")
    told = await _moved_up(stage, square, 1)
    assert [replaced for _, replaced in told] == ["", "square-2", ""]  # words stand between them


async def _moved_up(stage, square, claims):
    for _ in range(claims):
        await stage.say(SAM, "next")
    await stage.pass_time(QUIET + timedelta(minutes=1))
    return [each for each in sent(square) if each[0].startswith("announced/")]
