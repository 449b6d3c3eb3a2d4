"""What must be known of a mail before it is acknowledged: its id, its thread, its sender.

It is read while the sender waits, so it is little; the rest of the header is read with the body.
"""

import hashlib
import logging
import re
from dataclasses import dataclass, field

from channels.email import addresses, headers, mime
from channels.email.addresses import Mailbox, is_address, mailbox
from channels.email.encoded_words import is_plain
from channels.email.headers import Fields
from channels.email.prefixes import bare
from channels.email.settings import EmailSettings

log = logging.getLogger(__name__)

NOBODY = "nobody@invalid"
NO_MAILBOX = Mailbox("", "")
VIA = re.compile(r"\s+via\s.*", re.IGNORECASE | re.DOTALL)  # "Ann via Announcements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A mail as it came in: raw, and its envelope.

    `ours` is the first of our addresses on it; `mail_to` the same as written, with its +part.
    """

    raw: bytes = field(repr=False)
    mail_from: str
    ours: str
    mail_to: str = ""

    def stamped(self) -> bytes:
        """The mail with its envelope on top, as it is kept (RFC 5321, 4.4)."""
        mail_from, mail_to = self.mail_from.strip("<>"), self.mail_to or self.ours
        marks = f"Return-Path: <{mail_from}>\r\nDelivered-To: {mail_to}\r\n"
        return marks.encode("utf-8", "replace") + self.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """`id` is the same if the mail comes again and ends in its Message-ID, `known_as`, if it has
    one; `root` is the Message-ID that its thread began with."""

    id: str
    known_as: str
    root: str
    sender: Mailbox
    subject: str


def cover(delivery: Delivery, settings: EmailSettings) -> Cover:
    """Read it; if that has a bug, the envelope has to do. Never raises."""
    try:
        return _cover(delivery, settings)
    except Exception:  # one bad mail must neither stop the intake nor be lost
        log.exception("the header of a mail could not be read")
        return _envelope(delivery, settings)


def sender(fields: Fields, mail_from: str) -> Mailbox:
    """Who wants an answer: Reply-To, else From, else the envelope."""
    written = mailbox(fields.raw("from"))
    wanted = _wanted(fields, written)
    if wanted.address:
        return Mailbox(wanted.name or VIA.sub("", written.name), wanted.address)
    if written.address or not is_address(mail_from):
        return written
    return Mailbox(written.name, mail_from.lower())


def _wanted(fields: Fields, written: Mailbox) -> Mailbox:
    """Where answers are to go. A list that asks for answers to itself is not who wrote; one that
    has written its own address over From says elsewhere whose it was."""
    if VIA.search(written.name) and fields.has("x-original-from"):
        return mailbox(fields.raw("x-original-from"))
    wanted = mailbox(fields.raw("reply-to"))
    is_the_list = wanted.address and wanted.address in fields.get("list-post").lower()
    return NO_MAILBOX if is_the_list else wanted


def subject(fields: Fields) -> str:
    """The subject without Re: and Fwd:, on one line."""
    raw = fields.raw("subject")
    charset = "" if is_plain(raw) else _charset(fields)
    return bare(headers.one_line(headers.words(raw, charset)))


def _charset(fields: Fields) -> str:
    """What the mail is written in, and so perhaps its header."""
    return headers.parameters(fields.raw("content-type"))[1].get("charset", "")


def _cover(delivery: Delivery, settings: EmailSettings) -> Cover:
    fields, start = mime.head(delivery.raw)
    own_id = addresses.own_id(fields.get("message-id"))
    digest = _digest(delivery, fields, start, own_id)
    answered = _first_id(fields, "references") or _first_id(fields, "in-reply-to")
    return Cover(
        id=digest + own_id,
        known_as=own_id,
        root=answered or own_id or f"<{digest}@{settings.domain}>",
        sender=_or_nobody(_not_ours(sender(fields, delivery.mail_from), fields, settings)),
        subject=subject(fields),
    )


def _envelope(delivery: Delivery, settings: EmailSettings) -> Cover:
    digest = _sha(delivery.ours.encode(), delivery.raw)
    return Cover(
        id=digest,
        known_as="",
        root=f"<{digest}@{settings.domain}>",
        sender=_or_nobody(sender(Fields(()), delivery.mail_from)),
        subject="",
    )


def _first_id(fields: Fields, name: str) -> str:
    return next(iter(addresses.message_ids(fields.get(name))), "")


def _digest(delivery: Delivery, fields: Fields, start: int, own_id: str) -> str:
    """The same for a mail that comes again, though another relay may have signed it meanwhile.

    With a Message-ID: that, who wrote, when, and the body; an id alone is not enough, since some
    mailers use one twice. Without: all of it. And our address, since one mail to two of our
    addresses may be handed over twice and is meant twice.
    """
    ours = delivery.ours.encode()
    if not own_id:
        return _sha(ours, delivery.raw)
    said = (own_id, fields.get("from"), fields.get("date"))
    rest = hashlib.sha256(memoryview(delivery.raw)[start:]).digest()
    return _sha(ours, *(word.encode("utf-8", "replace") for word in said), rest)


def _sha(*pieces: bytes) -> str:
    joined = b"".join(len(piece).to_bytes(8, "big") + piece for piece in pieces)
    return hashlib.sha256(joined).hexdigest()[:32]


def _not_ours(wanted: Mailbox, fields: Fields, settings: EmailSettings) -> Mailbox:
    """To ourselves we answer nothing, whatever a mail asks for."""
    return mailbox(fields.raw("from")) if settings.own(wanted.address) else wanted


def _or_nobody(written: Mailbox) -> Mailbox:
    return written if written.address else Mailbox(written.name, NOBODY)
