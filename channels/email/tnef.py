"""What Outlook packs into winmail.dat: the words and the files in it (MS-OXTNEF).

Every step moves forward and what is damaged ends the reading: what came before it is kept.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from channels.email import html_words, rtf
from channels.email.charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_ATTRIBUTES = 20_000
MOST_PROPERTIES = 5000
MOST_VALUES = 5000
MOST_FILES = 100
LONGEST_TEXT = 1024 * 1024

# Attributes, by the lower half of their ids.
SUBJECT, BODY, MESSAGE_PROPERTIES, CODE_PAGE = 0x8004, 0x800C, 0x9003, 0x9007
FILE_BEGINS, FILE_CONTENT, FILE_TITLE, FILE_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
# Properties within them.
PR_SUBJECT, PR_BODY, PR_RTF, PR_HTML, PR_CODE_PAGE = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
PR_DATA, PR_NAME, PR_LONG_NAME, PR_SHOWN_NAME = 0x3701, 0x3704, 0x3707, 0x3001
PR_TYPE, PR_CONTENT_ID = 0x370E, 0x3712
# Kinds of values, and how many bytes the fixed ones take.
TEXT, WIDE_TEXT, OBJECT, BINARY = 0x1E, 0x1F, 0x0D, 0x102
SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x01: 4}
SIZES |= {0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
SEVERAL = 0x1000
INTERFACE = 16  # bytes before an embedded object that say what it is


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in it."""

    name: str = ""
    media_type: str = ""
    content_id: str = ""
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Winmail:
    """What was read. `is_whole` is false if something in it could not be."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: tuple[Packed, ...] = ()
    is_whole: bool = True


def is_tnef(content: bytes) -> bool:
    return content.startswith(SIGNATURE)


def read(content: bytes) -> Winmail:
    """The words and files. Never raises; what is no TNEF is not whole."""
    reader = _Reader()
    try:
        for name, data in _attributes(content):
            reader.take(name, data)
    except (struct.error, ValueError):
        return reader.done(is_whole=False)
    return reader.done(is_whole=is_tnef(content))


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Level, id, length, data, check sum; the end may hold anything."""
    at = 6
    for _ in range(MOST_ATTRIBUTES if is_tnef(content) else 0):
        if at + 9 > len(content) or content[at] not in (1, 2):
            return
        name, length = struct.unpack_from("<xII", content, at)
        at += 9
        if at + length > len(content):
            raise ValueError("an attribute is cut off")
        yield name & 0xFFFF, content[at : at + length]
        at += length + 2
    if is_tnef(content):
        raise ValueError("too many attributes")


class _Reader:
    """Collects; a file begins with its drawing data and ends where the next one begins."""

    def __init__(self) -> None:
        self._charset = ""
        self._mail: dict[int, bytes | str] = {}
        self._subject = b""
        self._body = b""
        self._files: list[Packed] = []

    def take(self, name: int, data: bytes) -> None:
        if name == CODE_PAGE and len(data) >= 4:
            self._charset = f"cp{struct.unpack_from('<I', data)[0]}"
        elif name == SUBJECT:
            self._subject = data
        elif name == BODY:
            self._body = data
        elif name == MESSAGE_PROPERTIES:
            self._mail = dict(_properties(data))
        else:
            self._take_of_file(name, data)

    def _take_of_file(self, name: int, data: bytes) -> None:
        if name == FILE_BEGINS:
            if len(self._files) >= MOST_FILES:
                raise ValueError("too many files")
            self._files.append(Packed())
        elif self._files:
            self._files[-1] = self._with(self._files[-1], name, data)

    def _with(self, file: Packed, name: int, data: bytes) -> Packed:
        if name == FILE_CONTENT:
            return replace(file, content=data)
        if name == FILE_TITLE and not file.name:
            return replace(file, name=self._text(data))
        if name == FILE_PROPERTIES:
            return self._described(file, dict(_properties(data)))
        return file

    def _described(self, file: Packed, said: dict[int, bytes | str]) -> Packed:
        names = (self._text(said.get(each, "")) for each in (PR_LONG_NAME, PR_NAME))
        shown = self._text(said.get(PR_SHOWN_NAME, ""))
        data = said.get(PR_DATA, b"")
        return Packed(
            name=next(filter(None, names), "") or file.name or shown,
            media_type=self._text(said.get(PR_TYPE, "")),
            content_id=self._text(said.get(PR_CONTENT_ID, "")),
            content=file.content or (data if isinstance(data, bytes) else data.encode()),
        )

    def _text(self, data: bytes | str) -> str:
        said = data if isinstance(data, str) else decode(data[:LONGEST_TEXT], self._charset)
        return said.partition("\0")[0].strip()

    def done(self, *, is_whole: bool) -> Winmail:
        rich = self._mail.get(PR_RTF, b"")
        unpacked = rtf.read(rtf.unpacked(rich)) if isinstance(rich, bytes) else rtf.Read()
        html = self._text(self._mail.get(PR_HTML, "")) or unpacked.html
        plain = self._text(self._mail.get(PR_BODY, "")) or self._text(self._body)
        return Winmail(
            subject=self._text(self._mail.get(PR_SUBJECT, "")) or self._text(self._subject),
            text=plain or unpacked.text or html_words.words(html),
            html=html,
            files=tuple(self._files),
            is_whole=is_whole,
        )


# --- properties --------------------------------------------------------------------------------


def _properties(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """The ids and values of those that hold text or bytes; of several values the first."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, MOST_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, at)
        at = _after_name(data, at + 4) if name >= 0x8000 else at + 4
        if kind & ~SEVERAL in SIZES:
            at = _after_fixed(data, at, kind)
        else:
            values, at = _values(data, at)
            yield name, _value(kind & ~SEVERAL, values[0] if values else b"")


def _after_name(data: bytes, at: int) -> int:
    """Behind a name of its own: a GUID, then a number or letters."""
    kind, number = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (_padded(number) if kind == 1 else 0)


def _after_fixed(data: bytes, at: int, kind: int) -> int:
    count = 1
    if kind & SEVERAL:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    return at + count * SIZES[kind & ~SEVERAL]


def _values(data: bytes, at: int) -> tuple[list[bytes], int]:
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    values = []
    for _ in range(min(count, MOST_VALUES)):
        (length,) = struct.unpack_from("<I", data, at)
        values.append(data[at + 4 : at + 4 + length])
        at += 4 + _padded(length)
    return list(islice(values, 1)), at


def _padded(length: int) -> int:
    return length + -length % 4


def _value(kind: int, value: bytes) -> bytes | str:
    if kind == WIDE_TEXT:
        return value.decode("utf-16-le", "replace")
    return value[INTERFACE:] if kind == OBJECT else value
