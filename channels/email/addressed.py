"""Who a mail that lay in a mailbox came from and was meant for: its envelope, from its header.

What SMTP says once is kept by the mail server that put the mail into the mailbox: Return-Path
(RFC 5321, 4.4) and one of several fields for the recipient, Delivered-To (RFC 9228) among them.
"""

import re
from collections.abc import Iterator

from channels.email import headers, mime
from channels.email.cover import Delivery
from channels.email.headers import Fields
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
LONE_LINE_END = re.compile(rb"(?<!\r)\n")


def delivery(raw: bytes, settings: EmailSettings) -> Delivery:
    """The mail as if it had come by SMTP. Never raises."""
    raw = whole_line_ends(raw)
    fields, _ = mime.head(raw)
    mail_to = _mail_to(fields, settings)
    ours = settings.own(mail_to)
    return Delivery(raw=raw, mail_from=_mail_from(fields), ours=ours, mail_to=mail_to)


def whole_line_ends(raw: bytes) -> bytes:
    """Some servers keep lines as files do. Nothing can be smuggled in where nothing follows."""
    return LONE_LINE_END.sub(b"\r\n", raw) if raw.count(b"\n") > raw.count(b"\r\n") else raw


def recipients(fields: Fields) -> Iterator[str]:
    """Every address the mail was meant for, in lower case, the surest first."""
    for name in RECIPIENTS:
        for value in fields.all(name):
            yield from (found.lower() for found in ADDRESS.findall(value))


def _mail_to(fields: Fields, settings: EmailSettings) -> str:
    """The first of our addresses among them; a blind copy names none, and is ours all the same."""
    ours = (address for address in recipients(fields) if settings.own(address))
    return next(ours, settings.addresses[0])


def _mail_from(fields: Fields) -> str:
    """Without a Return-Path the author has to do: "" would mean a machine."""
    if fields.has("return-path"):
        return headers.mailbox(fields.get("return-path")).address
    return headers.mailbox(fields.get("from")).address
