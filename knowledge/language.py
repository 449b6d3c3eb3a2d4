"""Which language a short text is in, whatever the person's own language makes likelier.

Where the script tells, it decides. Else words and their pieces of up to four letters speak, as
often as each is found in the texts of `tongues.py` (naive Bayes). The table is made at first use.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge import tongues
from knowledge.distinct import distinct, tallied
from knowledge.postings import Floats
from knowledge.words import without_accents

Pieces: TypeAlias = NDArray[np.uint32]  # as CRC-32; of 21,000, no two are likely to meet

LONGEST = 200  # characters that are read
SIZES = (1, 2, 3, 4)  # letters of a piece
SMOOTH = 0.2  # how often a piece is held to be found that a language has never shown
REMEMBERED = 1_000  # words whose evidence is kept at hand
HOME = 5.0  # what is added for the language a person is known to write, in nats
ENGLISH = 1.0  # and for English, the language of most names and half-sentences
WORD = 6.0  # how often a whole word counts beside its pieces
DEFAULT = "en"

_WORD = re.compile(r"[^\W\d_]++(?>(?:'(?=\w))?)")
# Scripts that one language is written in, as far as a desk meets them; kana before Chinese.
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
}
TEXTS: Mapping[str, Mapping[str, str]] = {"latin": tongues.LATIN, "cyrillic": tongues.CYRILLIC}
SAME = {"nb": "no", "nn": "no"}
SHARE = 4  # one letter in so many tells the script: names of products are in Latin letters


@dataclass(frozen=True, slots=True)
class Table:
    """For each piece, how much likelier it is in every language than in one that never shows it."""

    languages: tuple[str, ...]
    keys: Pieces = field(repr=False)
    worth: NDArray[np.float16] = field(repr=False)

    def of(self, word: str) -> Floats:
        """What a word says for each language."""
        keys = np.array(_keys(word), np.uint32)
        at = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        counts = np.where(self.keys[at] == keys, 1, 0).astype(np.float32)
        counts[0] *= WORD
        return np.asarray(counts @ self.worth[at].astype(np.float32), np.float32)


def language(text: str, *, known: str = "") -> str:
    """The likeliest language (ISO 639-1); `known` is the one the person is known to write.

    A text that tells nothing is held to be in the known language, or in English.
    """
    heard = text[:LONGEST].lower().replace("’", "'")
    home = SAME.get(known[:2].lower(), known[:2].lower())
    script = "latin" if heard.isascii() else _script(heard)
    return _likeliest(heard, home, script) if script in TEXTS else script


def _script(heard: str) -> str:
    """The language whose script makes up much of the letters, or the name of a shared script."""
    letters = sum(map(str.isalpha, heard))
    much = (
        name for name, script in _SCRIPTS.items() if SHARE * len(script.findall(heard)) > letters
    )
    return next(much, "latin")


def _likeliest(heard: str, known: str, script: str) -> str:
    table = _table(script)
    evidence = sum((_of_word(word, script) for word in _WORD.findall(heard)), _prior(table, known))
    return table.languages[int(evidence.argmax())]


def _prior(table: Table, known: str) -> Floats:
    likelier = {DEFAULT: ENGLISH, known: HOME}
    return np.array([likelier.get(each, 0.0) for each in table.languages], np.float32)


@lru_cache(maxsize=REMEMBERED)
def _of_word(word: str, script: str) -> Floats:
    """What a word says for each language; nothing, if it is used in many."""
    table = _table(script)
    if word.rstrip("'") in _neutral():
        return np.zeros(len(table.languages), np.float32)
    return table.of(word)


@cache
def _table(script: str) -> Table:
    counts = [tallied(_all_keys(text)) for text in TEXTS[script].values()]
    keys = distinct(np.concatenate([found for found, _ in counts]))
    worth = np.zeros((len(keys), len(counts)), np.float16)
    # A language we have much text of must not be likelier for it, so shares are compared.
    usual = np.mean([times.sum() for _, times in counts])
    for column, (own, times) in enumerate(counts):
        share = times * (usual / times.sum())
        worth[np.searchsorted(keys, own), column] = np.log1p(share / SMOOTH)
    return Table(tuple(TEXTS[script]), keys, worth)


def _all_keys(text: str) -> Pieces:
    """Of all words, and of the same as hurried people write them, without accents."""
    both = (*_WORD.findall(text), *_WORD.findall(without_accents(text)))
    return np.fromiter((key for word in both for key in _keys(word)), np.uint32)


def _keys(word: str) -> list[int]:
    """The word itself, then its pieces, edges included."""
    edged = f" {word} "
    cut = (edged[at : at + size] for size in SIZES for at in range(len(edged) - size + 1))
    return [crc32(piece.encode()) for piece in (f"={word}", *cut)]


@cache
def _neutral() -> frozenset[str]:
    return frozenset(tongues.NEUTRAL.split())
