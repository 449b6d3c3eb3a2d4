"""The words of rich text as Outlook sends it: unpacked (MS-OXRTFCP), then read (MS-OXRTFEX).

Outlook wraps HTML in it ("fromhtml"); then what comes out is that HTML.
"""

import re
import struct
from dataclasses import dataclass, replace

from channels.email.charsets import plainly

MOST_BYTES = 512 * 1024
DEEPEST = 200

# The first words of every dictionary (MS-OXRTFCP, 2.1.2.1).
DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
PACKED, PLAIN = 0x75465A4C, 0x414C454D
WINDOW = 4096


def unpacked(content: bytes) -> bytes:
    """The rich text, at most 512 KiB; b"" if it is none."""
    if len(content) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<4I", content)
    if kind == PLAIN:
        return content[16 : 16 + min(size, MOST_BYTES)]
    return _inflated(content, min(size, MOST_BYTES)) if kind == PACKED else b""


def _inflated(content: bytes, size: int) -> bytes:
    """Bits say whether a byte stands for itself or two for a stretch seen before."""
    said = bytearray(DICTIONARY)
    size += len(said)
    at = 16
    while at < len(content) and len(said) < size:
        flags, at = content[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                said += content[at : at + 1]
                at += 1
            elif not _again(said, content[at : at + 2]):
                return bytes(said[len(DICTIONARY) : size])
            else:
                at += 2
    return bytes(said[len(DICTIONARY) : size])


def _again(said: bytearray, reference: bytes) -> bool:
    """Append a stretch seen before; false at the end. It may reach into what it appends."""
    if len(reference) < 2:
        return False
    number = reference[0] << 8 | reference[1]
    back = (len(said) - (number >> 4)) % WINDOW
    length = (number & 15) + 2
    if not back:
        return False
    start = len(said) - back
    stretch = bytes(said[max(0, start) : start + length]) or b" "
    said += (stretch * length)[:length]
    return True


# --- reading -----------------------------------------------------------------------------------

TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|[\r\n]++"
    rb"|([^\\{}\r\n]++)"
)
UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr footnote"
    b" fldinst themedata datastore listtable listoverridetable generator xmlnstbl".split()
)
SIGNS = {b"par": "\n", b"line": "\n", b"row": "\n", b"tab": "\t", b"cell": " ", b"bullet": "•"}
SIGNS |= {b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"}
SIGNS |= {b"emdash": "—", b"endash": "–", b"~": "\xa0", b"_": "-"}
SIGNS |= {each: each.decode() for each in (b"\\", b"{", b"}")} | {b"\n": "\n", b"\r": "\n"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group. `skipped` signs follow a Unicode one for old readers."""

    is_unseen: bool = False
    is_tag: bool = False
    for_others: bool = False  # rich text that stands beside the HTML
    skipped: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """What was written: as text, or as HTML."""

    text: str = ""
    html: str = ""


def read(content: bytes) -> Read:
    """The words of rich text. Never raises, linear."""
    if not content.lstrip().startswith(b"{\\rtf"):
        return Read()
    reader = _Reader()
    for token in TOKEN.finditer(content[:MOST_BYTES]):
        reader.take(token)
    said = reader.text()
    return Read(html=said) if reader.is_html else Read(text=said.strip())


class _Reader:
    def __init__(self) -> None:
        self.is_html = False
        self._said: list[str] = []
        self._bytes = bytearray()
        self._charset = "cp1252"
        self._groups: list[_State] = []
        self._state = _State()
        self._to_skip = 0

    def text(self) -> str:
        self._flush()
        return "".join(self._said)

    def take(self, token: re.Match[bytes]) -> None:
        word, number, code, sign, brace, plain = token.groups()
        if word:
            self._word(word, int(number) if number else None)
        elif code:
            self._say_bytes(bytes([int(code, 16)]))
        elif sign:
            self._sign(sign)
        elif brace:
            self._brace(brace)
        elif plain:
            self._say_bytes(plain)

    def _brace(self, brace: bytes) -> None:
        if brace == b"{" and len(self._groups) < DEEPEST:
            self._groups.append(self._state)
        elif brace == b"}" and self._groups:
            self._state = self._groups.pop()
        self._to_skip = 0

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._state = replace(self._state, is_unseen=True)
        elif sign in SIGNS:
            self._say(SIGNS[sign])

    def _word(self, word: bytes, number: int | None) -> None:
        if word in WORDS:
            WORDS[word](self, number)
        elif word in UNSEEN:
            self._state = replace(self._state, is_unseen=True)
        elif word in SIGNS and not (self.is_html and self._state.is_tag):
            self._say(SIGNS[word])

    def html(self, _: int | None) -> None:
        self.is_html = True

    def html_tag(self, _: int | None) -> None:
        self._state = replace(self._state, is_unseen=False, is_tag=True, for_others=False)

    def for_others(self, number: int | None) -> None:
        self._state = replace(self._state, for_others=number != 0)

    def charset(self, number: int | None) -> None:
        self._flush()
        self._charset = f"cp{number}"

    def skips(self, number: int | None) -> None:
        self._state = replace(self._state, skipped=min(number or 0, 10))

    def letter(self, number: int | None) -> None:
        code = (number or 0) % 0x10000
        self._say(chr(code))
        self._to_skip = self._state.skipped

    def _is_silent(self) -> bool:
        return self._state.is_unseen or (self.is_html and self._state.for_others)

    def _say(self, said: str) -> None:
        if not self._is_silent():
            self._flush()
            self._said.append(said)

    def _say_bytes(self, said: bytes) -> None:
        kept = said[self._to_skip :]
        self._to_skip = max(0, self._to_skip - len(said))
        if kept and not self._is_silent():
            self._bytes += kept

    def _flush(self) -> None:
        """Bytes are letters only together: some alphabets need two for one."""
        if self._bytes:
            self._said.append(_decoded(bytes(self._bytes), self._charset))
            self._bytes.clear()


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except (LookupError, ValueError):
        return plainly(content, charset)


WORDS = {
    b"fromhtml": _Reader.html,
    b"htmltag": _Reader.html_tag,
    b"htmlrtf": _Reader.for_others,
    b"ansicpg": _Reader.charset,
    b"uc": _Reader.skips,
    b"u": _Reader.letter,
}
