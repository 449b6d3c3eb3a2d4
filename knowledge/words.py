"""From a text to the terms an index knows: split, same meanings made one, endings taken off."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge import wordlists

LONGEST_WORD = 40
REMEMBERED = 20_000  # words whose stems are kept at hand

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")


@dataclass(frozen=True, slots=True)
class Term:
    """A word as the index knows it, and as it was written."""

    stem: str
    written: str


def split(text: str) -> list[str]:
    """The words of a text: lower case, no accents, no apostrophes ("can't" is "cant")."""
    plain = _without_accents(_APOSTROPHES.sub("", text)).lower()
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def terms(words: Sequence[str]) -> list[Term]:
    """The terms in these words, in order: meanings first, then stems of what is no stop word."""
    return [term for term in _meanings(words) if term.stem]


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """The word without its commonest English endings. Not a word any more, but the same for all."""
    for ending, put, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word[: len(word) - len(ending)] + put
            break
    return _trim(word)


@cache
def known_by_heart() -> frozenset[str]:
    """Every word of our lists: known, whatever the articles say."""
    meanings = frozenset(word for phrase in _same() for word in phrase)
    return meanings.union(_stop(), _weak(), wordlists.EVERYDAY.split())


@cache
def words_for_meanings() -> frozenset[str]:
    """The single words that stand for a meaning."""
    return frozenset(phrase[0] for phrase in _same() if len(phrase) == 1)


@cache
def everyday_stems() -> frozenset[str]:
    """Terms that mean much outside a help desk: they explain less of a question than others."""
    plain = {_plain(word) for word in wordlists.EVERYDAY.split() if (word,) not in _same()}
    return frozenset(plain - {""})


@cache
def weak_stems() -> frozenset[str]:
    """Terms that nearly any question may hold."""
    return frozenset(stem(word) for word in _weak())


# Ending, what stands in its place, how many letters must stay. Longest first.
_ENDINGS = (
    ("isations", "is", 3), ("izations", "is", 3), ("isation", "is", 3), ("ization", "is", 3),
    ("ations", "", 4), ("ation", "", 4), ("ingly", "", 3), ("ities", "ity", 3),
    ("sses", "ss", 2), ("ings", "", 3), ("ions", "", 4), ("ness", "", 4), ("ing", "", 3),
    ("ies", "y", 2), ("ied", "y", 2), ("ion", "", 4), ("ers", "", 4), ("ed", "", 3),
    ("er", "", 4), ("es", "", 3), ("ly", "", 4), ("ss", "ss", 1), ("us", "us", 1),
    ("is", "is", 1), ("s", "", 3),
)  # fmt: skip


def _trim(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _meanings(words: Sequence[str]) -> Iterator[Term]:
    at = 0
    while at < len(words):
        size, meaning = _longest_meaning(words, at)
        written = " ".join(words[at : at + size])
        yield Term(meaning or _plain(words[at]), written)
        at += size


def _longest_meaning(words: Sequence[str], at: int) -> tuple[int, str]:
    table, sizes = _same(), _sizes()
    for size in sizes.get(words[at], ()):
        meaning = table.get(tuple(words[at : at + size]))
        if meaning:
            return size, meaning
    return 1, ""


def _plain(word: str) -> str:
    return "" if len(word) < 2 or word in _stop() else stem(word)


@cache
def _same() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for line in wordlists.SAME.replace("\n    ", " ").strip().splitlines():
        meaning, phrases = line.split(":")
        table[(meaning,)] = meaning
        table.update((tuple(phrase.split()), meaning) for phrase in phrases.split(","))
    return table


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """For each first word, how long its phrases are, longest first."""
    found: dict[str, set[int]] = {}
    for phrase in _same():
        found.setdefault(phrase[0], set()).add(len(phrase))
    return {word: _descending(sizes) for word, sizes in found.items()}


def _descending(sizes: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(sizes, reverse=True))


@cache
def _stop() -> frozenset[str]:
    return frozenset(wordlists.STOP.split())


@cache
def _weak() -> frozenset[str]:
    return frozenset(wordlists.WEAK.split())
