"""What was given up on can be seen, tried again and let go; keys and the order of a lane hold."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from store import dead_letters, talks, work_queue
from store.errors import LostLease
from store.talks import NewLine
from store.work_queue import INBOX, OUTBOX
from tests.store.rows import NOON, at

LEASE = timedelta(seconds=30)


@pytest.fixture
def queue(store):
    """The outbox in short words."""
    return Queue(store)


class Queue:
    def __init__(self, store):
        self.store = store

    async def put(self, key, lane="web|a|"):
        row = {"key": key, "lane": lane, "payload": {"text": "words"}}
        return await self.store.transact(work_queue.put, OUTBOX, **row, now=NOON)

    async def claim(self, now=NOON):
        batches = await self.store.transact(work_queue.claim, OUTBOX, now=now, lease=LEASE, limit=9)
        return [work for batch in batches for work in batch]

    async def bury(self, *keys):
        for key in keys:
            await self.put(key, lane=f"web|{key}|")
        for work in await self.claim():
            await self.store.transact(work_queue.bury, OUTBOX, work, now=NOON, reason="no address")

    async def act(self, what, *keys, now=NOON, **more):
        return await self.store.transact(what, OUTBOX, keys, now=now, **more)

    async def listed(self, *, waiting=False):
        return await self.store.read(dead_letters.listed, OUTBOX, waiting=waiting, limit=10)


async def test_what_was_given_up_on_is_listed_apart_from_what_waits(queue):
    await queue.bury("a", "b")
    await queue.put("c")
    buried = await queue.listed()
    assert [(each.key, each.reason, each.attempts) for each in buried] == [
        ("a", "no address", 1),
        ("b", "no address", 1),
    ]
    assert [each.key for each in await queue.listed(waiting=True)] == ["c"]
    assert not hasattr(buried[0], "payload")
    other = await queue.store.read(dead_letters.listed, INBOX, waiting=False, limit=10)
    assert other == ()


async def test_a_row_tried_again_has_all_its_attempts_and_says_why_it_failed(queue):
    await queue.bury("a", "b")
    assert await queue.act(dead_letters.retry, "a", now=at(60)) == ("a",)
    ((waiting),) = await queue.listed(waiting=True)
    assert (waiting.key, waiting.attempts, waiting.done_at) == ("a", 0, None)
    assert (waiting.due_at, waiting.reason) == (at(60), "no address")
    (work,) = await queue.claim(at(60))
    assert (work.key, work.attempts) == ("a", 1)
    await queue.store.transact(work_queue.finish, OUTBOX, work, now=at(61))
    assert [each.key for each in await queue.listed()] == ["b"]


async def test_it_goes_back_to_its_place_in_the_lane(queue):
    await queue.put("first")
    await queue.put("second")
    (work,) = await queue.claim()
    await queue.store.transact(work_queue.bury, OUTBOX, work, now=NOON, reason="no")
    await queue.act(dead_letters.retry, "first")
    assert [work.key for work in await queue.claim()] == ["first"]


async def test_what_waits_for_its_next_attempt_need_not_wait(queue):
    await queue.put("a")
    (work,) = await queue.claim()
    later = {"due_at": at(3600), "reason": "busy"}
    await queue.store.transact(work_queue.postpone, OUTBOX, work, **later)
    assert await queue.claim(at(1)) == []
    assert await queue.act(dead_letters.retry, "a", now=at(1)) == ("a",)
    assert [work.key for work in await queue.claim(at(1))] == ["a"]


@pytest.mark.parametrize("what", [dead_letters.retry, dead_letters.drop])
async def test_what_is_being_worked_on_is_left_alone(queue, what):
    await queue.put("a")
    (work,) = await queue.claim()
    assert await queue.act(what, "a", now=at(1)) == ()
    await queue.store.transact(work_queue.finish, OUTBOX, work, now=at(2))
    assert await queue.act(what, "a", now=at(3)) == ()  # nor what is done


async def test_who_died_over_a_row_does_not_come_back_to_it(queue):
    await queue.put("a")
    (work,) = await queue.claim()
    assert await queue.act(dead_letters.drop, "a", now=at(60)) == ("a",)
    with pytest.raises(LostLease):
        await queue.store.transact(work_queue.finish, OUTBOX, work, now=at(61))


async def test_a_dropped_row_is_never_done_and_its_key_stays_known(queue):
    await queue.bury("a", "b")
    assert await queue.act(dead_letters.drop, "a", why="he has left") == ("a",)
    entry = await queue.store.read(work_queue.find, OUTBOX, "a")
    assert (entry.state, entry.reason) == ("done", "dropped by the operator: he has left")
    assert await queue.put("a") is False
    assert await queue.claim(at(60)) == []


@pytest.mark.parametrize("what", [dead_letters.retry, dead_letters.drop])
async def test_without_keys_it_is_all_that_was_given_up_on_and_nothing_else(queue, what):
    await queue.bury("a", "b")
    await queue.put("c")
    (work,) = await queue.claim()
    await queue.store.transact(work_queue.postpone, OUTBOX, work, due_at=at(99), reason="busy")
    assert await queue.act(what) == ("a", "b")
    assert await queue.listed() == ()
    (waiting,) = [each for each in await queue.listed(waiting=True) if each.key == "c"]
    assert waiting.due_at == at(99)


async def test_an_unknown_key_is_not_among_those_it_was_done_for(queue):
    await queue.bury("a")
    assert await queue.act(dead_letters.retry, "a", "nobody knows me") == ("a",)


# --- kept back for a reason -----------------------------------------------------------------------

MANY = 66_000  # more than PostgreSQL takes parameters in one statement
KEEP_MANY = """
INSERT INTO outbox (key, lane, channel, payload, burst, state, due_at, attempts, failures, fence,
                    put_at, done_at, reason, receipt)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)
