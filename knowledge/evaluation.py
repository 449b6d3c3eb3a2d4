"""How well questions are answered whose right articles are known: the figures, and how sure."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, quantiles

Figures = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that was asked: what was found, how sure of the first, and how long it took."""

    id: str
    ranked: tuple[str, ...]
    confidence: float
    ms: float
    right: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        return bool(self.ranked) and self.ranked[0] in self.right


def summary(answered: Sequence[Answered], *, precision: float = 0.95) -> Figures:
    """hit@1/3/5, MRR@10, nDCG@10, coverage at that precision, ECE, p50 and p95 in ms."""
    known = [one for one in answered if one.right]
    means = {name: fmean(map(figure, known)) if known else 0.0 for name, figure in MEANS.items()}
    times = [one.ms for one in answered] * 2  # quantiles want two at least
    return {
        "questions": len(answered),
        **means,
        "coverage": coverage(answered, precision=precision),
        "ece": expected_calibration_error(answered),
        "p50_ms": quantiles(times, n=20)[9] if times else 0.0,
        "p95_ms": quantiles(times, n=20)[18] if times else 0.0,
    }


def hit(one: Answered, within: int) -> float:
    return float(any(id in one.right for id in one.ranked[:within]))


def mrr(one: Answered) -> float:
    places = (at for at, id in enumerate(one.ranked[:10], 1) if id in one.right)
    return 1 / next(places, math.inf)


def ndcg(one: Answered) -> float:
    gains = (1 / math.log2(at + 2) for at, id in enumerate(one.ranked[:10]) if id in one.right)
    best = (1 / math.log2(at + 2) for at in range(min(len(one.right), 10)))
    return sum(gains) / sum(best)


MEANS: dict[str, Callable[[Answered], float]] = {
    "hit@1": lambda one: hit(one, 1),
    "hit@3": lambda one: hit(one, 3),
    "hit@5": lambda one: hit(one, 5),
    "mrr@10": mrr,
    "ndcg@10": ndcg,
}


def coverage(answered: Sequence[Answered], *, precision: float) -> float:
    """Of the questions that have an answer, how many are answered right if this precision is kept.

    The floor is put where it is best for these very questions: an upper bound.
    """
    answerable = sum(bool(one.right) for one in answered)
    right = most = 0
    for shown, one in enumerate(sorted(answered, key=lambda one: -one.confidence), 1):
        right += one.is_right
        if right >= precision * shown:
            most = right
    return most / answerable if answerable else 0.0


def expected_calibration_error(answered: Iterable[Answered], bins: int = 10) -> float:
    """How far, on average, the confidence is from the share that is right (bins of equal width)."""
    listed = list(answered)
    groups: dict[int, list[Answered]] = {}
    for one in listed:
        groups.setdefault(min(int(one.confidence * bins), bins - 1), []).append(one)
    gaps = (
        abs(sum(one.confidence for one in group) - sum(one.is_right for one in group))
        for group in groups.values()
    )
    return sum(gaps) / len(listed) if listed else 0.0


def line(one: Answered) -> dict[str, object]:
    """What is printed of a question."""
    return {name: value for name, value in asdict(one).items() if name != "right"}
