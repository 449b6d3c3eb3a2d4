"""Bytes as text: UTF-8, else what was declared, else what reads best.

Mailers declare wrongly, or nothing. What is valid UTF-8 is UTF-8, whatever is declared; what was
declared is believed if it can be read so and makes sense; for the rest see `guessing`.
"""

import codecs
import re
from functools import lru_cache

from channels.email import guessing

CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:()+-]{0,39}")
# These are no alphabets but programs, and slow ones.
NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
# Names that stand for a larger set in practice (as browsers read them), or that Python lacks.
ALIASES = {
    "ascii": "",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz-gb-2312": "hz",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "euc_kr": "cp949",
    "x-windows-949": "cp949",
    "big5": "big5hkscs",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "ansi_x3.110-1983": "cp1252",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "cp-850": "cp850",
}
# Written with ASCII bytes alone, so that they are valid UTF-8 too and say something else.
SEVEN_BITS = frozenset({"iso2022_jp_ext", "iso2022_kr", "hz", "utf-7"})
DOUBLE = frozenset({"gb18030", "cp932", "euc_jp", "cp949", "big5hkscs", "big5", "johab"})
WIDE = ("utf-16", "utf-32")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
JAPANESE = "iso2022_jp_ext"
ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", JAPANESE), (b"\x1b(", JAPANESE))
IN_JIS = re.compile(rb"\x1b\$[@B]([\x21-\x7e]*+)|\x1b\([BJ]([^\x1b]*+)")
SURE = 6  # bytes beyond ASCII that are valid UTF-8 by chance in no other alphabet


def decode(content: bytes, charset: str = "") -> str:
    """The text, with U+FFFD for what is damaged. Never raises."""
    return _marked(content) or _decoded(content, canonical(charset)).removeprefix("\ufeff")


def plainly(content: bytes, charset: str = "") -> str:
    """The same without guessing, at next to no cost: for what may come by the thousand."""
    for name in ("utf-8", canonical(charset)):
        said = _strictly(content, name)
        if said:
            return said
    return content.decode(guessing.USUAL, "replace")


@lru_cache(200)
def canonical(charset: str) -> str:
    """Python's name for a charset, or for the larger set that is meant; "" if there is none."""
    lowered = charset.strip("\"' ").partition(" ")[0].lower()
    if not CHARSET.fullmatch(lowered):
        return ""
    found = ALIASES.get(lowered) or _python_name(lowered)
    return ALIASES.get(found, found)


def _python_name(charset: str) -> str:
    try:
        found = codecs.lookup(charset.removeprefix("x-"))
    except LookupError:
        return ""
    is_text = getattr(found, "_is_text_encoding", True)
    usable = is_text and found.name.replace("-", "_") not in NOT_CHARSETS
    return found.name if usable else ""


def _marked(content: bytes) -> str:
    """What begins with a byte order mark."""
    name = next((name for mark, name in MARKS if content.startswith(mark)), "")
    return content.decode(name, "replace").removeprefix("\ufeff") if name else ""


def _decoded(content: bytes, declared: str) -> str:
    if content.isascii():
        return _seven_bits(content, declared)
    if declared.startswith(WIDE):
        return _strictly(content, declared) or _guessed(content, "")
    said = _strictly(content, "utf-8")
    if said and (declared not in DOUBLE or _is_surely_utf8(content)):
        return said
    return _guessed(content, declared) if not said else _strictly(content, declared) or said


def _seven_bits(content: bytes, declared: str) -> str:
    """ASCII, unless it is an alphabet in disguise."""
    if declared in SEVEN_BITS or declared.startswith(WIDE):
        said = _strictly(content, declared)
        if said:
            return said
    escaped = next((name for mark, name in ESCAPES if mark in content), "")
    if escaped == JAPANESE:
        return _strictly(content, JAPANESE) or _as_on_windows(content)
    return content.decode(escaped or "ascii", "replace")


def _as_on_windows(content: bytes) -> str:
    """ISO-2022-JP with the signs that Windows adds to it, such as numbers in circles."""
    return IN_JIS.sub(_shifted, content).decode("cp932", "replace")


def _shifted(found: re.Match[bytes]) -> bytes:
    """The same signs in Shift_JIS, which has two rows of JIS in one of its own."""
    if found[1] is None:
        return found[2]  # ASCII, or what a Japanese keyboard had of it
    moved = bytearray()
    for row, cell in zip(found[1][::2], found[1][1::2], strict=False):
        half = (row - 0x21) // 2
        moved.append(half + (0x81 if half < 0x1F else 0xC1))
        moved.append(cell + 0x7E if not row % 2 else cell + (0x20 if cell > 0x5F else 0x1F))
    return bytes(moved)


def _is_surely_utf8(content: bytes) -> bool:
    return len(content.translate(None, bytes(range(128)))) >= SURE


def _strictly(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset) if charset else ""
    except ValueError:
        return ""


def _guessed(content: bytes, declared: str) -> str:
    escaped = next((name for mark, name in ESCAPES if mark in content), "")
    return content.decode(escaped or guessing.guess(content, declared), "replace")
