"""Several labels of one contact are learnt together, and each explains itself."""

import pytest

from knowledge import habits
from knowledge.habits import NO_HABITS, Contact

GATE = "zeppelin dispenser at gate {} shows Q77"
LEDGER = "invoice {} was booked twice in the ledger"


def contact(number, text=GATE, **labels):
    return Contact(key=f"FL-{number}", text=text.format(number), labels=labels)


def told(known, text):
    return {name: guess.label for name, guess in known.guesses(text).items()}


def test_nothing_labelled_says_nothing():
    assert NO_HABITS.guesses("anything") == {}
    assert NO_HABITS.with_more([]).guesses("anything") == {}


@pytest.mark.parametrize("text", ["", "  ", "\0", "🙂" * 999, "a" * 100_000, "the of and"])
def test_what_says_nothing_is_like_nothing(text):
    assert habits.learn([contact(1, service="gates")]).guesses(text) == {}


def test_the_first_contact_votes_for_all_its_labels():
    known = habits.learn([contact(1, service="gates", urgency="1")])
    found = known.guesses(GATE.format(7))
    assert {name: (one.label, one.like) for name, one in found.items()} == {
        "service": ("gates", "FL-1"),
        "urgency": ("1", "FL-1"),
    }
    assert 0.2 < found["service"].confidence < 0.65


def test_several_that_agree_make_it_sure():
    known = habits.learn([contact(number, service="gates") for number in range(6)])
    assert known.guesses(GATE.format(7))["service"].confidence > 0.65


def test_those_without_a_label_of_this_name_do_not_vote_on_it():
    few = habits.learn([contact(number, service="gates", kind="incident") for number in range(3)])
    many = few.with_more([contact(number, service="gates") for number in range(3, 20)])
    assert many.guesses(GATE.format(99))["kind"].label == "incident"


def test_what_is_said_anew_counts_and_the_rest_stays():
    known = habits.learn([contact(1, service="gates", urgency="1")])
    known = known.with_more([contact(1, service="airships")])
    assert told(known, GATE.format(1)) == {"service": "airships", "urgency": "1"}


def test_learnt_at_once_or_step_by_step_the_nearest_say_the_same():
    everything = [contact(number, service="gates") for number in range(5)]
    everything += [contact(number, LEDGER, service="ledger") for number in range(5, 10)]
    at_once, stepwise = habits.learn(everything), NO_HABITS
    for one in everything:
        stepwise = stepwise.with_more([one])
    for text in (GATE.format(3), LEDGER.format(3), "gate ledger"):
        assert at_once.guesses(text) == stepwise.guesses(text)


def test_once_there_are_enough_a_model_decides_and_the_nearest_is_still_named(monkeypatch):
    monkeypatch.setattr(habits, "ENOUGH", 20)
    everything = [contact(number, service="gates") for number in range(20)]
    everything += [contact(number, LEDGER, service="ledger") for number in range(20, 40)]
    known = habits.learn(everything)
    assert set(known.models) == {"service"}
    guess = known.guesses(LEDGER.format(99))["service"]
    assert (guess.label, guess.like[:3]) == ("ledger", "FL-")
    assert guess.confidence > 0.65
    assert known.guesses("the canteen serves soup") == {}
