"""Steps: tidy a text, read what it wants of us.

The phrases (see phrases.py) are tried in order on the whole tidied message. They are meant for
short messages that say one thing; a longer text is a request, whatever words are in it.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.core.phrases import PATTERNS, POLITE
from bot.core.turn import Intent, Talk

LONGEST = 20_000  # characters of one request that we read and keep
SHORT = 14  # words; a longer message is never only a greeting, an answer or a status question
SHORT_TEXT = 160  # characters; keeps the patterns off long input

_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})

_COMPILED = tuple(
    (intent, tuple(re.compile(rf"{POLITE},? ?(?:{pattern})") for pattern in patterns))
    for intent, patterns in PATTERNS.items()
)
_PRESSES: Mapping[str, Intent] = {
    "worked": Intent.WORKED,
    "solved": Intent.WORKED,
    "show": Intent.FAILED,
    "again": Intent.FAILED,
    "failed": Intent.FAILED,
    "person": Intent.PERSON,
    "status": Intent.STATUS,
    "new": Intent.NEW,
}


def tidy(text: str) -> str:
    """The text in NFC, without control and invisible characters, spaces folded, bounded."""
    plain = unicodedata.normalize("NFC", text[: LONGEST * 2]).replace("\r\n", "\n")
    seen = _UNSEEN.sub("", "".join(c for c in plain if c in "\n\t" or c.isprintable()))
    lines = (_SPACES.sub(" ", line).strip() for line in seen.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()[:LONGEST]


def intent(said: str, *, choice: str = "") -> Intent:
    """What a tidied message, or a pressed choice, wants of us."""
    if choice:
        return _PRESSES.get(choice.split("/")[0], Intent.TELL)
    words = _bare(said)
    if len(words) > SHORT_TEXT or words.count(" ") >= SHORT:
        return Intent.NEW if words.startswith("new: ") else Intent.TELL
    return next((kind for kind, patterns in _COMPILED if _any(patterns, words)), Intent.TELL)


def pressed(choice: str) -> tuple[str, str]:
    """The verb and the object of a choice token: "worked/vpn-drops" is ("worked", "vpn-drops")."""
    verb, _, thing = choice.partition("/")
    return verb, thing


def without_prefix(said: str) -> str:
    """What follows "new:" or "another problem:" in a message that begins something new."""
    head, colon, tail = said.partition(":")
    return tail.strip() if colon and intent(f"{head}: x") == Intent.NEW else ""


def joined(talk: Talk, said: str) -> str:
    """The request so far: what was said before and what is said now."""
    return "\n".join(filter(None, (talk.request, said)))[:LONGEST]


def subject(request: str, given: str) -> str:
    """One line that names the request: the subject it came with, else its first line."""
    line = tidy(given).replace("\n", " ") or request.split("\n", 1)[0]
    return line if len(line) <= 100 else line[:99].rstrip() + "…"


def _bare(said: str) -> str:
    lowered = said.translate(_CURLY).lower().replace("\n", " ")
    return re.sub(r"\s+", " ", re.sub(r"(?<!\w)[.!?,;]+|[.!?,;]+(?!\w)", " ", lowered)).strip()


def _any(patterns: tuple[re.Pattern[str], ...], words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in patterns)
