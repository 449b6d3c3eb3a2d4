"""Keys: one for all servers, made once however many begin at the same time."""

import asyncio

from store import keys
from tests.store.rows import NOON, at


async def secrets(store):
    return [key.secret for key in await store.read(keys.newest_first)]


async def test_of_many_that_begin_one_makes_the_key(store):
    made = [bytes([number]) * 32 for number in range(12)]
    await asyncio.gather(*(store.transact(keys.begin, secret, now=NOON) for secret in made))
    (only,) = await secrets(store)
    assert only in made
    await store.transact(keys.begin, b"late", now=at(1))
    assert await secrets(store) == [only]


async def test_a_new_key_comes_first_and_the_old_one_stays(store):
    await store.transact(keys.begin, b"old", now=NOON)
    await store.transact(keys.add, b"new", now=at(1))
    assert await secrets(store) == [b"new", b"old"]
    newest, _ = await store.read(keys.newest_first)
    assert newest.made_at == at(1)
    assert "new" not in repr(newest)


async def test_keys_that_are_forgotten_are_gone(store):
    await store.transact(keys.begin, b"old", now=NOON)
    await store.transact(keys.forget)
    assert await secrets(store) == []
