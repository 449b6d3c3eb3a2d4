"""Learn the weights of knowledge/confidence.py anew: `python -m tests.knowledge.learn_weights`,
and with `--semantic` for those with an encoder.

Logistic regression with a small ridge, by Newton's method. Every knowledge base counts alike, and
each is judged by weights and a floor that were learnt from the others.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import encoder
from knowledge.meaning import Memory
from tests.knowledge.streams import NAMES, Stream, iterate

RIDGE = 3.0
WANTED = 0.95
BINS = 20


@dataclass(frozen=True, slots=True)
class Model:
    bias: float
    weights: np.ndarray

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(rows @ self.weights + self.bias)))


def learn(streams: Sequence[Stream]) -> Model:
    """One model of all of them."""
    rows = np.concatenate([one.rows for one in streams])
    right = np.concatenate([one.right for one in streams]).astype(float)
    shares = [share / len(one.rows) for one in streams for share in [1 / _same(one, streams)]]
    counts = np.concatenate(
        [np.full(len(one.rows), s) for one, s in zip(streams, shares, strict=True)]
    )
    counts *= len(rows) / counts.sum()
    wide = np.column_stack([np.ones(len(rows)), rows])
    ridge = np.diag([0.0, *[RIDGE] * rows.shape[1]])
    found = np.zeros(wide.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-wide @ found))
        slope = wide.T @ (counts * (right - chance)) - ridge @ found
        bend = (wide * (counts * chance * (1 - chance))[:, None]).T @ wide + ridge
        found += np.linalg.solve(bend + 1e-9 * np.eye(len(bend)), slope)
    return Model(found[0], found[1:])


def _same(one: Stream, streams: Sequence[Stream]) -> int:
    return sum(other.name == one.name for other in streams)


def floor_for(chances: np.ndarray, right: np.ndarray, *, wanted: float = WANTED) -> float:
    """The lowest floor above which this share is right."""
    order = np.argsort(-chances)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= wanted)
    return float(chances[order][good[-1]]) if len(good) else 1.0


def error(chances: np.ndarray, right: np.ndarray) -> float:
    """The expected calibration error, in ten bins."""
    at = np.minimum((chances * 10).astype(int), 9)
    gaps = [abs((chances[at == bin] - right[at == bin]).sum()) for bin in range(10)]
    return sum(gaps) / len(chances)


def judge(streams: Sequence[Stream]) -> None:
    """Each knowledge base by what the others teach."""
    for one in streams:
        others = [other for other in streams if other.name != one.name]
        model = learn(others)
        taught = np.concatenate([model(other.rows) for other in others])
        floor = floor_for(taught, np.concatenate([other.right for other in others]))
        chances = model(one.rows)
        shown = chances >= floor
        answered = (shown & one.right).sum() / one.answerable.sum()
        precision = one.right[shown].mean() if shown.any() else 1.0
        best = floor_for(chances, one.right)
        most = ((chances >= best) & one.right).sum() / one.answerable.sum()
        print(
            f"{one.name:12} answered right {answered:.3f} at precision {precision:.3f} "
            f"(floor {floor:.2f}; own floor {best:.2f}: {most:.3f}), "
            f"ECE {error(chances, one.right):.3f}, "
            f"right at first {one.right[one.answerable].mean():.3f}",
            flush=True,
        )


def main(streams: Sequence[Stream]) -> None:
    judge(streams)
    model = learn(streams)
    chances = np.concatenate([model(one.rows) for one in streams])
    right = np.concatenate([one.right for one in streams])
    print(f"FLOOR = {floor_for(chances, right):.2f}")
    edges = {"bins": BINS, "range": (0, 1)}
    counts, good = (np.histogram(of, **edges)[0].tolist() for of in (chances, chances[right]))
    print(f"REFERENCE = {tuple(zip(counts, good, strict=True))}")
    print(f'    "bias": {model.bias:.2f},')
    for name, weight in zip(NAMES, model.weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    memory = Memory(encoder.load()) if "--semantic" in sys.argv else None
    main(list(iterate(memory)))
