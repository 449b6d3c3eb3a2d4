"""How alike a question and the titles and symptoms of an article are, letter by letter.

A word is seen as its pieces of four letters, its edges included. So a slip costs a piece or two
where it would cost the whole word, and a compound shares most of what its parts have.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge import words
from knowledge.distinct import distinct
from knowledge.postings import Floats, Keys, Places, counted, dampened, rarity

PIECE = 4
ROOM = 1 << 18  # pieces told apart; two may share a place, which happens seldom and harms little
REMEMBERED = 20_000  # words whose pieces are kept at hand


class Likeness(NamedTuple):
    """Of the phrases of articles and a question; for each article, the most that a phrase has.

    alike    the cosine of both, rare pieces counting more
    within   how much of the phrase is in the question
    told     how much of the question is in the phrase
    """

    alike: Floats
    within: Floats
    told: Floats


@dataclass(frozen=True, slots=True)
class Phrases:
    """The pieces of every phrase, phrase after phrase, article after article. Never changes."""

    pieces: Places = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)  # of the phrases among the pieces
    firsts: NDArray[np.int64] = field(repr=False)  # of the articles among the phrases

    def of(self, places: Sequence[int] | NDArray[np.int64]) -> "Phrases":
        """Those of these articles only."""
        at = np.asarray(places, np.int64)
        counts = self.firsts[at + 1] - self.firsts[at]
        picked = _ranges(self.firsts[at], counts)
        sizes = self.starts[picked + 1] - self.starts[picked]
        pieces = self.pieces[_ranges(self.starts[picked], sizes)]
        return Phrases(pieces, _edges(sizes), _edges(counts))

    def holders(self) -> Places:
        """How many phrases hold each piece."""
        return np.bincount(self.pieces, minlength=ROOM).astype(np.int32)

    def likeness(self, asked: Keys, holders: Places, size: int) -> Likeness:
        """Of each article and these pieces of a question, where `size` phrases are known in all."""
        pieces, counts = counted(asked)
        says = rarity(holders[pieces], size) * dampened(counts)
        table = np.zeros(ROOM, np.float32)
        table[pieces] = says
        shared, along = table[self.pieces], max(float(np.sqrt(says @ says)), 1e-9)
        own = rarity(holders[self.pieces], size)
        lengths = np.sqrt(np.diff(self.starts)).astype(np.float32)
        return Likeness(
            self._best(self._sums(shared) / lengths / along),
            self._best(self._sums(own * (shared > 0)) / self._sums(own).clip(1e-9)),
            self._best(self._sums(shared) / max(float(says.sum()), 1e-9)),
        )

    def _sums(self, values: Floats) -> Floats:
        return np.add.reduceat(values, self.starts[:-1]) if len(values) else np.zeros(0, np.float32)

    def _best(self, values: Floats) -> Floats:
        """The greatest for each article, 0 for one without phrases."""
        best = np.zeros(len(self.firsts) - 1, np.float32)
        some = np.flatnonzero(np.diff(self.firsts))
        if len(some):
            best[some] = np.maximum.reduceat(values, self.firsts[some])
        return best


def phrases(articles: Iterable[Iterable[str]]) -> Phrases:
    """Of each article, its phrases. One without a single piece is left out."""
    listed = [[found for text in texts if len(found := _distinct(text))] for texts in articles]
    rows = [row for article in listed for row in article]
    return Phrases(
        np.concatenate([np.empty(0, np.int32), *rows]),
        _edges(np.array([len(row) for row in rows], np.int64)),
        _edges(np.array([len(article) for article in listed], np.int64)),
    )


def pieces(split: Sequence[str]) -> Keys:
    """The pieces of these words, stop words left out; more than once if they are there so often."""
    stop = words.stop_words()
    found = [pieces_of_word(word) for word in split if word not in stop]
    return np.concatenate(found) if found else np.empty(0, np.int64)


@lru_cache(maxsize=REMEMBERED)
def pieces_of_word(word: str) -> Keys:
    """The pieces of a word, as numbers below ROOM."""
    edged = f" {word} "
    cut = (edged[at : at + PIECE] for at in range(max(len(edged) - PIECE + 1, 1)))
    return np.array([crc32(piece.encode()) % ROOM for piece in cut], np.int64)


def _distinct(text: str) -> Places:
    return distinct(pieces(words.split(text))).astype(np.int32)


def _edges(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges, one after the other."""
    begins = np.repeat(starts - _edges(sizes)[:-1], sizes)
    return begins + np.arange(int(sizes.sum()), dtype=np.int64)
