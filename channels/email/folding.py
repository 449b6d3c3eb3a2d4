"""Words made alike, so that they can be compared: no capitals, no accents, one blank between two.

Mail servers drop accents, wrap lines anywhere and write typographic quotes or plain ones.
"""

import re
import unicodedata
from collections.abc import Iterable

APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
MARKS = re.compile(r"[\u0300-\u036f\u3099\u309a]+")


def fold(text: str) -> str:
    """Linear in the text; the same for words that differ only in capitals, accents and blanks."""
    bare = MARKS.sub("", unicodedata.normalize("NFKD", text.translate(APOSTROPHES)))
    return " ".join(bare.casefold().replace("\u0131", "i").split())


def table(*lines: str) -> tuple[str, ...]:
    """Phrases, folded, from lines of phrases with bars between."""
    phrases = (fold(phrase) for line in lines for phrase in line.split("|"))
    return tuple(dict.fromkeys(filter(None, phrases)))


def holds(folded: str, phrases: Iterable[str]) -> bool:
    """Whether any of the phrases is in a folded text."""
    return any(phrase in folded for phrase in phrases)
