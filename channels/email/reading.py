"""A raw mail and its envelope -> what was said, by whom, in answer to what. Pure and total."""

import hashlib
import logging
import re
from dataclasses import dataclass, field

from channels.email import addresses, automatic, headers, mime
from channels.email.automatic import Signs
from channels.email.body import Body as Body
from channels.email.body import body as body
from channels.email.files import File as File
from channels.email.files import safe_name as safe_name
from channels.email.headers import Fields, Mailbox
from channels.email.settings import EmailSettings

log = logging.getLogger(__name__)

MOST_UNDECODED = 64 * 1024  # bytes
NOBODY = "nobody@invalid"

SUBJECT_PREFIXES = re.compile(
    r"(?:(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv)\s*+(?:\[\d{1,3}\]\s*+)?+:\s*+)+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A mail as it came in: raw, and its envelope. `ours` is the first of our addresses on it."""

    raw: bytes = field(repr=False)
    mail_from: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the header says. `id` is the same if the mail comes again; `root` names its thread."""

    id: str
    root: str
    answers: str
    sender: Mailbox
    subject: str
    automatic: bool


def head(delivery: Delivery, settings: EmailSettings) -> Head:
    """Read the header; if that has a bug, the envelope has to do. Never raises."""
    try:
        return _head(delivery, settings)
    except Exception:  # one bad mail must neither stop the intake nor be lost
        log.exception("the header of a mail could not be read")
        return _envelope(delivery, settings)


def undecoded(raw: bytes) -> str:
    """What stands behind the headers, as it came; only so much as a person would look at."""
    _, _, rest = raw[:MOST_UNDECODED].replace(b"\r\n", b"\n").partition(b"\n\n")
    return rest.decode(errors="replace").strip()


def _head(delivery: Delivery, settings: EmailSettings) -> Head:
    fields, start = mime.head(delivery.raw)
    sender = _sender(fields, delivery.mail_from)
    own_id = addresses.own_id(fields.get("message-id"))
    digest = _digest(delivery, fields, start, own_id)
    answers = next(iter(headers.message_ids(fields.get("in-reply-to"))), "")
    references = headers.message_ids(fields.get("references"))
    media_type, parameters = headers.parameters(fields.raw("content-type") or "text/plain")
    signs = Signs(
        fields=fields,
        media_type=media_type,
        mail_from=delivery.mail_from,
        sender=sender.address,
        message_id=own_id,
        settings=settings,
    )
    return Head(
        id=digest + own_id,
        root=next(iter(references), answers or own_id or f"<{digest}@{settings.domain}>"),
        answers=answers,
        sender=_or_nobody(sender),
        subject=subject(fields.raw("subject"), parameters.get("charset", "")),
        automatic=automatic.is_automatic(signs),
    )


def _envelope(delivery: Delivery, settings: EmailSettings) -> Head:
    digest = _sha(delivery.ours.encode(), delivery.raw)
    return Head(
        id=digest,
        root=f"<{digest}@{settings.domain}>",
        answers="",
        sender=_or_nobody(_sender(Fields(()), delivery.mail_from)),
        subject="",
        automatic=delivery.mail_from in ("", "<>"),
    )


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


def _sender(fields: Fields, mail_from: str) -> Mailbox:
    """Who wrote: From, else the envelope. Reply-To is not believed yet."""
    written = headers.mailbox(fields.raw("from"))
    if written.address or not headers.is_address(mail_from):
        return written
    return Mailbox(written.name, mail_from.lower())


def _or_nobody(sender: Mailbox) -> Mailbox:
    return sender if sender.address else Mailbox(sender.name, NOBODY)


def subject(raw: str, charset: str = "") -> str:
    """A subject without Re: and Fwd:, on one line; `charset` is what the mail is written in."""
    return SUBJECT_PREFIXES.sub("", headers.one_line(headers.words(raw, charset)), count=1)
