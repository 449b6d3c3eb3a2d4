"""A raw mail as a tree of parts, in linear time, whatever its sender did to it.

The standard library's parser takes minutes or overflows the stack on mail made to hurt it, so this
one cuts by position in the raw bytes and stops at fixed limits: what lies beyond them stays part
of the body, and of the raw mail that is always kept.
"""

import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from channels.email import headers
from channels.email.headers import Fields

MOST_PARTS = 500
DEEPEST = 20
LONGEST_HEAD = 256 * 1024
LONGEST_FIELD = 64 * 1024
MOST_FIELDS = 1000

HEADER = re.compile(rb"([!-9;-~]{1,200}):[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a mail: its header fields and its body, or the parts inside it."""

    fields: Fields
    raw: bytes = field(repr=False)
    start: int
    end: int
    media_type: str
    parameters: dict[str, str]
    parts: tuple["Part", ...] = ()

    def content(self) -> bytes:
        """The body without its transfer encoding; damage is read as far as it goes."""
        body = self.raw[self.start : self.end]
        encoding = self.fields.get("content-transfer-encoding").strip().lower()
        return DECODERS[encoding](body) if encoding in DECODERS else body

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold something themselves, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def complaint(raw: bytes) -> str:
    """Why we will not even read this mail, in a sentence; "" if we will."""
    head = raw[: raw.find(b"\r\n\r\n") + 2] if b"\r\n\r\n" in raw else raw[: LONGEST_HEAD + 1]
    if len(head) > LONGEST_HEAD:
        return "The headers are too long."
    starts = [match.start() for match in re.finditer(rb"^[^ \t]", head, re.MULTILINE)]
    if len(starts) > MOST_FIELDS:
        return "There are too many headers."
    lengths = (end - start for start, end in zip(starts, [*starts[1:], len(head)], strict=False))
    return "A header is too long." if max(lengths, default=0) > LONGEST_FIELD else ""


def head(raw: bytes) -> tuple[Fields, int]:
    """The header fields of a mail and where its body begins. Never raises."""
    return _Cutter(raw).head(0, len(raw))


def parse(raw: bytes) -> Part:
    """The mail as parts. Never raises."""
    return _Cutter(raw).part(0, len(raw), depth=0)


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": headers.from_base64,
    "quoted-printable": quopri.decodestring,
}


class _Cutter:
    """One pass over one mail. It counts the parts, since a tree knows only its own depth."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts_left = MOST_PARTS

    def part(self, start: int, end: int, *, depth: int) -> Part:
        self.parts_left -= 1
        fields, body = self.head(start, end)
        media_type, parameters = headers.parameters(fields.get("content-type", "text/plain"))
        inside: tuple[Part, ...] = ()
        if media_type.startswith("multipart/") and depth < DEEPEST:
            inside = self._inside(body, end, parameters.get("boundary", ""), depth + 1)
        return Part(
            fields=fields,
            raw=self.raw,
            start=min(body, end),
            end=end,
            media_type=media_type,
            parameters=parameters,
            parts=inside,
        )

    def head(self, start: int, end: int) -> tuple[Fields, int]:
        """The header fields and where the body begins: after an empty line, or at what is none."""
        found: list[tuple[str, bytes]] = []
        limit = min(end, start + LONGEST_HEAD)
        while start < limit and len(found) < MOST_FIELDS:
            stop = self.raw.find(b"\r\n", start, limit)
            line = self.raw[start : stop if stop >= 0 else limit]
            if not line:
                return headers.fields(found), start + 2
            if not _take(line, found):
                break
            start = stop + 2 if stop >= 0 else limit
        return headers.fields(found), start

    def _inside(self, start: int, end: int, boundary: str, depth: int) -> tuple[Part, ...]:
        if not boundary:
            return ()
        parts: list[Part] = []
        opened = -1
        for border in _borders(
            self.raw, b"--" + boundary.encode("utf-8", "replace")[:200], start, end
        ):
            if opened >= 0 and self.parts_left > 0:
                parts.append(self.part(opened, max(border.above, opened), depth=depth))
            opened = border.below
            if border.closes:
                return tuple(parts)
        if opened >= 0 and self.parts_left > 0:  # the last part was never closed
            parts.append(self.part(opened, end, depth=depth))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Border:
    """A boundary line: where the part above ends, where the part below begins."""

    above: int
    below: int
    closes: bool


def _borders(raw: bytes, mark: bytes, start: int, end: int) -> Iterator[_Border]:
    at = raw.find(mark, start, end)
    while at >= 0:
        rest = at + len(mark)
        stop = raw.find(b"\r\n", rest, min(end, rest + 100))
        tail = raw[rest : stop if stop >= 0 else min(end, rest + 100)].strip(b" \t")
        if tail in (b"", b"--") and (at == start or raw[at - 2 : at] == b"\r\n"):
            yield _Border(at - 2, stop + 2 if stop >= 0 else end, tail == b"--")
        at = raw.find(mark, rest, end)


def _take(line: bytes, found: list[tuple[str, bytes]]) -> bool:
    """Take a header line in; false if it is none."""
    if line[:1] in b" \t" and found:
        name, value = found[-1]
        if len(value) <= headers.LONGEST_VALUE:  # what lies beyond is not read anyway
            found[-1] = (name, value + line)
        return True
    if line.startswith(b"From "):  # the envelope line of an mbox file
        return True
    header = HEADER.match(line)
    if header:
        found.append((header[1].decode("ascii").lower(), line[header.end() :]))
    return header is not None
