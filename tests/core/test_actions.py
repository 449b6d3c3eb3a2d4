"""What each row of the playbook asks for: the right column, effect by effect."""

from dataclasses import replace

import pytest

from bot.core import actions, wording
from bot.core.effects import Belongs, OfferFixes, OpenTicket, Record, Remember, Say, SettleFixes
from bot.core.lifecycle import Kind
from bot.core.playbook import decide
from bot.core.queueing import Queue
from bot.core.turn import Talk
from channels.messages import Attachment, to_json
from tests.core.at_the_desk import SAM, fix, kinds, only, outage, ticket, turn

DROPS, SLOW, OLD, FOURTH = (fix(id, f"Fix {id}") for id in ("drops", "slow", "old", "fourth"))
OFFERED = Talk(
    request="my vpn drops", offered=("drops", "slow"), shown=("drops",), who=1, since=3, at_hand=9
)
AT_WORK = ticket(status="in_progress", assignee_id=7)
LINE = Queue(places={1: 1, 2: 2, 1042: 3})
FILE = Attachment(name="screen.png", media_type="image/png", size=9, source="b1")


def pressed(token, talk=OFFERED, **facts):
    return turn("This fixed it", choice=token, talk=talk, **facts)


# --- silence -------------------------------------------------------------------------------------

DID_IT = ["worked/drops", "failed/drops", "other/drops"]


def test_silence_after_a_fix_reminds_once():
    say, remember = decide(turn(silent=True, talk=OFFERED))
    assert say.text == wording.still_there()
    assert [choice.token for choice in say.choices] == [
        "worked/drops",
        "failed/drops",
        "other/drops",
    ]
    assert remember == Remember(talk=replace(OFFERED, nudged=True), nudge="forget")


def test_silence_after_the_reminder_lets_it_rest():
    settled, remember = decide(turn(silent=True, talk=replace(OFFERED, nudged=True)))
    assert settled == SettleFixes(outcome="silent", articles=("drops", "slow"))
    assert remember == Remember(talk=Talk(who=1, at_hand=9))


def test_silence_after_our_question_logs_what_there_is():
    talk = Talk(request="it is broken", asked=True, who=1, since=3)
    opened = only(decide(turn(silent=True, talk=talk)), OpenTicket)
    assert (opened.text, opened.why, opened.since) == ("it is broken", "silent", 3)


def test_silence_is_forgotten_if_somebody_spoke_after_all():
    assert decide(turn(silent=True, overtaken=True, talk=OFFERED)) == ()


def test_silence_after_nothing_asks_for_nothing():
    assert kinds(decide(turn(silent=True))) == ["Remember"]


# --- machines, small talk, status ----------------------------------------------------------------


def test_a_machine_is_filed_where_it_belongs_and_never_answered():
    machine = {"automatic": True}
    assert decide(turn("Out of office", message=machine)) == ()
    belongs, record = decide(turn("Out of office", message=machine, ticket=AT_WORK))
    assert belongs == Belongs(ticket_id=1042)
    assert (record.kind, record.public, record.data["text"]) == (Kind.NOTED, False, "Out of office")


@pytest.mark.parametrize("text", ["hello", "help", "Good morning!", "who are you"])
def test_a_greeting_is_answered_and_never_a_ticket(text):
    assert decide(turn(text)) == (Say(text=wording.introduction()),)


def test_thanks_are_answered_and_a_waiting_fix_is_asked_about():
    assert decide(turn("thanks")) == (Say(text=wording.you_are_welcome()),)
    asked = only(decide(turn("thanks", talk=OFFERED)), Say)
    assert asked.text == wording.thanks_but_did_it()
    assert [choice.token for choice in asked.choices] == [
        "worked/drops",
        "failed/drops",
        "other/drops",
    ]


def test_thanks_by_mail_are_kept_and_not_answered():
    assert decide(turn("thanks", chatty=False)) == ()
    kept = decide(turn("thanks", chatty=False, ticket=AT_WORK))
    assert kinds(kept) == ["Belongs", "Record"]


def test_a_new_matter_begins_afresh():
    say, remember = decide(turn("", choice="new", talk=OFFERED, ticket=AT_WORK))
    assert say.text == wording.go_on()
    assert remember.talk == Talk(who=1, fresh=True, at_hand=9)


def test_status_of_the_ticket_asked_about_or_of_all():
    two = (ticket(1, subject="Printer"), ticket(2, subject="Mouse"))
    everything = only(decide(turn("status", mine=two, queue=LINE)), Say).text
    assert "**FL-1** (Printer)" in everything
    assert "**FL-2** (Mouse)" in everything
    one = only(decide(turn("FL-1042", ticket=AT_WORK, mine=two, agents=(SAM,))), Say).text
    assert "**FL-1042**" in one
    assert "Sam Reed is working on it" in one
    assert "FL-2**" not in one


