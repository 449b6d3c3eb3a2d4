"""What a payload of Slack's leads to, as values: what is to be kept, and errands beside."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from channels.messages import InboundMessage
from channels.slack.said import FileRef


class When(Enum):
    """What must be so for a message to be for us; only the desk can say."""

    ALWAYS = "always"
    KNOWN = "known"  # its conversation is one of ours already
    SOON = "soon"  # it is, or will be in a moment: an answer may overtake what it answers
    PINNED = "pinned"  # its thread is that of a card; its words become a note
    ORDERED = "ordered"  # always; in the thread of a card it is an order about that ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A request that is still to be fetched, or to be given a conversation of its own.

    `message` is the ts of the message it is made from, "" if `words` are all there is. `by` is the
    user who made it a request, `author` the one who wrote it.
    """

    channel: str
    message: str = ""
    author: str = ""
    by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A message for the desk, durable before Slack is told that it came.

    With a `seed` it is only kept, and what grows of it is handed in as a message of its own.
    `machine` says that another bot wrote it. `before` is what a change changes, as it reads now: to
    be kept first if it has not come, and known if it comes after all.
    """

    message: InboundMessage
    when: When = When.ALWAYS
    files: tuple[FileRef, ...] = ()
    machine: bool = False
    seed: Seed | None = None
    before: "Keep | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack is told along with the acknowledgement."""

    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Show a form: `form` is "request", "ask" or "resolve".

    `reference` is the ticket's; where it is "" the card `message` in `channel` knows.
    """

    team: str
    user: str
    trigger: str
    form: str
    reference: str = ""
    channel: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Show somebody, and nobody else, the way to the desk."""

    team: str
    channel: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHome:
    """Somebody looks at our home tab."""

    team: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOut:
    """We are no more in this workspace."""

    team: str


Errand = Open | Hint | AtHome | PutOut
Deed = Keep | Answer | Errand
Deeds = tuple[Deed, ...]
