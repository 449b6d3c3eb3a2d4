"""What the desk has labelled labels what comes next, and says after which contact."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import classify, linear
from knowledge.classify import ENOUGH, NO_GUESS, Labelled
from tests.fakes.stopwatch import in_time

TICKETS = (
    ("FL-1", "the vpn drops every ten minutes", "network"),
    ("FL-2", "vpn cannot connect from home", "network"),
    ("FL-3", "please order a new keyboard", "hardware"),
    ("FL-4", "my keyboard has a broken key", "hardware"),
    ("FL-5", "salary slip is missing for may", "payroll"),
)
THINGS = {"network": ("vpn", "wifi", "lan"), "hardware": ("keyboard", "mouse", "screen")}
WORRIES = ("is broken again", "stopped this morning", "makes me wait", "gives an error", "is odd")


def labelled(*rows):
    return [Labelled(key=key, text=text, label=label) for key, text, label in rows]


def many():
    """More than ENOUGH, told apart by the thing they name."""
    return labelled(
        *(
            (f"T-{number}", f"hello {number % 97} my {things[number % 3]} {worry}", label)
            for number in range(ENOUGH // 10 + 1)
            for label, things in THINGS.items()
            for worry in WORRIES
        )
    )


@pytest.fixture(scope="module")
def few():
    return classify.learn(labelled(*TICKETS))


@pytest.fixture(scope="module")
def trained():
    return classify.learn(many())


def test_one_ticket_is_enough_to_begin():
    guess = classify.learn(labelled(TICKETS[0])).guess("VPN drops again")
    assert (guess.label, guess.like) == ("network", "FL-1")


@pytest.mark.parametrize(
    ("said", "label", "like"),
    [
        ("vpn drops all the time", "network", "FL-1"),
        ("a key of the keyboard is broken", "hardware", "FL-4"),
        ("where is my salary slip", "payroll", "FL-5"),
        ("the keybord is brokn", "hardware", "FL-4"),  # slips of the finger
    ],
)
def test_the_nearest_ticket_gives_its_label_and_is_named(few, said, label, like):
    guess = few.guess(said)
    assert (guess.label, guess.like) == (label, like)
    assert 0 < guess.confidence < 1


def test_nothing_alike_is_no_guess(few):
    assert few.guess("zzzz qqqq") == NO_GUESS
    assert classify.learn([]).guess("the vpn drops") == NO_GUESS


def test_what_is_labelled_now_counts_at_once(few):
    more = few.with_more(labelled(("FL-6", "the coffee machine leaks", "building")))
    assert few.guess("coffee machine").label == ""
    assert more.guess("coffee machine").label == "building"
    changed = more.with_more(labelled(("FL-6", "the coffee machine leaks", "kitchen")))
    assert changed.guess("coffee machine").label == "kitchen"


def test_a_model_is_learnt_once_there_are_enough(few, trained):
    assert few.model is None
    assert trained.model is not None
    guess = trained.guess("your mouse, it stopped")
    assert guess.label == "hardware"
    assert guess.confidence > 0.8
    assert guess.like.startswith("T-")


def test_a_model_cannot_be_learnt_from_one_label():
    one = [Labelled(key=each.key, text=each.text, label="other") for each in many()]
    assert classify.learn(one).guess("my wifi is odd").label == "other"


def test_the_same_tickets_teach_the_same_in_another_process():
    code = (
        "from knowledge.linear import features, learn\n"
        "from tests.knowledge.test_classify import TICKETS\n"
        "texts, labels = [t for _, t, _ in TICKETS * 9], [n for _, _, n in TICKETS * 9]\n"
        "print(learn(texts, labels).chances(features('my vpn has a key')).tolist())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(said) == 1


def test_a_text_of_a_megabyte_takes_no_longer(trained):
    for text in ("vpn " * 250_000, "x" * 1_000_000, "\U0001f600" * 250_000, "the and of " * 90_000):
        in_time(trained.guess, text, limit=0.25)


@given(st.text(max_size=300))
def test_any_text_is_guessed_the_same_twice(few, trained, text):
    for classifier in (few, trained):
        guess = classifier.guess(text)
        assert guess == classifier.guess(text)
        assert 0 <= guess.confidence <= 1


@given(st.text(max_size=300))
def test_chances_add_up(trained, text):
    chances = trained.model.chances(linear.features(text))
    assert chances.min() >= 0
    assert np.isclose(chances.sum(), 1, atol=1e-5)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8), st.data())
def test_a_model_can_be_learnt_from_anything(texts, data):
    labels = [data.draw(st.sampled_from("abc")) for _ in texts]
    model = linear.learn(texts, labels)
    assert set(model.labels) == set(labels)
    assert np.isfinite(model.chances(linear.features(texts[0]))).all()
