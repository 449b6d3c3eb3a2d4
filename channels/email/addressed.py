"""Who a mail that lay in a mailbox came from and was meant for: its envelope, from its header.

What SMTP says once is kept by the mail server that put the mail into the mailbox: Return-Path
(RFC 5321, 4.4) and one of several fields for the recipient, Delivered-To (RFC 9228) among them.
"""

import re
from collections.abc import Iterator, Sequence

from channels.email import headers, mime
from channels.email.beside import PIECE
from channels.email.cover import Delivery
from channels.email.headers import Fields
from channels.email.ours import marked
from channels.email.settings import EmailSettings

# What the server wrote goes before what the sender wrote.
RECIPIENTS = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "to",
    "cc",
)
# Looked for only where a word begins, so that the time is linear.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}+@[A-Za-z0-9][A-Za-z0-9.-]{0,126}+", re.ASCII)


def delivery(raw: bytes, settings: EmailSettings) -> Delivery:
    """The mail as if it had come by SMTP. Never raises."""
    raw = whole_line_ends(raw)
    fields, _ = mime.head(raw)
    ours = _ours(fields, settings)
    return Delivery(
        raw=raw,
        mail_from=_mail_from(fields),
        ours=settings.own(ours[0]),
        mail_to=marked(ours),
    )


def whole_line_ends(raw: bytes) -> bytes:
    """Some servers keep lines as files do. Nothing can be smuggled in where nothing follows."""
    return b"".join(map(_whole, _pieces(raw)))


def _whole(piece: bytes) -> bytes:
    if piece.count(b"\n") == piece.count(b"\r\n"):
        return piece
    return piece.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _pieces(raw: bytes) -> Iterator[bytes]:
    """Cut anywhere but within CR LF."""
    start = 0
    while start < len(raw):
        end = start + PIECE
        end += raw[end - 1 : end + 1] == b"\r\n"
        yield raw[start:end]
        start = end


def recipients(fields: Fields) -> Iterator[str]:
    """Every address the mail was meant for, in lower case, the surest first."""
    for name in RECIPIENTS:
        for value in fields.all(name):
            yield from (found.lower() for found in ADDRESS.findall(value))


def _ours(fields: Fields, settings: EmailSettings) -> Sequence[str]:
    """Our addresses among them; a blind copy names none, and is ours all the same."""
    ours = [address for address in recipients(fields) if settings.own(address)]
    return ours or settings.addresses


def _mail_from(fields: Fields) -> str:
    """Without a Return-Path the author has to do: "" would mean a machine."""
    if fields.has("return-path"):
        return headers.mailbox(fields.get("return-path")).address
    return headers.mailbox(fields.get("from")).address
