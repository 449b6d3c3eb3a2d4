"""Every sentence is whole, says nothing it does not mean, and shows people's words literally."""

import html
import inspect
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import chat_wording, desk_wording, fix_wording, label_wording, labels, wording
from bot.core.effects import Say
from bot.core.lifecycle import Kind, Status
from bot.core.playbook import decide
from bot.core.queueing import FARTHEST
from channels.text import as_html, as_plain
from tests.core.at_the_desk import (
    NOON,
    SAYING,
    event,
    fix,
    only,
    ordered,
    outage,
    person,
    ticket,
)

NASTY = "<b>Bo</b> *st* [x](https://evil.example) `c` & _u_ {0} # > 1. -"
WAIT = timedelta(minutes=20)
FL = "FL-1042"
LINK = "http://127.0.0.1:8080/t/x"
FIXES = (fix(), fix("b", "Another fix"), fix("c", "A third one"))


def wording_said(w):
    """Every public function of wording that speaks, with these words of people."""
    t, broken = ticket(subject=w), outage(text=w)
    odd = (fix("a", w), fix("b", w))
    yield from (
        ("introduction", wording.introduction(), False),
        ("you_are_welcome", wording.you_are_welcome(), False),
        ("thanks_but_did_it", wording.thanks_but_did_it(), False),
        ("one_question", wording.one_question(), False),
        ("go_on", wording.go_on(), False),
        ("offer", wording.offer(odd), True),
        ("next_fix", wording.next_fix(odd), True),
        ("fixed", wording.fixed(), False),
        ("called_off", wording.called_off(), False),
        ("unclear", wording.unclear(), False),
        ("still_there", wording.still_there(), False),
        ("did_they", wording.did_they(), False),
        ("already", wording.already(), False),
        ("desk_only", wording.desk_only(), False),
        ("logged_urgent", wording.logged_urgent(FL, danger="fire", link=LINK), False),
        ("logged_outage", wording.logged_outage(FL, broken, LINK), True),
        ("logged_with_fixes", wording.logged_with_fixes("Logged.", odd), True),
        ("claimed", wording.claimed(w, NOON), True),
        ("assigned", wording.assigned(w), True),
        ("dispatched", wording.dispatched(w, 2), True),
        ("replied", wording.replied(w, f"{w}\n{w}"), True),
        ("asked", wording.asked(w, f"{w}\n{w}"), True),
        ("resolved", wording.resolved(w, f"{w}\n{w}"), True),
        ("resolved", wording.resolved(w, ""), True),
        ("closed", wording.closed(), False),
        ("logged_plainly", wording.logged_plainly(FL), False),
        ("dispatched", wording.dispatched("", 2), False),
        ("reopened_with", wording.reopened_with(w), True),
        ("open_again", wording.open_again(w), True),
        ("noted", wording.noted(FL, assignee=w, place=0), True),
        ("on_its_way", wording.on_its_way(FL, assignee=w, place=0), True),
        ("no_open_tickets", wording.no_open_tickets(), False),
        ("not_yours", wording.not_yours("FL-9999"), False),
    )
    for place, wait in ((0, None), (1, None), (1, WAIT), (3, WAIT), (99, WAIT)):
        for why in ("logged", "person", "unsolved", "silent", "unfit", "follow_up", "made up"):
            first = wording.logged(FL, why=why, place=place, wait=wait, link=LINK, before="FL-1")
            yield "logged", first, False
        yield "reopened", wording.reopened(place, wait), False
        yield "noted", wording.noted(FL, assignee="", place=place), False
        yield "on_its_way", wording.on_its_way(FL, assignee="", place=place), False
        if place:
            yield "standing", wording.standing(place, wait), False
            yield "moved", wording.moved(place, wait, worse=True), False
    for status in Status:
        at = ticket(status=str(status), subject=w)
        yield "status", wording.status(at, agent="Sam", place=0, wait=None), True
        yield "status", wording.status(at, agent="", place=2, wait=WAIT), True
        yield "next_step", wording.next_step(at, "Sam"), False
    for working in (Status.ASSIGNED, Status.IN_PROGRESS):
        mine = ticket(status=str(working))
        yield "status", wording.status(mine, agent=w, place=0, wait=None), True
        yield "next_step", wording.next_step(mine, w), True
    assert t.subject == w


