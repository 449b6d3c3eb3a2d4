"""Mail comes back: the ticket says so, the person is told elsewhere, and the address given up."""

from dataclasses import replace

import pytest

from channels.messages import Bounced, ConversationRef, Person
from store import talks, work_queue
from store.work_queue import OUTBOX
from tests.runtime.stories import BADGE, SAM, happened, held, mailed
from tests.scenarios.stage import Place, by_mail

DAEMON = by_mail("Mailer-Daemon", "Undelivered mail", thread=99)
NO_MAILBOX = "550 5.1.1 no mailbox here"


async def bounce(stage, mail, **facts):
    """A mail server reports on one of ours."""
    report = Bounced(
        ids=("<unknown@relay.example>", mail["Message-ID"]),
        **{"address": "ann@desk.example", "permanent": True, "reason": NO_MAILBOX, **facts},
    )
    number = len(await stage.lines(DAEMON))
    return await stage.say(
        replace(DAEMON, conversation=replace(DAEMON.conversation, thread=f"<{number}@daemon>")),
        "The mail could not be delivered.",
        automatic=True,
        bounced=report,
    )


@pytest.fixture
async def ann(stage, open_channel):
    """Ann has written by mail and is known on another channel; Sam has her ticket."""
    pigeon = open_channel("pigeon")
    person = Person(address="ann@desk.example", name="Ann", email="ann@desk.example")
    bird = Place(ConversationRef(channel="pigeon", place="ann"), replace(person, address="ann"))
    mail = replace(by_mail("Ann", "Badge reader"), person=person)
    await stage.say(bird, "hello")
    await stage.say(mail, BADGE)
    await stage.say(SAM, "claim FL-1001")
    return mail, pigeon


async def test_a_mail_that_came_back_is_said_elsewhere_and_the_address_given_up(stage, ann):
    mail, pigeon = ann
    acknowledged = mailed(stage, mail)[0]
    seen, tickets = await stage.last(SAM), await stage.count()
    await bounce(stage, acknowledged)
    unreached = (await stage.timeline("FL-1001"))[-1]
    assert (unreached.kind, unreached.public) == ("unreached", False)
    assert await stage.count() == tickets
    shown = "".join(await stage.say(SAM, "show FL-1001")).replace("\\", "")
    assert f"could not reach Ann on email: {NO_MAILBOX}" in shown
    assert sum("could not reach" in text for text in await stage.heard(SAM, after=seen)) == 2
    (told,) = [text for text in pigeon.said_to("ann") if "FL-1001" in text]
    assert told
    assert (await held(stage, "Ann")).bounced_why == NO_MAILBOX
    assert (await held(stage, "Mailer-Daemon")) is None


async def test_later_messages_go_to_the_other_address_at_once(stage, ann):
    mail, pigeon = ann
    await bounce(stage, mailed(stage, mail)[0])
    before, seen = len(mailed(stage, mail)), await stage.last(SAM)
    await stage.say(SAM, "resolve the reader was replaced")
    assert len(mailed(stage, mail)) == before
    assert "the reader was replaced" in pigeon.said_to("ann")[-1]
    heard = await stage.heard(SAM, after=seen)
    assert not any("could not reach" in text for text in heard)  # it was told once
    await stage.say(SAM, "reply And a new cable.")
    assert "And a new cable" in pigeon.said_to("ann")[-1]
    buried = await stage.firstline.store.read(work_queue.buried, OUTBOX, 10)
    assert {row.reason for row in buried} == {NO_MAILBOX}


async def test_a_mail_from_there_shows_that_mail_arrives_there_again(stage, ann):
    mail, _ = ann
    await bounce(stage, mailed(stage, mail)[0])
    await stage.say(mail, "my mailbox works again")
    assert (await held(stage, "Ann")).bounced_at is None
    before = len(mailed(stage, mail))
    await stage.say(SAM, "reply Good.")
    assert len(mailed(stage, mail)) == before + 1


async def test_the_desk_can_say_so_as_well(stage, ann):
    mail, _ = ann
    await bounce(stage, mailed(stage, mail)[0])
    await stage.say(SAM, "release ann@desk.example")
    assert (await held(stage, "Ann")).bounced_at is None


async def test_a_delay_is_only_noted(stage, ann):
    mail, pigeon = ann
    said = len(pigeon.sent)
    await bounce(stage, mailed(stage, mail)[0], permanent=False, delayed=True)
    last = (await stage.timeline("FL-1001"))[-1]
    assert (last.kind, last.public) == ("noted", False)
    assert NO_MAILBOX in last.data["text"]
    assert len(pigeon.sent) == said
    known = await held(stage, "Ann")
    assert known is None or known.bounced_at is None


async def test_a_message_that_was_given_up_is_said_elsewhere_and_the_address_kept(stage, ann):
    mail, pigeon = ann
    said = len(pigeon.sent)
    await bounce(stage, mailed(stage, mail)[0], permanent=False, reason="4.4.7 expired")
    assert len(pigeon.sent) == said + 1
    assert (await happened(stage, "FL-1001"))[-1] == "unreached"
    assert (await held(stage, "Ann")).bounced_at is None


async def test_a_bounce_of_nothing_we_know_is_filed_and_counted(stage, ann):
    mail, _ = ann
    before, count = await happened(stage, "FL-1001"), await stage.count()
    await bounce(stage, {"Message-ID": "<made.up@elsewhere.example>"})
    await bounce(stage, {"Message-ID": (await _own_line(stage, mail))})  # hers, not ours
    assert await happened(stage, "FL-1001") == before
    assert await stage.count() == count
    assert (await held(stage, "Ann")).bounced_at is None
    figures = await stage.firstline.house.metrics()
    assert 'firstline_bounced_total{channel="email",known="no"} 2.0' in figures


async def _own_line(stage, place):
    rows = await stage.firstline.store.read(talks.lines, place.conversation.key)
    return next(row.external_id for row in rows if row.inbound)


async def test_who_has_no_other_address_is_not_reached_and_the_desk_hears_of_it(stage):
    mail = by_mail("Bo", "Badge reader")
    await stage.say(SAM, "queue")
    await stage.say(mail, BADGE)
    seen = await stage.last(SAM)
    await bounce(stage, mailed(stage, mail)[0], address="bo@desk.example")
    told = await stage.heard(SAM, after=seen)
    assert len([text for text in told if "could not reach the requester" in text]) == 1
    await stage.say(SAM, "claim FL-1001")
    seen = await stage.last(SAM)
    await stage.say(SAM, "reply Are you there?")
    told = await stage.heard(SAM, after=seen)
    assert any("could not reach the requester" in text for text in told)  # an agent's own words
    assert len(mailed(stage, mail)) == 1


async def test_a_bounce_is_never_answered_however_it_looks(stage):
    await stage.say(
        replace(DAEMON, person=Person(address="postmaster@shop.example")),
        "my laptop is on fire, what is the status?",
        bounced=Bounced(ids=()),
    )
    assert await stage.count() == 0
    assert await stage.lines(DAEMON) == ()
