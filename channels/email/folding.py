"""Words made alike, so that they can be compared: no capitals, no accents, one blank between two.

Mail servers drop accents, wrap lines anywhere and write typographic quotes or plain ones.
"""

import re
import unicodedata
from collections.abc import Iterable

APOSTROPHES = re.compile("[\u2019\u2018\u00b4]")
COMBINING = "".join(sign for sign in map(chr, range(0x300, 0x10000)) if unicodedata.combining(sign))
MARKS = re.compile(f"[{COMBINING}]+")


def unaccented(text: str) -> str:
    """Letters without what stands above or below them, and in their usual width."""
    return MARKS.sub("", unicodedata.normalize("NFKD", text))


def fold(text: str) -> str:
    """Linear in the text; the same for words that differ only in capitals, accents and blanks."""
    if not text.isascii():
        text = unaccented(APOSTROPHES.sub("'", text)).casefold().replace("\u0131", "i")
    return " ".join(text.replace("`", "'").lower().split())


def table(*lines: str) -> tuple[str, ...]:
    """Phrases, folded, from lines of phrases with bars between."""
    phrases = (fold(phrase) for line in lines for phrase in line.split("|"))
    return tuple(dict.fromkeys(filter(None, phrases)))


def holds(folded: str, phrases: Iterable[str]) -> bool:
    """Whether any of the phrases is in a folded text."""
    return any(phrase in folded for phrase in phrases)
