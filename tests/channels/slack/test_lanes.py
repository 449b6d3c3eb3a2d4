"""One after another in a conversation, in the order in which things were said."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from channels.messages import ConversationRef, InboundMessage, Person
from channels.slack.lanes import Lanes
from tests.fakes.patience import PATIENCE

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MOMENT = 0.01


def message(second, *, thread="0", **more):
    return InboundMessage(
        id=f"T/C/{second}",
        conversation=ConversationRef(channel="slack", place="T/C", thread=thread),
        person=Person(address="T/U"),
        at=NOON + timedelta(seconds=second),
        **more,
    )


async def _all(lanes, messages):
    """The order in which they have their turns, when all come in one moment."""
    had, inside = [], set()

    async def one(each):
        async with lanes.turn(each):
            assert each.conversation not in inside
            inside.add(each.conversation)
            await asyncio.sleep(0)
            inside.discard(each.conversation)
            had.append(each)

    await asyncio.gather(*(one(each) for each in messages))
    return had


async def test_what_comes_in_one_moment_has_its_turn_in_its_order():
    messages = [message(second) for second in range(1, 50)]
    mixed = random.Random(3).sample(messages, len(messages))  # noqa: S311
    lanes = Lanes(MOMENT)
    assert await _all(lanes, mixed) == messages
    assert len(lanes._lanes) == 0


async def test_changes_come_after_what_they_change_and_before_what_was_said_later():
    said, later = message(1), message(2)
    edit, gone = message(1, edits=said.id), message(1, deletes=said.id)
    assert await _all(Lanes(MOMENT), [gone, later, edit, said]) == [said, edit, gone, later]


async def test_nothing_comes_before_the_root_of_a_thread_so_it_does_not_wait():
    root, answer = message(7, thread="7"), message(8, thread="7")
    async with asyncio.timeout(PATIENCE):
        assert await _all(Lanes(3600), [root]) == [root]
        assert await _all(Lanes(MOMENT), [answer, root]) == [root, answer]


async def test_conversations_do_not_wait_for_one_another():
    lanes, held = Lanes(MOMENT), asyncio.Event()

    async def hold():
        async with lanes.turn(message(1)):
            await held.wait()

    holding = asyncio.create_task(hold())
    assert await _all(lanes, [message(1, thread="9")]) == [message(1, thread="9")]
    held.set()
    await holding


async def test_who_fails_or_is_gone_holds_up_nobody():
    lanes = Lanes(MOMENT)

    async def fails():
        async with lanes.turn(message(1)):
            raise OSError("the database is away")

    async def waits():
        async with lanes.turn(message(2)):
            return "done"

    failing, leaving = asyncio.create_task(fails()), asyncio.create_task(waits())
    staying = asyncio.create_task(waits())
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == "done"
    with pytest.raises(OSError, match="the database is away"):
        await failing
