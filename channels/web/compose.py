"""From a genuine form to an InboundMessage: the same for chat, ticket page and desk."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from channels.messages import Choice, ConversationRef, InboundMessage, Person
from channels.web import wording
from channels.web.forms import Form
from channels.web.refusals import Refused

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
EMAIL = re.compile(r"[^@\s|<>\"]{1,64}@[^@\s|<>\"]{1,189}")
LINE_BREAKS = re.compile(r"\r\n?")
KEPT_CONTROLS = "\n\t"


def new_id() -> str:
    """A number for a message about to be composed; it stays the same however often it is sent."""
    return secrets.token_urlsafe(18)


def client_id(form: Form) -> str:
    """The number the page gave the message."""
    given = form.get("id")
    if not CLIENT_ID.fullmatch(given):
        raise Refused(400, wording.BAD_ID)
    return given


def tidy(words: str) -> str:
    """Typed text with plain line breaks and no control characters."""
    lines = LINE_BREAKS.sub("\n", words)
    return "".join(
        c for c in lines if c in KEPT_CONTROLS or unicodedata.category(c) != "Cc"
    ).strip()


def words_of(form: Form, name: str, *, limit: int) -> str:
    """A field of free text, within the limit."""
    words = tidy(form.get(name))
    if len(words) > limit:
        raise Refused(413, wording.TOO_LONG.format(limit=limit))
    return words


def pressed(token: str, live: Iterable[Choice]) -> Choice:
    """The choice that was pressed. Refuses one that is not (or no longer) on offer."""
    for choice in live:
        if choice.token == token:
            return choice
    raise Refused(409, wording.PRESSED_BEFORE)


def typed(
    form: Form, *, id: str, conversation: ConversationRef, person: Person, words: str
) -> InboundMessage:
    """What somebody typed or attached. Refuses an empty message."""
    if not words and not form.attachments:
        raise Refused(422, wording.NOTHING_SAID)
    return InboundMessage(
        id=id,
        conversation=conversation,
        person=person,
        at=datetime.now(UTC),
        text=words,
        attachments=form.attachments,
    )


def press(
    choice: Choice, *, id: str, conversation: ConversationRef, person: Person
) -> InboundMessage:
    """What somebody pressed."""
    return InboundMessage(
        id=id,
        conversation=conversation,
        person=person,
        at=datetime.now(UTC),
        text=choice.label,
        choice=choice.token,
    )
