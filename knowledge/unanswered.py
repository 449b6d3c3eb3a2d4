"""Questions that no article answers, grouped: what to write next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

from knowledge.scrubbing import GAP, without_people
from knowledge.words import split, terms

MOST = 5000  # questions looked at, the newest
ALIKE = 0.3  # cosine of two questions of one group
EXAMPLES = 3
LONGEST = 160  # letters of an example
COMMON = 200  # groups that may share a term; one that more share tells none apart
Weights = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What people ask and no article says: its commonest terms, how many asked, and how."""

    terms: tuple[str, ...]
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    first: Weights
    questions: list[str] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)


def group(questions: Iterable[str], *, least: int = 1) -> tuple[Gap, ...]:
    """The groups of at least so many questions, the largest first. People are left out of them.

    Each question joins the group whose first one it is most like, or begins its own.
    """
    asked = [without_people(question) for question in questions][:MOST]
    said = [_terms(question) for question in asked]
    often = Counter(stem for each in said for stem in each)
    groups: list[_Group] = []
    having: dict[str, list[int]] = defaultdict(list)
    for question, known in zip(asked, said, strict=True):
        weights = _weights(known, often, len(asked))
        if weights:
            _join(groups, having, weights, question, known)
    kept = [_gap(each) for each in groups if len(each.questions) >= least]
    return tuple(sorted(kept, key=lambda gap: (-gap.count, gap.terms)))


def _join(
    groups: list[_Group],
    having: dict[str, list[int]],
    weights: Weights,
    question: str,
    known: dict[str, str],
) -> None:
    score: dict[int, float] = defaultdict(float)
    for stem, weight in weights.items():
        for at in having[stem]:
            score[at] += weight * groups[at].first[stem]
    best = max(score, key=lambda at: (score[at], -at), default=-1)
    if best < 0 or score[best] < ALIKE:
        best = len(groups)
        groups.append(_Group(first=weights))
        for stem in weights:
            if len(having[stem]) < COMMON:
                having[stem].append(best)
    groups[best].questions.append(question)
    groups[best].written.update(known.values())


def _terms(question: str) -> dict[str, str]:
    """What is asked, by stem, as it was written."""
    return {term.stem: term.written for term in terms(split(question.replace(GAP, " ")))}


def _weights(known: Iterable[str], often: Counter[str], number: int) -> Weights:
    """Rare terms weigh more; together they are one long."""
    raw = {stem: log(1 + number / often[stem]) for stem in known}
    length = sqrt(sum(weight * weight for weight in raw.values()))
    return {stem: weight / length for stem, weight in raw.items()} if length else {}


def _gap(one: _Group) -> Gap:
    return Gap(
        terms=tuple(word for word, _ in one.written.most_common(3)),
        count=len(one.questions),
        examples=_examples(one.questions),
    )


def _examples(questions: Sequence[str]) -> tuple[str, ...]:
    short = (" ".join(question.split())[:LONGEST] for question in questions)
    return tuple(dict.fromkeys(short))[:EXAMPLES]
