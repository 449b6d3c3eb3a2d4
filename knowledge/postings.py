"""Which documents hold a term, and how much of it: the table that every look-up here goes through.

A document is a row of keys (64-bit hashes of terms) with weights that depend on nothing but the
document itself. What depends on all of them, how rare a term is, is asked for with the question.
So a table can grow and shrink at its edges, and two tables with the same rows always agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.distinct import tallied

Keys: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int32]

MOST_READ = 300_000  # postings read for one question: about two milliseconds
MIX = np.int64(-7046029254386353131)  # 2**64 divided by the golden ratio, as bits


@dataclass(frozen=True, slots=True)
class Row:
    """A document: distinct keys in order, and what each weighs."""

    keys: Keys
    weights: Floats


@dataclass(frozen=True, slots=True)
class Postings:
    """Rows turned round: for each key the places of the rows that hold it. Never changes."""

    keys: Keys = field(repr=False)
    starts: NDArray[np.int64] = field(repr=False)
    places: Places = field(repr=False)
    weights: Floats = field(repr=False)
    size: int

    def holders(self, keys: Keys) -> NDArray[np.int64]:
        """How many rows hold each key."""
        begins, ends = self.spans(keys)
        return ends - begins

    def spans(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the postings of each key begin and end; an unknown key has none."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        return np.where(known, self.starts[at], 0), np.where(known, self.starts[at + 1], 0)

    def scores(self, keys: Keys, weights: Floats) -> Floats:
        """For every row: the sum, over these keys, of weight here times weight there."""
        begins, ends = self.spans(keys)
        spans = [slice(*span) for span in zip(begins.tolist(), ends.tolist(), strict=True)]
        if not len(self.keys) or not spans:
            return np.zeros(self.size, np.float32)
        places = np.concatenate([self.places[span] for span in spans])
        worth = np.concatenate([self.weights[span] for span in spans])
        worth *= np.repeat(weights, ends - begins)
        return np.bincount(places, worth, self.size).astype(np.float32)

    def holds(self, keys: Keys, place: int) -> NDArray[np.bool_]:
        """Which of these keys the row at this place holds."""
        begins, ends = self.spans(keys)
        found = [
            begin + np.searchsorted(self.places[begin:end], place)
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        ]
        return np.array(
            [at < end and self.places[at] == place for at, end in zip(found, ends, strict=True)],
            np.bool_,
        )


@dataclass(frozen=True, slots=True)
class Pile:
    """Postings that many rows lie in for long, a few fresh ones, and what was taken out again.

    Places of fresh rows follow those of the old. `gone` holds the rows taken out of the old ones,
    so that they no longer count; `dead` says at which places they were.
    """

    old: Postings
    fresh: Postings
    gone: Postings
    dead: Places = field(repr=False)

    @property
    def size(self) -> int:
        """How many places there are, dead ones too."""
        return self.old.size + self.fresh.size

    @property
    def alive(self) -> int:
        return self.size - len(self.dead)

    def holders(self, keys: Keys) -> NDArray[np.int64]:
        """How many rows that are alive hold each key."""
        held = self.old.holders(keys)
        if self.fresh.size:
            held += self.fresh.holders(keys)
        if self.gone.size:
            held -= self.gone.holders(keys)
        return held

    def rarity(self, keys: Keys) -> Floats:
        """How much each key says: little if every row has it, most if none does."""
        return rarity(self.holders(keys), self.alive)

    def scores(self, keys: Keys, weights: Floats) -> Floats:
        """See Postings. Only so many are read, of the rarest keys first; the dead get 0."""
        kept = _affordable(self.holders(keys))
        both = (self.old, self.fresh) if self.fresh.size else (self.old,)
        found = np.concatenate([one.scores(keys[kept], weights[kept]) for one in both])
        found[self.dead] = 0
        return found

    def holds(self, keys: Keys, place: int) -> NDArray[np.bool_]:
        """See Postings."""
        if place < self.old.size:
            return self.old.holds(keys, place)
        return self.fresh.holds(keys, place - self.old.size)

    def with_fresh(
        self, rows: Iterable[Row], *, gone: Iterable[Row], dead: Sequence[int]
    ) -> "Pile":
        """The same old rows, other fresh ones, and these taken out."""
        places = np.array(sorted(dead), np.int32)
        return replace(self, fresh=turned(rows), gone=turned(gone), dead=places)


def pile(rows: Iterable[Row]) -> Pile:
    """A pile of these rows."""
    return Pile(turned(rows), turned(()), turned(()), np.empty(0, np.int32))


def turned(rows: Iterable[Row]) -> Postings:
    """The postings of these rows."""
    listed = list(rows)
    sizes = [len(row.keys) for row in listed]
    keys = _joined([row.keys for row in listed], np.int64)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else _NONE
    return Postings(
        keys=keys[firsts],
        starts=np.append(firsts, len(keys)),
        places=np.repeat(np.arange(len(listed), dtype=np.int32), sizes)[order],
        weights=_joined([row.weights for row in listed], np.float32)[order],
        size=len(listed),
    )


def of_length_one(weights: Floats) -> Floats:
    """The same direction, made one long; all zeros stay so."""
    length = max(float(np.sqrt(weights @ weights)), 1e-9)
    return (weights / length).astype(np.float32)


def dampened(counts: Floats) -> Floats:
    """What is there twice counts more than once, but not twice as much."""
    return (1 + np.log(counts)).astype(np.float32)


def counted(keys: Keys) -> tuple[Keys, Floats]:
    """The distinct keys, and how often each is there."""
    found, counts = tallied(keys)
    return found, counts.astype(np.float32)


def keys_of(terms: Sequence[str]) -> Keys:
    """The key of each term."""
    return np.fromiter(map(hash, terms), np.int64, len(terms))


def pairs(keys: Keys) -> Keys:
    """The key of each two neighbours."""
    return (keys[:-1] * MIX) ^ keys[1:]


def rarity(holders: NDArray[np.integer[Any]], size: int) -> Floats:
    """How much a term says that so many of so many rows hold; one that none holds, the most."""
    some = np.maximum(holders, 1)
    return np.asarray(np.log1p((size - some + 0.5).clip(0.5) / (some + 0.5)), np.float32)


def best(values: Floats, most: int) -> NDArray[np.int64]:
    """The places of the greatest values above zero, in no order."""
    if len(values) > most:
        few = np.argpartition(-values, most)[:most]
        return few[values[few] > 0]
    return np.flatnonzero(values > 0)


def _affordable(holders: NDArray[np.int64]) -> NDArray[np.int64]:
    """The keys to read, in their order: the rarest, as long as there is time."""
    rarest = np.argsort(holders, kind="stable")
    kept = np.cumsum(holders[rarest]) <= MOST_READ
    kept[:1] = True
    return np.sort(rarest[kept])


def _joined(arrays: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)


_NONE = np.empty(0, np.int64)
