"""Files that old programs write into the text itself (uuencode), taken out of it."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

BEGIN = re.compile(r"begin(?:-base64)? [0-7]{3,4} (\S[^\r\n]{0,250})")
LONGEST_LINE = 64
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file as it stands in the lines from `start` to before `end`."""

    name: str
    start: int
    end: int
    content: bytes = field(repr=False)


def taken_out(text: str) -> tuple[str, list[Encoded]]:
    """The text without its uuencoded files, and those. What is not whole stays text."""
    if "\nend" not in text:
        return text, []
    lines = text.split("\n")
    found = list(_found(lines))
    kept: list[str] = []
    at = 0
    for each in found:
        kept += lines[at : each.start]
        at = each.end
    return "\n".join([*kept, *lines[at:]]), found


def _found(lines: list[str]) -> Iterator[Encoded]:
    at, left = 0, MOST_FILES
    while at < len(lines) and left:
        begun = BEGIN.fullmatch(lines[at].strip()) if lines[at].startswith("begin") else None
        end, content = _content(lines, at + 1) if begun else (at + 1, None)
        if begun and content is not None:
            yield Encoded(begun[1].strip(), at, end, content)
            left -= 1
        at = end


def _content(lines: list[str], at: int) -> tuple[int, bytes | None]:
    """Behind the end, and what stood before it; None if a line is not of it."""
    pieces: list[bytes] = []
    while at < len(lines):
        line = lines[at].rstrip("\r")
        if line.strip() == "end":
            return at + 1, b"".join(pieces)
        piece = _line(line)
        if piece is None:
            return at, None
        pieces.append(piece)
        at += 1
    return at, None


def _line(line: str) -> bytes | None:
    """The bytes of a line; blanks at its end may have been lost on the way."""
    if not line or line in ("`", " "):
        return b""
    if not line.isascii() or len(line) > LONGEST_LINE:
        return None
    length = (ord(line[0]) - 32) & 63
    needed = (length + 2) // 3 * 4
    if len(line) > needed + 2:  # one sign more may be a check sum
        return None
    raw = line[: needed + 1].ljust(needed + 1).encode()
    try:
        return binascii.a2b_uu(raw)
    except binascii.Error:
        return None


def decoded(body: bytes) -> bytes:
    """A body whose transfer encoding this is; as it came if it is not so."""
    _, found = taken_out(body.decode("latin-1"))
    return found[0].content if found else body
