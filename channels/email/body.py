"""What the desk is shown of a mail: the words, what else there is to know, and the files."""

import re
from dataclasses import dataclass, replace

from channels.email.files import File, safe_name
from channels.email.mail import Mail, read
from channels.email.new_text import LONGEST_TEXT, new_text, unsigned_text

REPLY = re.compile(r"\s*+(?:re|aw|antw|sv|vs|odp|r)\s*+(?:\[\d{1,3}\]\s*+)?+:", re.IGNORECASE)
FORWARD = re.compile(r"\s*+(?:fwd?|wg|tr|rv|vl|i)\s*+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail says."""

    text: str
    files: tuple[File, ...] = ()


def body(raw: bytes) -> Body:
    """Read the words and the files."""
    mail = read(raw)
    return Body(text=_with_remarks(written(mail), mail.remarks), files=_kept(mail.files))


def written(mail: Mail) -> str:
    """The words, without the old mail below where there may be one: only in an answer.

    What somebody forwards, or shows in a fresh mail, is what they want to tell us.
    """
    if FORWARD.match(mail.subject):
        return mail.text
    is_answer = REPLY.match(mail.subject) or mail.in_reply_to or mail.references
    return new_text(mail.text) if is_answer else unsigned_text(mail.text)


def _with_remarks(written: str, remarks: tuple[str, ...]) -> str:
    """The words, and below them what else there is to know; so a mail is never empty unsaid."""
    return "\n\n".join(filter(None, (written[:LONGEST_TEXT], *remarks)))


def _kept(files: tuple[File, ...]) -> tuple[File, ...]:
    """Their names made safe to keep them under."""
    return tuple(
        replace(file, name=safe_name(file.name) or f"attachment-{number}")
        for number, file in enumerate(files, start=1)
    )
