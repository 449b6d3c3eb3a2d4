"""Which label a new contact gets, learnt from those the desk has labelled, and after which one.

From the first labelled contact on, the nearest ones vote. Once there are ENOUGH, a linear model
decides (knowledge/linear.py), and the nearest that agrees is still named ("like FL-1042"). A label
is any word of the desk: a service, a class, an urgency; each kind has a Classifier of its own.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from knowledge import linear, words
from knowledge.linear import Linear
from knowledge.postings import Keys
from knowledge.solved import EPOCH, LONGEST, Experience, Solved, Votes, experience
from knowledge.suggest import NOTHING_KNOWN

ENOUGH = 1_500  # labelled contacts from which on a linear model is the better one
MOST_LABELS = 300  # more than these, and the nearest go on voting: memory
NEAR = 1.0  # nearness, all in all, at which a vote of the nearest is half believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A contact and what the desk said it was. `key` names it for people ("FL-1042")."""

    key: str
    text: str
    label: str
    at: datetime = EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The likeliest label, how sure we are (0 to 1), and the contact most like it; "" if none."""

    label: str = ""
    confidence: float = 0.0
    like: str = ""


NO_GUESS = Guess()


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was labelled, and what was learnt from it, if there was enough. Never changes."""

    known: Experience = field(repr=False)
    model: Linear | None = field(default=None, repr=False)

    def guess(self, text: str) -> Guess:
        """The label of a text; NO_GUESS if nothing like it was ever labelled."""
        votes = self.known.votes(words.split(text[:LONGEST]), NOTHING_KNOWN)
        label, confidence = _learnt(self.model, text, votes) if self.model else _voted(votes)
        like = self.known.like(label, votes)
        return Guess(label=label, confidence=confidence, like=like) if label else NO_GUESS

    def with_more(self, more: Iterable[Labelled]) -> "Classifier":
        """These may vote at once; the linear model stays as it is until `learn` is called anew."""
        return Classifier(self.known.with_more(map(_as_solved, more)), self.model)


def learn(history: Iterable[Labelled]) -> Classifier:
    """From all the desk has labelled. Takes some ten seconds for 15,000: not for the event loop."""
    known = experience(map(_as_solved, history))
    return Classifier(known, _model(known))


def _model(known: Experience) -> Linear | None:
    labels = len(known.number)
    if len(known.solved) < ENOUGH or not 2 <= labels <= MOST_LABELS:
        return None
    return linear.learn(
        [one.question for one in known.solved], [one.article_ids[0] for one in known.solved]
    )


def _learnt(model: Linear, text: str, votes: Votes) -> tuple[str, float]:
    """By itself the model is too sure of what is like nothing labelled: the nearest temper it."""
    label, chance = likeliest(model, linear.features(text))
    return label, chance * math.sqrt(_believed(votes, votes.number.get(label)))


def likeliest(model: Linear, held: Keys) -> tuple[str, float]:
    """The label a model would give a text that holds these features, and its chance."""
    chances = model.chances(held)
    best = int(np.argmax(chances))
    return model.labels[best], float(chances[best])


def _voted(votes: Votes) -> tuple[str, float]:
    if not votes.near:
        return "", 0.0
    best = int(np.argmax(votes.votes))
    return votes.article_ids[best], _believed(votes, best)


def _believed(votes: Votes, number: int | None) -> float:
    """How far the nearest speak for the label with this number, from 0 to 1."""
    if number is None or not votes.near:
        return 0.0
    return float(votes.votes[number]) * votes.near / (votes.near + NEAR)


def _as_solved(one: Labelled) -> Solved:
    return Solved(key=one.key, question=one.text, article_ids=(one.label,), at=one.at)
