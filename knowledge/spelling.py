"""Misspelt words, put right: only words nobody knows, and only to words of the desk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.words import everyday_stems, known_by_heart, stem, words_for_meanings

MOST_REPAIRS = 12  # looked up per question, so that a page of noise costs no more than a mail
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows the words of the articles, by length, with how often each is used."""

    uses: Mapping[str, int]
    stems: frozenset[str] = field(repr=False)
    by_length: Mapping[int, tuple[str, ...]] = field(repr=False)

    def knows(self, word: str) -> bool:
        """Whether it is spelt right: used in an article, in our lists, or a form of such a word."""
        known = word in self.uses or word in known_by_heart()
        return known or stem(word) in self.stems or stem(word) in everyday_stems()

    def repair(self, words: Sequence[str]) -> dict[str, str]:
        """The right spelling of each word that is unknown and close to a known one."""
        strange = [word for word in dict.fromkeys(words) if self._may_be_misspelt(word)]
        meant = {word: self._meant(word) for word in strange[:MOST_REPAIRS]}
        return {word: right for word, right in meant.items() if right}

    def _may_be_misspelt(self, word: str) -> bool:
        return len(word) >= SHORTEST and word.isalpha() and not self.knows(word)

    def _meant(self, word: str) -> str:
        allowed = allowed_edits(word)
        near = process.extract(
            word,
            self._candidates(len(word), allowed),
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=None,
        )
        fitting = (
            (edits, -self.uses[right], right)
            for right, edits, _ in near
            if _plausible(word, right, edits)
        )
        return min(fitting, default=(0, 0, ""))[2]

    def _candidates(self, length: int, allowed: int) -> list[str]:
        sizes = range(length - allowed, length + allowed + 1)
        return [word for size in sizes for word in self.by_length.get(size, ())]


def learn(uses: Mapping[str, int]) -> Speller:
    """A speller that knows these words, how often each is used, and our words for meanings."""
    uses = dict.fromkeys(words_for_meanings(), 0) | dict(uses)
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word in uses:
        if len(word) >= SHORTEST and word.isalpha():
            by_length[len(word)].append(word)
    return Speller(
        uses=uses,
        stems=frozenset(map(stem, uses)),
        by_length={size: tuple(sorted(words)) for size, words in by_length.items()},
    )


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
