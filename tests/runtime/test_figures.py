"""What a day at the desk leaves in the figures, also while the database is away."""

from bot.runtime.dispatch import DELAYS
from channels.base import TryLater, Undeliverable
from tests.app.test_metrics import samples
from tests.runtime.stories import BADGE, by_bird


async def figures(stage):
    return samples(await stage.firstline.house.metrics())


async def test_what_was_done_is_counted_and_what_stands_is_read(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("bo", [TryLater("a storm"), Undeliverable("no such nest")])
    await stage.say(by_bird("pigeon", "Ann"), BADGE)
    seen = await figures(stage)
    assert seen["firstline_accepted_total", "pigeon"] == 1
    assert seen["firstline_handled_total", "inbox"] == 1
    assert seen["firstline_send_seconds_count", "pigeon"] == 1
    assert seen["firstline_tickets_open", "new"] == 1
    assert seen["firstline_tickets_open", "in_progress"] == 0
    assert seen["firstline_transaction_seconds_count",] > 3

    await stage.say(by_bird("pigeon", "Bo"), BADGE)
    seen = await figures(stage)
    assert seen["firstline_queue_pending", "outbox", "pigeon"] == 1
    assert seen["firstline_postponed_total", "outbox"] == 1
    await stage.pass_time(DELAYS[0])
    seen = await figures(stage)
    assert seen["firstline_buried_total", "outbox"] == 1
    assert seen["firstline_queue_buried", "outbox", "pigeon"] == 1


async def test_without_a_database_there_are_still_figures(stage, open_channel):
    open_channel("pigeon")
    await stage.say(by_bird("pigeon", "Ann"), BADGE)
    stage.firstline.close()
    seen = await figures(stage)
    assert seen["firstline_database_up",] == 0
    assert seen["firstline_accepted_total", "pigeon"] == 1
    assert ("firstline_tickets_open", "new") not in seen
