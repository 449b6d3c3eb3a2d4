"""What a channel is: two coroutines, a name and its traits.

A channel module has `connect(settings, house) -> Channel`. It imports nothing of ours outside
`channels`; what it needs from the desk it is given as a `House`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar, runtime_checkable

from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Receipt

T = TypeVar("T")


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
    that the channel knows who people are (otherwise names and addresses are only typed);
    `takes_orders` that what an agent types here may be an order (otherwise only a message's `order`
    is one); `machines` that machines write here too and may answer by themselves what is sent to
    them: such a channel is a `Corresponds`; `can_whisper` that a message may be for one person in a
    room alone; `shows_writer` that it shows by itself who a message is `by`; `rooms` that others
    than the requester read and write in a conversation; `lanes` is how many conversations it can
    send to at the same time, 0 if that is no question.
    """

    longest: int
    can_edit: bool = False
    can_offer: bool = True
    can_attach: bool = False
    bursts: bool = True
    vouches: bool = True
    machines: bool = False
    takes_orders: bool = True
    can_whisper: bool = False
    shows_writer: bool = False
    rooms: bool = False
    lanes: int = 0
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


class Signer(Protocol):
    """Signs what goes out and comes back, so that we believe only what we wrote ourselves.

    All servers of a desk sign alike. What was signed with an older key stays good.
    """

    def sign(self, purpose: str, data: bytes) -> bytes:
        """32 bytes, of which as many as fit may be sent along: at least 10."""
        ...

    def verify(self, purpose: str, data: bytes, signature: bytes) -> bool:
        """Whether we signed this for this purpose. Takes equally long however wrong it is."""
        ...


class Vault(Protocol):
    """Where a channel keeps secrets, such as the tokens of its installations: encrypted."""

    async def get(self, name: str) -> bytes | None:
        """The secret; None if there is none. Raises NotNow."""
        ...

    async def put(self, name: str, secret: bytes | None) -> None:
        """Keep it, or with None forget it; durable when it returns. Raises NotNow."""
        ...

    async def names(self, prefix: str) -> Sequence[str]:
        """The names that begin so, in order. Raises NotNow."""
        ...

    async def exclusively(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` returns, done while no other server does work under this name.

        It should take seconds. Raises NotNow, and TimeoutError if the others do not come to an end.
        """
        ...


class House(Protocol):
    """What every channel is given."""

    @property
    def blobs(self) -> Blobs: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def signer(self) -> Signer: ...

    async def offer(self, answers: Sequence[InboundMessage]) -> Sequence[str]:
        """A link for each: to a page where one press has the desk receive this message.

        None where people have no such pages. The same message gets the same link. Raises NotNow.
        """
        ...

    async def recent_ids(self, conversation: ConversationRef) -> Sequence[str]:
        """The channel's ids of the newest messages of a conversation, the oldest first.

        Raises NotNow.
        """
        ...

    async def once(self, what: str, *, within: timedelta) -> bool:
        """Whether nobody has asked this for so long, on any server: then it is the caller's to do.

        Raises NotNow.
        """
        ...

    async def alarm(self, sentence: str) -> None:
        """Something is wrong that a person must mend, and the channel itself cannot say so.

        It goes into the log, and by mail to those who work here, if there is mail.
        """
        ...

    async def alone(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` again and again until cancelled, but never where another server is at it.

        It is cancelled when another server has taken over, which may be a moment after: what it
        does must be harmless when done twice.
        """
        ...


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
class Serves(Protocol):
    """A channel whose vendor posts to our site."""

    def routes(self) -> Sequence[Any]:
        """Starlette routes, each of which answers for itself; () if nothing is posted."""
        ...


@runtime_checkable
class Hosts(Protocol):
    """A channel with a site on which others may be reached."""

    def host(self, routes: Sequence[Any]) -> None:
        """Serve these too; called once, before it runs."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A channel with an address of its own; `ready` is set while it can be reached there."""

    ready: asyncio.Event
