"""The line: who waits in it, in which order, and how far from what they were told."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.core import queueing
from bot.core.lifecycle import Status
from bot.core.queueing import POLICIES, QUIET
from store import people, tickets
from tests.core.at_the_desk import MINUTE, NOON, ticket
from tests.store.rows import event

LONG_AGO = NOON - QUIET
AGENT = 1

# status, priority, minutes after noon, who has it: more than one of a kind, in no order at all
CROWD = (
    ("new", 4, 0, 0),
    ("new", 4, 0, 0),
    ("closed", 1, 5, 0),
    ("new", 1, 9, 0),
    ("new", 1, 2, AGENT),
    ("in_progress", 2, 3, AGENT),
    ("new", 5, 1, 0),
    ("new", 2, 7, 0),
    ("waiting_customer", 2, 1, 0),
    ("new", 2, 4, 0),
    ("resolved", 3, 8, AGENT),
)
ORDER = {
    "priority": lambda ticket: (ticket.priority, ticket.opened_at, ticket.id),
    "fifo": lambda ticket: (ticket.opened_at, ticket.id),
}


async def somebody(store):
    return await store.transact(people.meet, channel="web", address="a")


async def opened(store, **facts):
    draft = ticket(0, **{"requester_id": AGENT, **facts})
    return await store.transact(tickets.open_ticket, draft, event())


@pytest.fixture
async def crowd(store):
    await somebody(store)
    return [
        await opened(
            store,
            status=str(Status(status)),
            priority=priority,
            opened_at=NOON + minutes * MINUTE,
            assignee_id=agent,
        )
        for status, priority, minutes, agent in CROWD
    ]


@pytest.mark.parametrize("policy", POLICIES)
async def test_those_nobody_has_taken_wait_in_the_order_of_service(store, crowd, policy):
    line = await store.read(tickets.waiting, POLICIES[policy])
    assert list(line) == sorted(filter(queueing.waits_in_line, crowd), key=ORDER[policy])
    assert await store.read(tickets.head, POLICIES[policy]) == line[0]


@pytest.mark.parametrize("policy", POLICIES)
async def test_everybody_in_line_has_one_place(store, crowd, policy):
    order = POLICIES[policy]
    line = await store.read(tickets.waiting, order)
    places = [await store.read(tickets.place, waiting, order) for waiting in line]
    assert places == list(range(1, len(line) + 1))


async def test_nobody_is_first_in_an_empty_line(store):
    assert await store.read(tickets.head, POLICIES["priority"]) is None
    assert await store.read(tickets.waiting, POLICIES["priority"]) == ()


async def moved(store, *, limit=9):
    order = POLICIES["priority"]
    return await store.read(tickets.moved, order, told_until=LONG_AGO, limit=limit)


async def line_of(store, told: list[int], at: datetime = LONG_AGO):
    """A line of people who were told these places."""
    await somebody(store)
    return [await opened(store, told_place=place, told_at=at) for place in told]


@pytest.mark.parametrize("told", [[2, 1, 9, 7, 2, 6], [1, 2, 3], [3, 4, 6, 8, 5], [4, 1, 1, 1]])
async def test_those_far_off_what_they_were_told_are_the_ones_worth_telling(store, told):
    line = await line_of(store, told)
    worth = {
        waiting.id: place
        for place, waiting in enumerate(line, 1)
        if queueing.is_worth_telling(waiting, place, NOON)
    }
    assert await moved(store) == worth


async def test_who_was_told_a_moment_ago_or_nothing_is_left_alone(store):
    await line_of(store, [9, 9, 9], at=LONG_AGO + MINUTE)
    await opened(store, told_place=0, told_at=None)
    assert await moved(store) == {}


async def test_as_many_as_asked_for_the_first_in_line_first(store):
    line = await line_of(store, [20] * 5)
    assert await moved(store, limit=2) == {line[0].id: 1, line[1].id: 2}


async def test_resolved_long_enough_ago(store):
    await somebody(store)
    early, late, fresh = [
        await opened(store, status="resolved", resolved_at=NOON + n * MINUTE) for n in (1, 2, 3)
    ]
    await opened(store, status="closed", resolved_at=NOON)
    found = await store.read(tickets.resolved_until, NOON + 2 * MINUTE, limit=9)
    assert found == (early, late)
    assert await store.read(tickets.resolved_until, fresh.resolved_at, limit=1) == (early,)


async def test_what_an_agent_holds(store, crowd):
    held = await store.read(tickets.held_by, AGENT, open_statuses=("new", "in_progress"))
    assert [each.id for each in held] == [crowd[4].id, crowd[5].id]


async def test_the_likeliest_ticket_is_the_open_one_that_moved_last(store):
    await somebody(store)
    states = (("closed", 9), ("new", 2), ("new", 5), ("resolved", 7))
    all_four = [
        await opened(store, status=status, progress_at=NOON + minutes * MINUTE)
        for status, minutes in states
    ]
    for each in all_four:
        await store.transact(tickets.bind, each.id, "web|a|", "requester")
    likeliest = (tickets.likeliest, "web|a|")
    assert await store.read(*likeliest, open_statuses=("new",)) == all_four[2]
    assert await store.read(*likeliest, open_statuses=("asked",)) == all_four[0]
    assert await store.read(tickets.likeliest, "web|b|", open_statuses=("new",)) is None
    assert await store.read(tickets.lives_in, all_four[0].id, "web|a|")
    assert not await store.read(tickets.lives_in, all_four[0].id, "web|b|")


async def test_a_ticket_that_is_taken_leaves_the_line(store, crowd):
    first = await store.read(tickets.head, POLICIES["priority"])
    taken = replace(first, assignee_id=AGENT, status="in_progress")
    await store.transact(tickets.append, first, taken, (event("claimed"),))
    line = await store.read(tickets.waiting, POLICIES["priority"])
    assert first.id not in {waiting.id for waiting in line}
