"""What only one may do: taken, kept, lost and fenced."""

from datetime import timedelta

import pytest

from store import leases
from store.errors import LostLease
from tests.store.rows import NOON, at

LENGTH = timedelta(seconds=6)


async def take(store, holder, now=NOON):
    return await store.transact(leases.take, "poll", holder, now=now, length=LENGTH)


async def test_one_has_it_and_the_other_waits_for_its_end(store):
    assert await take(store, "left") == 1
    assert await take(store, "right", at(5)) is None
    await store.transact(leases.keep, "poll", 1, now=at(5), length=LENGTH)
    assert await take(store, "right", at(10)) is None
    assert await take(store, "right", at(11)) == 2


async def test_who_has_lost_it_can_neither_keep_release_nor_write(store):
    await take(store, "left")
    await take(store, "right", at(6))
    for late in (
        store.transact(leases.keep, "poll", 1, now=at(7), length=LENGTH),
        store.transact(leases.release, "poll", 1, now=at(7)),
        store.transact(leases.check, "poll", 1),
    ):
        with pytest.raises(LostLease):
            await late
    await store.transact(leases.check, "poll", 2)


async def test_what_is_released_is_free_at_once(store):
    await take(store, "left")
    await store.transact(leases.release, "poll", 1, now=at(1))
    assert await take(store, "right", at(1)) == 2


async def test_the_same_holder_gets_a_new_fence(store):
    assert [await take(store, "left"), await take(store, "left", at(1))] == [1, 2]
    with pytest.raises(LostLease):
        await store.transact(leases.check, "poll", 1)


async def test_leases_of_other_names_are_other_leases(store):
    await take(store, "left")
    assert await store.transact(leases.take, "tidy", "right", now=NOON, length=LENGTH) == 1


async def test_at_a_new_start_all_are_free_and_who_held_one_knows(store):
    await take(store, "left")
    await store.transact(leases.release_all, now=at(1))
    assert await take(store, "right", at(1)) == 2
    with pytest.raises(LostLease):
        await store.transact(leases.check, "poll", 1)
