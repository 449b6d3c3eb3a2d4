"""The header fields at the head of a mail or a part, however badly they are written (RFC 5322)."""

import re
from collections.abc import Iterator
from itertools import islice

from channels.email.headers import LONGEST_VALUE, Fields, fields

LONGEST_HEAD = 256 * 1024
LONGEST_FIELD = 64 * 1024
MOST_FIELDS = 1000

HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*+:[ \t]*+")
BLANK = re.compile(rb"(?:\xef\xbb\xbf)?(?>(?:[ \t]*+\r?\n)*)")
MOST_BLANK = 1000
ENDS = (b"\r\n\r\n", b"\n\n")
# What a mail may go on with after a line that is no header.
USUAL = re.compile(
    rb"(?:x-[\w-]+|content-[\w-]+|from|to|cc|subject|date|message-id|mime-version|received"
    rb"|return-path|reply-to|sender|in-reply-to|references|delivered-to)[ \t]*+:",
    re.IGNORECASE,
)


def complaint(raw: bytes) -> str:
    """Why we will not even read this mail, in a sentence; "" if we will."""
    end = LONGEST_HEAD
    for empty in ENDS:
        at = raw.find(empty, 0, end + len(empty))
        end = at if at >= 0 else end
    head = raw[: end + 1]
    if len(head) <= LONGEST_FIELD and head.count(b"\n") < MOST_FIELDS:
        return ""
    if len(head) > LONGEST_HEAD:
        return "The headers are too long."
    begun = re.finditer(rb"^[^ \t]", head, re.MULTILINE)
    starts = [match.start() for match in islice(begun, MOST_FIELDS + 1)]
    if len(starts) > MOST_FIELDS:
        return "There are too many headers."
    lengths = (end - start for start, end in zip(starts, [*starts[1:], len(head)], strict=False))
    return "A header is too long." if max(lengths, default=0) > LONGEST_FIELD else ""


def cut_head(raw: bytes, start: int, end: int) -> tuple[Fields, int]:
    """The header fields and where the body begins: after an empty line, or at what is none."""
    found: list[tuple[str, bytes]] = []
    start = start or _after_blank_lines(raw, end)
    for line, at, after in _lines(raw, start, min(end, start + LONGEST_HEAD)):
        if not line:
            return fields(found), after
        if len(found) >= MOST_FIELDS or not (
            _take(line, found) or _is_stray(line, found, raw, after)
        ):
            return fields(found), at
        start = after
    return fields(found), start


def _after_blank_lines(raw: bytes, end: int) -> int:
    """Some files begin with blank lines or a mark; only before what is surely a head."""
    blank = BLANK.match(raw, 0, min(end, MOST_BLANK))
    after = blank.end() if blank else 0
    return after if USUAL.match(raw, after) else 0


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each line without its end, where it begins and where the next one does."""
    while start < end:
        stop = raw.find(b"\n", start, end)
        after = stop + 1 if stop >= 0 else end
        yield raw[start : stop if stop >= 0 else end].removesuffix(b"\r"), start, after
        start = after


def _is_stray(line: bytes, found: list[tuple[str, bytes]], raw: bytes, after: int) -> bool:
    """Whether a line that is no header stands between headers, and is no boundary."""
    return bool(found) and not line.startswith(b"--") and USUAL.match(raw, after) is not None


def _take(line: bytes, found: list[tuple[str, bytes]]) -> bool:
    """Take a header line in; false if it is none."""
    if line[:1] in (b" ", b"\t") and found:
        name, value = found[-1]
        if len(value) <= LONGEST_VALUE:  # what lies beyond is not read anyway
            found[-1] = (name, value + line)
        return True
    header = HEADER.match(line)
    if not header and line.startswith((b"From ", b">From ")):  # the envelope line of an mbox file
        return True
    if header:
        found.append((header[1].decode("ascii").lower(), line[header.end() :]))
    return header is not None
