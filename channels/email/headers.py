"""Header fields as words: encoded words, parameters, addresses and message ids, all bounded."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote_to_bytes

LONGEST_VALUE = 16 * 1024
LONGEST_MAILBOX = 4 * 1024
MOST_PARAMETERS = 100

CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}")
# These are no alphabets but programs, and slow ones.
NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
NOT_SHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The header fields of a part, lower-case names and raw values, in order."""

    pairs: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        """The first value under this name."""
        return next((value for key, value in self.pairs if key == name), default)

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)


def fields(found: Iterable[tuple[str, bytes]]) -> Fields:
    return Fields(tuple((name, decode(value[:LONGEST_VALUE])) for name, value in found))


def decode(content: bytes, charset: str = "") -> str:
    """Bytes as text: as declared, else UTF-8, else as Windows would have meant it."""
    for name in (charset, "utf-8"):
        if _is_charset(name):
            try:
                return content.decode(name)
            except ValueError:
                continue
    return content.decode("cp1252", "replace")


@lru_cache(100)
def _is_charset(name: str) -> bool:
    if not CHARSET.fullmatch(name):
        return False
    try:
        found = codecs.lookup(name)
    except LookupError:
        return False
    is_text: bool = getattr(found, "_is_text_encoding", True)
    return is_text and found.name.replace("-", "_") not in NOT_CHARSETS


def one_line(value: str, *, longest: int = 200) -> str:
    """Words fit for one line of a header or a title: no control signs, no line ends."""
    return " ".join(NOT_SHOWN.sub(" ", value).split())[:longest].rstrip()


ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

# --- encoded words (RFC 2047) ------------------------------------------------------------------

ENCODED = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")


def words(value: str) -> str:
    """A header value with its encoded words decoded."""
    said: list[str] = []
    pending, charset, end = b"", "", 0
    for word in ENCODED.finditer(value):
        between = value[end : word.start()]
        # Neighbours belong together: some mailers cut in the middle of a letter.
        if not pending or between.strip() or word[1].lower() != charset:
            said += [decode(pending, charset), "" if pending and not between.strip() else between]
            pending = b""
        pending, charset, end = pending + _word(word), word[1].lower(), word.end()
    return "".join([*said, decode(pending, charset), value[end:]])


def _word(word: re.Match[str]) -> bytes:
    raw = word[3].encode("utf-8", "replace")
    if word[2] in "qQ":
        return binascii.a2b_qp(raw, header=True)
    return from_base64(raw)


NOT_BASE64 = bytes(set(range(256)) - set(ALPHABET))


def from_base64(content: bytes) -> bytes:
    """What base64 stands for, however damaged: foreign signs are skipped, the end is mended."""
    kept = content.translate(None, NOT_BASE64)
    if len(kept) % 4 == 1:  # no byte is that short: its other sign was lost on the way
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


# --- parameters (RFC 2045, RFC 2231) -----------------------------------------------------------

PARAMETER = re.compile(
    r""";\s*+([^\s=;*"]++)(?:\*(\d{1,3}))?+(\*)?+\s*+=\s*+(?:"((?:[^"\\]|\\.)*+)"?+|([^;]*+))""",
    re.DOTALL,
)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A value such as `text/plain; charset=utf-8` as its first word and its parameters."""
    pieces: dict[str, list[tuple[int, bytes, bool]]] = {}
    for found in islice(PARAMETER.finditer(value), MOST_PARAMETERS):
        name, index, star, quoted, bare = found.groups()
        said = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else bare.strip()
        raw = said.encode("utf-8", "replace")
        pieces.setdefault(name.lower(), []).append((int(index or 0), raw, bool(star)))
    first = value.partition(";")[0].strip().lower()
    return first, {name: _joined(sections) for name, sections in pieces.items()}


def _joined(sections: list[tuple[int, bytes, bool]]) -> str:
    sections = sorted(sections, key=lambda section: section[0])
    if not sections[0][2]:
        plain = (unquote_to_bytes(raw) if star else raw for _, raw, star in sections)
        return words(decode(b"".join(plain)))
    charset, _, rest = sections[0][1].partition(b"'")
    first = rest.partition(b"'")[2] if b"'" in rest else sections[0][1]
    tail = (unquote_to_bytes(raw) if star else raw for _, raw, star in sections[1:])
    return decode(unquote_to_bytes(first) + b"".join(tail), charset.decode("ascii", "replace"))


# --- addresses and ids -------------------------------------------------------------------------

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,126})")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"?+')
ANGLED = re.compile(r"<\s*([^<>\s]*)\s*>")
BARE = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
MESSAGE_ID = re.compile(r"<[!-;=?-{}~]{3,198}>")  # what can be printed, but no bar


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address; the address is "" if there is none to trust."""

    name: str
    address: str


def is_address(value: str) -> bool:
    """Whether we would write to it: plain ASCII, no quotes, no bars, not long."""
    return ADDRESS.fullmatch(value) is not None


def mailbox(value: str) -> Mailbox:
    """The first mailbox of a From header."""
    value = value[:LONGEST_MAILBOX]
    quoted = [re.sub(r"\\(.)", r"\1", said) for said in QUOTED.findall(value)]
    bare = QUOTED.sub(" ", value)
    angled = ANGLED.search(bare)
    if angled:
        before = bare[: angled.start()].strip(" ,()")
        return _mailbox(" ".join([*quoted[:1], before]), angled[1])
    found = BARE.search(bare)
    address = found[0] if found else ""
    return _mailbox(bare.replace(address, " ", 1).strip(" ,()<>"), address)


def _mailbox(name: str, address: str) -> Mailbox:
    address = address.lower()
    name = one_line(words(name), longest=100)
    return Mailbox(name, address if is_address(address) else "")


def message_ids(value: str) -> list[str]:
    """The message ids in a header, at most 100, brackets and all."""
    return [found[0] for found in islice(MESSAGE_ID.finditer(value), 100)]
