"""A message out: in order, once, with a receipt; and what becomes of it when nobody is there."""

from datetime import timedelta

from bot.runtime.dispatch import DELAYS
from channels.base import TryLater, Undeliverable
from store import talks, work_queue
from store.work_queue import OUTBOX
from tests.runtime.stories import BADGE, SAM, SAP, by_bird, happened
from tests.scenarios.stage import by_mail

ANN, BO = by_bird("pigeon", "Ann"), by_bird("pigeon", "Bo")


async def test_what_is_put_off_keeps_its_order_and_holds_up_nobody_else(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("ann", [TryLater("a storm", after=timedelta(minutes=3))])
    await stage.say(ANN, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "reply I am on my way.")
    await stage.say(BO, SAP)
    assert pigeon.said_to("ann") == ()
    assert len(pigeon.said_to("bo")) == 1

    await stage.pass_time(timedelta(minutes=2))
    assert pigeon.said_to("ann") == ()
    await stage.pass_time(timedelta(minutes=1))
    logged, claimed, replied = pigeon.said_to("ann")
    assert "FL-1001" in logged
    assert "Sam** is working on it" in claimed
    assert "on my way" in replied


async def test_a_channel_with_a_bug_is_tried_again(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("ann", [KeyError("a bug of the pigeon")])
    await stage.say(ANN, BADGE)
    assert pigeon.said_to("ann") == ()
    await stage.pass_time(DELAYS[0])
    assert len(pigeon.said_to("ann")) == 1


async def test_a_channel_is_told_what_may_have_been_sent_before(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("ann", [TryLater("a storm")])
    await stage.say(ANN, BADGE)
    await stage.say(BO, SAP)
    await stage.pass_time(DELAYS[0])
    tried = {message.conversation.place: message.again for message in pigeon.sent}
    assert tried == {"ann": True, "bo": False}


async def test_a_channel_that_is_not_open_is_waited_for(stage, open_channel):
    await stage.say(ANN, BADGE)
    stage.clock.wind(DELAYS[0])
    pigeon = open_channel("pigeon")
    await stage.turn()
    assert len(pigeon.said_to("ann")) == 1


async def test_what_cannot_be_delivered_is_said_elsewhere_and_shown_to_the_desk(
    stage, open_channel
):
    pigeon, raven = open_channel("pigeon"), open_channel("raven")
    await stage.say(ANN, BADGE)
    await stage.say(by_bird("raven", "Ann"), "hello")
    await stage.say(SAM, "claim FL-1001")
    pigeon.fail("ann", [Undeliverable("the pigeon was eaten")])
    heard = await stage.say(SAM, "reply I am on my way.")

    assert "I am on my way" in raven.said_to("ann")[-1]
    assert "I am on my way" not in "".join(pigeon.said_to("ann"))
    unreached = (await stage.timeline("FL-1001"))[-1]
    assert (unreached.kind, unreached.public) == ("unreached", False)
    assert unreached.data["channel"] == "pigeon"
    assert "I am on my way" not in str(unreached.data)  # it may hold a link that is not the desk's
    assert any("could not reach the requester on pigeon" in text for text in heard)
    buried = await stage.firstline.store.read(work_queue.buried, OUTBOX, 10)
    assert [row.reason for row in buried] == ["the pigeon was eaten"]


async def test_who_cannot_be_reached_anywhere_is_tried_in_each_place_once(stage, open_channel):
    pigeon, raven = open_channel("pigeon"), open_channel("raven")
    await stage.say(by_bird("raven", "Ann"), "hello")
    await stage.say(ANN, BADGE)
    before = len(raven.sent)
    pigeon.fail("ann", [Undeliverable("eaten")])
    raven.fail("ann", [Undeliverable("flown away")])
    await stage.say(SAM, "claim FL-1001")
    await stage.pass_time(timedelta(hours=12))

    assert len(raven.sent) == before
    assert (await happened(stage, "FL-1001")).count("unreached") == 1
    assert len(await stage.firstline.store.read(work_queue.buried, OUTBOX, 10)) == 2


async def test_an_answer_at_the_other_address_reaches_the_ticket(stage, open_channel):
    pigeon, raven = open_channel("pigeon"), open_channel("raven")
    elsewhere = by_bird("raven", "Ann")
    await stage.say(elsewhere, "hello")
    await stage.say(ANN, BADGE)
    pigeon.fail("ann", [Undeliverable("eaten")])
    await stage.say(SAM, "claim FL-1001")
    await stage.say(elsewhere, "please hurry, ten people are waiting at the door")
    assert await stage.count() == 1
    assert (await happened(stage, "FL-1001"))[-1] == "said"
    assert raven.sent


async def test_hope_ends_with_the_table_of_delays(stage, open_channel):
    pigeon = open_channel("pigeon")
    pigeon.fail("ann", [TryLater("a storm")] * (len(DELAYS) + 5))
    await stage.say(ANN, BADGE)
    for delay in DELAYS:
        assert "unreached" not in await happened(stage, "FL-1001")
        stage.clock.wind(delay)
        await stage.turn()
    assert (await happened(stage, "FL-1001"))[-1] == "unreached"
    left = len(pigeon.trouble["ann"])
    await stage.pass_time(timedelta(days=1))
    assert len(pigeon.trouble["ann"]) == left == 5


async def test_the_receipt_of_a_mail_leads_back_to_its_ticket(stage):
    ann = by_mail("Ann", "Badge reader")
    await stage.say(ann, BADGE)
    (mail,) = stage.mails(ann)
    line = await stage.firstline.store.read(talks.find, "email", mail["Message-ID"])
    assert line.ticket_id == 1001
    row = await stage.firstline.store.read(work_queue.find, OUTBOX, line.key)
    assert (row.state, row.receipt) == ("done", mail["Message-ID"])

    # A mail program that begins a new thread still says what it answers.
    stray = by_mail("Ann", "your mail", thread=2)
    await stage.say(stray, "it happens at door 4, too", answers=mail["Message-ID"])
    assert await stage.count() == 1
    assert (await happened(stage, "FL-1001"))[-1] == "said"


async def test_somebody_else_who_answers_a_mail_is_heard_by_the_desk_alone(stage):
    ann, eve = by_mail("Ann", "Badge reader"), by_mail("Eve", "your mail", thread=2)
    await stage.say(ann, BADGE)
    (mail,) = stage.mails(ann)
    await stage.say(eve, "the badge reader at door 9 is slow", answers=mail["Message-ID"])
    last = (await stage.timeline("FL-1001"))[-1]
    assert (last.kind, last.actor, last.public) == ("said", "Eve", False)
    assert await stage.count() == 1
    assert stage.mails(eve) == ()
