"""`firstline explain` tells how a message is read, which rule holds and why, what it suggests."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.core.playbook import PLAYBOOK

RULES = [rule.__name__ for rule, _ in PLAYBOOK]

# What somebody says: how it is read, the rule that holds and what is done about it.
TOLD = [
    ("my vpn keeps dropping", "tell", "has_a_good_fix", "offer_fixes"),
    ("I forgot my password", "tell", "has_a_good_fix", "offer_fixes"),
    ("hello", "greet", "asks_how_this_works", "introduce_ourselves"),
    ("thanks a lot!", "thank", "asks_how_this_works", "introduce_ourselves"),
    ("what's the status?", "status", "asks_for_status", "report_status"),
    ("I want to talk to a person", "person", "asks_for_a_person", "call_a_person"),
    ("my laptop is on fire", "tell", "sounds_dangerous", "open_urgent_ticket"),
    ("it is broken", "tell", "is_too_thin", "ask_one_question"),
    ("the coffee scale in the lab counts wrong", "tell", "always", "open_ticket"),
    ("it worked", "worked", "asks_how_this_works", "introduce_ourselves"),
]


@pytest.fixture
def explained(folder):
    """Run the command in an empty folder; what it prints, as JSON."""

    def run(*words):
        done = CliRunner().invoke(app, ["explain", "--json", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(("text", "intent", "rule", "action"), TOLD)
def test_a_message_is_explained(explained, text, intent, rule, action):
    told = explained(text)
    assert (told["text"], told["steps"]["intent"]) == (text, intent)
    assert (told["rule"], told["action"]) == (rule, action)
    assert [each["rule"] for each in told["rules"]] == RULES[: RULES.index(rule) + 1]
    assert [each["holds"] for each in told["rules"]] == [False] * RULES.index(rule) + [True]
    assert told["why"]
    assert told["then"]
    assert all(each["means"] for each in told["rules"])


def test_the_suggestions_come_with_scores_and_reasons(explained):
    told = explained("my", "vpn", "keeps", "dropping")
    assert told["text"] == "my vpn keeps dropping"
    best = told["suggestions"][0]
    assert best["article_id"] == "vpn-drops"
    assert best["reason"]
    scores = [each["confidence"] for each in told["suggestions"]]
    assert scores == sorted(scores, reverse=True)
    assert 0 < told["floor"] <= scores[0] <= 1
    assert len(scores) <= 3


def test_the_steps_tell_class_service_priority_and_danger(explained):
    steps = explained("smoke is coming out of the printer in our office")["steps"]
    assert steps == {
        "said": "smoke is coming out of the printer in our office",
        "intent": "tell",
        "class": "incident",
        "service": "print",
        "language": "en",
        "impact": 2,
        "urgency": 1,
        "priority": 1,
        "danger": "fire",
    }


def test_still_without_an_offer_is_a_request_of_its_own(explained):
    told = explained("still no access to the finance folder after two days, please help")
    assert told["steps"]["service"] == "files"
    assert told["rule"] in ("has_a_good_fix", "always")


def test_people_read_it_too_and_nothing_is_stored(folder):
    done = CliRunner().invoke(app, ["explain", "my [bold]vpn[/] drops"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "my [bold]vpn[/] drops" in done.output
    assert "has_a_good_fix" in done.output
    assert "Suggestions" in done.output
    assert list(folder.iterdir()) == []


def test_nothing_said_needs_no_explanation_but_gets_one(explained):
    assert explained("")["rule"] == "is_automatic"
