"""Steps: tidy a text, read what it wants of us.

The phrases (see phrases.py) are tried in order on the whole tidied message. They are meant for
short messages that say one thing; a longer text is a request, whatever words are in it.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.core import references
from bot.core.courtesy import courtesy
from bot.core.phrases import (
    ANSWERS,
    BEGINS_ANEW,
    CALLED_OFF,
    EMPTY_WORDS,
    PATTERNS,
    POLITE,
    SIGN_OFF,
    SLOPPY,
    VAGUE_SUBJECTS,
)
from bot.core.turn import Intent, Talk

LONGEST = 20_000  # characters of one request that we read and keep
SHORT = 14  # words; a longer message is never only a greeting, an answer or a status question
SHORT_TEXT = 160  # characters; keeps the patterns off long input

ENOUGH_WORDS = 3  # words with a meaning of their own that make a request worth acting on

Compiled = tuple[Intent, tuple[re.Pattern[str], ...]]

_WORD = re.compile(r"[^\W_][\w'.-]*")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_PUNCTUATION = re.compile(r"(?<!\w)[.!?,;¡¿]+|[.!?,;]+(?!\w)")
_SMILES = re.compile(r"[:;]-?[)(dp](?!\w)|[🙏👍🙂😊😀👋❤️]")
_CURLY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def _compiled(table: Mapping[Intent, tuple[str, ...]]) -> tuple[Compiled, ...]:
    return tuple(
        (intent, tuple(re.compile(rf"{POLITE},? ?(?:{pattern})") for pattern in patterns))
        for intent, patterns in table.items()
    )


_COMPILED, _ANSWERS = _compiled(PATTERNS), _compiled(ANSWERS)
_WITH_WORDS = (Intent.FAILED, Intent.PERSON, Intent.OTHER)  # may say more of what is wrong
_SMALL_TALK = (Intent.GREET, Intent.THANK)
_PRESSES: Mapping[str, Intent] = {
    "worked": Intent.WORKED,
    "solved": Intent.WORKED,
    "show": Intent.FAILED,
    "again": Intent.FAILED,
    "failed": Intent.FAILED,
    "other": Intent.OTHER,
    "person": Intent.PERSON,
    "status": Intent.STATUS,
    "new": Intent.NEW,
    "next": Intent.NEXT,
}


def tidy(text: str) -> str:
    """The text in NFC, without control and invisible characters, spaces folded, bounded."""
    plain = unicodedata.normalize("NFC", text[: LONGEST * 2])
    seen = _UNSEEN.sub("", "".join(c for c in plain if c in "\n\t" or c.isprintable()))
    seen = unicodedata.normalize("NFC", seen)  # what stood between two letters may be gone
    lines = (_SPACES.sub(" ", line).strip() for line in seen.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()[:LONGEST]


def intent(said: str, *, choice: str = "") -> Intent:
    """What a tidied message, or a pressed choice, wants of us."""
    if choice:
        return _PRESSES.get(choice.split("/")[0], Intent.TELL)
    if BEGINS_ANEW.match(said):
        return Intent.NEW
    found = _read(said)
    if found is not Intent.TELL or "\n" not in said:
        return found
    return _read(_without_small_talk(said) or said.split("\n", 1)[0])


def answer(said: str, found: Intent, talk: Talk) -> Intent:
    """The same where a fix waits for an answer: "that's not it", "next" mean something there."""
    if not talk.offered or found is Intent.NEW:
        return found
    lines = (said, _without_small_talk(said)) if "\n" in said else (said,)
    words = [bare for bare in map(_short, lines) if bare]
    kinds = (kind for kind, patterns in _ANSWERS if any(_any(patterns, bare) for bare in words))
    return next((kind for kind in kinds if kind is not Intent.NEXT or talk.step), found)


def is_called_off(said: str) -> bool:
    """Whether it is no longer wanted, which says nothing of whether a fix helped."""
    return bool(CALLED_OFF.fullmatch(_short(said)))


def tells(subject: str) -> bool:
    """Whether a subject alone names a matter: it is no small talk, and no word for any mail."""
    said = tidy(subject)
    if intent(said) not in (Intent.TELL, Intent.FAILED) or references.find(said):
        return False
    return any(word not in VAGUE_SUBJECTS for word in meaningful(said))


def _read(said: str) -> Intent:
    found = _intent(said)
    return courtesy(said) or found if found is Intent.TELL else found


def _short(said: str) -> str:
    """The bare words of a short message; "" of any other."""
    words = _bare(said) if len(said) <= SHORT_TEXT * 2 else ""
    return "" if len(words) > SHORT_TEXT or words.count(" ") >= SHORT else words


def _intent(said: str) -> Intent:
    words = _short(said)
    if not words:
        return Intent.TELL
    return next((kind for kind, patterns in _COMPILED if _any(patterns, words)), Intent.TELL)


def _without_small_talk(said: str) -> str:
    """Several lines without those that only greet or thank, and without a sign-off."""
    lines = said.split("\n", SHORT)
    ended = (at for at, line in enumerate(lines) if at and SIGN_OFF.match(line))
    said_first = lines[: next(ended, len(lines))]
    return "\n".join(line for line in said_first if _intent(line) not in _SMALL_TALK)


def pressed(choice: str) -> tuple[str, str]:
    """The verb and the object of a choice token: "worked/vpn-drops" is ("worked", "vpn-drops")."""
    verb, _, thing = choice.partition("/")
    return verb, thing


def without_prefix(said: str) -> str:
    """What begins anew, without the words that only say so: "another problem, my mouse"."""
    begins = BEGINS_ANEW.match(said)
    if begins is None:
        return ""
    rest = said[begins.end() :].strip()
    return rest if begins["mark"] or not rest else said


def joined(talk: Talk, said: str) -> str:
    """The request so far: what was said before and what is said now."""
    return "\n".join(filter(None, (talk.request, said)))[:LONGEST]


def adds_words(said: str, found: Intent, talk: Talk) -> bool:
    """Whether a message says more of what is wrong, not only yes, no or "a person, please"."""
    if found is Intent.TELL:
        return True
    if found in (Intent.FAILED, Intent.WORKED) and not talk.offered:
        return found is Intent.FAILED or bool(talk.request)
    return found in _WITH_WORDS and len(meaningful(said)) >= ENOUGH_WORDS


def meaningful(text: str) -> tuple[str, ...]:
    """The words of a text that say something, each once."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return tuple(dict.fromkeys(word for word in words if word not in EMPTY_WORDS))


def subject(request: str, given: str) -> str:
    """One line that names the request: the subject it came with, else its first telling line."""
    lines = request.split("\n")[:SHORT]
    telling = (line for line in lines if meaningful(line) and _intent(line) not in _SMALL_TALK)
    line = tidy(given).replace("\n", " ") or next(telling, lines[0])
    return line if len(line) <= 100 else line[:99].rstrip() + "…"


def _bare(said: str) -> str:
    lowered = said.translate(_CURLY).lower()
    plain = _PUNCTUATION.sub(" ", lowered)
    words = (_SMILES.sub(" ", plain) if any(map(str.isalnum, plain)) else plain).split()
    return " ".join(SLOPPY.get(word, word) for word in words)


def _any(patterns: tuple[re.Pattern[str], ...], words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in patterns)
