"""What channels are given: blobs, the read port, and the doors people come in by."""

import asyncio
import logging
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from bot.core import desk_wording, references
from bot.core.lifecycle import OPEN
from bot.metrics import Figures
from bot.runtime import alarms, alone, boards, homes, views
from bot.runtime.away import in_their_words
from bot.runtime.happening import FIRSTLINE
from bot.runtime.health import Health
from bot.runtime.house_rules import Clock, HouseRules
from bot.runtime.keyring import Keyring
from bot.runtime.news import News
from bot.runtime.post import post
from bot.runtime.timeline import digest_of
from bot.runtime.vault import Vault
from channels.base import BlobTooLarge, NotNow
from channels.messages import (
    ConversationRef,
    InboundMessage,
    OutboundMessage,
    Person,
    from_json,
    to_json,
)
from channels.views import (
    AgentSession,
    Audience,
    BoardCard,
    DeskView,
    HomeView,
    Pin,
    TicketStory,
    Transcript,
    Visitor,
    desk_of,
)
from store import leases, passes, people, talks, tickets, upkeep
from store.blobs import StoredBlobs, TooLarge
from store.errors import StoreError
from store.records import Pass
from store.transact import Store
from store.unit import Unit

log = logging.getLogger("firstline")

P = ParamSpec("P")
T = TypeVar("T")

CHAT_LIFE = timedelta(days=30)
DESK_LIFE = timedelta(hours=12)
LINK_LIFE = timedelta(hours=24)
ANSWER_LIFE = timedelta(days=30)  # so long is a message that comes again known as the same
ANSWER = "answer"  # the purpose of a pass, as "chat", "ticket", "sign-in" and "desk" are
RECENT = 20
PATIENCE = 10.0  # seconds that somebody waits for the database; then they are told that it is away
LOOK_AGAIN = 2.0  # seconds; another machine's changes reach a waiting page within this time


