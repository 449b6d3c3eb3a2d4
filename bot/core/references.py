"""FL-1042: write it, read it, find it in text."""

import re

PREFIX = "FL"
_IN_TEXT = re.compile(rf"(?<![A-Za-z0-9]){PREFIX}[-\s]?(\d{{4,9}})(?!\d)", re.IGNORECASE)
_WORD = re.compile(rf"(?:{PREFIX}-?|#)?(\d{{4,9}})", re.IGNORECASE)
# How an order names one: "FL 1042", "“FL-1042”:", or "FL-12", which there is not.
_DASH = "[-\u2010-\u2015\u2212]"
_MEANT = re.compile(
    rf"[(\[\"'*_`]*{PREFIX}(?:{_DASH}? ?(\d{{4,9}})|{_DASH} ?(\d+))[)\]\"'*_`.,:;!?]*(?!\S)",
    re.IGNORECASE,
)
_NONE_SUCH = 999_999_999


def write(ticket_id: int) -> str:
    """The reference of a ticket, as people see it."""
    return f"{PREFIX}-{ticket_id}"


def read(word: str) -> int:
    """The ticket id in one word such as "FL-1042", "fl1042", "#1042" or "1042"; 0 if none."""
    match = _WORD.fullmatch(word.strip(".,:;!?()[]"))
    return int(match[1]) if match else 0


def find(text: str) -> tuple[int, ...]:
    """Every ticket id that a text names, in order, each once."""
    return tuple(dict.fromkeys(int(number) for number in _IN_TEXT.findall(text)))


def meant(text: str) -> tuple[int, str]:
    """The ticket that an order names first, and what follows; 0 and the text if it names none.

    Whoever writes "FL-12" means a ticket, though there is none: never the one in hand.
    """
    found = _MEANT.match(text)
    if found:
        return min(int((found[1] or found[2])[:10]), _NONE_SUCH) or _NONE_SUCH, text[
            found.end() :
        ].strip()
    word, *rest = text.split(maxsplit=1) or [""]
    number = read(word)
    return (number, rest[0].strip() if rest else "") if number else (0, text)
