"""Which row of the playbook holds: for every row a turn for which it does, and near misses."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import actions, rules
from bot.core.desk import follow_desk_orders
from bot.core.effects import Record, Revise
from bot.core.lifecycle import REOPEN_WINDOW, Kind
from bot.core.playbook import PLAYBOOK, decide, row_for
from bot.core.turn import Intent, Order, Talk
from channels.email import remarks
from channels.messages import Attachment, Bounced
from tests.core.at_the_desk import (
    ANNA,
    BO,
    NOON,
    SAM,
    fix,
    inbound,
    only,
    ordered,
    outage,
    ticket,
    turn,
)

AT_WORK = ticket(status="in_progress", assignee_id=7)
WAITING = ticket(status="waiting_customer", assignee_id=7)
SOLVED = ticket(status="resolved", resolved_at=NOON)
CLOSED = ticket(status="closed", resolved_at=NOON, closed_at=NOON)
OFFERED = Talk(request="my vpn drops", offered=("vpn-drops",), shown=("vpn-drops",))
LONG = fix("vpn-drops", "The VPN drops", "One.", "Two.", "Three.", "Four.")
STEPWISE = {"stepwise": True, "underway": LONG}
AT_STEP_1 = replace(OFFERED, steps={"vpn-drops": 1})
ASKED = Talk(request="my vpn", asked=True)
TELLING = "the vpn drops every ten minutes"
FILE = Attachment(name="screen.png", media_type="image/png", size=9, source="b1")
WEEK_LATER = NOON + REOPEN_WINDOW
PRIVATE = {"private": True}
MACHINE = {"automatic": True}
CAME_BACK = {"automatic": True, "bounced": Bounced(ids=("<1@desk.example>",), permanent=True)}
SEALED = {"sealed": True}
CALLED = {"order": "clam"}
KEEPS_STATE = {"keeps_state": "It is an answer from a mailbox."}

CASES = {
    "nobody_spoke": [
        turn(silent=True, talk=OFFERED, message=MACHINE),
        turn(silent=True, message=MACHINE),
    ],
    "reports_a_bounce": [
        turn("User unknown", message=CAME_BACK),
        turn("User unknown", message=CAME_BACK, ticket=SOLVED, thread="t1"),
        turn("my laptop is on fire", message=CAME_BACK),
    ],
    "must_change_nothing": [
        turn("it works now", message=KEEPS_STATE, ticket=SOLVED),
        turn("still broken", message=KEEPS_STATE, ticket=CLOSED, thread="t1"),
        turn("claim", by=SAM, order=Order(verb="claim"), message=KEEPS_STATE, ticket=AT_WORK),
    ],
    "repeats_itself": [
        turn(TELLING, repeated=AT_WORK, verbatim=True, chatty=False),
        turn("my laptop is on fire", repeated=AT_WORK, verbatim=True, chatty=False),
        turn(TELLING, repeated=AT_WORK, verbatim=True, fixes=(fix(),), chatty=False),
    ],
    "repeats_but_for_numbers": [turn("disk 2 is full", repeated=AT_WORK, chatty=False)],
    "is_automatic": [
        turn("I am out of the office", message=MACHINE),
        turn("Out of office", message=MACHINE, ticket=AT_WORK, thread="t1"),
        turn("my laptop is on fire", message=MACHINE),
        turn(""),
        turn(" \u200b\n "),
    ],
    "is_from_the_desk": [
        ordered("queue"),
        ordered("claim", named=ticket()),
        turn("what is this", message=PRIVATE),
        turn("gibberish", by=SAM, message=PRIVATE, order=Order(verb="", typed="gibberish")),
        turn("", by=SAM, choice="person", message=PRIVATE),
        ordered("claim", host=ANNA, named=ticket()),
        turn("clam", host=ANNA, by=SAM, order=Order(verb="", typed="clam"), message=CALLED),
    ],
    "presses_for_another": [
        turn("", choice="worked/vpn-drops", talk=OFFERED, host=ANNA, by=BO),
        turn("", choice="again/FL-1042", joined=SOLVED, host=ANNA, by=BO),
    ],
    "answers_as_an_agent": [
        turn("have you tried the other door?", joined=AT_WORK, host=ANNA, by=SAM),
        turn("your phone was stolen?", joined=AT_WORK, host=ANNA, by=SAM),
        turn("status", joined=CLOSED, host=ANNA, by=SAM),
        turn("one moment", talk=OFFERED, host=ANNA, by=SAM),
    ],
    "is_a_guest": [
        turn("the same here", joined=AT_WORK, host=ANNA, by=BO),
        turn("new: my mouse is dead", joined=AT_WORK, host=ANNA, by=BO),
        turn("it worked", joined=SOLVED, host=ANNA, by=BO),
        turn("me too", talk=OFFERED, host=ANNA, by=BO),
        turn("it still burns", joined=ticket(priority=1), host=ANNA, by=BO),
    ],
    "is_beside_the_point": [
        turn("", choice="other/vpn-drops", talk=OFFERED),
        turn("", choice="other/vpn-drops", talk=OFFERED, host=ANNA, by=SAM),
        turn("that's not my problem", talk=OFFERED),
        turn("not my problem", talk=AT_STEP_1, **STEPWISE),
    ],
    "is_no_answer": [
        turn("one moment", talk=OFFERED),
        turn("?", talk=AT_STEP_1, **STEPWISE),
        turn("finally quiet", talk=AT_STEP_1, **STEPWISE),
    ],
    "wants_the_next_step": [
        turn("", choice="next/vpn-drops/2", talk=AT_STEP_1, **STEPWISE),
        turn("no, it did not help", talk=AT_STEP_1, **STEPWISE),
        turn("ok, what next?", talk=AT_STEP_1, **STEPWISE),
    ],
    "asks_to_go_on": [turn("done", talk=replace(AT_STEP_1, steps={"vpn-drops": 4}), **STEPWISE)],
    "presses_what_is_over": [
        turn("", choice="worked/vpn-drops"),
        turn("", choice="failed/other", talk=OFFERED),
        turn("", choice="show/other", talk=OFFERED),
        turn("", choice="other/other", talk=OFFERED),
        turn("", choice="solved/FL-1042", ticket=CLOSED),
        turn("", choice="again/FL-1042", ticket=AT_WORK),
        turn("", choice="solved/FL-1042"),
    ],
    "sounds_dangerous": [
        turn("my laptop is on fire"),
        turn("I clicked a phishing link", fixes=(fix(),)),
        turn("all my files are encrypted", outages=(outage("files"),)),
        turn("my phone was stolen", ticket=CLOSED),
        turn("my phone was stolen", talk=Talk(fresh=True)),
        turn("there is a burning smell", chatty=False),
    ],
    "joins_a_thread": [
        turn("the same at door 4", joined=AT_WORK),
        turn("thanks", joined=AT_WORK, chatty=False),
        turn("status", joined=WAITING),
        turn("it worked", joined=ticket()),
    ],
    "asks_how_this_works": [
        turn("hello"),
        turn("hello", joined=SOLVED),
        turn("thanks!", ticket=AT_WORK),
        turn("help"),
        turn("thanks", talk=OFFERED),
        turn("", choice="new", ticket=AT_WORK),
        turn("thanks", ticket=AT_WORK, thread="t1", chatty=False),
    ],
    "asks_for_status": [
        turn("status"),
        turn("any news?", ticket=AT_WORK),
        turn("FL-1042"),
        turn("", choice="status"),
    ],
    "says_it_worked": [
        turn("it worked", talk=OFFERED),
        turn("", choice="worked/vpn-drops", talk=OFFERED),
        turn("it works now", ticket=AT_WORK),
        turn("it works now", ticket=SOLVED),
        turn("", choice="solved/FL-1042", ticket=SOLVED),
    ],
    "says_it_failed": [
        turn("it did not help", talk=OFFERED),
        turn("", choice="failed/vpn-drops", talk=OFFERED),
        turn("", choice="show/vpn-drops", talk=OFFERED, fixes=(fix(),)),
        turn("still not working", talk=OFFERED, ticket=AT_WORK),
        turn("no, nothing helped", talk=AT_STEP_1, **STEPWISE),
        turn("", choice="failed/vpn-drops", talk=AT_STEP_1, **STEPWISE),
        turn("", choice="next/vpn-drops/2", talk=AT_STEP_1),  # the article is gone
    ],
    "asks_for_a_person": [
        turn("I want to talk to a person"),
        turn("human", ticket=AT_WORK),
        turn("", choice="person", talk=OFFERED),
        turn("agent please", by=SAM),
    ],
    "reopens_a_solved_ticket": [
        turn("still not working", ticket=SOLVED),
        turn("the problem is back", ticket=CLOSED, now=WEEK_LATER),
        turn("", choice="again/FL-1042", ticket=SOLVED),
        turn("", choice="again/FL-1042", ticket=SOLVED, talk=OFFERED),
        turn("and now the screen is black", ticket=CLOSED, thread="t1"),
    ],
    "cannot_be_read": [
        turn(remarks.ENCRYPTED, message=SEALED, chatty=False),
        turn(remarks.ENCRYPTED, message=SEALED, ticket=AT_WORK, thread="t1", chatty=False),
        turn(remarks.ENCRYPTED, message=SEALED, ticket=SOLVED, thread="t1", chatty=False),
        turn(remarks.ENCRYPTED, message=SEALED, fixes=(fix(),), chatty=False),
    ],
    "adds_to_a_ticket": [
        turn("it is the one in room 12", ticket=AT_WORK),
        turn("in thread, about my printer jam", ticket=AT_WORK, thread="t1"),
        turn("the printer on floor 3 jams badly", ticket=WAITING),
        turn("the vpn drops in the train too", ticket=AT_WORK),
        turn("printer", ticket=AT_WORK),
        turn(TELLING, ticket=AT_WORK, fixes=(fix(),)),
        turn("still not working", ticket=AT_WORK),
        turn("", ticket=AT_WORK, message={"attachments": (FILE,)}),
    ],
    "matches_an_outage": [
        turn("the vpn is down", outages=(outage(),)),
        turn("the vpn is down", outages=(outage(),), fixes=(fix(),)),
        turn("in sap it crashes", outages=(outage("sap"),)),
        turn("vpn dead", outages=(outage("wifi"), outage())),
    ],
    "has_a_good_fix": [
        turn(TELLING, fixes=(fix(),)),
        turn("vpn", fixes=(fix(),)),
        turn(TELLING, fixes=(fix(),), chatty=False),
        turn("new: my vpn drops", fixes=(fix(),), ticket=AT_WORK),
        turn(TELLING, fixes=(fix(),), ticket=CLOSED),
        turn("how do I set up the vpn?", fixes=(fix(),), outages=(outage(),)),
        turn(TELLING, fixes=(fix(),), talk=Talk(failed=rules.MOST_ROUNDS - 1)),
    ],
    "is_too_thin": [
        turn("it is broken"),
        turn("my computer is broken"),
        turn("I have a problem"),
        turn("👍🏽 ???"),
        turn("no"),
        turn("yes"),
    ],
    "always": [
        turn("the coffee scale in the lab shows wrong numbers"),
        turn("it is broken", talk=ASKED),
        turn("it is broken", chatty=False),
        turn("look at this", message={"attachments": (FILE,)}),
        turn(TELLING, fixes=(fix(),), talk=Talk(failed=rules.MOST_ROUNDS, shown=("a", "b"))),
        turn("how do I set up the vpn on a mac?", outages=(outage(),)),
        turn("new: the badge reader beeps loudly", ticket=AT_WORK),
    ],
}

NEAR_MISSES = {
    "presses_for_another": [
        turn("", choice="worked/vpn-drops", talk=OFFERED, host=ANNA, by=SAM),
        turn("it worked", talk=OFFERED, host=ANNA, by=BO),
    ],
    "answers_as_an_agent": [
        turn("have you tried the other door?", ticket=AT_WORK, by=SAM),
        turn("the same here", joined=AT_WORK, host=ANNA, by=BO),
    ],
    "is_a_guest": [turn("the same here", joined=AT_WORK), turn("", choice="person", host=ANNA)],
    "is_no_answer": [
        turn("one moment"),
        turn("one moment", talk=replace(OFFERED, asked=True)),
        turn("what is a hotspot?", talk=OFFERED),
        turn("I forgot my password", talk=OFFERED),
        turn("my screen shows stripes all over", talk=OFFERED),
    ],
    "wants_the_next_step": [
        turn("next", talk=OFFERED),
        turn("", choice="next/vpn-drops/2"),
        turn("it works now", talk=AT_STEP_1, **STEPWISE),
    ],
    "asks_to_go_on": [
        turn("done"),
        turn("next, the printer is broken", talk=AT_STEP_1, **STEPWISE),
    ],
    "is_beside_the_point": [turn("not my problem"), turn("", choice="other/vpn-drops")],
    "nobody_spoke": [turn("my vpn drops"), turn("out of office", message=MACHINE)],
    "reports_a_bounce": [turn("your mail bounced"), turn("User unknown", message=MACHINE)],
    "must_change_nothing": [
        turn("the scale is broken again", message=KEEPS_STATE),
        turn("it works now", ticket=SOLVED),
    ],
    "repeats_itself": [turn(TELLING, chatty=False), turn(TELLING, repeated=AT_WORK, chatty=False)],
    "repeats_but_for_numbers": [
        turn("disk 2 is full", chatty=False),
        turn("disk 2 is full", repeated=AT_WORK, verbatim=True, chatty=False),
    ],
    "is_automatic": [turn("", choice="status"), turn("", message={"attachments": (FILE,)})],
    "is_from_the_desk": [
        turn("claim FL-1042", order=Order(verb="claim", ticket_id=1042)),
        turn("my vpn drops", by=SAM, order=Order(verb="", typed="my")),
        turn("claim", by=SAM, choice="status", order=Order(verb="claim")),
    ],
    "presses_what_is_over": [
        turn("", choice="worked/vpn-drops", talk=OFFERED),
        turn("", choice="solved/FL-1042", ticket=SOLVED),
        turn("", choice="person"),
        turn("it worked"),
    ],
    "sounds_dangerous": [
        turn("Firefox does not start"),
        turn("thanks", triage=replace(turn().triage, danger="fire")),
        turn("it still smells of burning", ticket=ticket(priority=1), talk=Talk(request="fire")),
    ],
    "joins_a_thread": [
        turn("the same at door 4"),
        turn("the same at door 4", joined=SOLVED),
        turn("new: my mouse is dead", joined=AT_WORK),
    ],
    "asks_how_this_works": [
        turn("hello, my vpn drops"),
        turn("new: my mouse is dead"),
        turn("help me install Visio"),
    ],
    "asks_for_status": [turn("the status bar in Excel is missing"), turn("update my number")],
    "says_it_worked": [
        turn("it worked"),
        turn("it worked", ticket=CLOSED),
        turn("it worked yesterday", talk=OFFERED),
    ],
    "says_it_failed": [
        turn("it did not help"),
        turn("", choice="again/FL-1042", ticket=SOLVED, talk=OFFERED),
        turn("it worked", talk=OFFERED),
    ],
    "asks_for_a_person": [turn("I need a person added to the list"), turn("human resources")],
    "reopens_a_solved_ticket": [
        turn("still not working", ticket=AT_WORK),
        turn("still not working", ticket=CLOSED, now=WEEK_LATER + timedelta(seconds=1)),
        turn("still not working", ticket=CLOSED, talk=Talk(fresh=True)),
        turn("my scanner jams on every page", ticket=CLOSED),
        turn("new: my mouse is dead", ticket=CLOSED, thread="t1"),
        turn("still not working"),
    ],
    "cannot_be_read": [turn(remarks.ENCRYPTED), turn("my mail is encrypted", ticket=AT_WORK)],
    "adds_to_a_ticket": [
        turn("it is the one in room 12"),
        turn("it is the one in room 12", ticket=CLOSED),
        turn("the printer on floor 3 jams badly", ticket=AT_WORK),
        turn("it is the one in room 12", ticket=AT_WORK, talk=Talk(fresh=True)),
        turn("it is the one in room 12", ticket=AT_WORK, talk=ASKED),
        turn("new: my mouse is dead", ticket=WAITING),
    ],
    "matches_an_outage": [
        turn("the vpn is down"),
        turn("the vpn is down", outages=(outage("wifi"),)),
        turn("how do I set up the vpn?", outages=(outage(),)),
        turn("sapphire glass on my phone is scratched", outages=(outage("sap"),)),
    ],
    "has_a_good_fix": [turn(TELLING), turn(TELLING, fixes=(fix(),), talk=Talk(failed=2))],
    "is_too_thin": [
        turn("excel crashes on startup"),
        turn("it is broken", talk=ASKED),
        turn("it is broken", talk=Talk(shown=("a",))),
        turn("it is broken", chatty=False),
        turn("", message={"attachments": (FILE,)}),
    ],
}

ROWS = {rule.__name__: action for rule, action in PLAYBOOK}
holding = [(name, told) for name, turns in CASES.items() for told in turns]
missing = [(name, told) for name, turns in NEAR_MISSES.items() for told in turns]


def named(case):
    return case.message.text[:30] or case.message.choice if hasattr(case, "message") else case


def held(told):
    return row_for(told)[0].__name__


def test_every_row_is_tried_and_the_last_always_holds():
    assert set(CASES) == set(ROWS)
    assert set(NEAR_MISSES) == set(ROWS) - {"always"}
    assert PLAYBOOK[-1][0] is rules.always


@pytest.mark.parametrize(("rule", "told"), holding, ids=named)
def test_exactly_this_row_decides(rule, told):
    assert held(told) == rule


@pytest.mark.parametrize(("rule", "told"), missing, ids=named)
def test_a_near_miss_is_another_row(rule, told):
    assert not getattr(rules, rule)(told)
    assert held(told) != rule


@pytest.mark.parametrize(("rule", "told"), holding, ids=named)
def test_the_same_turn_always_has_the_same_effects(rule, told):
    assert decide(told) == decide(told) == ROWS[rule](told)


def test_the_rows_and_their_actions():
    assert {rule: action.__name__ for rule, action in ROWS.items()} == {
        "nobody_spoke": "follow_up",
        "reports_a_bounce": "take_back",
        "must_change_nothing": "note_only",
        "repeats_itself": "add_quietly",
        "repeats_but_for_numbers": "add_and_say_so",
        "is_automatic": "file_quietly",
        "is_from_the_desk": "follow_desk_orders",
        "presses_for_another": "refuse_the_press",
        "answers_as_an_agent": "keep_an_answer",
        "is_a_guest": "listen",
        "is_beside_the_point": "try_another_or_ask",
        "wants_the_next_step": "show_the_next_step",
        "asks_to_go_on": "ask_for_the_outcome",
        "presses_what_is_over": "say_it_is_noted",
        "sounds_dangerous": "open_urgent_ticket",
        "joins_a_thread": "note_from_another",
        "asks_how_this_works": "introduce_ourselves",
        "asks_for_status": "report_status",
        "says_it_worked": "close_with_thanks",
        "says_it_failed": "try_next_fix_or_escalate",
        "asks_for_a_person": "call_a_person",
        "reopens_a_solved_ticket": "reopen",
        "cannot_be_read": "keep_unread",
        "adds_to_a_ticket": "note_it",
        "is_no_answer": "ask_again",
        "matches_an_outage": "explain_outage_and_subscribe",
        "has_a_good_fix": "offer_fixes",
        "is_too_thin": "ask_one_question",
        "always": "open_ticket",
    }
    assert ROWS["is_from_the_desk"] is follow_desk_orders
    assert ROWS["always"] is actions.open_ticket


def test_a_change_of_something_said_is_decided_before_any_row():
    edited = turn("it was room 13", ticket=AT_WORK, message={"edits": "m0"})
    assert only(decide(edited), Revise).text == edited.said
    assert only(decide(edited), Record).kind is Kind.REVISED
    urgent = turn("my laptop is on fire", message={"edits": "m0"})
    assert decide(urgent) == (Revise(text="my laptop is on fire"),)
    deleted = turn("", message={"deletes": "m0"})
    assert decide(deleted) == (Revise(text=""),)


def test_another_playbook_can_be_played():
    own = ((rules.always, actions.say_it_is_noted),)
    assert decide(turn("hello"), own) == actions.say_it_is_noted(turn("hello"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my vpn drops", ("vpn", "drops")),
        ("It is broken, please HELP", ()),
        ("vpn VPN Vpn", ("vpn",)),
        ("I can’t print in room 3.12", ("print", "room", "3.12")),
        ("", ()),
    ],
)
def test_words_that_say_something(text, words):
    assert rules.meaningful(text) == words


@pytest.mark.parametrize("thread", ["", "t1"])
def test_danger_alarms_the_desk_also_while_a_ticket_is_open(thread):
    told = turn("smoke is coming out of the printer", ticket=AT_WORK, thread=thread)
    assert held(told) == "sounds_dangerous"


def test_whoever_asks_for_a_call_because_of_a_fire_is_heard():
    danger = replace(turn().triage, danger="fire")
    told = turn("can someone call me, my laptop caught fire", triage=danger)
    assert told.intent is Intent.PERSON
    assert held(told) == "sounds_dangerous"


@pytest.mark.parametrize("text", ["something else", "I have another problem", "new topic"])
def test_whoever_announces_something_new_in_words_is_asked_what_it_is(text):
    assert held(turn(text)) == "asks_how_this_works"


def test_an_agent_with_a_problem_of_their_own_is_served_like_anybody():
    own = replace(turn("my vpn drops", fixes=(fix(),)), speaker=SAM, order=Order(verb=""))
    assert held(own) == held(replace(own, speaker=ANNA)) == "has_a_good_fix"


def test_a_message_without_a_word_but_with_a_file_is_logged():
    told = turn("", message={"attachments": (FILE,)})
    assert told.message == inbound(attachments=(FILE,))
    assert held(told) == "always"
