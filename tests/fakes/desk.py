"""A desk in memory: the whole Desk protocol, small enough to be obviously right."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from bot.runtime.keyring import Keyring
from channels.base import BlobTooLarge, NotNow
from channels.messages import Attachment, Choice, ConversationRef, InboundMessage
from channels.views import (
    AgentSession,
    Audience,
    BoardCard,
    DeskView,
    HomeView,
    Line,
    Pin,
    StoryLine,
    TicketCard,
    TicketStory,
    Transcript,
    Visitor,
)
from tests.fakes.vault import MemoryVault

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class MemoryBlobs:
    """Blobs in a dict."""

    def __init__(self):
        self.kept: dict[str, bytes] = {}
        self.full = False

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        if self.full:
            raise NotNow("no room")
        content = b""
        async for chunk in chunks:
            content += chunk
            if len(content) > limit:
                raise BlobTooLarge
        blob_id = sha256(content).hexdigest()
        self.kept[blob_id] = content
        return blob_id

    async def get(self, blob_id: str) -> bytes:
        return self.kept[blob_id]


class FakeDesk:
    """What the pages read, and a `hear` to be given to a channel as `receive`."""

    def __init__(self):
        self._blobs = MemoryBlobs()
        self.signer = Keyring(b"the only key")
        self.vault = MemoryVault()
        self.once_done: set[str] = set()
        self.alarms: list[str] = []
        self.answers: dict[str, InboundMessage] = {}
        self.heard: list[InboundMessage] = []
        self.failing = False
        self.away = False
        self.well = True
        self.visitors: dict[str, Visitor] = {}
        self.agents: dict[str, AgentSession] = {}
        self.links: dict[str, AgentSession] = {}
        self.asked_for: list[str] = []
        self.ticket_links: dict[str, str] = {}
        self.tickets: dict[str, TicketStory] = {}
        self.busy: set[str] = set()
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._number = 0
        self.cards: dict[str, BoardCard] = {}  # by reference: what boards should show
        self.pins: dict[tuple[str, str], Pin] = {}  # by the key of the board and the reference
        self.homes: dict[tuple[str, str], HomeView] = {}  # by channel and address
        self.staff: set[tuple[str, str]] = set()  # who are agents: channel and address
        self._news = asyncio.Condition()

    @property
    def blobs(self) -> MemoryBlobs:
        return self._blobs

    async def once(self, what, *, within):
        fresh = what not in self.once_done
        self.once_done.add(what)
        return fresh

    async def alarm(self, sentence):
        self.alarms.append(sentence)

    async def alone(self, _name, work):
        while True:
            await work()

    # --- what a test does --------------------------------------------------------------
    async def change(self) -> None:
        async with self._news:
            self._number += 1
            self._news.notify_all()

    async def hear(self, message: InboundMessage) -> None:
        if self.failing:
            raise ConnectionError("the database is away")
        if message.key in (known.key for known in self.heard):
            return
        self.heard.append(message)
        if message.choice:
            self._settle(message.conversation, message.choice)
        await self.add(message.conversation, message.text, mine=True, files=message.attachments)

    def _settle(self, conversation: ConversationRef, token: str) -> None:
        lines = self._lines[conversation.key]
        for at, line in enumerate(lines):
            if token in (choice.token for choice in line.choices):
                lines[at] = replace(line, choices=())

    async def add(
        self,
        conversation: ConversationRef,
        text: str,
        *,
        mine: bool = False,
        choices: tuple[Choice, ...] = (),
        files: tuple[Attachment, ...] = (),
    ) -> None:
        lines = self._lines[conversation.key]
        lines.append(
            Line(
                seq=len(lines) + 1,
                at=NOON,
                mine=mine,
                author="" if mine else "Firstline",
                text=text,
                choices=choices,
                attachments=files,
            )
        )
        await self.change()

    async def keep(self, content: bytes, name: str) -> Attachment:
        async def once() -> AsyncIterator[bytes]:
            yield content

        source = await self._blobs.put(once(), limit=len(content))
        return Attachment(name=name, media_type="text/html", size=len(content), source=source)

    def sign_in(self, address: str, name: str) -> str:
        secret = secrets.token_urlsafe(32)
        self.agents[secret] = AgentSession(address=address, name=name)
        return secret

    def link_for(self, address: str, name: str) -> str:
        secret = secrets.token_urlsafe(32)
        self.links[secret] = AgentSession(address=address, name=name)
        return secret

    def link_to(self, answer: InboundMessage) -> str:
        secret = secrets.token_urlsafe(32)
        self.answers[secret] = answer
        return secret

    def open_ticket(self, reference: str, subject: str, *lines: StoryLine, **card) -> str:
        """A ticket; returns the secret of its link."""
        facts = {
            "status": "new",
            "priority": 3,
            "service": "VPN",
            "requester": "Anna",
            "assignee": "",
            "team": "network",
            "place": 1,
        }
        self.tickets[reference] = TicketStory(
            card=TicketCard(
                reference=reference, subject=subject, **{"opened_at": NOON, **facts, **card}
            ),
            status="It waits in line",
            next_step="Somebody from the network team takes it next.",
            lines=lines,
            open=True,
        )
        secret = secrets.token_urlsafe(32)
        self.ticket_links[secret] = reference
        return secret

    def _be_there(self) -> None:
        if self.away:
            raise NotNow("the database is away")

    # --- what the pages read -----------------------------------------------------------
    async def transcript(self, conversation: ConversationRef, *, after: int = 0) -> Transcript:
        self._be_there()
        lines = tuple(line for line in self._lines[conversation.key] if line.seq > after)
        return Transcript(lines=lines, busy=conversation.key in self.busy)

    async def changes(self, seen: int, *, within: float) -> int:
        self._be_there()
        async with self._news:
            try:
                async with asyncio.timeout(within):
                    await self._news.wait_for(lambda: self._number != seen)
            except TimeoutError:
                return seen
            return self._number

    async def open_chat(self, secret: str) -> None:
        self._be_there()
        guest = Visitor(address=f"guest-{len(self.visitors) + 1}")
        self.visitors.setdefault(secret, guest)

    async def visitor(self, secret: str) -> Visitor | None:
        self._be_there()
        return self.visitors.get(secret)

    async def introduce(self, secret: str, *, name: str, email: str) -> None:
        self._be_there()
        self.visitors[secret] = replace(self.visitors[secret], name=name, claimed_email=email)

    async def ticket_by_link(self, secret: str) -> TicketStory | None:
        self._be_there()
        story = self.tickets.get(self.ticket_links.get(secret, ""))
        if story is None:
            return None
        public = tuple(line for line in story.lines if line.audience is Audience.PUBLIC)
        return replace(story, lines=public)

    async def offer(self, answers: Sequence[InboundMessage]) -> tuple[str, ...]:
        self._be_there()
        return tuple(f"https://help.example.org/answer/{self.link_to(each)}" for each in answers)

    async def offered(self, secret: str) -> InboundMessage | None:
        self._be_there()
        return self.answers.get(secret)

    async def recent_ids(self, conversation: ConversationRef) -> tuple[str, ...]:
        self._be_there()
        return ()

    async def link_owner(self, secret: str) -> AgentSession | None:
        self._be_there()
        return self.links.get(secret)

    async def redeem(self, secret: str) -> str | None:
        self._be_there()
        owner = self.links.pop(secret, None)
        return self.sign_in(owner.address, owner.name) if owner else None

    async def ask_for_link(self, address: str) -> None:
        self._be_there()
        self.asked_for.append(address)

    async def agent(self, secret: str) -> AgentSession | None:
        self._be_there()
        return self.agents.get(secret)

    async def sign_out(self, secret: str) -> None:
        self._be_there()
        self.agents.pop(secret, None)
        await self.change()

    async def desk(self, address: str) -> DeskView:
        self._be_there()
        stories = sorted(self.tickets.values(), key=lambda story: story.card.place)
        return DeskView(
            version=self._number,
            waiting=tuple(s.card for s in stories if s.open and not s.card.assignee),
            mine=tuple(s.card for s in stories if s.open and s.card.assignee == address),
            others=tuple(
                s.card for s in stories if s.open and s.card.assignee not in ("", address)
            ),
            solved=tuple(s.card for s in stories if not s.open),
        )

    async def ticket(self, reference: str) -> TicketStory | None:
        self._be_there()
        return self.tickets.get(reference)

    async def stale(self, board: ConversationRef, *, most: int) -> tuple[BoardCard, ...]:
        self._be_there()
        return tuple(card for card in self.cards.values() if self._is_behind(board, card))[:most]

    def _is_behind(self, board: ConversationRef, card: BoardCard) -> bool:
        pin = self.pins.get((board.key, card.card.reference))
        return pin.version < card.version if pin else card.open

    async def pin(self, board: ConversationRef, reference: str) -> Pin | None:
        self._be_there()
        return self.pins.get((board.key, reference))

    async def put_pin(self, board: ConversationRef, reference: str, pin: Pin) -> None:
        self._be_there()
        self.pins[board.key, reference] = pin

    async def pinned(self, board: ConversationRef, external_id: str) -> str:
        self._be_there()
        here = {pin.external_id: name for (key, name), pin in self.pins.items() if key == board.key}
        return here.get(external_id, "") if external_id else ""

    async def home(self, channel: str, address: str, *, email: str = "") -> HomeView:
        self._be_there()
        return self.homes.get((channel, address), HomeView(own=()))

    async def is_agent(self, channel: str, address: str) -> bool:
        self._be_there()
        return (channel, address) in self.staff

    async def healthy(self) -> bool:
        return self.well

    async def metrics(self) -> str:
        return "firstline_figures 1\n"
