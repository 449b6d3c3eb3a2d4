"""Secrets: they open one thing, for a time, and one-time means one time."""

import asyncio

from store import passes
from tests.store.rows import NOON, at

LINK = {"digest": "d1", "purpose": "sign-in"}


async def issue(store, **more):
    given = LINK | {"subject": "sam@example.com", "expires_at": at(60), "now": NOON} | more
    await store.transact(passes.issue, **given)


async def test_a_pass_is_found_until_it_expires(store):
    await issue(store, data={"name": "Sam"})
    found = await store.read(passes.find, **LINK, now=at(59))
    assert (found.purpose, found.subject, found.expires_at, found.used_at, found.data) == (
        "sign-in", "sam@example.com", at(60), None, {"name": "Sam"},
    )  # fmt: skip
    assert await store.read(passes.find, **LINK, now=at(60)) is None
    assert await store.read(passes.find, digest="d1", purpose="desk", now=NOON) is None
    assert await store.read(passes.find, digest="d2", purpose="sign-in", now=NOON) is None


async def test_a_link_is_used_once_by_one_of_many(store):
    await issue(store)
    used = await asyncio.gather(*(store.transact(passes.use, **LINK, now=at(1)) for _ in range(20)))
    (winner,) = [it for it in used if it is not None]
    assert (winner.subject, winner.used_at) == ("sam@example.com", at(1))
    assert await store.read(passes.find, **LINK, now=at(1)) is None


async def test_an_old_link_cannot_be_used(store):
    await issue(store)
    assert await store.transact(passes.use, **LINK, now=at(60)) is None


async def test_what_is_kept_with_a_pass_can_be_replaced(store):
    await issue(store, data={"name": "S", "email": "x"})
    await store.transact(passes.note, **LINK, data={"name": "Sam"})
    assert (await store.read(passes.find, **LINK, now=NOON)).data == {"name": "Sam"}


async def test_a_revoked_pass_opens_nothing(store):
    await issue(store)
    await issue(store, digest="d2")
    await store.transact(passes.revoke, **LINK)
    assert await store.read(passes.find, **LINK, now=NOON) is None
    assert await store.transact(passes.use, **LINK, now=NOON) is None
    assert await store.read(passes.find, digest="d2", purpose="sign-in", now=NOON)


async def test_a_secret_remembered_again_is_good_for_longer_and_otherwise_the_same(store):
    await issue(store, data={"name": "Sam"})
    await issue(store, subject="mira@example.com", expires_at=at(120))
    found = await store.read(passes.find, **LINK, now=at(90))
    assert (found.subject, found.data) == ("sam@example.com", {"name": "Sam"})
