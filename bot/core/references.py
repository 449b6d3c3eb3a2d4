"""FL-1042: write it, read it, find it in text."""

import re

PREFIX = "FL"
_IN_TEXT = re.compile(rf"(?<![A-Za-z0-9]){PREFIX}[-\s]?(\d{{4,9}})(?!\d)", re.IGNORECASE)
_WORD = re.compile(rf"(?:{PREFIX}-?|#)?(\d{{4,9}})", re.IGNORECASE)


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
