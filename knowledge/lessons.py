"""What many solved questions teach together: how much each of them speaks for which article.

Votes look at each solved question alone. Here all are weighed at once, so that ten that say the
same share one say, and what is said in the questions of every article says little. This is kernel
ridge regression (Saunders, Gammerman and Vovk 1998): the weights are those with which the solved
questions best explain one another, given how alike they are.

They are learnt from the newest MOST_TAUGHT, again after every STEP more; what is solved in between
has its vote at once. They depend on the solved questions alone, so that replicas agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from knowledge.postings import Floats

STEP = 200
MOST_TAUGHT = 2_000  # takes about four seconds beside the desk's work, once for each STEP
RIDGE = 0.3  # how far a question may differ from its own article, to be more like others
HEARD, TAUGHT = (
    1 / 3,
    4 / 3,
)  # what a vote and a lesson count beside a vote where there are no lessons

Alike: TypeAlias = Callable[[int], Floats]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Of the questions with these keys: what each says about each of these articles."""

    keys: tuple[str, ...] = field(repr=False)
    article_ids: tuple[str, ...] = field(repr=False)
    weights: Floats = field(repr=False)

    def taught(self, alike: Floats) -> Floats:
        """What they say, all in all, about each article and a question so alike; the most has 1."""
        said = (alike @ self.weights).clip(0)
        return np.asarray(said / max(float(said.max(initial=0)), 1e-9), np.float32)


def span(size: int) -> slice:
    """Which of so many solved questions, oldest first, are learnt from."""
    end = size // STEP * STEP
    return slice(max(end - MOST_TAUGHT, 0), end)


def learn(keys: Sequence[str], answers: Sequence[Sequence[str]], alike: Alike) -> Lessons:
    """From questions that had these answers; `alike` says how alike one of them is to all."""
    size = len(keys)
    article_ids = tuple(sorted({id for each in answers for id in each}))
    number = {id: at for at, id in enumerate(article_ids)}
    said = np.array([alike(at) for at in range(size)], np.float32)
    said[np.diag_indices(size)] += np.float32(RIDGE)
    wanted = np.zeros((size, len(article_ids)), np.float32)
    for at, ids in enumerate(answers):
        wanted[at, [number[id] for id in ids]] = 1
    return Lessons(tuple(keys), article_ids, np.linalg.solve(said, wanted))


NO_LESSONS = Lessons((), (), np.zeros((0, 0), np.float32))
