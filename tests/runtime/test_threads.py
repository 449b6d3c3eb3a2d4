"""Mails find their ticket by what they follow; a thread proves nobody, and a number even less."""

import pytest

from bot.core.lifecycle import Status
from tests.runtime.letters import ANN, CLEO, EVE, mails_to, ours, signed_to, write
from tests.runtime.stories import BADGE, SAM, happened


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


async def test_an_answer_to_the_signed_address_needs_no_history(asked):
    signed = signed_to(asked, ANN)
    await write(asked, ANN, 5, "since nine", subject="something else", to=signed)
    assert (await happened(asked, "FL-1001"))[-1] == "said"
    await write(asked, EVE, 6, "me too", subject="something else", to=signed.upper())
    last = (await asked.timeline("FL-1001"))[-1]
    assert (last.actor, last.public) == (EVE, False)
    assert await asked.count() == 1


async def test_a_forged_address_proves_nothing(asked):
    forged = signed_to(asked, ANN).replace("+", "+a", 1)
    await write(asked, EVE, 6, "the badge reader is mine", subject="x", to=forged)
    assert await asked.count() == 2


async def test_quotes_and_signature_are_a_click_away_for_the_desk_alone(asked):
    (first, *_) = ours(asked, ANN)
    text = "since nine\n\n-- \nAnn\n\nOn Mon, 4 May 2026 at 12:00, Sam wrote:\n> Since when?"
    await write(asked, ANN, 7, text, follows=(first,))
    desk = (await asked.firstline.house.ticket("FL-1001")).lines[-1]
    assert desk.text == "since nine"
    assert "Since when?" in desk.cut
    event = (await asked.timeline("FL-1001"))[-1]
    assert event.public


async def test_who_wants_answers_elsewhere_asks_from_there(stage):
    place = await write(stage, "form@desk.example", 1, BADGE, Reply_To=f"Ann <{ANN}>")
    assert place.conversation.place.endswith(f">{ANN}")
    assert (place.person.name, place.person.address) == ("Ann", ANN)
    assert len(mails_to(stage, ANN)) == 1


async def test_a_list_that_answers_to_itself_is_not_who_asks(stage):
    lists = {"Reply_To": "all@lists.example", "List_Post": "<mailto:all@lists.example>"}
    place = await write(stage, ANN, 1, BADGE, **lists)
    assert place.person.address == ANN
    assert await stage.count() == 1


async def test_a_list_that_wrote_itself_over_the_sender_says_whose_it_was(stage):
    whose = {"X_Original_From": f"Ann Smith <{ANN}>", "List_Post": "<mailto:all@lists.example>"}
    place = await write(stage, "Ann Smith via All <all@lists.example>", 1, BADGE, **whose)
    assert (place.person.name, place.person.address) == ("Ann Smith", ANN)


SMALL_TALK = (
    ("Laptop will not start after the update, black screen", "Thanks in advance"),
    ("I need access to SAP module FI", "yes please"),
    ("I need access to SAP module FI", "Please help me"),
    ("I need access to SAP module FI", "Hello"),
    ("I need access to SAP module FI", "Hi team, thanks! Best regards Ann"),
    ("I need access to SAP module FI", "Guten Tag"),
    ("New keyboard needed", "status"),
    ("VPN broken", "any news?"),
    ("VPN broken", "I have another problem"),
    ("VPN broken", ""),
)


@pytest.mark.parametrize(("subject", "text"), SMALL_TALK)
async def test_what_only_the_subject_says_becomes_a_ticket(stage, subject, text):
    await write(stage, ANN, 1, text, subject=subject)
    assert (await stage.ticket("FL-1001")).subject == subject
    assert len(mails_to(stage, ANN)) == 1


@pytest.mark.parametrize(
    ("subject", "text"), [("Hello", "Hi"), ("Question", "help"), ("", "any news?")]
)
async def test_small_talk_throughout_is_answered_and_no_ticket(stage, subject, text):
    await write(stage, ANN, 1, text, subject=subject)
    assert await stage.count() == 0
    assert len(mails_to(stage, ANN)) == 1


async def test_news_of_an_open_ticket_may_be_asked_under_its_subject(asked):
    await write(asked, ANN, 2, "any news?", subject="Badge reader")
    assert await asked.count() == 1
    told = mails_to(asked, ANN)[-1].get_body(("plain",)).get_content()
    assert "FL-1001" in told


@pytest.mark.parametrize(
    "text", ["Danke, es funktioniert jetzt wieder.", "ありがとう。直りました。"]
)
async def test_thanks_for_a_solution_close_it(asked, text):
    await asked.say(SAM, "resolve FL-1001 a new battery")
    await write(asked, ANN, 4, text, follows=("<1@mail.example>",))
    assert (await asked.ticket("FL-1001")).status == Status.CLOSED


async def test_more_than_thanks_opens_it_again_and_is_passed_on(asked):
    await asked.say(SAM, "resolve FL-1001 a new battery")
    more = "Perfect, it works now. One more question: who has the key of door 4?"
    await write(asked, ANN, 4, more, follows=("<1@mail.example>",))
    assert (await asked.ticket("FL-1001")).reopened == 1
    told = mails_to(asked, ANN)[-1].get_body(("plain",)).get_content()
    assert "passed your answer" in told
    assert "Sorry" not in told


COURTESIES = ("Thanks in advance", "yes please", "Hello", "Please help me", "status", "any news?")


@pytest.mark.parametrize("courtesy", COURTESIES)
async def test_a_matter_in_the_subject_is_not_lost_under_a_courtesy(stage, courtesy):
    subject = "Laptop will not start after the update, black screen"
    await write(stage, ANN, 1, courtesy, subject=subject)
    assert await stage.count() == 1
    assert "Laptop will not start" in (await stage.timeline("FL-1001"))[0].data["text"]
    assert len(mails_to(stage, ANN)) == 1


async def test_a_question_about_ones_ticket_in_the_subject_is_no_new_matter(asked):
    await write(asked, ANN, 9, "status", subject="Badge reader [FL-1001]")
    assert await asked.count() == 1


async def test_thanks_for_a_solution_close_and_more_words_open_without_regret(asked):
    await asked.say(SAM, "resolve FL-1001 a new battery")
    (first, *_) = ours(asked, ANN)
    await write(asked, ANN, 10, "By the way, door 4 needs one as well.", follows=(first,))
    assert (await asked.ticket("FL-1001")).reopened == 1
    said = mails_to(asked, ANN)[-1].get_body(("plain",)).get_content()
    assert "Sorry" not in said
    assert "passed your answer" in said
    await asked.say(SAM, "resolve FL-1001 another battery")
    await write(asked, ANN, 11, "Danke, es funktioniert jetzt wieder.", follows=(first,))
    assert (await asked.ticket("FL-1001")).status == Status.CLOSED
