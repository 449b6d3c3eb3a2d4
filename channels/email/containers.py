"""Mails in mails: what S/MIME and PGP wrap around the words (RFC 8551, RFC 5652, RFC 3156).

What is signed is opened; the signature itself is not checked. What is encrypted is told from it.
"""

import re
from enum import Enum

SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SMIME_NAMES = (".p7m", ".p7z")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
SEQUENCE, SET, OCTETS, CONTEXT = 0x30, 0x31, 0x04, 0xA0
CONSTRUCTED = 0x20
DEEPEST = 12
MOST_PIECES = 100_000

PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
CLEAR_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]+: [^\n]*\n)*[ \t]*\n", re.MULTILINE
)
SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"
SIGNATURE_END = "-----END PGP SIGNATURE-----"


class Wrapping(Enum):
    """What stands between us and the words."""

    NONE = "none"
    SIGNED = "signed"
    ENCRYPTED = "encrypted"


class _Damaged(ValueError):
    """No such structure, or not all of it."""


def of_part(media_type: str, parameters: dict[str, str], name: str, content: bytes) -> Wrapping:
    """What a part is wrapped in, as its header and its first bytes say."""
    if media_type == "application/pgp-encrypted":
        return Wrapping.ENCRYPTED
    is_smime = media_type in SMIME_TYPES
    is_smime = is_smime or (
        media_type == "application/octet-stream" and name.lower().endswith(SMIME_NAMES)
    )
    if not is_smime:
        return Wrapping.NONE
    if SIGNED_DATA in content[:64] or parameters.get("smime-type", "").lower() == "signed-data":
        return Wrapping.SIGNED
    return Wrapping.ENCRYPTED


def signed_content(content: bytes) -> bytes:
    """The mail within signed S/MIME data; b"" if it cannot be read or is not in it."""
    try:
        _, at, end, _ = _element(content, 0, len(content))  # ContentInfo
        _, at, end = _nth(content, at, end, number=1)  # [0] content
        _, at, end = _nth(content, at, end, number=0)  # SignedData
        _, at, end = _nth(content, at, end, number=2)  # encapContentInfo
        _, at, end = _nth(content, at, end, number=1)  # [0] eContent
        tag, at, end = _nth(content, at, end, number=0)
        return _octets(content, tag, at, end)
    except _Damaged:
        return b""


def _nth(content: bytes, at: int, end: int, *, number: int) -> tuple[int, int, int]:
    """The tag and the inside of an element's child."""
    for _ in range(number):
        _, _, _, at = _element(content, at, end)
    tag, start, stop, _ = _element(content, at, end)
    return tag, start, stop


def _element(content: bytes, at: int, end: int, depth: int = 0) -> tuple[int, int, int, int]:
    """The tag, where the inside begins and ends, and where the next one begins."""
    if at + 2 > end or depth > DEEPEST:
        raise _Damaged
    tag, length = content[at], content[at + 1]
    at += 2
    if length == 0x80:  # the end is marked instead
        stop = _marked_end(content, at, end, depth)
        return tag, at, stop, stop + 2
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(content[at : at + size], "big")
        at += size
        if size > 8:
            raise _Damaged
    return tag, at, min(at + length, end), min(at + length, end)


def _marked_end(content: bytes, at: int, end: int, depth: int) -> int:
    for _ in range(MOST_PIECES):
        if content[at : at + 2] == b"\0\0" or at >= end:
            return min(at, end)
        _, _, _, at = _element(content, at, end, depth + 1)
    raise _Damaged


def _octets(content: bytes, tag: int, at: int, end: int) -> bytes:
    """The bytes of a string, which may come in pieces."""
    if tag == OCTETS:
        return content[at:end]
    if tag != OCTETS | CONSTRUCTED:
        raise _Damaged
    pieces = []
    while at < end and content[at : at + 2] != b"\0\0":
        _, start, stop, at = _element(content, at, end)
        pieces.append(content[start:stop])
    return b"".join(pieces)


def in_the_clear(text: str) -> str:
    """The text within a PGP signature; as it is if there is none."""
    opening = CLEAR_SIGNED.search(text)
    closing = text.find(SIGNATURE, opening.end() - 1) if opening else -1
    if opening is None or closing < 0:
        return text
    signed = re.sub(r"^- ", "", text[opening.end() : closing], flags=re.MULTILINE)
    _, _, below = text[closing:].partition(SIGNATURE_END)
    return f"{text[: opening.start()]}{signed}{below}"


def is_encrypted(text: str) -> bool:
    """Whether a text is nothing but a PGP message."""
    return text.lstrip().startswith(PGP_MESSAGE)
