"""What a channel is: two coroutines, a name and its traits.

A channel module has `connect(settings, house) -> Channel`. It imports nothing of ours outside
`channels`; what it needs from the desk it is given as a `House`.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Receipt


class Receive(Protocol):
    """What a channel hands its messages to."""

    async def __call__(self, message: InboundMessage, *, raw: bytes = b"") -> None:
        """Returns once the message is durable, and `raw` with it: the blob that it names.

        If it raises, the vendor must not be told "received".
        """
        ...


class TryLater(Exception):
    """The message could not be sent now; it may well be later."""

    def __init__(self, why: str, *, after: timedelta = timedelta(0)) -> None:
        """`after` is the pause the vendor asked for; zero leaves it to our table of delays."""
        super().__init__(why)
        self.after = after


class Undeliverable(Exception):
    """The message will never reach this address."""


class Markup(StrEnum):
    """What a channel renders."""

    PLAIN = "plain"
    HTML = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a channel can do. Nothing branches on a channel's name.

    `longest` is the longest text in characters that one message may carry; `bursts` says that
    people here send one thought in several short messages and expect an answer at once; `vouches`
    that the channel knows who people are (otherwise names and addresses are only typed); `machines`
    that machines write here too and may answer by themselves what is sent to them: such a channel
    is a `Corresponds`.
    """

    longest: int
    can_edit: bool = False
    can_offer: bool = True
    can_attach: bool = False
    bursts: bool = True
    vouches: bool = True
    machines: bool = False
    markup: Markup = Markup.PLAIN


class NotNow(OSError):
    """The desk can keep or look up nothing just now; nothing was kept. Try again later."""


class BlobTooLarge(Exception):
    """More bytes came than one blob may hold; nothing was kept."""


class Blobs(Protocol):
    """Where bytes live. An id is the SHA-256 of the content, in hex."""

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        """Keep the bytes; durable when it returns.

        Raises BlobTooLarge over `limit` bytes, NotNow if they cannot be kept.
        """
        ...

    async def get(self, blob_id: str) -> bytes:
        """The bytes. Raises KeyError if there are none under this id, NotNow."""
        ...


class House(Protocol):
    """What every channel is given."""

    @property
    def blobs(self) -> Blobs: ...


class Channel(Protocol):
    """A way in and out."""

    @property
    def name(self) -> str: ...

    @property
    def traits(self) -> Traits: ...

    async def run(self, receive: Receive) -> None:
        """Take messages in until cancelled; acknowledge each only after `receive` returned."""
        ...

    async def send(self, message: OutboundMessage) -> Receipt:
        """Send once. Raises TryLater or Undeliverable, and nothing else on purpose."""
        ...


@runtime_checkable
class CanBegin(Protocol):
    """A channel that can write to an address it has not heard from in this matter."""

    def begin(self, address: str) -> ConversationRef:
        """A new conversation with this address."""
        ...


@runtime_checkable
class Corresponds(Protocol):
    """A channel whose conversations each lead to one address."""

    def correspondent(self, conversation: ConversationRef) -> str:
        """The address that this conversation leads to; "" if it leads nowhere."""
        ...


@runtime_checkable
class Reads(Protocol):
    """A channel that hands messages in unread: what came is durable before anything can fail."""

    async def read(self, message: InboundMessage) -> InboundMessage:
        """The message with its words and files, and `raw` empty. May raise anything."""
        ...

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        """With what can be made out without reading it, for a person to look at; `raw` empty."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel with an address of its own; `ready` is set while it can be reached there."""

    ready: asyncio.Event
