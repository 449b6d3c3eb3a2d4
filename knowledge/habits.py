"""Several labels of one contact at once: its service, its class, its urgency, by name.

As knowledge/classify.py for each of them, with one memory of what was labelled: it is as large as
the contacts are many, however many labels each has, and is looked through once.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from knowledge import classify, linear, words
from knowledge.classify import ENOUGH, MOST_LABELS, NEAR, Guess
from knowledge.linear import Linear
from knowledge.postings import Keys
from knowledge.solved import EPOCH, NOTHING_SOLVED, Experience, Solved, Votes, experience
from knowledge.suggest import NOTHING_KNOWN

LONGEST = 600  # characters of a contact: what it is about is said soon,
SOON = 250  # and to the models even sooner: to learn takes as long as the texts are
BETWEEN = "="  # "service=vpn"
NO_FEATURES: Keys = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact and what the desk says it is, by name. `key` names it for people ("FL-1042")."""

    key: str
    text: str
    labels: Mapping[str, str]
    at: datetime = EPOCH


@dataclass(frozen=True, slots=True)
class Habits:
    """How the desk labels its contacts. Never changes; `with_more` makes the next one."""

    known: Experience = field(repr=False)
    models: Mapping[str, Linear] = field(default_factory=dict, repr=False)

    def guesses(self, text: str) -> Mapping[str, Guess]:
        """The likeliest label of every name, for which something alike was labelled."""
        votes = self.known.votes(words.split(text[:LONGEST]), NOTHING_KNOWN)
        if not votes.near:
            return {}
        held = linear.features(text[:SOON]) if self.models else NO_FEATURES
        return {
            name: self._guess(name, numbers, votes, held)
            for name, numbers in _by_name(votes).items()
        }

    def with_more(self, more: Iterable[Contact]) -> "Habits":
        """These may vote at once; a contact that is known keeps what is not said anew."""
        said = {one.key: one for one in more}
        before = {one.key: one.article_ids for one in self.known.solved if one.key in said}
        merged = (_as_solved(one, before.get(key, ())) for key, one in said.items())
        return Habits(self.known.with_more(merged), self.models)

    def _guess(self, name: str, numbers: Sequence[int], votes: Votes, held: Keys) -> Guess:
        """The nearest that have a label of this name vote; a model decides, and they temper it."""
        shares = votes.votes[numbers]
        model = self.models.get(name)
        if model is None:
            told = votes.article_ids[numbers[int(np.argmax(shares))]]
            confidence = _believed(votes, shares.sum(), told)
        else:
            label, chance = classify.likeliest(model, held)
            told = f"{name}{BETWEEN}{label}"
            confidence = chance * math.sqrt(_believed(votes, shares.sum(), told))
        like = self.known.like(told, votes)
        return Guess(label=told.partition(BETWEEN)[2], confidence=confidence, like=like)


NO_HABITS = Habits(NOTHING_SOLVED)


def learn(history: Iterable[Contact]) -> Habits:
    """From all the desk has labelled. Takes some ten seconds for thousands: in a thread."""
    known = experience(_as_solved(one, ()) for one in history)
    return Habits(known, dict(_models(known.solved)))


def _models(solved: Sequence[Solved]) -> Iterator[tuple[str, Linear]]:
    labelled: dict[str, list[tuple[int, str]]] = {}
    for at, one in enumerate(solved):
        for name, _, label in (told.partition(BETWEEN) for told in one.article_ids):
            labelled.setdefault(name, []).append((at, label))
    many = {name: of for name, of in labelled.items() if _is_enough([label for _, label in of])}
    held = [linear.features(one.question[:SOON]) for one in solved] if many else []
    for name, of in sorted(many.items()):
        rows, labels = [held[at] for at, _ in of], [label for _, label in of]
        yield name, linear.learn_rows(rows, labels)


def _is_enough(labels: Sequence[str]) -> bool:
    return len(labels) >= ENOUGH and 2 <= len({*labels}) <= MOST_LABELS


def _by_name(votes: Votes) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, told in enumerate(votes.article_ids):
        found.setdefault(told.partition(BETWEEN)[0], []).append(number)
    return {name: numbers for name, numbers in found.items() if votes.votes[numbers].any()}


def _believed(votes: Votes, of_name: float, told: str) -> float:
    """How far the nearest that have a label of this name speak for this one, from 0 to 1."""
    number = votes.number.get(told)
    if number is None:
        return 0.0
    near = votes.near * float(of_name)
    return float(votes.votes[number] / of_name) * near / (near + NEAR)


def _as_solved(one: Contact, before: Sequence[str]) -> Solved:
    kept = [told for told in before if told.partition(BETWEEN)[0] not in one.labels]
    told = [f"{name}{BETWEEN}{label}" for name, label in one.labels.items()]
    labels = tuple(sorted((*kept, *told)))
    return Solved(key=one.key, question=one.text[:LONGEST], article_ids=labels, at=one.at)
