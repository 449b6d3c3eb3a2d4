"""A question as the shelf sees it: its terms and their weight, slips put right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge import words
from knowledge.distinct import distinct
from knowledge.phrases import pieces
from knowledge.postings import Floats, Keys, keys_of, pairs
from knowledge.shelf import Shelf
from knowledge.words import Term

LONGEST_QUESTION = 4_000  # characters; what follows is not read
MOST_TERMS = 60
RARE = 1.2  # the power of rarity: a rare word says more than its logarithm
WEAK = 0.35  # what a weak word counts, as a share


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: distinct terms, what each weighs, and what was read as a misspelling."""

    words: tuple[str, ...]
    terms: tuple[Term, ...]
    keys: Keys = field(repr=False)
    weights: Floats = field(repr=False)  # of the terms, then of their pairs
    pieces: Keys = field(repr=False)
    unknown: frozenset[str]
    repairs: Mapping[str, str]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(term.stem for term in self.terms)

    @property
    def mass(self) -> float:
        """What all its terms weigh together."""
        return float(self.weights[: len(self.terms)].sum())

    @property
    def strong(self) -> int:
        """How many of its terms are not such as nearly any question may hold."""
        return sum(term.stem not in words.weak_stems() for term in self.terms)

    def share(self, stems: frozenset[str]) -> float:
        """The part of its weight that these terms are."""
        found = [term.stem in stems for term in self.terms]
        return float(self.weights[: len(found)] @ np.array(found, np.float32)) / max(
            self.mass, 1e-9
        )


def read(text: str, shelf: Shelf) -> Question:
    """The terms of a question, with misspellings put right."""
    written = words.split(text[:LONGEST_QUESTION])
    repairs = shelf.speller.repair(written)
    right = [repairs.get(word, word) for word in written]
    found = words.terms(right, _stemmed(shelf))
    kept = _distinct(found)
    single, double = keys_of([term.stem for term in kept]), _pairs(found)
    keys = np.concatenate([single, double])
    often = Counter(term.stem for term in found)
    counts = np.sqrt([often[term.stem] * _strength(term.stem) ** 2 for term in kept])
    weights = shelf.terms.rarity(keys) ** RARE * np.append(counts, np.ones(len(double)))
    return Question(
        words=tuple(right),
        terms=kept,
        keys=keys,
        weights=weights.astype(np.float32),
        pieces=pieces(right),
        unknown=_unknown(kept, single, shelf),
        repairs=repairs,
    )


def _stemmed(shelf: Shelf) -> words.Stemmed:
    """How a word loses its ending: as in the first language of the articles that knows it then."""
    first, *others = shelf.languages or ("en",)

    def stemmed(word: str) -> str:
        stems = [words.stem(word, language) for language in (first, *others)]
        if not others:
            return stems[0]
        held = shelf.terms.holders(keys_of(stems))
        return stems[int(np.argmax(held > 0))]

    return stemmed


def _distinct(terms: Sequence[Term]) -> tuple[Term, ...]:
    first: dict[str, Term] = {}
    for term in terms:
        first.setdefault(term.stem, term)
    return tuple(first.values())[:MOST_TERMS]


def _pairs(terms: Sequence[Term]) -> Keys:
    return distinct(pairs(keys_of([term.stem for term in terms[: 2 * MOST_TERMS]])))


def _strength(stem: str) -> float:
    return WEAK if stem in words.weak_stems() else 1.0


def _unknown(terms: Sequence[Term], keys: Keys, shelf: Shelf) -> frozenset[str]:
    held = shelf.terms.holders(keys)
    return frozenset(term.stem for term, count in zip(terms, held, strict=True) if not count)
