"""How lines of a story read, at the desk and to the person who asked."""

import pytest

from channels.text import escape
from channels.views import Audience, StoryLine, TicketStory
from channels.web import telling, wording
from tests.fakes.desk import NOON, FakeDesk


def line(who, what, text="", audience=Audience.PUBLIC):
    return StoryLine(at=NOON, who=who, what=what, text=escape(text), audience=audience)


def story(*lines, requester="Anna") -> TicketStory:
    desk = FakeDesk()
    desk.open_ticket("FL-7", "VPN drops", *lines, requester=requester)
    return desk.tickets["FL-7"]


def read(told):
    by = f"by {told.by}" if told.by else ""
    return " ".join(part for part in (told.who, told.did, told.whom, by) if part), told.words


@pytest.mark.parametrize(
    ("happened", "sentence", "bubble"),
    [
        (line("Sam O.", "claimed", "Sam O."), "Claimed by Sam O.", ""),
        (line("Sam", "claimed"), "Claimed by Sam", ""),
        (line("Sam", "assigned", "Kim"), "Assigned to Kim by Sam", ""),
        (line("Sam", "assigned", "Sam"), "Assigned to Sam", ""),
        (line("Sam", "dispatched", "network"), "Dispatched to network by Sam", ""),
        (line("Firstline", "announced", "2nd"), "Place told to the requester: 2nd", ""),
        (line("Sam", "assigned"), "Sam assigned it", ""),
        (line("Sam", "replied", "Reboot"), "Sam replied", "Reboot"),
        (line("Anna", "said", "Anna"), "Anna wrote", "Anna"),
        (line("Sam", "juggled", "balls"), "Sam juggled", "balls"),
    ],
)
def test_who_did_what_and_what_needs_a_bubble(happened, sentence, bubble):
    [told] = telling.to_desk(story(happened))
    assert read(told) == (sentence, bubble)


@pytest.mark.parametrize("what", ["opened", "said", "confirmed", "reopened"])
@pytest.mark.parametrize(
    ("who", "requester"),
    [("Anna", "Anna"), ("a guest", "a guest (not verified)"), (wording.BY_LINK, "Anna")],
)
def test_the_requester_is_you(what, who, requester):
    [told] = telling.to_requester(story(line(who, what), requester=requester))
    assert (told.who, told.mine) == ("You", True)


def test_nobody_else_is_you_and_nothing_internal_is_told():
    told = telling.to_requester(
        story(
            line("Sam", "reopened", "Not yet"),
            line("Anna", "claimed", "Anna"),
            line("Bo (not verified)", "said", "Me too"),
            line("Kim", "noted", "rude", Audience.INTERNAL),
        )
    )
    assert [read(each) for each in told] == [
        ("Sam reopened it", "Not yet"),
        ("Claimed by Anna", ""),
        ("Bo wrote", "Me too"),
    ]
