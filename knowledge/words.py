"""From a text to the terms an index knows: split, same meanings made one, endings taken off."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

import Stemmer

from knowledge import wordlists

Stemmed: TypeAlias = Callable[[str], str]

LONGEST_WORD = 40
REMEMBERED = 20_000  # words whose stems are kept at hand

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
# Written without spaces: Thai to Khmer, kana, and the characters of Chinese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word as the index knows it, and as it was written."""

    stem: str
    written: str


def split(text: str) -> list[str]:
    """The words of a text: lower case, no accents, no apostrophes ("can't" is "cant").

    Where a language writes no spaces, two neighbouring characters are a word.
    """
    plain = without_accents(_APOSTROPHES.sub("", text)).lower()
    found = [word[:LONGEST_WORD] for word in _WORD.findall(plain)]
    if plain.isascii() or not _UNSPACED.search(plain):
        return found
    return [part for word in found for part in _parts(word)]


def terms(words: Sequence[str], stemmed: Stemmed | None = None) -> list[Term]:
    """The terms in these words, in order: meanings first, then stems of what is no stop word.

    `stemmed` takes the endings off; without it they are English.
    """
    return [term for term in _meanings(words, stemmed or stem) if term.stem]


@lru_cache(maxsize=REMEMBERED)
def stem(word: str, language: str = "en") -> str:
    """The word without its endings (Snowball). Not a word any more, but the same for all forms."""
    stemmer = _stemmer(language)
    return stemmer.stemWord(word) if stemmer else word


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    try:
        return Stemmer.Stemmer(language.lower()[:2], 0)
    except KeyError:  # a language whose endings nobody has described
        return None


def _parts(word: str) -> list[str]:
    if len(word) < 3 or not _UNSPACED.search(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)]


@cache
def known_by_heart() -> frozenset[str]:
    """Every word of our lists: known, whatever the articles say."""
    meanings = frozenset(word for phrase in _same() for word in phrase)
    lists = (wordlists.EVERYDAY, wordlists.SYNONYMS)
    return meanings.union(stop_words(), _weak(), *(listed.split() for listed in lists))


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
    return frozenset(map(_plain, _weak()))


def without_accents(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


def _meanings(words: Sequence[str], stemmed: Stemmed) -> Iterator[Term]:
    at = 0
    while at < len(words):
        size, meaning = _longest_meaning(words, at)
        written = " ".join(words[at : at + size])
        yield Term(meaning or _plain(words[at], stemmed), written)
        at += size


def _longest_meaning(words: Sequence[str], at: int) -> tuple[int, str]:
    table, sizes = _same(), _sizes()
    for size in sizes.get(words[at], ()):
        meaning = table.get(tuple(words[at : at + size]))
        if meaning:
            return size, meaning
    return 1, ""


def _plain(word: str, stemmed: Stemmed = stem) -> str:
    if len(word) < 2 or word in stop_words():
        return ""
    bare = stemmed(word)
    return _synonyms().get(bare, bare)


@cache
def _same() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for line in wordlists.SAME.replace("\n    ", " ").strip().splitlines():
        meaning, phrases = line.split(":")
        table[(meaning,)] = meaning
        table.update((tuple(phrase.split()), meaning) for phrase in phrases.split(","))
    return table


@cache
def _synonyms() -> dict[str, str]:
    lines = (list(map(stem, line.split())) for line in wordlists.SYNONYMS.strip().splitlines())
    return {other: first for first, *others in lines for other in others}


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
def stop_words() -> frozenset[str]:
    return frozenset(wordlists.STOP.split())


@cache
def _weak() -> frozenset[str]:
    return frozenset(wordlists.WEAK.split())
