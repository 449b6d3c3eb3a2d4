"""How sure we are of a suggestion, as a number from 0 to 1, and where to stop suggesting.

Raw scores mean something else in every knowledge base. What carries over is how much of the
question an article explains, how alike question and symptom are, and how far the second is behind.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

from knowledge.suggest import Suggestion

# Below this we say nothing. On questions that were never used to choose the weights, about
# nineteen of twenty suggestions at or above it were right (tests/knowledge/test_questions.py).
FLOOR = 0.55
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for an article. All are shares from 0 to 1, margin from -1 to 1.

    strong    of the weight of the question, what title and symptoms explain
    everyday  of the weight of the question, what is explained by everyday words alone
    alike     how alike the question and the nearest title or symptom are, both ways
    within    how much of that title or symptom the question holds
    margin    how far the next article is behind (or, below zero, the best one ahead)
    unknown   of the weight of the question, what no article knows
    repaired  of the weight of the question, what was read as a misspelling
    length    terms of the question, up to eight
    """

    strong: float
    everyday: float
    alike: float
    within: float
    margin: float
    unknown: float
    repaired: float
    length: float


BIAS = -7.5
WEIGHTS = Evidence(
    strong=2.75,
    everyday=-1.75,
    alike=3.25,
    within=1.75,
    margin=3.25,
    unknown=-2.25,
    repaired=-0.5,
    length=4.5,
)
_NAMES = tuple(field.name for field in fields(Evidence))


def estimate(evidence: Evidence) -> float:
    """The chance that the article is right, by a logistic curve over the evidence."""
    weighed = (getattr(WEIGHTS, name) * getattr(evidence, name) for name in _NAMES)
    return 1 / (1 + math.exp(-BIAS - sum(weighed)))


def sure(suggestions: Sequence[Suggestion], floor: float = FLOOR) -> tuple[Suggestion, ...]:
    """The suggestions worth showing: at most three, none below the floor."""
    return tuple(one for one in suggestions if one.confidence >= floor)[:MOST]
