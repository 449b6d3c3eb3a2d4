"""What agents order is done, or they are told why not; one implementation whatever the channel."""

from dataclasses import replace
from itertools import product

import pytest

from bot.core import desk_wording, orders, wording
from bot.core.effects import BeginOutage, DraftArticle, EndOutage, Record, Release, Remember, Say
from bot.core.lifecycle import MOVES, Kind, Status
from bot.core.playbook import decide
from bot.core.turn import Talk
from channels.text import as_plain
from store.records import Correspondent
from tests.core.at_the_desk import (
    ANNA,
    KIM,
    MINUTE,
    NOON,
    SAM,
    event,
    kinds,
    only,
    ordered,
    outage,
    ticket,
    turn,
)

NEW = ticket()
SAMS = ticket(status="in_progress", assignee_id=7, claimed_at=NOON)
CREW = {"agents": (SAM, KIM), "teams": ("service desk", "Network")}
TEXT_ORDERS = [
    ("note", Kind.NOTED, False),
    ("reply", Kind.REPLIED, True),
    ("ask", Kind.ASKED, True),
    ("resolve", Kind.RESOLVED, True),
]
NEEDS = {
    "claim": Kind.CLAIMED,
    "assign": Kind.ASSIGNED,
    "reply": Kind.REPLIED,
    "ask": Kind.ASKED,
    "resolve": Kind.RESOLVED,
    "reopen": Kind.REOPENED,
}


def said(effects):
    return only(effects, Say).text


def recorded(effects):
    record = only(effects, Record)
    return record.ticket_id, record.kind, record.public, dict(record.data)


def test_a_claim_is_recorded_and_later_orders_need_no_number():
    effects = decide(ordered("claim", named=NEW, **CREW))
    assert recorded(effects) == (
        1042,
        Kind.CLAIMED,
        True,
        {"assignee_id": 7, "assignee": "Sam Reed"},
    )
    assert said(effects) == desk_wording.you_have_it(NEW)
    assert only(effects, Remember).talk.at_hand == 1042


def test_who_comes_second_is_told_who_was_first_and_when():
    effects = decide(ordered("claim", by=KIM, named=SAMS, now=NOON + 5 * MINUTE, **CREW))
    assert effects == (
        Say(text="Sam Reed has FL-1042 since 12:00 UTC (5 minutes ago).", whisper=True),
    )


def test_claiming_twice_is_harmless():
    effects = decide(ordered("claim", named=SAMS, **CREW))
    assert kinds(effects) == ["Say", "Remember"]
    assert said(effects) == desk_wording.already_yours(SAMS)


def test_next_takes_the_first_in_line_or_says_that_it_is_empty():
    assert recorded(decide(ordered("next", named=NEW, **CREW)))[1] is Kind.CLAIMED
    assert said(decide(ordered("next", **CREW))) == "The line is empty. Well done."


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_next_never_claims_what_is_solved(status):
    assert "Record" not in kinds(decide(ordered("next", named=ticket(status=status), **CREW)))


@pytest.mark.parametrize("to", ["kim", "Kim", "@kim", " KIM ", "kim.lee", "kim.lee@example.org"])
def test_a_ticket_is_assigned_to_a_colleague_by_any_of_their_names(to):
    effects = decide(ordered("assign", to, named=NEW, **CREW))
    data = {"assignee_id": 8, "assignee": "Kim"}
    assert recorded(effects) == (1042, Kind.ASSIGNED, True, data)


@pytest.mark.parametrize("to", ["network", "NETWORK", "Network"])
def test_a_ticket_is_dispatched_to_a_team_as_it_is_called(to):
    effects = decide(ordered("assign", to, named=NEW, **CREW))
    assert recorded(effects) == (1042, Kind.DISPATCHED, True, {"team": "Network"})
    assert said(effects) == "FL-1042: dispatched to Network."


@pytest.mark.parametrize("to", ["nobody", "@", "sa", "reed"])
def test_an_unknown_name_is_answered_with_the_known_ones(to):
    (say,) = decide(ordered("assign", to, named=NEW, **CREW))
    assert "Sam Reed, Kim, service desk, Network" in as_plain(say.text)


