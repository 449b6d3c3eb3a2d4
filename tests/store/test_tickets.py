"""Tickets: numbers, timelines, and one winner where many want the same."""

import asyncio
from dataclasses import replace

import pytest

from store import outages, people, tickets
from store.engine import open_store
from store.errors import LostRace, StoreUnavailable
from tests.store.rows import NOON, at, draft, event


async def opened(store, **changes):
    return await store.transact(tickets.open_ticket, draft(**changes), event())


async def somebody(store, address):
    person = await store.transact(people.meet, channel="web", address=address)
    return person.id


async def test_the_first_ticket_is_1001(store):
    first, second = await opened(store), await opened(store)
    assert (first.id, second.id) == (1001, 1002)
    assert await store.read(tickets.get, 1001) == first
    assert await store.read(tickets.get, 1) is None


async def test_a_ticket_comes_back_as_it_went_in(store):
    person = await somebody(store, "a")
    moments = dict.fromkeys(
        ("told_at", "claimed_at", "first_response_at", "resolved_at", "closed_at"), at(7)
    )
    ticket = await opened(
        store, requester_id=person, assignee_id=person, resolution="Tunnel 2\x00", **moments
    )
    found = await store.read(tickets.get, ticket.id)
    assert found == replace(ticket, resolution="Tunnel 2\ufffd")
    assert found.version == 1


async def test_a_timeline_grows(store):
    ticket = await opened(store)
    noted = (event("note", data={"text": "hm", "n": [1]}, public=False), event("claimed"))
    after = await store.transact(tickets.append, ticket, replace(ticket, status="open"), noted)
    assert (after.version, after.status) == (3, "open")
    assert await store.read(tickets.get, ticket.id) == after
    timeline = await store.read(tickets.timeline, ticket.id)
    assert timeline == (
        replace(event(), seq=1),
        replace(noted[0], seq=2),
        replace(noted[1], seq=3),
    )


async def test_a_change_needs_an_event(store):
    ticket = await opened(store)
    assert await store.transact(tickets.append, ticket, ticket, ()) == ticket
    with pytest.raises(ValueError, match="by events only"):
        await store.transact(tickets.append, ticket, replace(ticket, status="open"), ())


async def test_who_read_before_another_wrote_has_lost(store):
    ticket = await opened(store)
    await store.transact(tickets.append, ticket, replace(ticket, team="net"), (event("moved"),))

    def write_late(unit):
        with pytest.raises(LostRace):
            tickets.append(unit, ticket, replace(ticket, team="sap"), (event("moved"),))

    await store.transact(write_late)
    with pytest.raises(StoreUnavailable):
        await store.transact(tickets.append, ticket, ticket, (event("moved"),))
    assert (await store.read(tickets.get, ticket.id)).team == "net"
    assert len(await store.read(tickets.timeline, ticket.id)) == 2


def claim(unit, ticket_id, agent, *, lock):
    """Take the ticket unless somebody has; whose it is now."""
    ticket = tickets.get(unit, ticket_id, lock=lock)
    if not ticket.assignee_id:
        mine = replace(ticket, assignee_id=agent, claimed_at=NOON)
        ticket = tickets.append(unit, ticket, mine, (event("claimed", actor_id=agent),))
    return ticket.assignee_id


@pytest.mark.parametrize("lock", [True, False])
async def test_fifty_want_a_ticket_and_one_gets_it(store, lock):
    ticket = await opened(store)
    agents = [await somebody(store, str(number)) for number in range(50)]
    owners = await asyncio.gather(
        *(store.transact(claim, ticket.id, agent, lock=lock) for agent in agents)
    )
    assert len(set(owners)) == 1
    assert len(await store.read(tickets.timeline, ticket.id)) == 2


async def test_a_ticket_lives_in_several_conversations(store):
    first, second = await opened(store), await opened(store)
    for ticket in (first, second, first):
        await store.transact(tickets.bind, ticket.id, "web|a|", "requester")
    await store.transact(tickets.bind, first.id, "slack|C1|9", "desk")
    assert await store.read(tickets.bound_to, "slack|C1|9") == (first,)
    assert await store.read(tickets.lives_in, first.id, "web|a|")
    assert not await store.read(tickets.lives_in, first.id, "slack|C1|9")
    assert await store.read(tickets.bound_to, "web|a|") == (second, first)
    assert await store.read(tickets.bound_to, "web|b|") == ()


async def test_tickets_of_a_person(store):
    ann, bob = await somebody(store, "ann"), await somebody(store, "bob")
    old = await opened(store, requester_id=ann)
    new = await opened(store, requester_id=ann, status="open")
    await opened(store, requester_id=ann, status="closed")
    await opened(store, requester_id=bob)
    mine = await store.read(tickets.of_requester, ann, open_statuses=("new", "open"), limit=9)
    assert mine == (new, old)


async def test_tickets_by_state(store):
    first = await opened(store, progress_at=at(9))
    second = await opened(store, progress_at=at(1))
    await opened(store, status="closed")
    assert await store.read(tickets.with_status, ("new",)) == (first, second)
    assert await store.read(tickets.latest, ("new",), 5) == (first, second)
    assert await store.read(tickets.latest, ("new", "closed"), 1) == (first,)
    assert await store.read(tickets.with_status, ()) == ()
    assert await store.read(tickets.count) == 3


async def test_tickets_of_an_outage(store):
    outage = await store.transact(outages.begin, service="vpn", text="Down", now=NOON)
    first, second = [await opened(store, outage_id=outage.id) for _ in range(2)]
    await opened(store, outage_id=outage.id, status="closed")
    await opened(store)
    assert await store.read(tickets.of_outage, outage.id, "new", limit=9) == (first, second)
    assert await store.read(tickets.of_outage, outage.id, "new", limit=1) == (first,)


async def test_recent_claims(store):
    for moment in (at(1), at(5), at(3), None):
        await opened(store, claimed_at=moment)
    assert await store.read(tickets.recent_claims, since=at(3), limit=9) == (at(5), at(3))
    assert await store.read(tickets.recent_claims, since=NOON, limit=1) == (at(5),)


async def test_the_version_grows_with_every_event(store):
    seen = [await store.read(tickets.version)]
    ticket = await opened(store)
    seen.append(await store.read(tickets.version))
    await store.transact(tickets.append, ticket, ticket, (event("a"), event("b")))
    seen.append(await store.read(tickets.version))
    assert seen == sorted(set(seen))


async def test_the_version_grows_even_if_the_older_event_is_committed_last(pg_url):
    store = open_store(pg_url)
    written, committed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(unit):
        tickets.open_ticket(unit, draft(), event())
        loop.call_soon_threadsafe(written.set)
        asyncio.run_coroutine_threadsafe(committed.wait(), loop).result(10)

    slowly = asyncio.ensure_future(store.transact(slow))
    await written.wait()
    await opened(store)
    before = await store.read(tickets.version)
    committed.set()
    await slowly
    assert await store.read(tickets.version) > before
    store.close()
