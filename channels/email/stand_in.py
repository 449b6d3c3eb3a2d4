"""A plain request in place of a mail that is too much to read: its header, and why.

Whoever wrote it gets a ticket and the desk knows where the mail lies.
"""

from collections.abc import Iterator

from channels.email.head import HEADER

MIB = 1024 * 1024
MOST_BYTES = 128 * 1024
LONGEST_FIELD = 16 * 1024
MOST_FIELDS = 500
HEADER_BYTES = MOST_BYTES  # of a header no more than this is worth having
OF_THE_BODY = (b"content-", b"mime-version")
PLAIN = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def too_large(size: int, limit: int) -> str:
    """Why a mail of this many bytes was not read, in a sentence."""
    return f"It has {size / MIB:.1f} MB, and {limit / MIB:.1f} MB is the most we take."


def stand_in(head: bytes, *, why: str, where: str) -> bytes:
    """A mail with this header; its text says `why` the other was not read and `where` it lies."""
    text = (
        f"[This mail could not be read automatically. {why} "
        f"It lies, whole and flagged, in the mail folder {where}.]"
    )
    return b"".join((*_kept(head), PLAIN, text.encode(), b"\r\n"))


def _kept(head: bytes) -> Iterator[bytes]:
    """The header fields that are not about the body, as far as there are not too many."""
    left = MOST_BYTES
    for field in list(_fields(head))[:MOST_FIELDS]:
        fits = len(field) <= min(left, LONGEST_FIELD)
        if fits and not field.lower().startswith(OF_THE_BODY):
            left -= len(field)
            yield field


def _fields(head: bytes) -> Iterator[bytes]:
    """Each field with its further lines; whatever is no field is left out."""
    field: list[bytes] = []
    for line in head.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line[:1] not in (b" ", b"\t"):
            yield from _whole(field)
            field = []
        field.append(line + b"\r\n")
    yield from _whole(field)


def _whole(lines: list[bytes]) -> Iterator[bytes]:
    if lines and HEADER.match(lines[0]):
        yield b"".join(lines)