@pytest.mark.parametrize(("verb", "kind", "public"), TEXT_ORDERS)
def test_words_are_put_on_the_ticket(verb, kind, public):
    effects = decide(ordered(verb, "new *cable*\nin room 3", named=SAMS))
    said = {"text": "new *cable*\nin room 3", "attachments": []}
    assert recorded(effects) == (1042, kind, public, said)
    assert only(effects, Remember).talk.at_hand == 1042


def test_a_note_is_for_the_desk_only():
    effects = decide(ordered("note", "she is the CEO", named=NEW))
    assert [each.public for each in effects if isinstance(each, Record)] == [False]
    assert "she is the CEO" not in said(effects)


@pytest.mark.parametrize("verb", [verb for verb, _, _ in TEXT_ORDERS])
def test_an_order_without_its_words_asks_for_them(verb):
    assert decide(ordered(verb, named=SAMS)) == (
        Say(text=desk_wording.needs_text(verb, "FL-1042"), whisper=True),
    )


def test_reopening_needs_no_words():
    effects = decide(ordered("reopen", named=ticket(status="closed")))
    assert recorded(effects) == (1042, Kind.REOPENED, True, {"text": "", "attachments": []})


@pytest.mark.parametrize(("verb", "status"), [*product(NEEDS, Status)])
def test_what_the_state_forbids_is_refused_with_the_reason(verb, status):
    found = ticket(status=str(status))
    effects = decide(ordered(verb, "sam", named=found, **CREW))
    if status in MOVES[NEEDS[verb]].sources:
        assert only(effects, Record).kind is NEEDS[verb]
    else:
        assert effects == (Say(text=desk_wording.not_possible(found, verb), whisper=True),)


@pytest.mark.parametrize("verb", ["show", *NEEDS, "note"])
def test_an_order_on_no_ticket_asks_which_or_says_there_is_none(verb):
    assert said(decide(ordered(verb, "words"))) == desk_wording.which_ticket(verb)
    gone = ordered(verb, "words", talk=Talk(at_hand=9999))
    assert said(decide(gone)) == "There is no ticket FL-9999."
    told = ordered(verb, "words")
    told = replace(told, order=replace(told.order, ticket_id=8888))
    assert said(decide(told)) == "There is no ticket FL-8888."


def test_a_ticket_is_shown_with_its_story_and_taken_up():
    story = (event(Kind.OPENED, 1, actor="Anna"), event(Kind.NOTED, 2, public=False, text="CEO!"))
    effects = decide(ordered("show", named=SAMS, story=story))
    assert kinds(effects) == ["Say", "Remember"]
    assert "VPN drops" in said(effects)
    assert "noted (desk only): CEO" in said(effects)


def test_the_line_and_what_one_holds():
    line = (ticket(1, subject="Printer"), ticket(2, subject="Mouse"))
    assert said(decide(ordered("queue", waiting=line))) == (
        "1. **FL-1** P4 Printer\n2. **FL-2** P4 Mouse"
    )
    assert said(decide(ordered("mine", latest=(SAMS,)))) == (
        "- **FL-1042** P4 VPN drops, in progress"
    )
    assert said(decide(ordered("mine"))).startswith("You hold no tickets.")


def test_help_names_every_verb():
    told = said(decide(ordered("help")))
    assert [verb for verb in orders.VERBS if verb != "help" and f"**{verb}" not in told] == []


def test_an_outage_begins_and_ends():
    begin, say = decide(ordered("outage", "VPN: the gateway is *down*"))
    assert begin == BeginOutage(service="vpn", text="the gateway is *down*")
    assert say.text == desk_wording.outage_begun("vpn")
    end, say = decide(ordered("outage", "over VPN gateway replaced", outages=(outage(),)))
    assert end == EndOutage(outage_id=5, text="gateway replaced")
    assert say.text == desk_wording.outage_ended("vpn")


def test_an_outage_without_words_still_says_something():
    assert only(decide(ordered("outage", "vpn")), BeginOutage).text == "vpn is not working"
    over = decide(ordered("outage", "over vpn", outages=(outage(),)))
    assert only(over, EndOutage).text == "The outage is over."


def test_an_outage_that_is_not_on_record_cannot_end():
    assert decide(ordered("outage", "over wifi", outages=(outage(),))) == (
        Say(text=desk_wording.no_outage("wifi")),
    )


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "over",
        "Over",
    ],
)
def test_an_outage_of_nothing_asks_which(rest):
    assert decide(ordered("outage", rest)) == (Say(text=desk_wording.which_outage()),)


