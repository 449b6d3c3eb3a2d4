"""Misspelt words, put right: only words nobody knows, and only to words of the desk."""

import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.words import everyday_stems, known_by_heart, stem, words_for_meanings

MOST_REPAIRS = 12  # looked up per question, so that a page of noise costs no more than a mail
SHORTEST = 3

Group: TypeAlias = tuple[str, int]  # the first letter and the length of a word


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows the words of the articles, and how often each is used. Never changes."""

    uses: Mapping[str, int]
    forms: Mapping[str, int] = field(repr=False)  # of each stem, how many words are known
    groups: Mapping[Group, tuple[str, ...]] = field(repr=False)

    def knows(self, word: str) -> bool:
        """Whether it is spelt right: used in an article, in our lists, or a form of such a word."""
        known = word in self.uses or word in known_by_heart()
        return known or stem(word) in self.forms or stem(word) in everyday_stems()

    def repair(self, words: Sequence[str]) -> dict[str, str]:
        """The right spelling of each word that is unknown and close to a known one."""
        strange = [word for word in dict.fromkeys(words) if self._may_be_misspelt(word)]
        meant = {word: self._meant(word) for word in strange[:MOST_REPAIRS]}
        return {word: right for word, right in meant.items() if right}

    def adjusted(self, came: Mapping[str, int], went: Mapping[str, int]) -> "Speller":
        """With words that came, and without those that went and are used no more."""
        uses = Counter(self.uses)
        uses.update(came)
        uses.subtract(went)
        gone = {word for word in went if uses[word] <= 0 and word not in words_for_meanings()}
        new = {word for word in came if word not in self.uses} - gone
        for word in gone:
            del uses[word]
        lost = {word for word in gone if word in self.uses}
        return Speller(uses, _forms(self.forms, new, lost), _regrouped(self.groups, new, lost))

    def _may_be_misspelt(self, word: str) -> bool:
        return len(word) >= SHORTEST and word.isalpha() and not self.knows(word)

    def _meant(self, word: str) -> str:
        near = process.extract(
            word,
            [*self._same_start(word), *self._other_start(word)],
            scorer=OSA.distance,
            score_cutoff=allowed_edits(word),
            limit=None,
        )
        fitting = (
            (edits, -self.uses[right], right)
            for right, edits, _ in near
            if _plausible(word, right, edits)
        )
        return min(fitting, default=(0, 0, ""))[2]

    def _same_start(self, word: str) -> Iterator[str]:
        allowed = allowed_edits(word)
        for size in range(len(word) - allowed, len(word) + allowed + 1):
            yield from self.groups.get((word[0], size), ())

    def _other_start(self, word: str) -> set[str]:
        """Known words that differ by a slip at the first letter, so that few have to be tried."""
        rest = word[1:]
        letters = string.ascii_lowercase
        swapped = {word[1] + word[0] + word[2:], rest}
        tried = swapped.union((a + rest for a in letters), (a + word for a in letters))
        return {other for other in tried if _groupable(other) and other in self.uses}


def learn(uses: Mapping[str, int]) -> Speller:
    """A speller that knows these words, how often each is used, and our words for meanings."""
    uses = dict.fromkeys(words_for_meanings(), 0) | dict(uses)
    return Speller(uses, _forms({}, uses, ()), _regrouped({}, uses, ()))


def allowed_edits(word: str) -> int:
    """How many slips a word of this length may hold and still be recognised."""
    return 1 if len(word) < 8 else 2


def _plausible(word: str, right: str, edits: float) -> bool:
    """Short words are close to many others, so they must be the same letters or start alike."""
    if sorted(word) == sorted(right):
        return True
    if min(len(word), len(right)) <= 3:
        return False
    return word[0] == right[0] or (edits == 1 and len(word) > 4)


def _forms(before: Mapping[str, int], new: Iterable[str], gone: Iterable[str]) -> dict[str, int]:
    forms = Counter(before)
    forms.update(map(stem, new))
    lost = Counter(map(stem, gone))
    forms.subtract(lost)
    for each in lost:
        if not forms[each]:
            del forms[each]
    return forms


def _regrouped(
    before: Mapping[Group, tuple[str, ...]], new: Iterable[str], gone: Iterable[str]
) -> dict[Group, tuple[str, ...]]:
    more, less = _grouped(new), _grouped(gone)
    touched = {
        group: tuple(sorted({*before.get(group, ()), *more[group]} - {*less[group]}))
        for group in [*more, *less]
    }
    return {**before, **touched}


def _grouped(words: Iterable[str]) -> defaultdict[Group, list[str]]:
    groups: defaultdict[Group, list[str]] = defaultdict(list)
    for word in words:
        if _groupable(word):
            groups[word[0], len(word)].append(word)
    return groups


def _groupable(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()