def test_status_of_nothing_and_of_what_is_not_theirs():
    assert decide(turn("status")) == (Say(text=wording.no_open_tickets()),)
    refused = (Say(text=wording.not_yours("FL-9999")),)
    assert decide(turn("FL-9999")) == refused
    assert decide(turn("status FL-9999", ticket=AT_WORK, mine=(AT_WORK,))) == refused


def test_status_of_a_solved_ticket_here_is_told_too():
    told = only(decide(turn("status", ticket=ticket(status="resolved"))), Say).text
    assert "**FL-1042** (VPN drops): solved." in told


# --- fixes ---------------------------------------------------------------------------------------


def test_a_fix_is_offered_with_others_at_most_three():
    offered, remember = decide(turn("my vpn drops", fixes=(DROPS, SLOW, OLD, FOURTH)))
    assert isinstance(offered, OfferFixes)
    assert offered.fixes == (DROPS, SLOW, OLD)
    assert [choice.token for choice in offered.choices] == [
        "worked/drops",
        "show/slow",
        "show/old",
        "failed/drops",
        "other/drops",
    ]
    assert (remember.talk.offered, remember.talk.shown) == (("drops", "slow", "old"), ("drops",))
    assert (remember.talk.request, remember.talk.who) == ("my vpn drops", 1)
    assert (remember.talk.since, remember.nudge) == (3, "remind")


def test_by_mail_the_ticket_carries_the_fixes():
    effects = decide(turn("my vpn drops", fixes=(DROPS, SLOW), chatty=False))
    assert only(effects, OpenTicket).fixes == (DROPS, SLOW)
    assert only(effects, Remember).talk.offered == ("drops", "slow")


def test_it_worked_settles_the_fixes_and_needs_no_ticket():
    effects = decide(turn("it worked", talk=OFFERED))
    assert effects[:2] == (
        SettleFixes(outcome="worked", articles=("drops",)),
        SettleFixes(outcome="silent", articles=("slow",)),
    )
    assert only(effects, Say).text == wording.fixed()
    assert only(effects, Remember).talk == Talk(who=1, at_hand=9)


@pytest.mark.parametrize("said", ["forget it", "please cancel my ticket", "cancel"])
def test_whoever_calls_it_off_has_not_said_that_it_helped(said):
    unknown = SettleFixes(outcome="silent", articles=("drops", "slow"))
    settled, say, remember = decide(turn(said, talk=OFFERED))
    assert (settled, say.text, remember.talk.offered) == (unknown, wording.called_off(), ())
    carried = replace(OFFERED, request="")
    assert decide(turn(said, talk=carried, ticket=AT_WORK))[0] == unknown
    assert decide(turn("forget it, it works", talk=OFFERED))[0].outcome == "worked"


def test_the_pressed_fix_is_the_one_that_worked():
    worked, silent, *_ = decide(pressed("worked/slow"))
    assert worked == SettleFixes(outcome="worked", articles=("slow",))
    assert silent == SettleFixes(outcome="silent", articles=("drops",))


def test_it_works_on_a_ticket_confirms_it():
    effects = decide(turn("it works now", ticket=AT_WORK))
    assert only(effects, Record).kind is Kind.CONFIRMED
    assert only(effects, Record).public
    by_mail = decide(turn("it worked", ticket=AT_WORK, talk=Talk(offered=("drops",))))
    assert only(by_mail, SettleFixes) == SettleFixes(outcome="worked", articles=("drops",))
    assert only(by_mail, Record).kind is Kind.CONFIRMED


def test_it_failed_then_the_next_fix():
    effects = decide(turn("it did not help", talk=OFFERED, fixes=(SLOW,)))
    assert effects[0] == SettleFixes(outcome="failed", articles=("drops",))
    assert only(effects, OfferFixes).text.startswith("Sorry that it did not help.")
    talk = only(effects, Remember).talk
    assert (talk.failed, talk.offered, talk.shown) == (1, ("slow",), ("drops", "slow"))


def test_it_failed_and_no_fix_is_left_then_a_person():
    opened = only(decide(turn("no", talk=OFFERED, fixes=(DROPS,))), OpenTicket)
    assert (opened.why, opened.text, opened.tried) == ("unsolved", "my vpn drops", ("drops",))


def test_it_failed_often_enough_then_a_person_though_fixes_are_left():
    talk = replace(OFFERED, failed=1)
    assert only(decide(turn("no", talk=talk, fixes=(SLOW,))), OpenTicket).why == "unsolved"


def test_it_failed_by_mail_is_said_on_the_ticket():
    talk = Talk(offered=("drops",))
    effects = decide(turn("it did not help", talk=talk, ticket=AT_WORK, chatty=False))
    assert effects[0] == SettleFixes(outcome="failed", articles=("drops",))
    assert only(effects, Record).kind is Kind.SAID


def test_another_fix_is_shown_without_failing_the_first():
    effects = decide(pressed("show/slow", fixes=(OLD, SLOW)))
    assert only(effects, OfferFixes).fixes == (SLOW, OLD)
    assert only(effects, Remember).talk.shown == ("drops", "slow")
    assert not [each for each in effects if isinstance(each, SettleFixes)]