def chat_said(w):
    """The same where others listen."""
    odd = (fix("a", w), fix("b", w))
    yield from (
        ("only_for_them", chat_wording.only_for_them(w), True),
        ("desk_only", chat_wording.desk_only(), False),
        ("kept_for_the_desk", chat_wording.kept_for_the_desk(), False),
        ("another_fix", chat_wording.another_fix(odd), True),
        ("another_fix", chat_wording.another_fix(odd[:1]), True),
        ("taken_back", chat_wording.taken_back(), False),
        ("tell_me_more", chat_wording.tell_me_more(), False),
        ("pressing_now", chat_wording.pressing_now(FL), False),
    )


def desk_said(w):
    """The same for what agents read."""
    t = ticket(subject=w, claimed_at=NOON)
    yield from (
        ("new_ticket", desk_wording.new_ticket(t, w, 3), True),
        ("new_ticket", desk_wording.new_ticket(t, w, 0), True),
        ("urgent_ticket", desk_wording.urgent_ticket(t, w, "fire"), True),
        ("could_not_decide", desk_wording.could_not_decide(t, w), True),
        ("given", desk_wording.given(t, w), True),
        ("prioritised", desk_wording.prioritised(t, w), True),
        ("which_priority", desk_wording.which_priority(FL), False),
        ("has_priority", desk_wording.has_priority(t), False),
        ("confirmed", desk_wording.confirmed(t), True),
        ("unreached", desk_wording.unreached(t, "email", w), True),
        ("queue", desk_wording.queue(()), False),
        ("mine", desk_wording.mine(()), False),
        ("you_have_it", desk_wording.you_have_it(t), True),
        ("already_yours", desk_wording.already_yours(t), True),
        ("taken", desk_wording.taken(t, w, WAIT), True),
        ("taken", desk_wording.taken(ticket(), w, WAIT), True),
        ("done", desk_wording.done(t, "resolved"), False),
        ("no_such_ticket", desk_wording.no_such_ticket(FL), False),
        ("which_ticket", desk_wording.which_ticket("claim"), False),
        ("needs_text", desk_wording.needs_text("note", FL), False),
        ("unknown_assignee", desk_wording.unknown_assignee(w, [w, w]), True),
        ("unknown_order", desk_wording.unknown_order(w, "claim"), True),
        ("unknown_order", desk_wording.unknown_order(w, ""), True),
        ("desk_help", desk_wording.desk_help(), False),
        ("outage_begun", desk_wording.outage_begun(w), True),
        ("outage_ended", desk_wording.outage_ended(w), True),
        ("outage_known", desk_wording.outage_known(w), True),
        ("no_outage", desk_wording.no_outage(w), True),
        ("which_outage", desk_wording.which_outage(), False),
        ("outage_over", desk_wording.outage_over(""), False),
        ("kept_for_the_desk", desk_wording.kept_for_the_desk(), False),
        ("order_ignored", desk_wording.order_ignored("claim", "It was not signed."), False),
        ("quarantined", desk_wording.quarantined(w, "more than 12 answers"), True),
        ("released", desk_wording.released(w, 1), True),
        ("not_kept", desk_wording.not_kept(w), True),
        ("which_address", desk_wording.which_address(), False),
        ("delayed", desk_wording.delayed("ann@example.org", "no answer"), False),
        ("sign_in", desk_wording.sign_in(LINK), False),
        ("alarm", desk_wording.alarm(w), True),
    )
    for status in Status:
        done = desk_wording.not_possible(ticket(status=str(status)), "claim")
        yield "not_possible", done, False
        yield "next_step", desk_wording.next_step(ticket(status=str(status)), w, 1), False
    for held in (Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING_CUSTOMER):
        yield "next_step", desk_wording.next_step(ticket(status=str(held)), w, 0), True


