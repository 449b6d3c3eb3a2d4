"""Conversations: lines without a gap, said once, found again."""

import asyncio
from datetime import timedelta

from store import talks, tickets
from store.talks import NewLine
from tests.store.rows import NOON, at, draft, event


async def say(store, key, talk="web|a|", text="hello", **more):
    line = {
        "talk": talk, "key": key, "inbound": True, "author": "Ann", "text": text, "at": NOON,
        "payload": {"id": key},
    }  # fmt: skip
    return await store.transact(talks.say, NewLine(**(line | more)))


async def ticket_id(store):
    return (await store.transact(tickets.open_ticket, draft(), event())).id


async def test_what_is_remembered(store):
    assert await store.read(talks.get, "web|a|") is None
    await store.transact(talks.remember, "web|a|", {"asked": ["vpn"]}, now=NOON, nudge_at=at(60))
    talk = await store.read(talks.get, "web|a|")
    assert (talk.key, talk.lines, talk.state) == ("web|a|", 0, {"asked": ["vpn"]})
    assert (talk.nudge_at, talk.touched_at) == (at(60), NOON)
    await store.transact(talks.remember, "web|a|", {}, now=at(1))
    talk = await store.read(talks.get, "web|a|")
    assert (talk.state, talk.nudge_at, talk.touched_at) == ({}, None, at(1))


async def test_remembering_keeps_the_count_and_saying_keeps_the_memory(store):
    await say(store, "m1")
    await store.transact(talks.remember, "web|a|", {"x": 1}, now=NOON)
    assert await say(store, "m2", at=at(5)) == 2
    talk = await store.read(talks.get, "web|a|")
    assert (talk.lines, talk.state, talk.touched_at) == (2, {"x": 1}, at(5))


async def test_who_was_told_to_wait_by_the_clock_before_it_was_set_back_waits_no_longer(store):
    await store.transact(talks.remember, "web|a|", {}, now=at(3600), nudge_at=at(3660))
    await store.transact(talks.remember, "web|b|", {}, now=NOON, nudge_at=at(50))
    await store.transact(talks.remember, "web|c|", {}, now=at(3600))
    assert await store.read(talks.strays, at(5))
    await store.transact(talks.bring_home, at(5))
    assert not await store.read(talks.strays, at(5))
    assert [talk.key for talk in await store.read(talks.to_nudge, at(64), 9)] == ["web|b|"]
    due = await store.read(talks.to_nudge, at(65), 9)
    assert [(talk.key, talk.nudge_at) for talk in due] == [("web|b|", at(50)), ("web|a|", at(65))]


async def test_a_clock_that_is_set_moves_all_who_wait_once(store):
    await store.transact(talks.remember, "web|a|", {}, now=NOON, nudge_at=at(60))
    await store.transact(talks.shift, timedelta(hours=-1))
    assert not await store.read(talks.strays, at(1 - 3600))
    assert (await store.read(talks.get, "web|a|")).nudge_at == at(60 - 3600)


async def test_who_is_to_be_nudged(store):
    for number, moment in enumerate((at(5), None, at(3), at(9))):
        await store.transact(talks.remember, f"web|{number}|", {}, now=NOON, nudge_at=moment)
    due = await store.read(talks.to_nudge, at(5), 9)
    assert [talk.key for talk in due] == ["web|2|", "web|0|"]
    assert len(await store.read(talks.to_nudge, at(99), 2)) == 2


async def test_a_line_comes_back_as_it_was_said(store):
    number = await ticket_id(store)
    await say(store, "m1", external_id="x1", ticket_id=number)
    (line,) = await store.read(talks.lines, "web|a|")
    assert (line.talk, line.seq, line.key, line.inbound) == ("web|a|", 1, "m1", True)
    assert (line.external_id, line.author, line.text, line.at) == ("x1", "Ann", "hello", NOON)
    assert (line.ticket_id, line.payload) == (number, {"id": "m1"})


async def test_the_same_line_twice_is_said_once(store):
    assert await say(store, "m1") == 1
    assert await say(store, "m2") == 2
    assert await say(store, "m1", text="changed") == 1
    assert [line.text for line in await store.read(talks.lines, "web|a|")] == ["hello"] * 2
    assert (await store.read(talks.get, "web|a|")).lines == 2


async def test_many_speak_at_once_without_a_gap(store):
    numbers = await asyncio.gather(
        *(say(store, f"m{n % 30}", talk=f"web|{n % 2}|") for n in range(60))
    )
    for talk in (0, 1):
        assert sorted(set(numbers[talk::2])) == list(range(1, 16))


async def test_lines_after_a_number(store):
    for number in range(1, 8):
        await say(store, f"m{number}")
    found = await store.read(talks.lines, "web|a|", after=2, limit=3)
    assert [line.seq for line in found] == [3, 4, 5]


async def test_a_receipt_makes_a_line_findable(store):
    await say(store, "out/1")
    assert await store.read(talks.find, "web", "") is None
    await store.transact(talks.sent, "out/1", "ts-9")
    assert (await store.read(talks.find, "web", "ts-9")).key == "out/1"
    assert await store.read(talks.find, "slack", "ts-9") is None
    assert (await store.read(talks.find_key, "out/1")).external_id == "ts-9"
    assert await store.read(talks.find_key, "out/2") is None


async def test_lines_join_a_ticket(store):
    first, second = await ticket_id(store), await ticket_id(store)
    for number in range(1, 5):
        await say(store, f"m{number}")
    await store.transact(talks.attach, "m3", first)
    await store.transact(talks.attach_open, "web|a|", second, 2)
    found = await store.read(talks.lines, "web|a|")
    assert [line.ticket_id for line in found] == [0, second, first, second]


async def test_an_edit_keeps_what_was_said(store):
    await say(store, "m1", text="vnp")
    assert await store.transact(talks.revise, "m1", "vpn") is True
    assert await store.transact(talks.revise, "m1", "") is True
    assert await store.transact(talks.revise, "m2", "vpn") is False
    line = await store.read(talks.find_key, "m1")
    assert (line.text, line.payload) == ("", {"id": "m1", "revisions": ["vnp", "vpn"]})


async def test_the_version_grows_with_every_line(store):
    seen = [await store.read(talks.version)]
    for number in range(3):
        await say(store, f"m{number}")
        seen.append(await store.read(talks.version))
    assert seen == sorted(set(seen))
    await say(store, "m0")
    assert await store.read(talks.version) == seen[-1]
