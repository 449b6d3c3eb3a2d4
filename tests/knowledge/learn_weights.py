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

RIDGE = 1.0
WANTED = 0.95
BINS = 20
TOLD = 2_000


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
    counts = np.concatenate([np.full(len(one.rows), _share(one, streams)) for one in streams])
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


def _share(one: Stream, streams: Sequence[Stream]) -> float:
    """What a question of this stream counts: each knowledge base its weight, however often here."""
    same = sum(other.name == one.name for other in streams)
    return one.weight / same / len(one.rows)


def floor_for(
    chances: np.ndarray,
    right: np.ndarray,
    counts: np.ndarray | None = None,
    *,
    wanted: float = WANTED,
) -> float:
    """The lowest floor above which this share is right, where each counts so much."""
    order = np.argsort(-chances)
    much = np.ones(len(right)) if counts is None else counts[order]
    precision = np.cumsum(much * right[order]) / np.cumsum(much)
    good = np.flatnonzero(precision >= wanted)
    return float(chances[order][good[-1]]) if len(good) else 1.0


def common_floor(model: Model, streams: Sequence[Stream]) -> float:
    """The same, of the questions of desks: no intents, and none besides the ten."""
    desks = [one for one in streams if one.weight >= 1]
    chances = np.concatenate([model(one.rows[~one.thin]) for one in desks])
    right = np.concatenate([one.right[~one.thin] for one in desks])
    counts = [np.full((~one.thin).sum(), _share(one, desks)) for one in desks]
    return floor_for(chances, right, np.concatenate(counts))


def error(chances: np.ndarray, right: np.ndarray) -> float:
    """The expected calibration error, in ten bins."""
    at = np.minimum((chances * 10).astype(int), 9)
    gaps = [abs((chances[at == bin] - right[at == bin]).sum()) for bin in range(10)]
    return sum(gaps) / len(chances)


def judge(streams: Sequence[Stream]) -> None:
    """Each knowledge base by what the others teach, by questions in the proportions of a desk."""
    for one in streams:
        others = [other for other in streams if other.name != one.name]
        model = learn(others)
        floor = common_floor(model, others)
        chances, right = model(one.rows)[~one.thin], one.right[~one.thin]
        shown, asked = chances >= floor, one.answerable.sum()
        answered = (shown & right).sum() / asked
        precision = right[shown].mean() if shown.any() else 1.0
        best = floor_for(chances, right)
        most = ((chances >= best) & right).sum() / asked
        print(
            f"{one.name:12} {one.about:22} answered right {answered:.3f} "
            f"at precision {precision:.3f} "
            f"(floor {floor:.2f}; own floor {best:.2f}: {most:.3f}), "
            f"ECE {error(chances, right):.3f}, "
            f"right at first {one.right[one.answerable].mean():.3f}",
            flush=True,
        )


def main(streams: Sequence[Stream]) -> None:
    judge(streams)
    model = learn(streams)
    print(f"FLOOR = {common_floor(model, streams):.2f}")
    print(f"REFERENCE = {reference(model, streams)}")
    print(f'    "bias": {model.bias:.2f},')
    for name, weight in zip(NAMES, model.weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


def reference(model: Model, streams: Sequence[Stream]) -> tuple[tuple[int, int], ...]:
    """Of TOLD questions of desks, each knowledge base alike: how many in a bin, how many right."""
    desks = [one for one in streams if one.weight >= 1]
    chances = np.concatenate([model(one.rows) for one in desks])
    right = np.concatenate([one.right for one in desks])
    counts = np.concatenate([np.full(len(one.rows), _share(one, desks)) for one in desks])
    counts *= TOLD / counts.sum()
    bins = [np.histogram(chances, BINS, (0, 1), weights=w)[0] for w in (counts, counts * right)]
    return tuple((round(count), round(good)) for count, good in zip(*bins, strict=True))


if __name__ == "__main__":
    memory = Memory(encoder.load()) if "--semantic" in sys.argv else None
    main(list(iterate(memory)))
