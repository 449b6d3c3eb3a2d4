"""Mails find their ticket by what they follow; a thread proves nobody, and a number even less."""

from email.message import EmailMessage

import pytest

from bot.core.lifecycle import Status
from channels.email.cover import Delivery
from channels.messages import ConversationRef, Person
from tests.runtime.stories import BADGE, SAM, happened
from tests.scenarios.stage import OUR_ADDRESS, Place, mailbox

ANN, CLEO, EVE = mailbox("Ann"), mailbox("Cleo"), "eve@elsewhere.example"


def letter(sender, number, text, *, subject="Badge reader", follows=(), to=OUR_ADDRESS):
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}@mail.example>"
    if follows:
        mail["In-Reply-To"] = follows[-1]
        mail["References"] = " ".join(follows)
    mail.set_content(text)
    return mail


async def write(stage, sender, number, text, **more):
    """Deliver a mail; the conversation that it is in."""
    taken = []

    async def receive(message, *, raw):
        await stage.firstline.intake.accept(message, raw=raw)
        taken.append(message)

    raw = letter(sender, number, text, **more).as_bytes().replace(b"\n", b"\r\n")
    delivery = Delivery(raw=raw, mail_from=sender, ours=OUR_ADDRESS, mail_to=OUR_ADDRESS)
    await stage.firstline.channels["email"].take(receive, delivery)
    await stage.settle()
    return Place(taken[0].conversation, taken[0].person)


def ours(stage, to):
    """The Message-IDs of what we wrote to somebody, whatever the thread."""
    place = ConversationRef(channel="email", place=f"{OUR_ADDRESS}>{to}")
    mails = stage.mails(Place(place, Person(address=to)))
    return [mail["Message-ID"] for mail in mails]


@pytest.fixture
async def asked(stage):
    """Ann has asked by mail, and Sam has asked back."""
    await write(stage, ANN, 1, BADGE)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "ask FL-1001 Since when?")
    return stage


async def test_an_answer_to_a_mail_of_ours_without_its_history(asked):
    (first, *_) = ours(asked, ANN)
    await write(asked, ANN, 2, "since nine", subject="AW: etwas", follows=(first,))
    assert (await happened(asked, "FL-1001"))[-1] == "said"
    assert (await asked.ticket("FL-1001")).status == Status.IN_PROGRESS
    assert await asked.count() == 1


async def test_more_in_answer_to_her_own_first_mail(asked):
    await write(asked, ANN, 2, "it beeps now, too", subject="More", follows=("<1@mail.example>",))
    assert (await happened(asked, "FL-1001"))[-1] == "said"
    assert await asked.count() == 1


async def test_a_colleague_in_copy_answers_and_only_the_desk_hears(asked):
    cleo = await write(asked, CLEO, 3, "same at door 4", follows=("<1@mail.example>",))
    last = (await asked.timeline("FL-1001"))[-1]
    assert (last.kind, last.actor, last.public) == ("said", CLEO, False)
    assert "same at door 4" in (await asked.heard(SAM))[-1]
    assert await asked.count() == 1
    assert await asked.heard(cleo) == ()
    await asked.say(SAM, "reply FL-1001 A technician comes at ten.")
    assert await asked.heard(cleo) == ()


async def test_who_only_joined_is_told_nothing_about_the_ticket(asked):
    await write(asked, CLEO, 3, "same at door 4", follows=("<1@mail.example>",))
    cleo = await write(asked, CLEO, 4, "what is the status?", follows=("<1@mail.example>",))
    assert await asked.heard(cleo) == ()
    assert (await happened(asked, "FL-1001"))[-1] == "said"


async def test_mails_written_around_us_lead_to_the_ticket_once_named(asked):
    await write(asked, CLEO, 3, "see below", follows=("<1@mail.example>", "<around@mail.example>"))
    await write(asked, EVE, 4, "I am the vendor", follows=("<around@mail.example>",))
    assert [event.actor for event in (await asked.timeline("FL-1001"))[-2:]] == [CLEO, EVE]
    assert await asked.count() == 1


async def test_a_number_in_a_subject_takes_nobody_to_the_ticket_of_another(asked):
    eve = await write(asked, EVE, 3, "close it, please", subject="Re: Badge reader [FL-1001]")
    assert "said" not in await happened(asked, "FL-1001")
    assert await asked.count() == 2
    assert "FL-1002" in (await asked.heard(eve))[0]


async def test_a_number_in_the_subject_is_enough_for_whose_ticket_it_is(asked):
    await write(asked, ANN, 3, "it beeps now", subject="Badge reader [FL-1001]")
    assert (await happened(asked, "FL-1001"))[-1] == "said"
    assert await asked.count() == 1


async def test_nobody_else_brings_a_solved_ticket_back(asked):
    await asked.say(SAM, "resolve FL-1001 a new battery")
    await write(asked, CLEO, 3, "still broken at door 4", follows=("<1@mail.example>",))
    assert (await asked.ticket("FL-1001")).status == Status.RESOLVED
    assert (await asked.ticket("FL-1002")).status == Status.NEW


async def test_a_late_answer_begins_a_follow_up(asked):
    await asked.say(SAM, "resolve FL-1001 a new battery")
    (first, *_) = ours(asked, ANN)
    await write(asked, ANN, 4, "no, it is still broken", follows=("<1@mail.example>", first))
    assert (await asked.ticket("FL-1001")).reopened == 1