def label_said(w):
    """What agents read about labels."""
    t = ticket(subject=w)
    likely = {"name": "service", "label": w, "like": FL, "filled": False}
    yield "new_ticket", desk_wording.new_ticket(t, w, 3, label_wording.hints([likely])), True
    for verb, label in ((labels.SERVICE, "vpn"), (labels.CLASS, "question"), (labels.URGENCY, 1)):
        yield "which_label", label_wording.which_label(verb, FL), False
        said = labels.said(t, verb, label)
        yield "labelled", label_wording.labelled(t, verb, said), False


def desk_listed(w):
    """What agents read in lists: lines rather than sentences."""
    t = ticket(subject=w)
    yield "line_of", desk_wording.line_of(t, w), True
    yield "queue", desk_wording.queue((t, t)), True
    yield "mine", desk_wording.mine((t, t)), True
    yield "heard", desk_wording.heard(t, w, f"{w}\n{w}"), True
    yield "came_back", desk_wording.came_back(t, f"{w}\n{w}"), True
    yield "came_back", desk_wording.came_back(t, ""), True
    for gone, late in ((True, False), (False, True)):
        yield "revised", desk_wording.revised(t, w, f"{w}\n{w}", gone=gone, late=late), True
    for kind in Kind:
        happened = event(kind, actor=w, **{**SAYING.get(kind, {}), "text": w})
        yield "event_line", desk_wording.event_line(happened), True
        yield "story", desk_wording.story(t, (happened, happened)), True


# Pieces and values, tried below by name, and what is handed on as it was typed.
PIECES = {
    "agent_state",
    "alarm_subject",
    "clock",
    "duration",
    "happened",
    "hints",
    "ordinal",
    "outage_text",
    "paragraphs",
    "quoted",
    "sign_in_subject",
    "solved_choices",
    "something_new",
    "standing",
    "state",
    "too_many_answers",
    "words_for_the_desk",
    "words_of",
}
SENTENCES = [
    *wording_said("Anna"),
    *chat_said("Anna"),
    *desk_said("Anna"),
    *label_said("Anna"),
]
EVERYTHING = [*SENTENCES, *desk_listed("Anna")]


def named(value):
    return value if isinstance(value, str) and value.isidentifier() else ""


def public(module):
    return {
        name
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }


def shown(text):
    """What a browser shows of it."""
    return html.unescape(re.sub(r"<[^>]+>", "", as_html(text)))


def test_every_sentence_is_tried():
    tried = {name for name, _, _ in EVERYTHING} | PIECES
    modules = (wording, chat_wording, desk_wording, label_wording)
    assert tried == set().union(*map(public, modules))


@pytest.mark.parametrize(("name", "text", "_"), SENTENCES, ids=named)
def test_a_sentence_is_whole(name, text, _):
    plain = as_plain(text)
    assert plain[0].isupper() or plain[0].isdigit() or text[0] in "*-", plain
    assert re.search(r"(?:[.!?:)]|help desk|on its page\S*)$", plain.split("\n")[-1]), plain


@pytest.mark.parametrize(("name", "text", "_"), EVERYTHING, ids=named)
def test_nothing_is_left_unfilled(name, text, _):
    assert "None" not in text
    assert not re.search(r"[{}]", text)
    assert not re.search(r"\S {2,}|[ \t]$|\n{3,}", text, re.MULTILINE)
    assert not re.search(r"\*{4}| [.,:;!?]|\.\.(?!\.)|\(\)", text), text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for source in (wording_said, chat_said, desk_said, label_said, desk_listed)
        for name, text, speaks in source(NASTY)
        if speaks
    ],
)
def test_peoples_words_are_shown_literally(name, text):
    assert NASTY in shown(text), name
    assert NASTY in as_plain(text)
    assert "evil.example" not in "".join(re.findall(r"<[^>]+>", as_html(text)))
    assert "<b>" not in as_html(text)


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(words)
def test_no_name_or_subject_becomes_markup(w):
    for text in (wording.claimed(w, NOON), desk_wording.given(ticket(subject=w), w)):
        assert w in shown(text)


