"""How sure we are of a suggestion, as a number from 0 to 1, and where to stop suggesting.

Raw scores mean something else in every knowledge base. What carries over is how much of the
question an article explains, how alike question and phrase are, and how far the second is behind.
The weights were learnt from knowledge bases that are not ours (tests/knowledge/learn_weights.py).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from knowledge.suggest import Suggestion

# Below this we say nothing. On questions that were never used to choose the weights, about
# nineteen of twenty suggestions at or above it were right (tests/knowledge/test_questions.py).
FLOOR = 0.70
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for an article. All are shares from 0 to 1; `ahead` and `nearer` from -1 to 1.

    covered   of the weight of the question, what the article holds anywhere
    ahead     how much more of it than the next article
    both      how far the terms of question and title are the same, rare ones counting more
    alike     how alike the question and the nearest title, symptom or solved question are
    first     how far this article stands out from all that were worth a look
    length    terms of the question that say something, up to eight
    single    how much of that title or symptom is missing, if the question is hardly one term
    meaning   how near question and article are in meaning, where there is an encoder
    nearer    how much nearer than the next
    """

    covered: float
    ahead: float
    both: float
    alike: float
    first: float
    length: float
    single: float
    meaning: float = 0.0
    nearer: float = 0.0


NAMES = tuple(field.name for field in fields(Evidence))

# By words alone, and with meaning beside them: a bias, and what each kind of evidence counts.
BY_WORDS: Mapping[str, float] = {
    "bias": -8.08,
    "covered": 0.49,
    "ahead": 3.00,
    "both": 4.14,
    "alike": 4.06,
    "first": 4.26,
    "length": 2.28,
    "single": -3.27,
}
BY_MEANING: Mapping[str, float] = {
    "bias": -10.03,
    "covered": -0.25,
    "ahead": 3.02,
    "both": 0.59,
    "alike": 5.16,
    "first": 3.90,
    "length": 2.26,
    "single": -3.24,
    "meaning": 6.49,
    "nearer": 1.87,
}


def estimate(evidence: Evidence, trust: float = 1.0) -> float:
    """The chance that the article is right, by a logistic curve over the evidence.

    The odds are multiplied with `trust`, above 0 and at most 1: less where it has failed.
    """
    weights = BY_MEANING if evidence.meaning else BY_WORDS
    weighed = (weights.get(name, 0.0) * getattr(evidence, name) for name in NAMES)
    odds = math.exp(weights["bias"] + sum(weighed)) * trust
    return odds / (1 + odds)


def sure(suggestions: Sequence[Suggestion], floor: float = FLOOR) -> tuple[Suggestion, ...]:
    """The suggestions worth showing: at most three, none below the floor."""
    return tuple(one for one in suggestions if one.confidence >= floor)[:MOST]
