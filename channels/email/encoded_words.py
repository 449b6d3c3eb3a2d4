"""Header values as words: encoded words (RFC 2047) and bytes that nobody encoded."""

import base64
import binascii
import re
from collections.abc import Iterator

from channels.email.charsets import decode, plainly

# In an encoded word neither "?=" nor "=?" may stand, but mailers leave spaces and "?" in it.
ENCODED = re.compile(
    r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?"
    r"((?>(?:[^?=]|=(?!\?(?!=))|\?(?!=)){0,4000}))\?="
)
MOST_GUESSES = 20  # in one value
MOST_PIECES = 1000
NOT_SHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_BASE64 = bytes(set(range(256)) - set(ALPHABET))


def words(value: str, charset: str = "") -> str:
    """A header value with its encoded words decoded.

    Bytes that are no UTF-8 come as surrogates (see `headers.Fields.raw`); `charset` is what the
    rest of the mail is written in.
    """
    if not charset and is_plain(value):
        return value
    said: list[str] = []
    for content, declared in _stretches(value, charset):
        reading = decode if len(said) < MOST_GUESSES else plainly
        said.append(reading(content, declared))
    return "".join(said)


def is_plain(value: str) -> bool:
    """Whether it can mean nothing but what it says, as most do."""
    return value.isascii() and "=?" not in value and "\x1b" not in value


def _stretches(value: str, charset: str) -> Iterator[tuple[bytes, str]]:
    """Bytes and their charset. Neighbouring words belong together: some cut a letter in two."""
    pending, declared, end = b"", "", 0
    for word in ENCODED.finditer(value):
        between = value[end : word.start()]
        joins = pending and not between.strip()
        if not joins or word[1].lower() != declared:
            yield pending, declared
            yield _in_the_clear("" if joins else between, charset)
            pending = b""
        pending, declared, end = pending + _word(word), word[1].lower(), word.end()
    yield pending, declared
    yield _in_the_clear(value[end:], charset)


def _in_the_clear(value: str, charset: str) -> tuple[bytes, str]:
    return as_bytes(value), "" if value.isascii() else charset


def as_bytes(value: str) -> bytes:
    """What came over the wire."""
    return value.encode("utf-8", "surrogateescape")


def _word(word: re.Match[str]) -> bytes:
    raw = word[3].encode("utf-8", "surrogateescape")
    return binascii.a2b_qp(raw, header=True) if word[2] in "qQ" else from_base64(raw)


def from_base64(content: bytes) -> bytes:
    """What base64 stands for, however damaged: foreign signs are skipped, ends are mended.

    Some write several pieces, each with an end of its own, and lists a note below it in the clear.
    """
    first, *more = PADDING.split(content, MOST_PIECES)
    pieces = [first, *(piece for piece in more if NOT_IN_THE_CLEAR.fullmatch(piece))]
    return b"".join(map(_piece, pieces))


PADDING = re.compile(rb"=[=\s]*+")
NOT_IN_THE_CLEAR = re.compile(rb"(?>(?:[A-Za-z0-9+/]{2,}+[ \t]*+(?:\r?\n|\Z))+)")


def _piece(content: bytes) -> bytes:
    kept = content.translate(None, NOT_BASE64)
    if len(kept) % 4 == 1:  # no byte is that short: its other sign was lost on the way
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def one_line(value: str, *, longest: int = 200) -> str:
    """Words fit for one line of a header or a title: no control signs, no line ends."""
    return " ".join(NOT_SHOWN.sub(" ", value).split())[:longest].rstrip()
