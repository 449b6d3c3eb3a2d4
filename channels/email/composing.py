"""An OutboundMessage as a mail: plain and HTML, threaded, marked as automatic, injection-proof."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from channels import text
from channels.base import Undeliverable
from channels.email import headers, signed
from channels.email.cover import NOBODY
from channels.email.files import safe_name
from channels.messages import Attachment, Choice, OutboundMessage, Urgency

UNTITLED = "Your request"
LONGEST_SUBJECT = 200
MOST_REFERENCES = 20  # besides the first
AUTO_SUBMITTED = {Urgency.REPLY: "auto-replied", Urgency.NEWS: "auto-generated"}
_SUBTYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,80}")
NO_LINKS: Mapping[str, str] = {}
NO_PARTS = ("multipart", "message")  # must not be base64, so such a file travels as plain bytes


def correspondents(message: OutboundMessage) -> tuple[str, str]:
    """Our address and theirs. Raises Undeliverable if there is nobody to write to."""
    ours, _, theirs = message.conversation.place.partition(">")
    if not (headers.is_address(ours) and headers.is_address(theirs)) or theirs == NOBODY:
        raise Undeliverable("this conversation has no address to answer to")
    return ours, theirs


def message_id(message: OutboundMessage) -> str:
    """Always the same for the same message, so that a repeat is recognised as one.

    Only who got the mail knows it, and whoever answers or returns it shows by it that they did.
    """
    domain = message.conversation.place.partition(">")[0].rpartition("@")[2]
    digest = hashlib.sha256(f"{message.salt}{message.key}".encode("utf-8", "replace")).digest()
    return signed.message_id(digest[: signed.DIGEST], domain)


def compose(
    message: OutboundMessage,
    *,
    from_name: str,
    at: datetime,
    reply_to: str = "",
    earlier: Sequence[str] = (),
    links: Mapping[str, str] = NO_LINKS,
    files: Sequence[tuple[Attachment, bytes]] = (),
) -> EmailMessage:
    """The mail. Raises Undeliverable if there is nobody to write to.

    `earlier` are ids of the newest messages of the conversation, the oldest first; `links` lead to
    where a choice, named by its token, is made with one press.
    """
    ours, theirs = correspondents(message)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _mailbox(from_name, ours)
    mail["To"] = _mailbox("", theirs)
    if reply_to and reply_to != ours:
        mail["Reply-To"] = _mailbox(from_name, reply_to)
    mail["Subject"] = _subject(message)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message)
    _thread(mail, message, earlier)
    _mark(mail, message, ours)
    _write(mail, message, links)
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


def _thread(mail: EmailMessage, message: OutboundMessage, earlier: Sequence[str]) -> None:
    """The mail that is answered, else the newest, and the way from the first one to it."""
    root = _ids(message.conversation.thread)[:1]
    if not (root or message.answers):
        return
    own = message_id(message)
    chain = [*root, *(last for each in earlier for last in _ids(each)[-1:] if last != own)]
    parent = (_ids(message.answers) or chain)[-1:]
    if parent:
        mail["In-Reply-To"] = parent[0]
        mail["References"] = " ".join(_references(chain, parent[0]))


def _references(chain: Sequence[str], parent: str) -> list[str]:
    """The first and the last of what leads up to the parent, which stands last."""
    before = chain[: chain.index(parent)] if parent in chain else chain[:1]
    distinct = list(dict.fromkeys([*before, parent]))
    return [*distinct[:1], *distinct[1:][-MOST_REFERENCES:]]


def _ids(value: str) -> list[str]:
    """The Message-IDs in a header or at the end of an id of ours (see reading.Head)."""
    return _harmless(headers.message_ids(value))


def _harmless(ids: Sequence[str]) -> list[str]:
    """Ids that stay what they are: a mail library decodes what looks encoded when it is set."""
    return [each for each in ids if "=?" not in each]


def _line(words: str, *, longest: int) -> str:
    """One line that nobody decodes: "=?" begins an encoded word, which may hold a line break."""
    return headers.one_line(words, longest=longest).replace("=?", "= ?")


def _mark(mail: EmailMessage, message: OutboundMessage, ours: str) -> None:
    """RFC 3834; and a mark by which we know a mail of ours that was sent round in a circle."""
    mail["X-Loop"] = ours
    if message.automatic:
        mail["Auto-Submitted"] = AUTO_SUBMITTED[message.urgency]
        mail["X-Auto-Response-Suppress"] = "All"


def _write(mail: EmailMessage, message: OutboundMessage, links: Mapping[str, str]) -> None:
    said = _clean("\n\n".join(filter(None, (message.text, _offer(message.choices, links)))))
    html = f"<!doctype html>\n<html><body>\n{text.as_html(said)}\n</body></html>\n"
    mail.set_content(text.as_plain(said) + "\n", cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")


def _clean(words: str) -> str:
    return headers.NOT_SHOWN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def _offer(choices: Sequence[Choice], links: Mapping[str, str]) -> str:
    """A mail has no buttons: the labels are words to answer with, and links where there are any."""
    labels = {choice.token: text.escape(headers.one_line(choice.label)) for choice in choices}
    quoted = [f"“{label}”" for label in labels.values()]
    if not quoted:
        return ""
    listed = " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
    linked = [f"- [{label}]({links[token]})" for token, label in labels.items() if token in links]
    if not linked:
        return f"Answer this mail with {listed}."
    return "\n".join([f"Answer this mail with {listed}, or choose here:", "", *linked])


def _attach(mail: EmailMessage, attachment: Attachment, content: bytes) -> None:
    maintype, _, subtype = headers.one_line(attachment.media_type).partition("/")
    if not (maintype.isalpha() and _SUBTYPE.fullmatch(subtype)) or maintype in NO_PARTS:
        maintype, subtype = "application", "octet-stream"
    name = _line(safe_name(attachment.name), longest=120) or "attachment"
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