def test_an_unknown_verb_is_answered_with_the_nearest():
    order = orders.parse("clam FL-1042")
    private = turn("clam FL-1042", by=SAM, order=order, message={"private": True})
    assert said(decide(private)) == desk_wording.unknown_order("clam", "claim")


def test_whoever_is_no_agent_can_order_nothing_even_where_the_desk_listens():
    told = ordered("claim", by=ANNA, named=NEW)
    told = replace(told, message=replace(told.message, private=True))
    assert decide(told) == (Say(text=wording.desk_only(), whisper=True),)


@pytest.mark.parametrize("verb", orders.VERBS)
def test_every_verb_is_carried_out(verb):
    found = ticket(status="closed") if verb == "reopen" else SAMS
    effects = decide(ordered(verb, "kim", named=found, **CREW))
    assert "I do not know" not in said(effects)


HELD = Correspondent(
    channel="email",
    address="bot@shop.example",
    window_at=NOON,
    answers=13,
    held_at=NOON,
    held_why="more than 12 automatic answers within an hour",
    bounced_at=None,
    bounced_why="",
)


def test_a_release_says_whom_and_how_much_waited():
    release, say = decide(ordered("release", HELD.address, kept=(HELD,), waits=2))
    assert release == Release(correspondents=(HELD,))
    assert as_plain(say.text) == (
        "Released: bot@shop.example is answered again. What waited is handled now: 2 messages."
    )
    assert "handled now: nothing." in said(decide(ordered("release", HELD.address, kept=(HELD,))))


@pytest.mark.parametrize("rest", ["", "everybody", "Ann please"])
def test_a_release_of_nobody_asks_whom(rest):
    assert decide(ordered("release", rest)) == (Say(text=desk_wording.which_address()),)


def test_who_is_not_in_quarantine_cannot_be_released():
    assert said(decide(ordered("release", "ann@example.org"))) == desk_wording.not_kept(
        "ann@example.org"
    )


# --- how pressing it is, and what is worth writing down -------------------------------------------


@pytest.mark.parametrize("typed", ["2", "p2", "P2", "2 because payroll waits"])
def test_a_priority_is_set_by_hand(typed):
    record, say, _ = decide(ordered("priority", typed, named=ticket(priority=4)))
    assert record == Record(ticket_id=1042, kind=Kind.PRIORITISED, data={"priority": 2, "was": 4})
    assert say.text == "FL-1042: priority 2."


def test_only_of_the_most_pressing_the_requester_hears():
    record, *_ = decide(ordered("priority", "1", named=ticket(priority=4)))
    assert record.public


@pytest.mark.parametrize("typed", ["", "0", "6", "high", "p", "12"])
def test_what_is_no_priority_is_asked_for(typed):
    assert decide(ordered("priority", typed, named=ticket())) == (
        Say(text=desk_wording.which_priority("FL-1042"), whisper=True),
    )


def test_a_priority_that_it_has_changes_nothing():
    say, remember = decide(ordered("priority", "4", named=ticket(priority=4)))
    assert say.text == "FL-1042 has priority 4 already."
    assert remember.talk.at_hand == 1042


def test_a_solved_ticket_has_no_other_priority():
    (say,) = decide(ordered("priority", "1", named=ticket(status="resolved")))
    assert say.text == "You cannot set the priority of FL-1042: it is resolved."


@pytest.mark.parametrize(
    ("rest", "text"), [("", "worth an article"), ("the door", "worth an article: the door")]
)
def test_what_is_worth_an_article_is_noted_for_the_desk(rest, text):
    record, drafted, say, _ = decide(ordered("article", rest, named=ticket(status="closed")))
    assert record == Record(ticket_id=1042, kind=Kind.NOTED, data={"text": text, "article": True})
    assert drafted == DraftArticle(ticket_id=1042)
    assert say.text == "FL-1042: noted as worth an article. The draft fl-1042 waits for review."


def test_an_article_of_an_open_ticket_waits_for_its_solution():
    _, _, say, _ = decide(ordered("article", "", named=ticket(status="assigned")))
    assert say.text.endswith("Its steps will be what you resolve it with.")
