"""The few articles that may answer a question, in order, with all that speaks for each.

What the words say, what the phrases look like, what has helped before, and what is meant: each is
scaled so that its best article has 1, and they are added up with weights that are fixed. A learnt
mixture was no better than these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.distinct import distinct
from knowledge.meaning import Meant
from knowledge.phrases import Likeness
from knowledge.postings import Floats, best
from knowledge.question import Question
from knowledge.shelf import Shelf
from knowledge.solved import Votes

LOOKED_AT = 24  # articles that the words speak most for
VOTED_FOR = 12  # and that solved questions do
RIGHT_SERVICE = 1.25  # an article for the service in question gets this much more

# What each kind of evidence counts; two of them other than usual beside an encoder, which does
# what the letters of phrases were for, and has much to say itself: most where words are few.
WORDS, ALIKE, WITHIN, VOTES, USUAL, COMMON = 1.0, 1.2, 0.2, 1.5, 0.7, 0.15
ALIKE_TOO, VOTES_TOO, MEANING, MEANING_OF_FEW = 0.8, 2.0, 1.0, 6.0
TRUSTED = 1.5  # how much more than a solved question a phrase of an article is trusted
SHORT = 6  # terms: of a question so long, and of longer ones the more, a phrase can only be a part


@dataclass(frozen=True, slots=True)
class Ranked:
    """Articles by their places on the shelf, best first; a column of each kind of evidence."""

    places: NDArray[np.int64]
    total: Floats = field(repr=False)
    words: Floats = field(repr=False)
    alike: Floats = field(repr=False)
    within: Floats = field(repr=False)
    told: Floats = field(repr=False)
    votes: Floats = field(repr=False)
    usual: Floats = field(repr=False)
    common: Floats = field(repr=False)
    nearest: Floats = field(repr=False)
    meaning: Floats = field(repr=False)

    def sorted(self) -> "Ranked":
        """The greatest total first; of equals, the one that was there first."""
        return self.only(np.lexsort((self.places, -self.total)))

    def only(self, which: NDArray[Any]) -> "Ranked":
        """The rows with these numbers, or where there is True, in that order."""
        return Ranked(*(getattr(self, column.name)[which] for column in fields_of(self)))


def rank(
    shelf: Shelf,
    asked: Question,
    votes: Votes,
    meant: Meant,
    *,
    services: tuple[str, ...] = (),
    trust: Mapping[str, float],
) -> Ranked:
    """The articles worth a look, best first."""
    scores = shelf.terms.scores(asked.keys, asked.weights)
    places = _candidates(shelf, scores, votes, meant)
    likeness = shelf.likeness(asked.pieces, places)
    strength = _strength(votes, likeness)
    columns = np.array(
        [
            np.zeros(len(places)),
            scores[places],
            *likeness,
            *(strength * each for each in _ballots(shelf, votes, places)),
            meant.cosines(places),
        ]
    )
    found = Ranked(places, *columns.astype(np.float32))
    total = _total(found, len(asked.terms)) * _favour(shelf, places, services, trust)
    return replace(found, total=total.astype(np.float32)).sorted()


def _candidates(shelf: Shelf, scores: Floats, votes: Votes, meant: Meant) -> NDArray[np.int64]:
    voted = [shelf.places.get(votes.article_ids[at]) for at in best(votes.votes, VOTED_FOR)]
    named = np.array([place for place in voted if place is not None], np.int64)
    return distinct(np.concatenate([best(scores, LOOKED_AT), meant.near(), named]))


def _ballots(shelf: Shelf, votes: Votes, places: NDArray[np.int64]) -> tuple[Floats, ...]:
    """What the solved questions say about these articles, a column each."""
    numbers = [votes.number.get(shelf.articles[place].id, -1) for place in places.tolist()]
    at = np.array(numbers, np.int64)
    columns = (_scaled(votes.votes), votes.usual, votes.common, votes.nearest)
    return tuple(np.where(at >= 0, np.append(each, np.float32(0))[at], 0) for each in columns)


def _strength(votes: Votes, likeness: Likeness) -> float:
    """What votes are worth, from 0 to 1: little if a phrase is more alike than what was solved."""
    doubt = TRUSTED * float(likeness.alike.max(initial=0.0)) ** 2
    return votes.near / (votes.near + doubt + 1e-9)


def _total(found: Ranked, length: int) -> Floats:
    means = bool(found.meaning.any())
    short = SHORT / (SHORT + length)
    total = (
        WORDS * _scaled(found.words)
        + (ALIKE_TOO if means else ALIKE) * short * _scaled(found.alike)
        + WITHIN * _scaled(found.within)
        + (VOTES_TOO if means else VOTES) * found.votes
        + USUAL * found.usual
        + COMMON * found.common
        + (MEANING + MEANING_OF_FEW * short) * found.meaning
    )
    return np.asarray(total, np.float32)


def _scaled(values: Floats) -> Floats:
    return np.asarray(values / max(float(values.max(initial=0.0)), 1e-9), np.float32)


def _favour(
    shelf: Shelf,
    places: NDArray[np.int64],
    services: tuple[str, ...],
    trust: Mapping[str, float],
) -> NDArray[np.float64]:
    """What an article gains by being for the service, and loses by having failed."""
    found = [shelf.articles[place] for place in places.tolist()]
    fits = [RIGHT_SERVICE if {*services} & {*one.services} else 1.0 for one in found]
    favour: NDArray[np.float64] = np.array(fits) * [trust.get(one.id, 1.0) for one in found]
    return favour
