"""What speaks for an article that was found, in numbers that mean the same in every knowledge base.

Scores do not: they grow with the rarity of words, with the length of texts and with how many there
are. So all is held against the most that this question could have, or against the next article.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import Evidence
from knowledge.postings import Floats, keys_of
from knowledge.question import Question
from knowledge.ranking import Ranked
from knowledge.shelf import Shelf, said

CLEAR = 8.0  # an article that is a tenth behind is nearly half a rival; half behind, none

Stems: TypeAlias = frozenset[str]


def evidence(
    on: Shelf, asked: Question, ranked: Ranked, shares: Sequence[float], at: int
) -> Evidence:
    """What speaks for the article at this rank; `shares` is what each has of the question."""
    title, _ = said(on.articles[int(ranked.places[at])])
    return Evidence(
        covered=shares[at],
        ahead=shares[at] - _next(shares, at),
        both=_both(on, asked, title),
        alike=max(float(ranked.alike[at]), float(ranked.nearest[at])),
        first=_first(ranked.total, at),
        length=min(asked.strong, 8) / 8,
        single=1 - float(ranked.within[at]) if asked.strong < 2 else 0.0,
        meaning=float(ranked.meaning[at]),
        nearer=_margin(ranked.meaning, at),
    )


def held_by(on: Shelf, asked: Question, places: Sequence[int] | NDArray[np.int64]) -> list[Stems]:
    """The terms of the question that each of these articles holds."""
    return [_held(on, asked, int(place)) for place in places]


def _held(on: Shelf, asked: Question, place: int) -> Stems:
    holds = on.terms.holds(asked.keys[: len(asked.terms)], place).tolist()
    return frozenset(term.stem for term, held in zip(asked.terms, holds, strict=True) if held)


def _next(shares: Sequence[float], at: int) -> float:
    """What the best other article has of the question: the second, or else the first."""
    other = 0 if at else 1
    return shares[other] if other < len(shares) else 0.0


def _both(on: Shelf, asked: Question, title: Stems) -> float:
    """What the title has of the question times what the question has of the title, as a mean."""
    stems, own = sorted(title), asked.stems
    says = on.terms.rarity(keys_of(stems))
    shared = says @ np.array([stem in own for stem in stems], np.float32)
    return math.sqrt(asked.share(title) * float(shared) / max(float(says.sum()), 1e-9))


def _first(totals: Floats, at: int) -> float:
    """Its share if each article has e to the power of its total: 1 if no other comes near."""
    risen = np.exp(CLEAR * (totals / max(float(totals.max()), 1e-9) - 1))
    return float(risen[at] / risen.sum())


def _margin(values: Floats, at: int) -> float:
    """Against the best other; for one that is not first, half of it against those behind only."""
    rivals = float(np.delete(values, at).max(initial=0.0)), float(values[at + 1 :].max(initial=0.0))
    own = float(values[at])
    return sum((own - rival) / max(own, rival, 1e-9) for rival in rivals) / 2
