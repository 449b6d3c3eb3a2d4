"""The queues: in order within a lane, no lane behind another, nothing twice, nothing lost."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from store import queue_care, work_queue
from store.errors import LostLease
from store.tables import INBOX_TABLE
from store.work_queue import INBOX, OUTBOX, Among
from tests.store.rows import NOON, at

LEASE = timedelta(seconds=30)


@pytest.fixture(params=[INBOX, OUTBOX])
def queue(request):
    return request.param


@pytest.fixture
def do(store, queue):
    """Run one function of the queue as a transaction."""

    async def run(fn, *args, **kwargs):
        return await store.transact(fn, queue, *args, **kwargs)

    return run


async def put(do, key, lane="a", now=NOON, **more):
    return await do(work_queue.put, key=key, lane=lane, payload={"n": key}, now=now, **more)


async def claim(do, now=NOON, limit=1):
    return await do(work_queue.claim, now=now, lease=LEASE, limit=limit)


async def claim_one(do, now=NOON):
    ((work,),) = await claim(do, now=now)
    return work


def keys(batches):
    return [tuple(work.key for work in batch) for batch in batches]


async def test_put_once(do):
    assert await put(do, "m1") is True
    assert await put(do, "m1", lane="b") is False
    assert keys(await claim(do, limit=9)) == [("m1",)]


async def test_the_two_queues_are_two(store):
    for queue in (INBOX, OUTBOX):
        assert await store.transact(work_queue.put, queue, key="m", lane="a", payload={}, now=NOON)


async def test_work_says_what_it_is(do):
    await put(do, "m1")
    work = await claim_one(do)
    assert (work.key, work.lane, work.payload, work.attempts) == ("m1", "a", {"n": "m1"}, 1)
    assert work.put_at == NOON
    assert work.fence


async def test_a_lane_is_worked_in_order_and_one_at_a_time(do):
    await put(do, "a1")
    await put(do, "a2")
    await put(do, "b1", lane="b")
    assert keys(await claim(do, limit=9)) == [("a1",), ("b1",)]
    assert await claim(do, limit=9) == ()


async def test_the_longest_due_lane_comes_first(do):
    await put(do, "a1", due_at=at(5))
    await put(do, "b1", lane="b", due_at=at(3))
    await put(do, "c1", lane="c", due_at=at(4))
    assert keys(await claim(do, now=at(9), limit=2)) == [("b1",), ("c1",)]


async def test_a_finished_row_makes_way(do):
    await put(do, "a1")
    await put(do, "a2")
    await do(work_queue.finish, await claim_one(do), now=at(1), receipt="r1")
    done = await do(work_queue.find, "a1")
    assert (done.state, done.done_at, done.receipt) == ("done", at(1), "r1")
    assert (await claim_one(do)).key == "a2"


async def test_a_postponed_head_blocks_its_lane_and_no_other(do):
    await put(do, "a1")
    await put(do, "a2")
    await put(do, "b1", lane="b")
    work = await claim_one(do)
    await do(work_queue.postpone, work, due_at=at(60), reason="Slack asks for a pause")
    assert keys(await claim(do, now=at(59), limit=9)) == [("b1",)]
    again = await claim_one(do, now=at(60))
    assert (again.key, again.attempts) == ("a1", 2)


async def test_work_given_back_is_not_counted_and_may_have_been_done(do):
    await put(do, "a1")
    first = await claim_one(do)
    await do(work_queue.give_back, first)
    second = await claim_one(do)
    assert (first.attempts, first.was_tried) == (1, False)
    assert (second.attempts, second.was_tried) == (1, True)


async def test_a_buried_row_is_kept_and_makes_way(do):
    await put(do, "a1")
    await put(do, "a2")
    await do(work_queue.bury, await claim_one(do), now=at(1), reason="unknown chat")
    (grave,) = await do(work_queue.buried, 10)
    assert (grave.key, grave.reason, grave.payload) == ("a1", "unknown chat", {"n": "a1"})
    assert (await claim_one(do)).key == "a2"


async def test_a_lease_that_ran_out_is_taken_over(do):
    await put(do, "a1")
    slow = await claim_one(do)
    assert await claim(do, now=NOON + LEASE - timedelta(seconds=1)) == ()
    taken = await claim_one(do, now=NOON + LEASE)
    assert (taken.key, taken.attempts) == ("a1", 2)
    assert taken.fence != slow.fence
    for let_go in (
        do(work_queue.finish, slow, now=at(31)),
        do(work_queue.postpone, slow, due_at=at(31), reason=""),
        do(work_queue.give_back, slow),
        do(work_queue.bury, slow, now=at(31), reason=""),
    ):
        with pytest.raises(LostLease):
            await let_go
    await do(work_queue.finish, taken, now=at(32))
    with pytest.raises(LostLease):
        await do(work_queue.finish, taken, now=at(33))


async def test_short_messages_in_a_row_are_one_batch(do):
    for key in ("a1", "a2", "a3"):
        await put(do, key, burst=True)
    await put(do, "a4")
    await put(do, "a5", burst=True)
    (batch,) = await claim(do)
    assert [work.key for work in batch] == ["a1", "a2", "a3"]
    assert len({work.fence for work in batch}) == 1
    for work in batch:
        await do(work_queue.finish, work, now=at(1))
    assert keys(await claim(do)) == [("a4",)]


async def test_a_batch_that_failed_is_tried_one_by_one(do):
    for key in ("a1", "a2"):
        await put(do, key, burst=True)
    await claim(do)
    assert keys(await claim(do, now=NOON + LEASE)) == [("a1",)]


async def test_a_batch_has_an_end(do):
    for number in range(25):
        await put(do, f"a{number:02}", burst=True)
    (batch,) = await claim(do)
    assert len(batch) == 20


async def test_settling_puts_a_burst_off_but_not_for_long(do):
    await put(do, "a1", burst=True)
    await put(do, "a2", burst=True, now=at(5))
    await put(do, "a3", now=at(5))
    await put(do, "b1", lane="b", burst=True)
    await do(work_queue.settle, lanes=["a"], due_at=at(8))
    due = [(await do(work_queue.find, key)).due_at for key in ("a1", "a2", "a3", "b1")]
    assert due == [at(6), at(8), at(5), NOON]


async def test_settling_never_calls_anything_earlier_or_moves_what_was_tried(do):
    await put(do, "a1", burst=True, due_at=at(5))
    await put(do, "b1", lane="b", burst=True)
    await do(work_queue.settle, lanes=["a"], due_at=at(2))
    await do(work_queue.postpone, await claim_one(do), due_at=at(1), reason="")
    await do(work_queue.settle, lanes=["b"], due_at=at(4))
    assert (await do(work_queue.find, "a1")).due_at == at(5)
    assert (await do(work_queue.find, "b1")).due_at == at(1)


async def test_a_lease_is_renewed_by_its_fence(do):
    await put(do, "a1")
    held = await claim_one(do)
    kept = await do(work_queue.renew, [held], now=at(20), lease=LEASE)
    assert kept == {held.fence}
    assert await claim(do, now=at(49)) == ()
    taken = await claim_one(do, now=at(50))
    assert await do(work_queue.renew, [held], now=at(51), lease=LEASE) == frozenset()
    await do(work_queue.finish, taken, now=at(52))
    assert await do(work_queue.renew, [taken], now=at(53), lease=LEASE) == frozenset()


async def test_new_work_does_not_wait_behind_a_heap_of_retries(do):
    for number in range(6):
        await put(do, f"old{number}", lane=f"old{number}")
    for batch in await claim(do, limit=6):
        await do(work_queue.postpone, batch[0], due_at=at(1), reason="down")
    await put(do, "new1", lane="new1", now=at(5))
    await put(do, "new2", lane="new2", now=at(6))
    assert keys(await claim(do, now=at(9), limit=2)) == [("old0",), ("old1",)]
    untried = Among(untried=("new1", "new2", *(f"old{number}" for number in range(6))))
    assert await do(work_queue.next_due, untried) == at(5)
    claimed = await do(work_queue.claim, now=at(9), lease=LEASE, limit=4, among=untried)
    assert keys(claimed) == [("new1",), ("new2",)]
    assert await do(work_queue.next_due, untried) is None
    assert keys(await claim(do, now=at(9), limit=2)) == [("old2",), ("old3",)]


async def test_where_much_waits_the_newest_may_be_chosen_first(do):
    for number in range(6):
        await put(do, f"m{number}", lane=f"m{number}", now=at(number))

    def one_of_each(fresh, heads):
        return [fresh[0], heads[0]] if fresh[0] != heads[0] else heads[:1]

    how = {"lease": LEASE, "limit": 2, "choose": one_of_each, "jam": timedelta(seconds=7)}
    assert keys(await do(work_queue.claim, now=at(7), **how)) == [("m0",)]
    assert keys(await do(work_queue.claim, now=at(9), **how)) == [("m5",), ("m1",)]


async def test_a_claim_may_name_channels_and_leave_some_out(do):
    for lane in ("web|1", "email|1", "slack|1"):
        await put(do, lane, lane=lane)

    async def among(**which):
        some = Among(**which)
        batches = await do(work_queue.claim, now=NOON, lease=LEASE, limit=9, among=some)
        for (work,) in batches:
            await do(work_queue.give_back, work)
        assert (await do(work_queue.next_due, some) is None) == (not batches)
        return [work.key for (work,) in batches]

    assert await among() == ["web|1", "email|1", "slack|1"]
    assert await among(channels=("email", "web")) == ["web|1", "email|1"]
    assert await among(but=("email",)) == ["web|1", "slack|1"]
    assert await among(channels=("email", "web"), but=("web",)) == ["email|1"]
    assert await among(channels=("email",), but=("email",)) == []


async def test_what_waits_goes_on_waiting_when_the_clock_is_set(store, do):
    await put(do, "a1", due_at=at(60))
    await put(do, "b1", lane="b")
    await claim_one(do)
    hour = timedelta(hours=-1)
    await store.transact(queue_care.shift, hour)
    assert await claim(do, now=at(0) + hour) == ()
    claimed = await claim(do, now=at(60) + hour, limit=9)
    assert keys(claimed) == [("b1",), ("a1",)]


async def test_what_was_put_later_than_now_waits_no_longer_than_it_had_to(store, do):
    await put(do, "a1", now=at(10), due_at=at(40))
    await put(do, "b1", lane="b", now=NOON, due_at=at(40))
    assert await store.read(queue_care.strays, at(5))
    await store.transact(queue_care.bring_home, at(5))
    assert not await store.read(queue_care.strays, at(5))
    assert await claim(do, now=at(34), limit=9) == ()
    assert keys(await claim(do, now=at(35), limit=9)) == [("a1",)]


async def test_only_what_is_done_and_old_is_forgotten(do):
    for key in ("a1", "a2", "a3"):
        await put(do, key, lane=key)
    first, second, _ = await claim(do, limit=3)
    await do(work_queue.finish, first[0], now=at(1))
    await do(work_queue.bury, second[0], now=at(1), reason="")
    assert await do(queue_care.forget, before=at(1), limit=9) == 0
    assert await do(queue_care.forget, before=at(2), limit=9) == 1
    assert await do(work_queue.find, "a1") is None
    assert await do(work_queue.find, "a2")
    assert await do(work_queue.find, "a3")


async def test_depth(do):
    assert await do(work_queue.depth, NOON) == {"pending": 0, "buried": 0, "oldest": 0}
    await put(do, "a1")
    await put(do, "b1", lane="b", now=at(10))
    await do(work_queue.bury, await claim_one(do), now=at(11), reason="")
    assert await do(work_queue.depth, at(40)) == {"pending": 1, "buried": 1, "oldest": 30}


async def test_next_due(do):
    assert await do(work_queue.next_due) is None
    await put(do, "a1", due_at=at(5))
    await put(do, "a2")
    assert await do(work_queue.next_due) == at(5)
    await put(do, "b1", lane="b", due_at=at(3))
    assert await do(work_queue.next_due) == at(3)
    await claim(do, now=at(3))
    assert await do(work_queue.next_due) == at(5)
    await claim(do, now=at(5))
    assert await do(work_queue.next_due) == at(3) + LEASE


async def test_nothing_is_found_under_an_unknown_key(do):
    assert await do(work_queue.find, "never") is None


async def test_what_cannot_be_stored_as_text_is_mended(do):
    await do(work_queue.put, key="k\x00", lane="a", payload={"t": ["\x00", "\ud800 hi"]}, now=NOON)
    work = await claim_one(do)
    assert (work.key, work.payload) == ("k\ufffd", {"t": ["\ufffd", "\ufffd hi"]})


async def test_a_key_too_long_to_index_is_refused(do):
    with pytest.raises(ValueError, match="2000 bytes"):
        await put(do, "k" * 2001)


async def test_a_time_without_a_zone_is_refused(do):
    with pytest.raises(ValueError, match="without a zone"):
        await put(do, "a1", now=NOON.replace(tzinfo=None))


async def work_until(do, seen, total, busy):
    """Claim four lanes at a time, and complain if somebody else works one of them."""
    while len(seen) < total:
        for (item,) in await claim(do, limit=4):
            assert item.lane not in busy
            busy.add(item.lane)
            seen.append(item)
            await asyncio.sleep(0)
            # Once the finish is committed somebody else may have the lane.
            busy.discard(item.lane)
            await do(work_queue.finish, item, now=NOON)


async def bring(do, total):
    for number in range(total):
        await put(do, f"{number:03}", lane=str(number % 7))


def of_lane(seen, lane):
    return [int(item.key) for item in seen if item.lane == lane]


async def test_many_workers_never_share_a_lane(do):
    """Rows arrive while twelve workers claim."""
    busy, seen = set(), []
    workers = (work_until(do, seen, 60, busy) for _ in range(12))
    await asyncio.wait_for(asyncio.gather(bring(do, 60), *workers), 60)
    for lane in range(7):
        assert of_lane(seen, str(lane)) == list(range(lane, 60, 7))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.just("claim"), st.integers(1, 3)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.sampled_from(["finish", "postpone", "give_back", "bury"]), st.integers(0, 5)),
    ),
    min_size=5,
    max_size=40,
)


class Model:
    """What the queue should hold, kept the simple way: a list of rows."""

    def __init__(self, run):
        self.run = run
        self.now = NOON
        self.rows = []
        self.held = []

    def put(self, lane, burst):
        key = f"k{len(self.rows)}"
        self.run(work_queue.put, key=key, lane=lane, payload={}, now=self.now, burst=burst)
        self.rows.append(
            {"key": key, "lane": lane, "burst": burst, "due": self.now, "tries": 0, "until": None}
            | {"fence": "", "open": True}
        )

    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    def claim(self, limit):
        batches = self.run(work_queue.claim, now=self.now, lease=LEASE, limit=limit)
        expected = self.ready()
        assert len(batches) == min(limit, len(expected))
        assert keys(batches) == [tuple(row["key"] for row in batch) for batch in expected[:limit]]
        for work in (work for batch in batches for work in batch):
            row = self.row(work)
            row.update(tries=row["tries"] + 1, until=self.now + LEASE, fence=work.fence)
            assert work.attempts == row["tries"]
            self.held.append(work)

    def ready(self):
        """The batches that may be claimed, the longest due first."""
        batches = []
        for lane in "abc":
            waiting = [row for row in self.rows if row["open"] and row["lane"] == lane]
            if waiting and waiting[0]["due"] <= self.now and not any(map(self.leased, waiting)):
                batches.append(self.batch(waiting))
        return sorted(batches, key=lambda batch: (batch[0]["due"], self.rows.index(batch[0])))

    def batch(self, waiting):
        number = 0
        while number < len(waiting) and waiting[number]["burst"] and not waiting[number]["tries"]:
            number += 1
        return waiting[: max(number, 1)]

    def leased(self, row):
        return row["until"] is not None and row["until"] > self.now

    def row(self, work):
        return next(row for row in self.rows if row["key"] == work.key)

    def let_go(self, verb, which):
        if not self.held:
            return
        work = self.held[which % len(self.held)]
        row = self.row(work)
        ours = row["open"] and row["fence"] == work.fence
        arguments = {
            "finish": {"now": self.now},
            "postpone": {"due_at": self.now + timedelta(seconds=7), "reason": "later"},
            "give_back": {},
            "bury": {"now": self.now, "reason": "never"},
        }[verb]
        if not ours:
            with pytest.raises(LostLease):
                self.run(getattr(work_queue, verb), work, **arguments)
            return
        self.run(getattr(work_queue, verb), work, **arguments)
        row.update(fence="", until=None, open=verb in ("postpone", "give_back"))
        row["due"] = arguments.get("due_at", row["due"])
        row["tries"] -= verb == "give_back"

    def step(self, verb, *arguments):
        if verb in ("put", "claim", "wait"):
            getattr(self, verb)(*arguments)
        else:
            self.let_go(verb, *arguments)

    def check(self):
        waiting = self.run(work_queue.depth, self.now)["pending"]
        assert waiting == sum(row["open"] for row in self.rows)


def test_the_queue_does_what_a_list_would(store):
    """Any order of steps, compared with a model: order, leases, fences, and nothing lost."""
    with asyncio.Runner() as runner:

        def run(fn, *args, **kwargs):
            return runner.run(store.transact(fn, INBOX, *args, **kwargs))

        @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
        @given(STEPS)
        def play(steps):
            runner.run(store.transact(lambda unit: unit.connection.execute(delete(INBOX_TABLE))))
            model = Model(run)
            for step in steps:
                model.step(*step)
            model.check()

        play()
