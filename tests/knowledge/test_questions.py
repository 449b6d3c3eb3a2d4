"""What people write finds the right article, and what is none of our business finds none.

The figures in the assertions are what was measured, less some slack; run with -s to see them.
"""

import pytest

from knowledge.confidence import FLOOR, sure
from knowledge.suggest import Suggestion
from tests.knowledge.questions import (
    HELD_OUT,
    OFF_HELD_OUT,
    OFF_TOPIC,
    OFF_TUNING,
    QUESTIONS,
    TUNING,
)

halves = pytest.mark.parametrize(
    ("half", "asked"), [("tuning", TUNING), ("held out", HELD_OUT)], ids=["tuning", "held-out"]
)


def share(facts) -> float:
    told = list(facts)
    return sum(told) / len(told)


def ids(found) -> set[str]:
    return {one.article_id for one in found}


def test_there_is_enough_to_judge_by(shipped):
    known = {article.id for article in shipped}
    assert len(QUESTIONS) >= 120
    assert len(OFF_TOPIC) >= 60
    assert len(set(QUESTIONS)) == len(QUESTIONS)
    assert all(asked.right <= known for asked in QUESTIONS)
    assert set().union(*(asked.right for asked in QUESTIONS)) == known


@halves
def test_the_right_article_is_found(library, half, asked):
    answers = [(library.suggest(one.text), one.right) for one in asked]
    first = share(bool(found) and found[0].article_id in right for found, right in answers)
    three = share(bool(ids(found) & right) for found, right in answers)
    print(f"\n{half}: {len(asked)} questions, right at first {first:.3f}, in three {three:.3f}")
    assert first >= 0.92
    assert three >= 0.97


@halves
def test_what_is_shown_is_nearly_always_right_and_enough_is_shown(library, half, asked):
    shown = [(sure(library.suggest(one.text)), one.right) for one in asked]
    right = share(one.article_id in wanted for found, wanted in shown for one in found)
    answered = share(bool(ids(found) & wanted) for found, wanted in shown)
    print(f"\n{half}: shown right {right:.3f}, questions answered {answered:.3f}, floor {FLOOR}")
    assert right >= 0.95
    assert answered >= 0.65


def test_nothing_is_suggested_for_what_is_not_ours(library):
    false = [text for text in OFF_TOPIC if sure(library.suggest(text))]
    halves = [share(bool(sure(library.suggest(t))) for t in o) for o in (OFF_TUNING, OFF_HELD_OUT)]
    print(f"\nfalse suggestions: tuning {halves[0]:.3f}, held out {halves[1]:.3f}: {false}")
    assert len(false) / len(OFF_TOPIC) <= 0.05


def test_being_sure_means_being_right_more_often(library):
    best = [(library.suggest(one.text)[0], one.right) for one in HELD_OUT]
    low = [one.article_id in right for one, right in best if one.confidence < FLOOR]
    high = [one.article_id in right for one, right in best if one.confidence >= FLOOR]
    assert share(high) >= share(low)


def suggestion(confidence: float) -> Suggestion:
    return Suggestion(article_id=f"a{confidence}", title="A", confidence=confidence, reason="title")


def test_at_most_three_at_or_above_the_floor():
    many = [suggestion(value) for value in (0.95, 0.9, 0.88, FLOOR, 0.1)]
    assert sure(many) == tuple(many[:3])
    assert sure([suggestion(FLOOR), suggestion(FLOOR - 0.01)]) == (suggestion(FLOOR),)
    assert sure(many, floor=0.92) == (many[0],)
    assert sure(()) == ()
