"""What pages and cards may read, and the doors people come in by.

Channels that show more than one message (web chat, ticket page, desk page) are given a `Desk` that
the bot implements. All values are frozen; all times aware UTC; all texts our Markdown subset.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from channels.base import House
from channels.messages import Attachment, Choice, ConversationRef, InboundMessage


class Audience(StrEnum):
    """Who may see a line of a ticket's story: everyone on it, or only the desk."""

    PUBLIC = "public"
    INTERNAL = "internal"


def desk_of(address: str) -> ConversationRef:
    """The conversation of an agent with the desk, on its page."""
    return ConversationRef(channel="web", place=f"desk:{address}")


def page_of(reference: str) -> ConversationRef:
    """The conversation that the page of a ticket is."""
    return ConversationRef(channel="web", place="ticket", thread=reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of a conversation. `seq` grows by one a line, from 1, in the order committed.

    `mine` is true for what the person said. `choices` holds only those that may still be pressed.
    """

    seq: int
    at: datetime
    mine: bool
    author: str
    text: str
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """The lines after the one asked for; `busy` while Firstline still owes an answer."""

    lines: tuple[Line, ...]
    busy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCard:
    """A ticket in one line. `place` is its place in line, 0 if it does not wait in it."""

    reference: str
    subject: str
    status: str  # as an agent says it: "new", "waiting for the customer"
    priority: int  # 1 (most pressing) to 5
    service: str
    requester: str
    assignee: str
    team: str
    opened_at: datetime
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One thing that happened to a ticket, in words."""

    at: datetime
    who: str
    what: str  # "opened", "note", "reply", "claimed", ...: usable as a CSS class
    text: str
    audience: Audience
    cut: str = ""  # quotes and signatures that were taken off, for the desk
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStory:
    """A ticket and all that happened to it; a requester's never holds internal lines."""

    card: TicketCard
    status: str  # in words a requester understands: "Sam is working on it"
    next_step: str  # what happens next, a sentence
    lines: tuple[StoryLine, ...]
    open: bool
    choices: tuple[Choice, ...] = ()  # what the reader may press now


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The desk at a glance. `version` changes whenever anything shown here may have."""

    version: int
    waiting: tuple[TicketCard, ...]  # unclaimed, in the order of service
    mine: tuple[TicketCard, ...]
    others: tuple[TicketCard, ...]  # claimed by others, or waiting for somebody
    solved: tuple[TicketCard, ...]  # the latest resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """A ticket as it stands on a board that the desk watches.

    `text` is what was asked, `home` where the requester is answered, `tried` the titles of fixes
    that did not help, `hints` says what it may be after what the desk has labelled, in plain text,
    `solution` what resolved it. `version` grows with everything that happens.
    """

    card: TicketCard
    version: int
    text: str
    home: ConversationRef
    open: bool
    tried: tuple[str, ...] = ()
    hints: str = ""
    solution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A card that stands on a board: what the channel calls it, and a digest of how it looks.

    `external_id` is "" from before it is put up until it is known what the channel calls it.
    """

    external_id: str
    digest: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A requester's own ticket: where it stands, in words, and what comes next."""

    card: TicketCard
    status: str
    next_step: str  # with the place in line and the expected wait, where there is one
    open: bool
    home: ConversationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """What one person sees of the desk: their own tickets, and as an agent the desk too.

    `late` are tickets that wait longer than the desk wants anybody to wait, the latest first.
    """

    own: tuple[Standing, ...]  # open, the newest first; then the latest solved
    desk: DeskView | None = None
    late: tuple[TicketCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A web chat session. `name` and `claimed_email` are what they typed: claims, not proof."""

    address: str
    name: str = ""
    claimed_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSession:
    """A signed-in agent. `address` is their proven e-mail address."""

    address: str
    name: str


class Desk(House, Protocol):
    """The read port and the doors. Secrets are given as they stand in a link or cookie.

    Everything raises NotNow while the database is away, but for what tells about health.
    """

    # --- conversations -------------------------------------------------------------------
    async def transcript(self, conversation: ConversationRef, *, after: int = 0) -> Transcript:
        """The lines of a conversation with `seq` > `after`."""
        ...

    async def changes(self, seen: int, *, within: float) -> int:
        """Wait until something changed since `seen` (a number from here, 0 at first).

        Returns the new number, or the old one after `within` seconds. It is a hint: read again.
        """
        ...

    # --- visitors ------------------------------------------------------------------------
    async def open_chat(self, secret: str) -> None:
        """Begin a chat session that this secret (256 bits) opens; again changes nothing."""
        ...

    async def visitor(self, secret: str) -> Visitor | None:
        """Who has this cookie; None if nobody (any more)."""
        ...

    async def introduce(self, secret: str, *, name: str, email: str) -> None:
        """The visitor typed a name or an e-mail address."""
        ...

    # --- a ticket by its link ------------------------------------------------------------
    async def ticket_by_link(self, secret: str) -> TicketStory | None:
        """The requester's view; None if the link is unknown, expired or revoked."""
        ...

    # --- an answer by a link ---------------------------------------------------------------
    async def offered(self, secret: str) -> InboundMessage | None:
        """What a link from `offer` would have the desk receive; None if it is unknown or old.

        To look changes nothing.
        """
        ...

    # --- agents --------------------------------------------------------------------------
    async def link_owner(self, secret: str) -> AgentSession | None:
        """Whom this one-time sign-in link would sign in; changes nothing."""
        ...

    async def redeem(self, secret: str) -> str | None:
        """Use up a sign-in link; returns the secret for the desk cookie, None if it is stale."""
        ...

    async def ask_for_link(self, address: str) -> None:
        """Send a sign-in link to an agent's own address. Says nothing about who is an agent."""
        ...

    async def agent(self, secret: str) -> AgentSession | None:
        """Who has this desk cookie."""
        ...

    async def sign_out(self, secret: str) -> None:
        """End a desk session."""
        ...

    async def desk(self, address: str) -> DeskView:
        """The desk as this agent sees it."""
        ...

    async def ticket(self, reference: str) -> TicketStory | None:
        """The desk's view of a ticket, internal notes and all."""
        ...

    # --- boards and homes -------------------------------------------------------------------
    async def stale(self, board: ConversationRef, *, most: int) -> Sequence[BoardCard]:
        """The tickets whose card on this board is missing or older than they are, oldest first.

        Open tickets, and others whose card stands there.
        """
        ...

    async def pin(self, board: ConversationRef, reference: str) -> Pin | None:
        """The card of a ticket on this board; None if there is none."""
        ...

    async def put_pin(self, board: ConversationRef, reference: str, pin: Pin) -> None:
        """This is how the card stands there now."""
        ...

    async def pinned(self, board: ConversationRef, external_id: str) -> str:
        """The reference of the ticket whose card on this board the channel calls so; "" if none."""
        ...

    async def home(self, channel: str, address: str, *, email: str = "") -> HomeView:
        """What this person sees of the desk; by their proven `email` who never wrote from here."""
        ...

    async def is_agent(self, channel: str, address: str) -> bool:
        """Whether this person works at the desk."""
        ...

    # --- health --------------------------------------------------------------------------
    async def healthy(self) -> bool:
        """Whether a message could be kept now; asked often, it costs little."""
        ...

    async def metrics(self) -> str:
        """All that is counted and timed, as Prometheus text."""
        ...
