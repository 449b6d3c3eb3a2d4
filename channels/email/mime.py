"""A raw mail as a tree of parts (RFC 2045, RFC 2046), in linear time, whatever was done to it.

The standard library's parser takes minutes or overflows the stack on mail made to hurt it, so this
one cuts by position in the raw bytes and stops at fixed limits: what lies beyond them stays part
of the body, and of the raw mail that is always kept. Lines end with CR LF, or LF as in files.
"""

import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from channels.email import headers, uuencode
from channels.email.head import complaint as complaint
from channels.email.head import cut_head
from channels.email.headers import Fields

MOST_PARTS = 500
DEEPEST = 20
LONGEST_BOUNDARY = 200
FAR = 64 * 1024  # bytes; a boundary that nobody declared is looked for so far
NEAR = 1024  # bytes from the end, where a boundary may stand at the end of a line

# Said the wrong way round, or by halves (RFC 2045, 5.2, takes these for text, which they are not).
MEANT = {"plain/text": "text/plain", "html/text": "text/html", "text/x-html": "text/html"}
MEANT |= dict.fromkeys(("application", "audio", "image", "video"), "application/octet-stream")
UNDECLARED = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200})\r?\n(?=content-)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a mail: its header fields and its body, or the parts inside it.

    `is_cut` says that there are more parts inside than were looked at.
    """

    fields: Fields
    raw: bytes = field(repr=False)
    start: int
    end: int
    media_type: str
    parameters: dict[str, str]
    parts: tuple["Part", ...] = ()
    is_cut: bool = False

    def content(self) -> bytes:
        """The body without its transfer encoding; damage is read as far as it goes."""
        if self.is_misdeclared():
            return self.raw[self.start : self.end]
        return DECODERS.get(self._encoding(), bytes)(self.raw[self.start : self.end])

    def is_misdeclared(self) -> bool:
        """Whether it says that it is base64, and is text that anybody can read."""
        begins = self.raw[self.start : min(self.end, self.start + 1000)].strip()
        is_text = self.media_type.startswith("text/") and self._encoding() == "base64"
        if not is_text or IN_BASE64.fullmatch(begins):
            return False
        return begins.isascii() and CONTROL.search(headers.from_base64(begins)) is not None

    def _encoding(self) -> str:
        found = NAME.match(self.fields.get("content-transfer-encoding").strip(" \"'").lower())
        return found[0] if found else ""

    def head(self, length: int) -> bytes:
        """The first bytes of the content, without decoding all of it."""
        enough = replace(self, end=min(self.end, self.start + 4 * length))
        return enough.content()[:length]

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold something themselves, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def every(self) -> Iterator["Part"]:
        """This part and all inside it, in order."""
        yield self
        for part in self.parts:
            yield from part.every()


def head(raw: bytes) -> tuple[Fields, int]:
    """The header fields of a mail and where its body begins. Never raises."""
    return cut_head(raw, 0, len(raw))


def parse(raw: bytes) -> Part:
    """The mail as parts. Never raises. Where all lines end with CR, these are taken for LF."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return _Cutter(raw).part(0, len(raw), depth=0)


NAME = re.compile(r"[\w-]+")
IN_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*+")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": headers.from_base64,
    "base-64": headers.from_base64,
    "quoted-printable": quopri.decodestring,
    "x-uuencode": uuencode.decoded,
    "x-uue": uuencode.decoded,
    "uuencode": uuencode.decoded,
}


class _Cutter:
    """One pass over one mail. It counts the parts, since a tree knows only its own depth."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.parts_left = MOST_PARTS

    def part(self, start: int, end: int, *, depth: int, usual: str = "text/plain") -> Part:
        self.parts_left -= 1
        fields, body = cut_head(self.raw, start, end)
        media_type, parameters = headers.parameters(fields.raw("content-type") or usual)
        media_type = MEANT.get(media_type, media_type)
        inside: tuple[Part, ...] = ()
        if media_type.startswith("multipart/") and depth < DEEPEST:
            inside = self._inside(body, end, media_type, parameters.get("boundary", ""), depth + 1)
        return Part(
            fields=fields,
            raw=self.raw,
            start=min(body, end),
            end=end,
            media_type=media_type if "/" in media_type else "text/plain",
            parameters=parameters,
            parts=inside,
            is_cut=bool(inside) and self.parts_left <= 0,
        )

    def _inside(
        self, start: int, end: int, media_type: str, boundary: str, depth: int
    ) -> tuple[Part, ...]:
        usual = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        parts: list[Part] = []
        for opened, closed in self._stretches(start, end, boundary):
            if self.parts_left <= 0:
                break
            parts.append(self.part(opened, closed, depth=depth, usual=usual))
        return tuple(parts)

    def _stretches(self, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
        """Where each part begins and ends; the last one may never be closed, or in its line.

        Some close too early: what is opened behind that is a part as well.
        """
        opened = -1
        mark = self._mark(start, end, boundary)
        for border in _borders(self.raw, mark, start, end) if mark else ():
            if opened >= 0:
                yield opened, max(border.above, opened)
            opened = -1 if border.closes else border.below
        if opened >= 0:
            closing = self.raw.rfind(mark + b"--", max(opened, end - NEAR), end)
            is_closed = closing >= 0 and not self.raw[closing + len(mark) + 2 : end].strip()
            yield opened, closing if is_closed else end

    def _mark(self, start: int, end: int, boundary: str) -> bytes:
        """What a boundary line begins with; if it is not declared or never comes, what does."""
        mark = headers.as_bytes(boundary)[:LONGEST_BOUNDARY].rstrip()
        if not mark or self.raw.find(b"--" + mark, start, end) < 0:
            # The line end before the first boundary may be that of the header.
            found = UNDECLARED.search(self.raw, max(0, start - 1), min(end, start + FAR))
            mark = found[1].rstrip() if found else b""
        return b"--" + mark if mark else b""


@dataclass(frozen=True, slots=True)
class _Border:
    """A boundary line: where the part above ends, where the part below begins."""

    above: int
    below: int
    closes: bool


def _borders(raw: bytes, mark: bytes, start: int, end: int) -> Iterator[_Border]:
    at = raw.find(mark, start, end)
    while at >= 0:
        if at == start or raw[at - 1 : at] == b"\n":
            yield from _border(raw, at, at + len(mark), end)
        at = raw.find(mark, at + len(mark), end)


def _border(raw: bytes, at: int, rest: int, end: int) -> Iterator[_Border]:
    """The boundary line that may begin at `at`, if nothing else stands on it."""
    stop = raw.find(b"\n", rest, min(end, rest + 100))
    tail = raw[rest : stop if stop >= 0 else min(end, rest + 100)].strip(b" \t\r")
    if tail in (b"", b"--"):
        above = at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1
        yield _Border(above, stop + 1 if stop >= 0 else end, tail == b"--")
