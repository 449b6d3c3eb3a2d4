"""The values that travel between a channel and the desk.

All are frozen, compare by value and round-trip through JSON (`to_json`, `from_json`). Times are
aware UTC. Absence is "" or (). Bytes never travel in a message: an `Attachment` names a blob.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class Weight(StrEnum):
    """How a choice is drawn: an ordinary one, the one we hope for, one to think about."""

    PLAIN = "plain"
    MAIN = "main"
    DANGER = "danger"


class Urgency(StrEnum):
    """A reply answers something just said; news may wait behind replies."""

    REPLY = "reply"
    NEWS = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRef:
    """The address of a conversation; good next week too.

    `channel` names the channel, `place` a room or correspondent in it, `thread` a thread in that
    place ("" where the place has none).
    """

    channel: str
    place: str
    thread: str = ""

    @property
    def key(self) -> str:
        """One string for one conversation: the lane of its messages."""
        return f"{self.channel}|{self.place}|{self.thread}"

    @classmethod
    def from_key(cls, key: str) -> "ConversationRef":
        """Undo `key`. Only the thread may hold a bar; channel and place never do."""
        channel, place, thread = key.split("|", 2)
        return cls(channel=channel, place=place, thread=thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who speaks, as the channel knows them.

    `address` is what the channel itself has proved (an account, a mailbox, a session). `email` is
    set only if the channel vouches for it; what a person merely typed is `claimed_email`.
    """

    address: str
    name: str = ""
    email: str = ""
    claimed_email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file somebody sent. `size` in bytes; `source` is the id of its blob."""

    name: str
    media_type: str
    size: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something a person may press instead of typing. `token` is at most 64 bytes of ASCII."""

    token: str
    label: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What a mail server says became of messages of ours that it could not deliver.

    `ids` are our external ids of what came back, the surest first; `address` is whom it could not
    reach, as the server names it. `permanent` means that nothing will ever arrive there, `delayed`
    that it still tries; neither, that it gave this message up. `reason` is the server's, one line.
    """

    ids: tuple[str, ...]
    address: str = ""
    permanent: bool = False
    delayed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """What somebody said, wherever they said it.

    `id` is the channel's own and the same when the payload comes again. `choice` is the token of a
    pressed choice. `answers`, `edits` and `deletes` name another message of the channel by id;
    `known_as` is what others call this one, if not by its `id`. `follows` names all that came
    before it in its thread, newest first: it proves the thread, not who wrote. `cut` is what was
    taken for quotes and signatures, `remark` a sentence for the desk on how it was read. `order`
    is what an agent would type in chat, where a channel has a form of its own for that, and
    `doubt` why nothing in it must be followed as one. `private` says that only the desk hears it.
    `raw` is the blob of a message that is kept and not read yet: its channel `Reads` it later.
    `sealed` says that it is encrypted, and its `text` no more than that. `disowned` says why it
    may come from somebody who only claims to be this person, so that nothing is read into its
    words.

    Three verdicts on machines, and a report of one. `automatic`: a machine wrote it, so it is filed
    and nothing follows from it. `unanswered`: it is handled as ever, but nothing is sent in answer;
    `keeps_state`: it may add to a ticket, but never changes where that stands. Both are "" or a
    sentence for the desk that says why. `bounced`: it only reports what became of messages of ours.
    """

    id: str
    conversation: ConversationRef
    person: Person
    at: datetime
    text: str = ""
    subject: str = ""
    choice: str = ""
    answers: str = ""
    attachments: tuple[Attachment, ...] = ()
    private: bool = False
    automatic: bool = False
    unanswered: str = ""
    keeps_state: str = ""
    bounced: Bounced | None = None
    edits: str = ""
    deletes: str = ""
    known_as: str = ""
    follows: tuple[str, ...] = ()
    cut: str = ""
    remark: str = ""
    order: str = ""
    doubt: str = ""
    disowned: str = ""
    sealed: bool = False
    raw: str = ""

    @property
    def key(self) -> str:
        """The dedupe key: the same message twice has the same key."""
        return f"{self.conversation.channel}|{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """What Firstline says. `key` is the idempotency key and says why the message exists.

    `text` is in our Markdown subset (see channels/text.py). `answers` is the channel's id of the
    message answered, `replaces` the `key` of an earlier message that this one edits in place; the
    channel that sends it is given its own id for that one instead, "" where there is none.
    `by` is the agent whose words these are, where they are somebody's; `only_for` the address of
    the only person here who is to see them, "" if all may. `again` says that it was tried before,
    and that nobody knows how that ended.
    """

    key: str
    conversation: ConversationRef
    text: str
    choices: tuple[Choice, ...] = ()
    subject: str = ""
    answers: str = ""
    replaces: str = ""
    attachments: tuple[Attachment, ...] = ()
    urgency: Urgency = Urgency.REPLY
    automatic: bool = True  # False where an agent typed the words
    by: Person | None = None
    only_for: str = ""
    again: bool = False
    salt: str = ""  # so that nobody can work out what we call it from the key


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The channel took it. `external_id` is the channel's own id of what was sent."""

    external_id: str


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any message type
    return TypeAdapter(kind)


def to_json(value: object) -> dict[str, Any]:
    """A message as plain JSON values."""
    kind: Any = type(value)
    dumped: dict[str, Any] = _adapter(kind).dump_python(value, mode="json")
    return dumped


def from_json(kind: type[T], raw: object) -> T:
    """Undo `to_json`. Raises ValueError if `raw` is not one."""
    key: Any = kind
    value: T = _adapter(key).validate_python(raw)
    return value
