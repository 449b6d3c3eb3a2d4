"""The few articles that may answer a question, in order, with all that speaks for each.

What the words say, what the phrases look like, what has helped before, and what is meant: each is
scaled so that its best article has 1, and they are added up with weights that are fixed. A learnt
mixture was no better than these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of

import numpy as np
from numpy.typing import NDArray

from knowledge.postings import Floats, best
from knowledge.question import Question
from knowledge.shelf import Shelf
from knowledge.solved import Votes

LOOKED_AT = 24  # articles that the words speak most for
VOTED_FOR = 12  # and that solved questions do
MEANT = 16  # and that mean the same
RIGHT_SERVICE = 1.25  # an article for the service in question gets this much more

# What each kind of evidence counts.
WORDS, ALIKE, VOTES, USUAL, COMMON, MEANING = 1.0, 0.4, 1.3, 0.6, 0.15, 1.2


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
        order = np.lexsort((self.places, -self.total))
        return Ranked(*(getattr(self, column.name)[order] for column in fields_of(self)))


def rank(
    shelf: Shelf,
    asked: Question,
    votes: Votes,
    meant: Floats,
    *,
    services: tuple[str, ...] = (),
    trust: Mapping[str, float],
) -> Ranked:
    """The articles worth a look. `meant` has a cosine for every place, or is empty."""
    scores = shelf.terms.scores(asked.keys, asked.weights)
    places = _candidates(shelf, scores, votes, meant)
    likeness = shelf.likeness(asked.pieces, places)
    found = Ranked(
        places,
        np.zeros(len(places), np.float32),
        scores[places],
        *likeness,
        *_ballots(shelf, votes, places),
        meant[places] if len(meant) else np.zeros(len(places), np.float32),
    )
    total = _total(found) * _favour(shelf, places, services, trust)
    return replace(found, total=total.astype(np.float32)).sorted()


def _candidates(shelf: Shelf, scores: Floats, votes: Votes, meant: Floats) -> NDArray[np.int64]:
    voted = [shelf.places.get(votes.article_ids[at]) for at in best(votes.votes, VOTED_FOR)]
    named = np.array([place for place in voted if place is not None], np.int64)
    return np.unique(np.concatenate([best(scores, LOOKED_AT), best(meant, MEANT), named]))


def _ballots(shelf: Shelf, votes: Votes, places: NDArray[np.int64]) -> tuple[Floats, ...]:
    """What the solved questions say about these articles, a column each."""
    numbers = [votes.number.get(shelf.articles[place].id, -1) for place in places.tolist()]
    at = np.array(numbers, np.int64)
    columns = (votes.votes, votes.usual, votes.common, votes.nearest)
    return tuple(np.where(at >= 0, np.append(each, np.float32(0))[at], 0) for each in columns)


def _total(found: Ranked) -> Floats:
    total: Floats = (
        WORDS * _scaled(found.words)
        + ALIKE * _scaled(found.alike)
        + VOTES * _scaled(found.votes)
        + USUAL * found.usual
        + COMMON * found.common
        + MEANING * _scaled(found.meaning)
    )
    return total


def _scaled(values: Floats) -> Floats:
    return values / max(float(values.max(initial=0.0)), 1e-9)


def _favour(
    shelf: Shelf,
    places: NDArray[np.int64],
    services: tuple[str, ...],
    trust: Mapping[str, float],
) -> NDArray[np.float64]:
    """What an article gains by being for the service, and loses by having failed."""
    found = [shelf.articles[place] for place in places.tolist()]
    fits = [RIGHT_SERVICE if {*services} & {*one.services} else 1.0 for one in found]
    return np.array(fits) * np.array([trust.get(one.id, 1.0) for one in found])
