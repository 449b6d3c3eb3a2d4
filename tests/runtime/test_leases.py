"""A process dies in the middle: what it held is taken over, and nothing is done twice."""

import pytest

from bot.app import prepare
from bot.runtime import intake, lease_loop
from bot.runtime.crew import LEASE
from channels.messages import OutboundMessage, from_json
from store import leases, work_queue
from store.errors import LostLease
from store.work_queue import INBOX, OUTBOX
from tests.runtime.stories import ANN, BADGE, entry
from tests.scenarios.stage import by_mail


async def held_by_the_dead(stage, queue):
    """Another process claims what is due, and is never heard of again."""
    stage.clock.wind(stage.firstline.rules.settle)
    (batch,) = await stage.firstline.store.transact(
        work_queue.claim, queue, now=stage.clock(), lease=LEASE, limit=8
    )
    return batch


async def test_a_message_whose_process_died_is_handled_after_the_lease(stage):
    message = stage.message(ANN, BADGE)
    await stage.accept(message)
    await held_by_the_dead(stage, INBOX)
    await stage.turn()
    assert await stage.count() == 0

    stage.clock.wind(LEASE)
    await stage.turn()
    assert await stage.count() == 1
    row = await entry(stage, message)
    assert (row.state, row.attempts) == ("done", 2)


async def test_who_comes_back_from_the_dead_does_nothing_twice(stage):
    await stage.accept(stage.message(ANN, BADGE))
    batch = await held_by_the_dead(stage, INBOX)
    stage.clock.wind(LEASE)
    await stage.turn()
    with pytest.raises(LostLease):
        await stage.firstline.intake.handle(batch)
    await stage.turn()
    assert await stage.count() == 1
    assert len(await stage.heard(ANN)) == 1


async def test_a_mail_sent_just_before_the_end_leaves_once(stage):
    ann = by_mail("Ann", "Badge reader")
    await stage.accept(stage.message(ann, BADGE))
    await stage.intake.drain()
    (work,) = await held_by_the_dead(stage, OUTBOX)
    await stage.firstline.channels["email"].send(from_json(OutboundMessage, work.payload))
    stage.clock.wind(LEASE)
    await stage.turn()

    row = await stage.firstline.store.read(work_queue.find, OUTBOX, work.key)
    assert (row.state, row.attempts) == ("done", 2)
    assert len(stage.mails(ann)) == 1


async def test_a_start_frees_what_the_last_run_held(stage, store):
    await stage.accept(stage.message(ANN, BADGE))
    await held_by_the_dead(stage, INBOX)
    await prepare(stage.firstline)
    await stage.turn()
    # Nobody else writes to a SQLite file. On PostgreSQL the holder may well be alive.
    assert await stage.count() == (store.dialect == "sqlite")


async def test_a_start_frees_what_only_one_may_do(stage, store):
    """The board, the mailboxes: the next run need not wait for them."""
    held = {"now": stage.clock(), "length": LEASE}
    await store.transact(leases.take, "board", "the dead", **held)
    await prepare(stage.firstline)
    fence = await store.transact(leases.take, "board", "the living", **held)
    assert (fence == 2) == (store.dialect == "sqlite")


async def test_what_kills_every_process_ends_as_a_plain_ticket(stage):
    message = stage.message(ANN, BADGE)
    await stage.accept(message)
    for _ in range(lease_loop.MOST_TRIES):
        await held_by_the_dead(stage, INBOX)
        stage.clock.wind(LEASE)
    await stage.turn()
    assert (await entry(stage, message)).state == "buried"
    assert (await stage.timeline("FL-1001"))[0].data["why"] == "unsure"


async def test_a_bad_night_of_crashes_is_not_held_against_a_message(stage):
    message = stage.message(ANN, BADGE)
    await stage.accept(message)
    for _ in range(len(intake.DELAYS) + 3):
        await held_by_the_dead(stage, INBOX)
        stage.clock.wind(LEASE)
    await stage.turn()
    assert (await entry(stage, message)).state == "done"
    assert (await stage.timeline("FL-1001"))[0].data["why"] == "logged"