class Blobs:
    """The blob store, with the channels' own words for what goes wrong."""

    def __init__(self, stored: StoredBlobs) -> None:
        self._stored = stored

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        """Keep the bytes; durable when it returns. Raises BlobTooLarge, NotNow."""
        try:
            with in_their_words():
                return await self._stored.put(chunks, limit=limit)
        except TooLarge as too_large:
            raise BlobTooLarge(str(too_large)) from too_large

    async def get(self, blob_id: str) -> bytes:
        """The bytes. Raises KeyError, NotNow."""
        with in_their_words():
            return await self._stored.get(blob_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The `Desk` that channels see."""

    store: Store
    blobs: Blobs
    vault: Vault
    rules: HouseRules
    clock: Clock
    news: News
    figures: Figures
    health: Health = field(default_factory=Health)
    signer: Keyring = field(default_factory=Keyring)

    async def alone(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do this work whenever no other server is at it, until cancelled.

        Without the fence: what a channel does twice is done once, since messages have keys.
        """
        await alone.alone(self.store, name, lambda _: work(), self.clock)

    async def once(self, what: str, *, within: timedelta) -> bool:
        """Whether it is the caller's to do: who asks gets a lease that nobody gives back."""
        holder = secrets.token_hex(8)
        return await self._transact(_once, f"once/{what}", holder, self.clock(), within)

    async def alarm(self, sentence: str) -> None:
        """Something is wrong that a person must mend: into the log, and by mail to the desk."""
        log.error("%s", sentence)
        with suppress(NotNow):
            await self._transact(alarms.tell, sentence, rules=self.rules, now=self.clock())
            self.news.spread()

    async def transcript(self, conversation: ConversationRef, *, after: int = 0) -> Transcript:
        """The lines of a conversation."""
        return await self._read(views.transcript, conversation.key, after)

    async def changes(self, seen: int, *, within: float) -> int:
        """Wait for a change; see `channels.views.Desk`."""
        end = time.monotonic() + within
        while True:
            heard = self.news.count
            version = await self._read(_version)
            left = end - time.monotonic()
            if version != seen or left <= 0:
                return version
            await self.news.wait(heard, within=min(left, LOOK_AGAIN))

    async def open_chat(self, secret: str) -> None:
        """Begin a chat session; its public address gives nothing of the secret away."""
        address = f"guest-{digest_of(f'guest {secret}')[:16]}"
        await self._keep("chat", secret, address, CHAT_LIFE)

    async def visitor(self, secret: str) -> Visitor | None:
        """Who has this cookie."""
        found = await self._find("chat", secret)
        if found is None:
            return None
        typed = found.data
        return Visitor(
            address=found.subject, name=typed.get("name", ""), claimed_email=typed.get("email", "")
        )

    async def introduce(self, secret: str, *, name: str, email: str) -> None:
        """The visitor typed a name or an e-mail address: claims, kept as such."""
        data = {"name": name, "email": email}
        digest = digest_of(secret)
        await self._transact(passes.note, digest=digest, purpose="chat", data=data)

    async def ticket_by_link(self, secret: str) -> TicketStory | None:
        """The requester's view of the ticket that a link opens."""
        found = await self._find("ticket", secret)
        return await self._story(int(found.subject), Audience.PUBLIC) if found else None

    async def offer(self, answers: Sequence[InboundMessage]) -> tuple[str, ...]:
        """A link to a page for each of these answers; none where the pages are not for all."""
        if not self.rules.public_pages or not answers:
            return ()
        offers = {self._answer_secret(answer): answer for answer in answers}
        await self._transact(_offer, offers, self.clock())
        return tuple(f"{self.rules.public_pages}/answer/{secret}" for secret in offers)

    def _answer_secret(self, answer: InboundMessage) -> str:
        """Always the same for the same answer: a mail that is sent again looks the same."""
        signature = self.signer.sign("answer by link", answer.key.encode())
        return urlsafe_b64encode(signature).rstrip(b"=").decode()

    async def offered(self, secret: str) -> InboundMessage | None:
        """The answer that a link stands for."""
        found = await self._find(ANSWER, secret)
        return from_json(InboundMessage, found.data) if found else None

    async def recent_ids(self, conversation: ConversationRef) -> tuple[str, ...]:
        """What the channel calls the newest messages of a conversation."""
        return await self._read(talks.recent_ids, conversation.key, RECENT)

    async def link_owner(self, secret: str) -> AgentSession | None:
        """Whom a sign-in link would sign in."""
        found = await self._find("sign-in", secret)
        return await self._read(_agent, found.subject) if found else None

    async def redeem(self, secret: str) -> str | None:
        """Use up a sign-in link; exactly one caller gets a session for it."""
        session = secrets.token_urlsafe(32)
        now = self.clock()
        done = await self._transact(_redeem, digest_of(secret), digest_of(session), now)
        return session if done else None

    async def ask_for_link(self, address: str) -> None:
        """Send a sign-in link to an agent's own address; to nobody else, and without a word."""
        agent = await self._read(_agent, address)
        mail = self.rules.begin_mail(agent.address) if agent else None
        if agent is None or mail is None:
            log.info("a sign-in link was asked for and not sent")
            return
        link = await self.sign_in_link(agent.address)
        await self._transact(_mail_link, mail, link, self.clock())
        self.news.spread()

    async def sign_in_link(self, address: str) -> str:
        """A new one-time link that signs this agent in."""
        return f"{self.rules.pages}/desk/in/{await self._issue('sign-in', address, LINK_LIFE)}"

    async def agent(self, secret: str) -> AgentSession | None:
        """Who has this desk cookie, if still an agent."""
        found = await self._find("desk", secret)
        return await self._read(_agent, found.subject) if found else None

    async def sign_out(self, secret: str) -> None:
        """End a desk session."""
        await self._transact(passes.revoke, digest=digest_of(secret), purpose="desk")

    async def desk(self, address: str) -> DeskView:
        """The desk as this agent sees it."""
        version = await self._read(_version)
        return await self._read(views.desk, address, self.rules, self.clock(), version)

    async def ticket(self, reference: str) -> TicketStory | None:
        """The desk's view of a ticket."""
        return await self._story(references.read(reference), Audience.INTERNAL)

    async def stale(self, board: ConversationRef, *, most: int) -> tuple[BoardCard, ...]:
        """The tickets whose card on this board is missing or behind."""
        return await self._read(boards.stale, board, self.rules, self.clock(), most)

    async def pin(self, board: ConversationRef, reference: str) -> Pin | None:
        """The card of a ticket on this board."""
        return await self._read(boards.pin, board, reference)

    async def put_pin(self, board: ConversationRef, reference: str, pin: Pin) -> None:
        """This is how the card stands there now."""
        await self._transact(boards.put_pin, board, reference, pin, self.clock())

    async def pinned(self, board: ConversationRef, external_id: str) -> str:
        """The ticket whose card the channel calls so."""
        return await self._read(boards.pinned, board, external_id)

    async def home(self, channel: str, address: str, *, email: str = "") -> HomeView:
        """What this person sees of the desk; by their proven `email` who never wrote from here."""
        version = await self._read(_version)
        who = Person(address=address, email=email)
        return await self._read(homes.home, channel, who, self.rules, self.clock(), version)

    async def is_agent(self, channel: str, address: str) -> bool:
        """Whether this person works at the desk."""
        return await self._read(homes.is_agent, channel, address)

    async def healthy(self) -> bool:
        """Whether something can be kept."""
        return await self.health.of(self.store, self.clock())

    async def metrics(self) -> str:
        """What was counted here, and how the desk stands if the database says so."""
        try:
            stands = await self._read(upkeep.standing, tuple(OPEN), self.clock())
        except StoreError:
            stands = None
        return self.figures.page(stands)

    async def _read(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with in_their_words():
            async with asyncio.timeout(PATIENCE):
                return await self.store.read(fn, *args, **kwargs)

    async def _transact(
        self, fn: Callable[Concatenate[Unit, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with in_their_words():
            async with asyncio.timeout(PATIENCE):
                return await self.store.transact(fn, *args, **kwargs)

    async def _story(self, ticket_id: int, audience: Audience) -> TicketStory | None:
        return await self._read(views.story, ticket_id, audience, self.rules, self.clock())

    async def _issue(self, purpose: str, subject: str, life: timedelta) -> str:
        secret = secrets.token_urlsafe(32)
        await self._keep(purpose, secret, subject, life)
        return secret

    async def _keep(self, purpose: str, secret: str, subject: str, life: timedelta) -> None:
        now = self.clock()
        await self._transact(
            passes.issue,
            digest=digest_of(secret),
            purpose=purpose,
            subject=subject,
            expires_at=now + life,
            now=now,
        )

    async def _find(self, purpose: str, secret: str) -> Pass | None:
        return await self._read(
            passes.find, digest=digest_of(secret), purpose=purpose, now=self.clock()
        )


def _once(unit: Unit, what: str, holder: str, now: datetime, within: timedelta) -> bool:
    return leases.take(unit, what, holder, now=now, length=within) is not None


def _version(unit: Unit) -> int:
    return talks.version(unit) + tickets.version(unit)


def _agent(unit: Unit, address: str) -> AgentSession | None:
    person = people.find_by_email(unit, address)
    if person is None or not person.is_agent:
        return None
    return AgentSession(address=person.email, name=person.name)


def _redeem(unit: Unit, link: str, session: str, now: datetime) -> bool:
    used = passes.use(unit, digest=link, purpose="sign-in", now=now)
    agent = people.find_by_email(unit, used.subject) if used else None
    if used is None or agent is None or not agent.is_agent:
        return False
    people.works_at(unit, agent.id, desk_of(agent.email).key)
    expires_at = now + DESK_LIFE
    passes.issue(
        unit, digest=session, purpose="desk", subject=used.subject, expires_at=expires_at, now=now
    )
    return True


def _offer(unit: Unit, offers: Mapping[str, InboundMessage], now: datetime) -> None:
    for secret, answer in offers.items():
        passes.issue(
            unit,
            digest=digest_of(secret),
            purpose=ANSWER,
            subject=answer.key,
            expires_at=now + ANSWER_LIFE,
            now=now,
            data=to_json(answer),
        )


def _mail_link(unit: Unit, conversation: ConversationRef, link: str, now: datetime) -> None:
    message = OutboundMessage(
        key=f"sign-in/{digest_of(link)}",
        conversation=conversation,
        subject=desk_wording.sign_in_subject(),
        text=desk_wording.sign_in(link),
    )
    post(unit, message, author=FIRSTLINE, now=now)
