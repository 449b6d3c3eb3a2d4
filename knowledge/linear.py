"""A linear model of texts: words, neighbouring words and their pieces, each speaking for labels.

TF-IDF and a softmax, learnt by AdaGrad in small portions (Duchi, Hazan, Singer 2011): a portion
holds few of all features, so that plain matrices do. The same texts in the same order always give
the same model. Memory is bounded by MOST_WEIGHTS.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge import words
from knowledge.distinct import distinct, numbered, tallied
from knowledge.postings import Floats, Keys, counted, dampened, of_length_one, pairs, rarity

Numbers: TypeAlias = NDArray[np.int64]
Bag: TypeAlias = tuple[Numbers, Floats]  # which features of the model a text holds, and how much

LONGEST = 1_200  # characters of a text that are read
PIECES = (3, 4)  # letters
REMEMBERED = 20_000  # words whose features are kept at hand
MOST_FEATURES = 100_000
MOST_WEIGHTS = 8_000_000  # features times labels: 32 MB, and twice that for a while when learning
AT_LEAST = 2  # texts that hold a feature
PORTION = 64
ROUNDS = 12
STEP = 0.05
SHRINK = 1e-5  # what is taken off a weight each time its feature is seen
SHARP = 6.0  # how far a text can sway


@dataclass(frozen=True, slots=True)
class Linear:
    """The labels, the features by key, how rare each is, and what each says for every label."""

    labels: tuple[str, ...]
    keys: Keys = field(repr=False)
    rare: Floats = field(repr=False)
    says: Floats = field(repr=False)
    usual: Floats = field(repr=False)

    def chances(self, held: Keys) -> Floats:
        """Of each label, for a text that holds these features."""
        places, weights = _bag(held, self.keys, self.rare)
        return _softmax(weights @ self.says[places] + self.usual)


def learn(texts: Sequence[str], labels: Sequence[str]) -> Linear:
    """From texts, one at least, and the label of each."""
    return learn_rows([features(text) for text in texts], labels)


def learn_rows(rows: Sequence[Keys], labels: Sequence[str]) -> Linear:
    """The same from the features of the texts."""
    names = tuple(sorted(set(labels)))
    keys, rare = _vocabulary(rows, min(MOST_FEATURES, MOST_WEIGHTS // len(names)))
    bags = [_bag(row, keys, rare) for row in rows]
    right = np.searchsorted(np.array(names), np.array(labels))
    return Linear(names, keys, rare, *_weights(bags, right, keys.size, len(names)))


def features(text: str) -> Keys:
    """The keys of all that a text holds, repeated if they are: odd for words, even for pieces."""
    split = words.split(text[:LONGEST])
    if not split:
        return np.empty(0, np.int64)
    parts = [_of_word(word) for word in split]
    whole = np.array([part[0] for part in parts], np.int64)
    return np.concatenate([whole | 1, pairs(whole) | 1, *(part[1:] & ~1 for part in parts)])


@lru_cache(maxsize=REMEMBERED)
def _of_word(word: str) -> Keys:
    """The word, then its pieces, edges included. Unlike `hash`, the same in every process."""
    edged = f" {word} "
    cut = (edged[at : at + size] for size in PIECES for at in range(len(edged) - size + 1))
    return np.array([crc32(piece.encode()) for piece in (word, *cut)], np.int64)


def _vocabulary(rows: Sequence[Keys], most: int) -> tuple[Keys, Floats]:
    """The commonest features, in order, and how rare each is."""
    keys, holders = tallied(np.concatenate([*map(distinct, rows)]))
    commonest = np.argsort(-holders, kind="stable")[:most]
    kept = np.sort(commonest[holders[commonest] >= AT_LEAST])
    return keys[kept], rarity(holders[kept], len(rows))


def _bag(found: Keys, known: Keys, rare: Floats) -> Bag:
    """Words and pieces are made equally long, so that the many pieces do not drown the words."""
    keys, counts = counted(found)
    places = np.searchsorted(known, keys)
    there = np.append(known, -1)[places] == keys
    places, kept = places[there], keys[there]
    weights = dampened(counts[there]) * rare[places]
    odd = (kept & 1).astype(np.bool_)
    weights[odd], weights[~odd] = of_length_one(weights[odd]), of_length_one(weights[~odd])
    return places, of_length_one(weights) * np.float32(SHARP)


def _weights(bags: Sequence[Bag], right: Numbers, size: int, labels: int) -> tuple[Floats, Floats]:
    says, usual = np.zeros((size, labels), np.float32), np.zeros(labels, np.float32)
    seen = np.full_like(says, 1e-6)
    for portion in _portions(len(bags)):
        places, matrix = _dense([bags[at] for at in portion])
        error = _softmax(matrix @ says[places] + usual)
        error[np.arange(len(portion)), right[portion]] -= 1
        slope = matrix.T @ error / np.float32(len(portion)) + np.float32(SHRINK) * says[places]
        seen[places] += slope**2
        says[places] -= np.float32(STEP) * slope / np.sqrt(seen[places])
        usual -= np.float32(STEP / 10) * error.mean(0)
    return says, usual


def _portions(size: int) -> Iterator[Numbers]:
    chance = np.random.default_rng(0)
    for _ in range(ROUNDS):
        order = chance.permutation(size)
        yield from (order[at : at + PORTION] for at in range(0, size, PORTION))


def _dense(bags: Sequence[Bag]) -> tuple[Numbers, Floats]:
    """The features that these texts hold, and a matrix of texts by such features."""
    places, column = numbered(np.concatenate([at for at, _ in bags]))
    matrix = np.zeros((len(bags), len(places)), np.float32)
    row = np.repeat(np.arange(len(bags)), [len(at) for at, _ in bags])
    matrix[row, column] = np.concatenate([weights for _, weights in bags])
    return places, matrix


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(grown / grown.sum(-1, keepdims=True), np.float32)