SELECT 'many/' || n.i, lane, channel, payload, burst, 'buried', due_at, attempts, failures, fence,
       put_at, put_at, 'loop', receipt
FROM outbox CROSS JOIN n
"""


@pytest.mark.parametrize(
    ("what", "state"), [(dead_letters.retry_for, "pending"), (dead_letters.drop_for, "done")]
)
async def test_what_is_kept_for_a_reason_may_be_very_much(queue, what, state):
    await queue.bury("other")
    store = queue.store
    await store.transact(lambda unit: unit.connection.execute(text(KEEP_MANY), {"many": MANY}))
    assert await store.read(dead_letters.kept_for, OUTBOX, "loop") == MANY
    assert await store.transact(what, OUTBOX, "loop", now=at(9)) == MANY
    assert await store.read(dead_letters.kept_for, OUTBOX, "loop") == 0
    assert (await store.read(work_queue.find, OUTBOX, "many/9")).state == state
    assert [each.key for each in await queue.listed()] == ["other"]
    assert await store.transact(what, OUTBOX, "loop", now=at(9)) == 0


async def test_what_is_kept_back_is_not_worked_on_and_what_is_done_is_not_kept(queue):
    await queue.put("a")
    (work,) = await queue.claim()
    await queue.store.transact(work_queue.finish, OUTBOX, work, now=NOON)
    await queue.put("b")
    for key in ("a", "b"):
        await queue.store.transact(dead_letters.keep_back, OUTBOX, key, reason="loop", now=NOON)
    assert [(each.key, each.reason) for each in await queue.listed()] == [("b", "loop")]
    assert await queue.claim() == []


async def test_only_what_is_older_and_of_the_same_conversation_is_waited_for(store):
    def say(unit, key, talk):
        line = NewLine(
            talk=talk, key=key, inbound=True, author="Ann", text="words", at=NOON, payload={}
        )
        work_queue.put(unit, INBOX, key=key, lane=talk, payload={}, now=NOON)
        talks.say(unit, line)

    rows = {"first": "email|a|1", "kept": "email|a|1", "last": "email|a|1", "else": "email|a|2"}
    for key, talk in rows.items():
        await store.transact(say, key, talk)
    await store.transact(dead_letters.keep_back, INBOX, "kept", reason="loop", now=NOON)
    waits = {
        key: await store.read(
            dead_letters.is_kept_before,
            await store.read(work_queue.find, INBOX, key),
            reason="loop",
        )
        for key in ("first", "last", "else")
    }
    assert waits == {"first": False, "last": True, "else": False}
    last = await store.read(work_queue.find, INBOX, "last")
    assert not await store.read(dead_letters.is_kept_before, last, reason="another")
