"""What the desk's own feedback says about our confidence, and the floor that follows from it.

A confidence is learnt from other knowledge bases. Here, two numbers bend it so that it fits what
people said of the suggestions they were shown; with no feedback they change nothing, and every
press counts from the first. The floor is then where, of all that would be shown, the wanted share
is right. Only the newest MOST_JUDGED are looked at, so that what is long past is forgotten.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

MOST_JUDGED = 5_000
BELIEF = 20.0  # how much feedback it takes to move us half the way
STEPS = 20  # of Newton's method; it has settled long before
LOWEST, HIGHEST = 0.3, 0.98  # a floor outside would show anything, or nothing

# Of questions of all kinds that desks are asked, how many had their first suggestion in each of
# twenty bins from 0 to 1, and how many of those were right; learnt with the weights
# (tests/knowledge/learn_weights.py).
REFERENCE = (
    (391, 7), (177, 11), (95, 7), (72, 9), (68, 13), (56, 19), (64, 23), (39, 14), (45, 23),
    (34, 11), (39, 22), (34, 22), (32, 24), (42, 22), (56, 49), (55, 46), (63, 55), (80, 72),
    (102, 91), (456, 450),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggestion that was shown: how sure we were, and whether it helped."""

    confidence: float
    helped: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """Bends a confidence: on the scale of log odds, times `slope`, plus `shift`."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, confidence: float) -> float:
        """The confidence that fits the feedback."""
        return _chance(self.slope * _odds(confidence) + self.shift)


AS_IT_IS = Correction()


def learn(judged: Iterable[Judged]) -> Correction:
    """The likeliest correction, where none at all is likeliest before any feedback."""
    listed = list(judged)[-MOST_JUDGED:]
    if not listed:
        return AS_IT_IS
    wide = np.array([[_odds(one.confidence), 1.0] for one in listed])
    helped = np.array([one.helped for one in listed], float)
    before = np.array([1.0, 0.0])
    found = before.copy()
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(wide @ found, -30, 30)))
        slope = wide.T @ (helped - chance) - BELIEF / 4 * (found - before)
        bend = (wide * (chance * (1 - chance))[:, None]).T @ wide + BELIEF / 4 * np.eye(2)
        found += np.clip(np.linalg.solve(bend, slope), -1, 1)  # a step too long finds no way back
    return Correction(max(float(found[0]), 0.05), float(found[1]))


def floor_for(wanted: float, correction: Correction = AS_IT_IS) -> float:
    """The lowest confidence, uncorrected, from which on the wanted share is right."""
    right = [count * correction((good + 0.5) / (count + 1)) for count, good in REFERENCE]
    for at in range(len(REFERENCE)):
        if sum(right[at:]) >= wanted * sum(count for count, _ in REFERENCE[at:]):
            return min(max(at / len(REFERENCE), LOWEST), HIGHEST)
    return HIGHEST


def _odds(confidence: float) -> float:
    kept = min(max(confidence, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
