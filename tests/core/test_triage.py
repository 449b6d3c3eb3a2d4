"""Class, impact, urgency, service, language and danger are read from the words alone."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.reading import tidy
from bot.core.triage import DANGERS, PRIORITIES, SERVICES, priority, triage
from bot.core.turn import Triage
from tests.core.dangers import HARMLESS, TRUE, lines
from tests.core.test_reading import WICKED
from tests.fakes.stopwatch import LIMIT, seconds

ALARMING = [(line, danger) for danger, block in TRUE.items() for line in lines(block)]


def test_there_is_enough_to_judge_by():
    assert len(ALARMING) >= 40
    assert len(lines(HARMLESS)) >= 40
    assert set(TRUE) == set(DANGERS)


def test_what_is_dangerous_alarms_the_desk_and_is_named():
    read = [(text, danger, triage(tidy(text)).danger) for text, danger in ALARMING]
    assert [row for row in read if row[1] != row[2]] == []


def test_what_only_sounds_dangerous_alarms_nobody():
    read = [(text, triage(tidy(text)).danger) for text in lines(HARMLESS)]
    assert [row for row in read if row[1]] == []


@pytest.mark.parametrize(("text", "danger"), ALARMING[::5])
def test_danger_is_heard_in_capitals_and_in_the_middle_of_a_mail(text, danger):
    mail = f"Dear colleagues,\n\nI hope you are well. {text}. What now?\n\nBest regards\nAnna"
    assert triage(text.upper()).danger == danger
    assert triage(mail).danger == danger


def test_danger_is_an_incident_of_the_first_priority_however_politely_it_is_told():
    found = triage("no rush, but could I get a new laptop? mine caught fire")
    assert (found.kind, found.urgency, found.impact, found.danger) == ("incident", 1, 2, "fire")
    assert priority(found) == 1
    assert priority(Triage(impact=3, urgency=3, danger="loss")) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my vpn drops", "incident"),
        ("I need access to the finance folder", "service request"),
        ("can I have a second monitor?", "service request"),
        ("please install Visio", "service request"),
        ("please install Visio, the old one is broken", "incident"),
        ("the new keyboard does not work", "incident"),
        ("how do I change my password?", "question"),
        ("hello what is the wifi password for guests?", "question"),
        ("how come that Outlook crashes?", "incident"),
        ("", "incident"),
    ],
)
def test_what_kind_of_contact_it_is(text, kind):
    assert triage(text).kind == kind


@pytest.mark.parametrize(
    ("text", "impact", "urgency", "expected"),
    [
        ("my mouse is broken", 3, 2, 4),
        ("my mouse is broken, no rush", 3, 3, 5),
        ("my laptop won't start", 3, 1, 3),
        ("my team cannot open the drive", 2, 2, 3),
        ("my team cannot work", 2, 1, 2),
        ("our team would like a better icon, low priority", 2, 3, 4),
        ("nobody can print", 1, 2, 2),
        ("the whole office is locked out", 1, 1, 1),
        ("company-wide banner is crooked, can wait", 1, 3, 3),
        ("I’m locked out", 3, 1, 3),
    ],
)
def test_impact_and_urgency_make_the_priority(text, impact, urgency, expected):
    found = triage(text)
    assert (found.impact, found.urgency) == (impact, urgency)
    assert priority(found) == expected


def test_the_matrix_is_whole_and_never_punishes_a_greater_need():
    assert set(PRIORITIES) == set(product((1, 2, 3), (1, 2, 3)))
    for impact, urgency in product((1, 2), (1, 2, 3)):
        assert PRIORITIES[impact, urgency] <= PRIORITIES[impact + 1, urgency]
        assert PRIORITIES[urgency, impact] <= PRIORITIES[urgency, impact + 1]
    assert set(PRIORITIES.values()) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("my VPN drops", "vpn"),
        ("no Wi-Fi in room 3", "wifi"),
        ("the printer jams", "print"),
        ("Outlook is slow", "email"),
        ("no sound in Teams", "meetings"),
        ("I forgot my password", "identity"),
        ("our shared drive is full", "files"),
        ("no internet", "network"),
        ("my iPhone does not ring", "phone"),
        ("my monitor flickers", "laptop"),
        ("Excel crashes", "software"),
        ("vpn over wifi", "vpn"),
        ("the dockside crane", ""),
        ("my profile picture", ""),
        ("a sprint review", ""),
        ("the coffee machine leaks", ""),
    ],
)
def test_the_service_is_recognised_by_whole_words(text, service):
    assert triage(text).service == service


def test_every_service_can_be_recognised():
    said = "vpn, wifi, printer, outlook, teams, password, onedrive, internet, phone, laptop, excel"
    assert {triage(word).service for word in said.split(",")} == set(SERVICES)


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("Mein Drucker druckt nicht und ich kann nicht arbeiten", "de"),
        ("je ne peux pas imprimer avec mon ordinateur", "fr"),
        ("no puedo entrar en mi correo con la clave", "es"),
        ("non funziona la mia stampante", "it"),
        ("my printer is on the floor and does not print", "en"),
        ("VPN", "en"),
        ("", "en"),
        ("die Maus", "de"),
    ],
)
def test_the_language_is_guessed_only_with_evidence(text, tongue):
    assert triage(text).language == tongue


def test_half_a_sentence_is_in_the_language_that_the_person_is_known_to_write():
    assert triage("agenda", tongue="nl").language == "nl"
    assert triage("where are my folders gone", tongue="nl").language == "en"


@given(st.text(max_size=500))
@settings(max_examples=200)
@example("\ud800")
def test_any_text_can_be_triaged(text):
    found = triage(text)
    assert found.kind in {"incident", "service request", "question"}
    assert priority(found) in {1, 2, 3, 4, 5}
    assert found.service in {*SERVICES, ""}


@pytest.mark.parametrize("text", WICKED, ids=lambda text: ascii(text[:12]))
def test_no_text_makes_us_slow(text):
    assert seconds(triage, tidy(text)) < LIMIT


def test_a_repeated_half_of_a_danger_makes_us_no_slower_than_any_other_text():
    usual = seconds(triage, "somebody sat on a chair " * 800)
    assert seconds(triage, "someone is logged in too " * 800) < max(usual * 5, LIMIT)