def test_pressing_show_twice_or_for_a_fix_that_is_gone_is_answered():
    talk = replace(OFFERED, offered=("slow",), shown=("drops", "slow"))
    assert kinds(decide(pressed("show/slow", talk, fixes=())))


# --- tickets -------------------------------------------------------------------------------------


def test_an_ordinary_request_becomes_a_ticket_with_all_that_was_said():
    talk = Talk(request="it is broken", subject="Help", asked=True, since=2, who=1)
    effects = decide(turn("the scanner on floor 3", talk=talk))
    opened = only(effects, OpenTicket)
    assert (opened.text, opened.subject) == ("it is broken\nthe scanner on floor 3", "Help")
    assert (opened.why, opened.since, opened.triage.service) == ("logged", 2, "print")
    assert only(effects, Remember).talk == Talk(who=1)


def test_a_request_without_words_still_has_a_subject():
    only_a_file = turn("", message={"attachments": (FILE,)})
    assert only(decide(only_a_file), OpenTicket).subject == "A request without words"
    by_choice = turn("", choice="person")
    assert only(decide(by_choice), OpenTicket).subject == "Asks for a person"


def test_danger_opens_an_urgent_ticket_and_offers_no_fix():
    opened = only(decide(turn("my laptop is on fire", fixes=(DROPS,))), OpenTicket)
    assert (opened.why, opened.triage.danger, opened.fixes) == ("urgent", "fire", ())


def test_a_report_of_a_known_outage_is_bound_to_it():
    opened = only(decide(turn("the vpn is down", outages=(outage(),), fixes=(DROPS,))), OpenTicket)
    assert (opened.why, opened.outage_id) == ("outage", 5)


def test_a_new_thread_under_an_old_ticket_is_a_follow_up():
    old = ticket(status="closed", closed_at=turn().now.replace(year=2025))
    opened = only(decide(turn("the scanner jams badly", ticket=old, thread="t1")), OpenTicket)
    assert opened.why == "follow_up"


def test_too_thin_a_request_is_asked_about_once():
    say, remember = decide(turn("it is broken"))
    assert say.text == wording.one_question()
    assert (remember.talk.asked, remember.talk.request) == (True, "it is broken")
    assert remember.nudge == "log"
    assert only(decide(turn("dunno", talk=remember.talk)), OpenTicket).text == "it is broken\ndunno"


def test_more_about_a_ticket_is_put_on_it_and_acknowledged():
    effects = decide(
        turn("it is room 12", ticket=ticket(), queue=LINE, message={"attachments": (FILE,)})
    )
    assert kinds(effects) == ["Belongs", "Record", "Remember", "Say"]
    record = only(effects, Record)
    assert (record.kind, record.public, record.data["text"]) == (Kind.SAID, True, "it is room 12")
    assert record.data["attachments"] == [to_json(FILE)]
    say = only(effects, Say)
    assert say.text == "I have added this to **FL-1042**. You are 3rd in line."
    assert [choice.token.split("/")[0] for choice in say.choices] == ["new"]


def test_in_a_thread_nobody_is_asked_whether_it_is_something_new():
    told = only(decide(turn("room 12", ticket=AT_WORK, thread="t1", agents=(SAM,))), Say)
    assert told == Say(text="I have added this to **FL-1042**. Sam Reed will see it.")


def test_more_by_mail_needs_no_answer():
    effects = decide(turn("it is room 12", ticket=AT_WORK, chatty=False))
    assert kinds(effects) == ["Belongs", "Record", "Remember"]


def test_a_person_is_called_to_the_open_ticket_or_to_a_new_one():
    on_it = decide(turn("human please", ticket=AT_WORK, agents=(SAM,)))
    assert only(on_it, Record).kind is Kind.SAID
    assert "Sam Reed is on it." in only(on_it, Say).text
    new = only(decide(turn("", choice="person", talk=OFFERED, ticket=AT_WORK)), OpenTicket)
    assert (new.why, new.text, new.tried) == ("person", "my vpn drops", ("drops",))
    after_all = decide(turn("human please", ticket=ticket(status="closed")))
    assert only(after_all, OpenTicket).text == "human please"


def test_not_solved_after_all():
    solved = ticket(status="resolved", resolved_at=turn().now)
    record = only(decide(turn("still not working", ticket=solved)), Record)
    assert (record.kind, record.public) == (Kind.REOPENED, True)


def test_pressing_twice_is_harmless():
    assert decide(pressed("worked/drops", Talk())) == (Say(text=wording.already(), whisper=True),)


def test_the_end_of_a_request_settles_what_was_offered():
    effects = actions.open_ticket(turn("", choice="person", talk=OFFERED))
    assert effects[0] == SettleFixes(outcome="failed", articles=("drops", "slow"))