@given(st.lists(words, min_size=1, max_size=4))
def test_a_quote_keeps_every_line(lines):
    quote = wording.quoted("\n".join(lines))
    assert all(line.startswith("> ") for line in quote.split("\n"))
    assert [*filter(None, shown(quote).split("\n"))] == lines


def test_the_name_in_a_done_order_is_shown_literally():
    odd = person(8, "Kim *K* <b>", agent=True)
    effects = decide(ordered("assign", "Kim *K* <b>", named=ticket(), agents=(odd,)))
    assert "Kim *K* <b>" in shown(only(effects, Say).text)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"),
        (13, "13th"), (20, "20th"), (21, "21st"), (22, "22nd"), (101, "101st"), (111, "111th"),
    ],
)  # fmt: skip
def test_places_are_counted_as_people_do(number, said):
    assert wording.ordinal(number) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "1 minute"),
        (1, "1 minute"),
        (20, "20 minutes"),
        (89, "89 minutes"),
        (120, "2 hours"),
        (47 * 60, "47 hours"),
        (48 * 60, "2 days"),
        (24 * 60 * 10, "10 days"),
    ],
)
def test_time_is_told_in_the_unit_that_fits(minutes, said):
    assert wording.duration(timedelta(minutes=minutes)) == said


def test_where_somebody_stands():
    assert wording.standing(0, WAIT) == ""
    assert wording.standing(1, None) == "You are next in line."
    assert wording.standing(3, WAIT) == (
        "You are 3rd in line; at the present pace it is your turn within 20 minutes."
    )
    assert wording.standing(FARTHEST, None) == "You are 20th in line."
    assert "ahead of you" in wording.standing(FARTHEST + 2, WAIT)


def test_how_many_are_ahead_is_true_also_at_the_border():
    assert "More than 20" not in wording.standing(21, None)
    assert "ahead" in wording.standing(21, None)


def test_what_may_be_pressed():
    tokens = [choice.token for choice in fix_wording.fix_choices(FIXES)]
    assert tokens == ["worked/vpn-drops", "show/b", "show/c", "failed/vpn-drops", "other/vpn-drops"]
    assert [choice.label for choice in fix_wording.fix_choices(FIXES)][1] == "Show “Another fix”"
    every = (*fix_wording.fix_choices(FIXES), *wording.solved_choices(ticket()))
    assert all(len(choice.token) <= 64 and choice.token.isascii() for choice in every)
    assert [c.token for c in fix_wording.outcome_choices("x")] == [
        "worked/x",
        "failed/x",
        "other/x",
    ]


def test_pieces():
    assert wording.clock(NOON) == "12:00 UTC"
    assert wording.paragraphs("a", "", "b") == "a\n\nb"
    assert fix_wording.steps(fix()) == "1. Close the VPN.\n2. Open it again."
    assert {wording.state(ticket(status=str(s)), "Sam") for s in Status} >= {"solved", "closed"}
    assert desk_wording.agent_state(ticket(status="waiting_customer")) == "waiting for the customer"
    assert desk_wording.outage_text("vpn", "") == "vpn is not working"
    assert desk_wording.words_of(event(Kind.DISPATCHED)) == "network"
    assert desk_wording.sign_in_subject() == "Your sign-in link for the desk"
    assert desk_wording.alarm_subject() == "Firstline needs somebody who mends its settings"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"problem": "PRB-7"}, "This is a known error (PRB-7)."),
        ({"workaround": "Wait."}, "This is a known error. Until it is mended, this helps: Wait."),
        ({"problem": "https://a.example/)("}, "This is a known error (https://a.example/)()."),
    ],
)
def test_a_known_error_says_how_to_get_by(known, said):
    first, rest = fix_wording.steps(replace(fix(), **known)).split("\n\n")
    assert (as_plain(first), rest[:2]) == (said, "1.")


def test_the_problem_of_a_known_error_is_a_link():
    known = replace(fix(), problem="https://tracker.example/7")
    assert "([about it](https://tracker.example/7))" in fix_wording.steps(known)
