"""What is counted is shown; what is shown names no person and no place."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Figures, Measured
from store import tickets, upkeep, work_queue
from store.errors import LostRace
from store.work_queue import INBOX, OUTBOX
from tests.store.rows import NOON, at, draft, event

SECRET = "anna@example.org"


def samples(page):
    """Every figure of the page by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_what_the_loops_tell_is_counted():
    figures = Figures()
    figures.accepted("web")
    figures.handled(INBOX, 3)
    figures.postponed(OUTBOX, 1)
    figures.buried(OUTBOX, 1)
    figures.lost_lease(INBOX, 2)
    figures.sent("email", 0.3)
    figures.transaction(0.002, 3)
    seen = samples(figures.page(None))
    assert seen["firstline_accepted_total", "web"] == 1
    assert seen["firstline_handled_total", INBOX] == 3
    assert seen["firstline_handled_total", OUTBOX] == 0
    assert seen["firstline_postponed_total", OUTBOX] == 1
    assert seen["firstline_buried_total", OUTBOX] == 1
    assert seen["firstline_lost_leases_total", INBOX] == 2
    assert seen["firstline_send_seconds_bucket", "0.25", "email"] == 0
    assert seen["firstline_send_seconds_bucket", "0.5", "email"] == 1
    assert seen["firstline_transaction_seconds_count",] == 1
    assert seen["firstline_transactions_repeated_total",] == 2
    assert seen["firstline_database_up",] == 0
    assert seen["process_resident_memory_bytes",] > 0


def test_two_desks_in_one_process_count_for_themselves():
    one, other = Figures(), Figures()
    one.accepted("web")
    assert ("firstline_accepted_total", "web") not in samples(other.page(None))


async def test_the_queues_and_the_tickets_are_read_from_the_database(store):
    for queue, key, channel in ((INBOX, "a", "web"), (INBOX, "b", "web"), (OUTBOX, "c", "email")):
        lane = f"{channel}|{SECRET}|"
        await store.transact(
            work_queue.put, queue, key=f"{key}{SECRET}", lane=lane, payload={}, now=NOON
        )
    ((work,),) = await store.transact(work_queue.claim, OUTBOX, now=NOON, lease=at(9) - NOON)
    await store.transact(work_queue.bury, OUTBOX, work, now=NOON, reason=f"no {SECRET}")
    await store.transact(tickets.open_ticket, draft(subject=SECRET), event())

    standing = await store.read(upkeep.standing, ("new", "assigned"), at(30))
    page = Figures().page(standing)
    seen = samples(page)
    assert seen["firstline_queue_pending", INBOX, "web"] == 2
    assert seen["firstline_queue_oldest_seconds", INBOX, "web"] == 30
    assert seen["firstline_queue_buried", INBOX, "web"] == 0
    assert seen["firstline_queue_pending", "email", OUTBOX] == 0
    assert seen["firstline_queue_buried", "email", OUTBOX] == 1
    assert seen["firstline_tickets_open", "new"] == 1
    assert seen["firstline_tickets_open", "assigned"] == 0
    assert seen["firstline_database_up",] == 1
    assert SECRET not in page


async def test_what_is_gone_from_the_database_is_gone_from_the_page(store):
    await store.transact(work_queue.put, INBOX, key="a", lane="web|a|", payload={}, now=NOON)
    figures = Figures()
    figures.page(await store.read(upkeep.standing, (), at(1)))
    ((work,),) = await store.transact(work_queue.claim, INBOX, now=NOON, lease=at(9) - NOON)
    await store.transact(work_queue.finish, INBOX, work, now=NOON)
    seen = samples(figures.page(await store.read(upkeep.standing, (), at(2))))
    assert ("firstline_queue_pending", INBOX, "web") not in seen


async def test_transactions_are_timed_and_those_run_again_are_counted(store):
    figures = Figures()
    measured = Measured(store, figures)
    runs = iter((LostRace("somebody was faster"), None))

    def lose_once(unit, *, told):
        trouble = next(runs)
        if trouble:
            raise trouble
        return told

    assert await measured.transact(lose_once, told="done") == "done"
    assert await measured.read(tickets.count) == 0
    assert measured.dialect == store.dialect
    assert samples(figures.page(None))["firstline_transactions_repeated_total",] == 1
    with pytest.raises(ZeroDivisionError):
        await measured.transact(lambda unit: 1 / 0)
    assert samples(figures.page(None))["firstline_transaction_seconds_count",] == 2
