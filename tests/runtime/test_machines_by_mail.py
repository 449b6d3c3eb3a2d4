"""Mails as machines write them: what the desk makes of each, from the wire to the ticket."""

import pytest

from channels.email import signed
from tests.runtime.letters import ANN, deliver, mails_to, ours, write
from tests.runtime.stories import BADGE, SAM, happened, held
from tests.scenarios.stage import OUR_ADDRESS

REPORT = """\
From: Mail Delivery System <mailer-daemon@relay.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{status}@relay.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

This is the mail system at host relay.example. Your message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {whom}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} {words}

--part
Content-Type: text/rfc822-headers

Message-ID: {id}
Subject: Re: Badge reader

--part--
"""
NOWHERE = {"status": "5.1.1", "action": "failed", "words": "no such mailbox here"}
GIVEN_UP = {"status": "4.4.7", "action": "failed", "words": "delivery time expired"}
STILL_TRYING = {"status": "4.4.1", "action": "delayed", "words": "no answer from host"}


@pytest.fixture
async def asked(stage):
    """Ann has asked and was answered by mail; Sam has her ticket."""
    await write(stage, ANN, 1, BADGE)
    await stage.say(SAM, "claim FL-1001")
    return stage


def verp_of(stage, id):
    """Where a mail of ours comes back to, if its envelope says so."""
    return signed.bounce_address(OUR_ADDRESS, id, stage.firstline.house.signer)


async def report(stage, *, id="", to=OUR_ADDRESS, **facts):
    """A mail server reports on one of our mails to Ann."""
    named = id or ours(stage, ANN)[0]
    raw = REPORT.format(to=to, whom=ANN, id=named, **facts).encode()
    return await deliver(stage, raw, mail_from="", to=to)


async def test_a_permanent_failure_is_told_to_the_desk_and_gives_the_address_up(asked):
    seen = await asked.last(SAM)
    await report(asked, **NOWHERE)
    event = (await asked.timeline("FL-1001"))[-1]
    assert event.kind == "unreached"
    assert "no such mailbox here" in event.data["why"]
    assert "no such mailbox here" in (await held(asked, "Ann")).bounced_why
    told = await asked.heard(SAM, after=seen)
    assert sum("could not reach the requester" in text for text in told) == 1
    assert await asked.count() == 1
    assert len(mails_to(asked, ANN)) == 2


async def test_the_address_that_it_came_back_to_is_enough(asked):
    (id, *_) = ours(asked, ANN)
    await report(asked, id="<unheard.of@elsewhere.example>", to=verp_of(asked, id), **NOWHERE)
    assert (await happened(asked, "FL-1001"))[-1] == "unreached"


async def test_a_made_up_report_gives_nobody_up(asked):
    before = await happened(asked, "FL-1001")
    await report(asked, id="<firstline.00000000000000000000000000000000@x.example>", **NOWHERE)
    forged = verp_of(asked, ours(asked, ANN)[0]).replace("+", "+a", 1)
    await report(asked, id="<unheard.of@elsewhere.example>", to=forged, **GIVEN_UP)
    assert await happened(asked, "FL-1001") == before
    known = await held(asked, "Ann")
    assert known.bounced_at is None


async def test_a_server_that_gave_up_says_nothing_about_tomorrow(asked):
    await report(asked, **GIVEN_UP)
    assert (await happened(asked, "FL-1001"))[-1] == "unreached"
    assert (await held(asked, "Ann")).bounced_at is None


async def test_a_delay_is_only_noted(asked):
    await report(asked, **STILL_TRYING)
    event = (await asked.timeline("FL-1001"))[-1]
    assert event.kind == "noted"
    assert "is delayed" in event.data["text"]


async def test_a_bounce_that_comes_twice_is_one(asked):
    await report(asked, **NOWHERE)
    await report(asked, **NOWHERE)
    assert (await happened(asked, "FL-1001")).count("unreached") == 1


async def test_whatever_answers_to_the_envelope_is_a_machine(asked):
    """It carries no mark and no thread; but nobody writes to that address."""
    to = verp_of(asked, ours(asked, ANN)[0])
    await asked.say(SAM, "ask which door?")
    await write(asked, ANN, 7, "I read mail on Mondays only.", subject="Hello", to=to)
    assert (await happened(asked, "FL-1001"))[-1] == "noted"
    assert (await asked.ticket("FL-1001")).status == "waiting_customer"
    assert await asked.count() == 1


async def test_an_absence_note_moves_no_ticket(asked):
    answered = ours(asked, ANN)
    await asked.say(SAM, "ask which door?")
    mails = len(mails_to(asked, ANN))
    away = {"subject": "Automatic reply: Badge reader", "Auto_Submitted": "auto-replied"}
    await write(asked, ANN, 8, "I am away until Monday.", follows=answered, **away)
    assert (await asked.ticket("FL-1001")).status == "waiting_customer"
    assert len(mails_to(asked, ANN)) == mails
    assert await asked.count() == 1


async def test_what_a_person_writes_by_a_list_is_a_ticket_and_not_answered(stage):
    by_list = {"List_Id": "<staff.lists.example>", "Precedence": "list"}
    await write(stage, ANN, 1, BADGE, **by_list)
    assert await stage.count() == 1
    assert mails_to(stage, ANN) == ()
    opened = (await stage.timeline("FL-1001"))[0]
    assert opened.data["untold"]


async def test_an_alarm_is_a_ticket_that_answers_nobody(stage):
    alarm = {"subject": "CRITICAL: disk full on mail1", "Auto_Submitted": "auto-generated"}
    await write(stage, "monitor@desk.example", 1, "/var has 0 bytes left.", **alarm)
    assert await stage.count() == 1
    assert mails_to(stage, "monitor@desk.example") == ()
    assert await stage.line() == ("FL-1001",)
