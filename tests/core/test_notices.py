"""Who hears of what, and that nobody outside hears what only the desk said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lifecycle import Kind, Status
from bot.core.notices import NOTICES, Audience, Scene, letters
from bot.core.queueing import Queue
from channels.text import as_plain
from tests.core.at_the_desk import MINUTE, NOON, event, fix, outage, ticket

HEARD_BY_NOBODY = {
    Kind.LABELLED: "the desk reads it on the ticket",
    Kind.NOTED: "the desk reads it on the ticket",
    Kind.CLOSED: "the requester was told, when it was resolved, that silence closes it",
}
HEARD_BY = {
    Kind.OPENED: {Audience.REQUESTER, Audience.DESK},
    Kind.CLAIMED: {Audience.REQUESTER},
    Kind.ASSIGNED: {Audience.REQUESTER, Audience.ASSIGNEE},
    Kind.DISPATCHED: {Audience.REQUESTER},
    Kind.SAID: {Audience.ASSIGNEE},
    Kind.REPLIED: {Audience.REQUESTER},
    Kind.ASKED: {Audience.REQUESTER},
    Kind.RESOLVED: {Audience.REQUESTER},
    Kind.CONFIRMED: {Audience.REQUESTER, Audience.ASSIGNEE},
    Kind.REOPENED: {Audience.REQUESTER, Audience.ASSIGNEE},
    Kind.ANNOUNCED: {Audience.REQUESTER},
    Kind.REVISED: {Audience.ASSIGNEE},
    Kind.PRIORITISED: {Audience.ASSIGNEE},  # and the requester, if it is the most pressing now
    Kind.UNREACHED: {Audience.ASSIGNEE, Audience.DESK},  # the desk, as long as nobody has it
}
SECRET = "she is being dismissed on Friday"
PACE = tuple(NOON + n * 10 * MINUTE for n in range(6))
SAMS = {"assignee_id": 7, "status": "in_progress"}


def scene(kind, *, found=None, public=True, data=None, **facts):
    found = found or ticket()
    line = Queue(places={1: 1, found.id: 2}, claims=PACE)
    told = event(kind, public=public, **{"text": "Please try again.", **(data or {})})
    given = {"queue": line, "names": {7: "Sam Reed", 8: "Kim"}, "requester": "Anna", **facts}
    return Scene(ticket=found, event=told, **given)


def to(audience, told):
    return next(letter for letter in letters(told) if letter.audience is audience)


def test_every_kind_is_considered():
    assert set(NOTICES) == set(HEARD_BY)
    assert set(NOTICES) | set(HEARD_BY_NOBODY) == set(Kind)
    assert not set(NOTICES) & set(HEARD_BY_NOBODY)


@pytest.mark.parametrize("kind", Kind)
def test_who_hears_of_it(kind):
    heard = {letter.audience for letter in letters(scene(kind))}
    assert heard == HEARD_BY.get(kind, set())


@pytest.mark.parametrize("kind", Kind)
def test_what_is_not_public_never_reaches_the_requester(kind):
    heard = {letter.audience for letter in letters(scene(kind, public=False))}
    assert heard == HEARD_BY.get(kind, set()) - {Audience.REQUESTER}


@pytest.mark.parametrize("kind", Kind)
def test_who_is_not_to_be_answered_is_told_nothing(kind):
    heard = {letter.audience for letter in letters(scene(kind, data={"untold": "a list"}))}
    assert heard == HEARD_BY.get(kind, set()) - {Audience.REQUESTER}


def test_what_could_not_be_delivered_is_told_once_to_whom_it_concerns():
    assert [each.audience for each in letters(scene(Kind.UNREACHED, found=ticket(**SAMS)))] == [
        Audience.ASSIGNEE
    ]
    assert letters(scene(Kind.UNREACHED, data={"again": True})) == ()


facts = st.fixed_dictionaries(
    {
        "status": st.sampled_from([str(status) for status in Status]),
        "assignee_id": st.sampled_from([0, 7, 8, 99]),
        "priority": st.integers(1, 5),
        "team": st.sampled_from(["", "network"]),
        "outage_id": st.sampled_from([0, 5]),
        "told_place": st.integers(0, 9),
    }
)


@given(
    kind=st.sampled_from(Kind),
    facts=facts,
    danger=st.sampled_from(["", "fire"]),
    fixes=st.sampled_from([(), (fix(),)]),
    broken=st.sampled_from([None, outage()]),
    link=st.sampled_from(["", "http://127.0.0.1/t/x"]),
)
def test_no_letter_to_the_requester_ever_comes_from_an_inner_event(
    kind, facts, danger, fixes, broken, link
):
    told = scene(
        kind,
        found=ticket(**facts),
        public=False,
        data={"text": SECRET, "danger": danger, "why": "logged"},
        fixes=fixes,
        outage=broken,
        link=link,
    )
    letters_out = letters(told)
    assert all(letter.audience is not Audience.REQUESTER for letter in letters_out)
    assert all(letter.text for letter in letters_out)
    in_public = letters(replace(told, event=replace(told.event, public=True)))
    assert {letter.audience for letter in letters_out} <= {each.audience for each in in_public}


def test_the_acknowledgement_says_number_place_time_next_step_and_page():
    text = to(Audience.REQUESTER, scene(Kind.OPENED, link="http://127.0.0.1:8080/t/x")).text
    assert "**FL-1042**" in text
    assert "You are 2nd in line; at the present pace it is your turn within 20 minutes." in text
    assert "Next: a colleague reads it" in text
    assert "[Follow it on its page](http://127.0.0.1:8080/t/x)" in text


def test_the_acknowledgement_carries_fixes_and_their_buttons():
    letter = to(Audience.REQUESTER, scene(Kind.OPENED, fixes=(fix(), fix("b", "Another"))))
    assert "1. Close the VPN.\n2. Open it again." in letter.text
    assert [choice.token for choice in letter.choices] == [
        "worked/vpn-drops",
        "failed/vpn-drops",
        "other/vpn-drops",
    ]
    assert to(Audience.REQUESTER, scene(Kind.OPENED)).choices == ()


@pytest.mark.parametrize("danger", ["fire", "attack", "loss"])
def test_danger_comes_first_to_the_person_and_to_the_desk(danger):
    told = scene(Kind.OPENED, data={"danger": danger}, outage=outage())
    assert to(Audience.REQUESTER, told).text.startswith("This is urgent: **FL-1042**")
    assert "Please " in to(Audience.REQUESTER, told).text
    assert to(Audience.DESK, told).text.startswith(f"**URGENT ({danger})**: **FL-1042**")


def test_a_report_of_an_outage_hears_about_the_outage_and_of_no_place():
    text = to(Audience.REQUESTER, scene(Kind.OPENED, outage=outage())).text
    assert "We know about this: The VPN gateway is down (since 12:00 UTC)." in text
    assert "in line" not in text


def test_an_agents_own_words_are_marked_as_typed():
    typed = {
        kind: [letter.typed for letter in letters(scene(kind))]
        for kind in Kind
        if any(letter.typed for letter in letters(scene(kind)))
    }
    assert typed == {Kind.REPLIED: [True], Kind.ASKED: [True]}
    assert "Please try again." in as_plain(to(Audience.REQUESTER, scene(Kind.REPLIED)).text)


def test_a_solved_ticket_asks_whether_it_is():
    letter = to(Audience.REQUESTER, scene(Kind.RESOLVED))
    assert "> Please try again." in as_plain(letter.text)
    assert [choice.token for choice in letter.choices] == ["solved/FL-1042", "again/FL-1042"]


def test_a_reopened_ticket_goes_back_to_its_agent_or_into_the_line():
    back = to(Audience.REQUESTER, scene(Kind.REOPENED, found=ticket(**SAMS)))
    assert "back with **Sam Reed**" in back.text
    assert "You are 2nd in line" in to(Audience.REQUESTER, scene(Kind.REOPENED)).text


def test_words_that_open_a_ticket_again_are_passed_on_without_a_sorry():
    said = {"why": "said"}
    back = to(Audience.REQUESTER, scene(Kind.REOPENED, found=ticket(**SAMS), data=said)).text
    assert "passed your answer to **Sam Reed**" in back
    assert "Sorry" not in back


def test_queue_news_apologises_only_when_it_is_worse():
    worse = to(Audience.REQUESTER, scene(Kind.ANNOUNCED, data={"worse": True})).text
    better = to(Audience.REQUESTER, scene(Kind.ANNOUNCED, data={"worse": False})).text
    assert worse.startswith(better)
    assert "Sorry for the longer wait." in worse.removeprefix(better)


def test_queue_news_of_a_ticket_that_left_the_line_is_not_told():
    taken = scene(Kind.ANNOUNCED, found=ticket(**SAMS), queue=Queue())
    assert letters(taken) == ()


def test_what_the_agent_is_told_names_the_ticket_and_the_words():
    told = {
        kind: to(Audience.ASSIGNEE, scene(kind, data={"why": "mailbox full"})).text
        for kind in (Kind.SAID, Kind.ASSIGNED, Kind.CONFIRMED, Kind.REOPENED, Kind.UNREACHED)
    }
    assert all("**FL-1042** P4 VPN drops" in text for text in told.values())
    assert "> Please try again." in as_plain(told[Kind.SAID])
    assert "email (mailbox full)" in told[Kind.UNREACHED]
