"""A mail as one JSON object, for whoever wants to see how it was read."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from channels.email import charsets, html_words, mail
from channels.email.files import File, from_winmail
from channels.email.judging import judged
from channels.email.mail import Mail
from channels.email.ours import Ours
from channels.email.texts import LONGEST_BODY, clean

Told = dict[str, Any]

NOBODYS = Ours(("nobody@invalid",))  # whose desk a mail on its own was sent to is not known


def told(kind: str, raw: bytes) -> Told:
    """What was read in it. `kind` is one of `KINDS`: a whole mail, or the bare body of one."""
    return _told(KINDS[kind](raw))


def untold(why: str) -> Told:
    """The same for what could not be read: all is empty, and why."""
    return {**_told(mail.read(b"")), "is_auto_reply": False, "error": why}


def _text(raw: bytes) -> Mail:
    return replace(mail.read(b""), text=clean(charsets.decode(raw[:LONGEST_BODY])))


def _html(raw: bytes) -> Mail:
    said = charsets.decode(raw[:LONGEST_BODY])
    return replace(mail.read(b""), text=clean(html_words.words(said)), from_html=True, html=said)


def _tnef(raw: bytes) -> Mail:
    found = from_winmail(raw)
    nothing = mail.read(b"")
    return replace(
        nothing,
        subject=found.subject,
        text=clean(found.text),
        html=found.html,
        files=found.files,
        remarks=found.remarks,
    )


KINDS: Mapping[str, Callable[[bytes], Mail]] = {
    "eml": mail.read,
    "text": _text,
    "html": _html,
    "tnef": _tnef,
}


def _told(read: Mail) -> Told:
    said = judged(read, NOBODYS)
    found = said.judgement
    bounce = found.bounce
    return {
        "subject": read.subject,
        "from_email": read.author.address,
        "from_name": read.author.name,
        "requester_email": said.requester,
        "message_id": read.message_id.strip("<>"),
        "in_reply_to": read.in_reply_to.strip("<>"),
        "references": [each.strip("<>") for each in read.references],
        "text": read.text or "\n\n".join(read.remarks),
        "html": read.html,
        "reply": said.reply,
        "attachments": [_file(file) for file in read.files],
        "remarks": list(read.remarks),
        "is_auto_reply": found.is_auto_reply,
        "is_bounce": bounce is not None,
        "is_dsn": found.is_dsn,
        "is_feedback_report": found.is_feedback_report,
        "bounce_recipients": list(bounce.recipients) if bounce else [],
        "bounce_statuses": list(bounce.statuses) if bounce else [],
        "bounce_permanent": bounce is not None and bounce.permanent,
        "forward": asdict(said.forward) if said.forward else None,
        "error": "",
    }


def _file(file: File) -> Told:
    return {
        "name": re.sub(r"[/\\]", "_", file.name),
        "type": file.media_type,
        "size": len(file.content),
        "md5": hashlib.md5(file.content, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "inline": file.is_inline,
    }
