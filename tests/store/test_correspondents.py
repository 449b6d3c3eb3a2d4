"""Answers are counted in windows; who is held stays held until let out; so with lost addresses."""

import asyncio
from datetime import timedelta

from store import correspondents, dead_letters, work_queue
from store.work_queue import OUTBOX
from tests.store.rows import NOON, at

HOUR = timedelta(hours=1)
ANN = ("email", "ann@example.org")


async def answered(store, seconds=0, who=ANN):
    counted = await store.transact(correspondents.answered, *who, now=at(seconds), window=HOUR)
    return counted.answers


async def test_answers_are_counted_by_address_and_window(store):
    assert [await answered(store, second) for second in range(3)] == [1, 2, 3]
    assert await answered(store, 3, ("email", "bo@example.org")) == 1
    assert await answered(store, 3, ("pigeon", ANN[1])) == 1
    assert await answered(store, 3599) == 4
    assert await answered(store, 3600) == 1
    assert await answered(store, 3601) == 2


async def test_many_at_once_are_all_counted(store):
    counts = await asyncio.gather(*(answered(store) for _ in range(8)))
    assert sorted(counts) == list(range(1, 9))


async def test_who_is_held_is_held_once_and_counted_on(store):
    hold = {"why": "too much", "now": NOON}
    assert await store.transact(correspondents.hold, *ANN, **hold)
    assert not await store.transact(correspondents.hold, *ANN, why="again", now=at(9))
    assert await answered(store) == 1
    known = await store.read(correspondents.get, *ANN)
    assert (known.held_at, known.held_why, known.is_kept) == (NOON, "too much", True)
    assert await store.read(correspondents.listed) == (known,)
    assert await store.read(correspondents.named, ANN[1]) == (known,)


async def test_who_is_let_out_has_a_credit(store):
    await store.transact(correspondents.hold, *ANN, why="too much", now=NOON)
    await store.transact(correspondents.bounced, *ANN, why="no mailbox", now=NOON)
    assert await store.transact(correspondents.free, *ANN, credit=3, now=NOON)
    assert not await store.transact(correspondents.free, *ANN, credit=3, now=NOON)
    assert [await answered(store, 1) for _ in range(4)] == [-2, -1, 0, 1]
    assert await store.read(correspondents.listed) == ()


async def test_an_address_is_lost_until_somebody_writes_from_there(store):
    assert not await store.transact(correspondents.heard_from, *ANN)
    assert await store.transact(correspondents.bounced, *ANN, why="no mailbox", now=NOON)
    assert not await store.transact(correspondents.bounced, *ANN, why="full", now=at(1))
    known = await store.read(correspondents.get, *ANN)
    assert (known.bounced_at, known.bounced_why) == (NOON, "no mailbox")
    assert await store.transact(correspondents.heard_from, *ANN)
    assert not (await store.read(correspondents.get, *ANN)).is_kept


async def test_what_is_kept_back_is_found_by_whom_it_is_for(store):
    why = correspondents.reason(*ANN)
    for key in ("b", "a"):
        row = {"key": key, "lane": f"email|{key}|", "payload": {}}
        await store.transact(work_queue.put, OUTBOX, **row, now=NOON)
        await store.transact(dead_letters.keep_back, OUTBOX, key, reason=why, now=NOON)
    assert await store.transact(work_queue.claim, OUTBOX, now=at(9), lease=HOUR, limit=9) == ()
    assert await store.read(dead_letters.kept_for, OUTBOX, why) == 2
    pigeons = correspondents.reason("pigeon", ANN[1])
    assert await store.read(dead_letters.kept_for, OUTBOX, pigeons) == 0
    await store.transact(correspondents.hold, *ANN, why="too much", now=NOON)
    (kept,) = await store.read(correspondents.kept)
    assert (kept.address, kept.inbound, kept.outbound, kept.why) == (ANN[1], 0, 2, "too much")


async def test_who_was_not_written_to_for_long_is_forgotten_unless_kept(store):
    for name in ("a", "b", "c"):
        await answered(store, 0, ("email", name))
    await store.transact(correspondents.hold, "email", "b", why="too much", now=NOON)
    await answered(store, 7200, ("email", "c"))
    assert await store.transact(correspondents.forget, before=at(60), limit=9) == 1
    assert await store.read(correspondents.get, "email", "a") is None
    assert await store.read(correspondents.get, "email", "b")
    assert await store.read(correspondents.get, "email", "c")
