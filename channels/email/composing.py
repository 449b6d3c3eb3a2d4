"""An OutboundMessage as a mail: plain and HTML, threaded, marked as automatic, injection-proof."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from channels import text
from channels.base import Undeliverable
from channels.email import headers
from channels.email.cover import NOBODY
from channels.email.reading import safe_name
from channels.messages import Attachment, Choice, OutboundMessage, Urgency

UNTITLED = "Your request"
LONGEST_SUBJECT = 200
AUTO_SUBMITTED = {Urgency.REPLY: "auto-replied", Urgency.NEWS: "auto-generated"}
_SUBTYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}")
NO_PARTS = ("multipart", "message")  # must not be base64, so such a file travels as plain bytes


def correspondents(message: OutboundMessage) -> tuple[str, str]:
    """Our address and theirs. Raises Undeliverable if there is nobody to write to."""
    ours, _, theirs = message.conversation.place.partition(">")
    if not (headers.is_address(ours) and headers.is_address(theirs)) or theirs == NOBODY:
        raise Undeliverable("this conversation has no address to answer to")
    return ours, theirs


def message_id(message: OutboundMessage) -> str:
    """Always the same for the same message, so that a repeat is recognised as one."""
    domain = message.conversation.place.partition(">")[0].rpartition("@")[2]
    digest = hashlib.sha256(message.key.encode("utf-8", "replace")).hexdigest()[:32]
    return f"<firstline.{digest}@{domain}>"


def compose(
    message: OutboundMessage,
    *,
    from_name: str,
    at: datetime,
    files: Sequence[tuple[Attachment, bytes]] = (),
) -> EmailMessage:
    """The mail. Raises Undeliverable if there is nobody to write to."""
    ours, theirs = correspondents(message)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _mailbox(from_name, ours)
    mail["To"] = _mailbox("", theirs)
    mail["Subject"] = _subject(message)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message)
    _thread(mail, message)
    _mark(mail, message)
    _write(mail, message)
    for attachment, content in files:
        _attach(mail, attachment, content)
    return mail


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_line(name, longest=100), local, domain)


def _subject(message: OutboundMessage) -> str:
    subject = _line(message.subject, longest=LONGEST_SUBJECT - 20) or UNTITLED
    answers = message.answers or message.conversation.thread
    is_marked = subject.lower().startswith("re:")
    return f"Re: {subject}" if answers and not is_marked else subject


def _thread(mail: EmailMessage, message: OutboundMessage) -> None:
    """`answers` is an id of ours that ends in the Message-ID (see reading.Head), or one itself."""
    root = _harmless(headers.message_ids(message.conversation.thread))[:1]
    answered = _harmless(headers.message_ids(message.answers))[-1:] or root
    if answered:
        mail["In-Reply-To"] = answered[0]
        mail["References"] = " ".join(dict.fromkeys([*root, *answered]))


def _harmless(ids: Sequence[str]) -> list[str]:
    """Ids that stay what they are: a mail library decodes what looks encoded when it is set."""
    return [each for each in ids if "=?" not in each]


def _line(words: str, *, longest: int) -> str:
    """One line that nobody decodes: "=?" begins an encoded word, which may hold a line break."""
    return headers.one_line(words, longest=longest).replace("=?", "= ?")


def _mark(mail: EmailMessage, message: OutboundMessage) -> None:
    if message.automatic:
        mail["Auto-Submitted"] = AUTO_SUBMITTED[message.urgency]
        mail["X-Auto-Response-Suppress"] = "All"


def _write(mail: EmailMessage, message: OutboundMessage) -> None:
    said = _clean("\n\n".join(filter(None, (message.text, _offer(message.choices)))))
    html = f"<!doctype html>\n<html><body>\n{text.as_html(said)}\n</body></html>\n"
    mail.set_content(text.as_plain(said) + "\n", cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")


def _clean(words: str) -> str:
    return headers.NOT_SHOWN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def _offer(choices: Sequence[Choice]) -> str:
    """A mail has no buttons: the labels are words to answer with."""
    labels = [f"“{text.escape(headers.one_line(choice.label))}”" for choice in choices]
    if not labels:
        return ""
    listed = " or ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))
    return f"Answer this mail with {listed}."


def _attach(mail: EmailMessage, attachment: Attachment, content: bytes) -> None:
    maintype, _, subtype = headers.one_line(attachment.media_type).partition("/")
    if not (maintype.isalpha() and _SUBTYPE.fullmatch(subtype)) or maintype in NO_PARTS:
        maintype, subtype = "application", "octet-stream"
    name = _line(safe_name(attachment.name), longest=120) or "attachment"
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
