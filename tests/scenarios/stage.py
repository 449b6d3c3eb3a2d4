"""A whole desk to play on: real pipeline, real database, real channels, a clock wound by hand."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import count
from pathlib import Path

from bot.app import build, prepare
from bot.core import references
from bot.parts import Firstline
from bot.settings import AgentSettings, DeskSettings, KnowledgeSettings, Settings
from channels.email import EmailSettings
from channels.messages import ConversationRef, InboundMessage, Person
from channels.web.settings import WebSettings
from knowledge.confidence import FLOOR
from store import tickets
from store.records import Event, TicketRow

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OUR_ADDRESS = "help@desk.example"
AUTHSERV = "mx.desk.example"  # the mail server before us
AGENTS = ("Sam", "Mira")
TEAMS = ("service desk", "network")
BREATH = timedelta(milliseconds=300)  # between two messages that are written in a row
MOST_LOOKS = 24  # how often the clockwork is looked at while time passes


class HandClock:
    """Stands still until it is wound."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def wind(self, length: timedelta) -> None:
        self.now += length


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody in a conversation, and how they are known there."""

    conversation: ConversationRef
    person: Person
    subject: str = ""
    private: bool = False

    @property
    def is_mail(self) -> bool:
        return self.conversation.channel == "email"


def by_web(name: str) -> Place:
    address = f"guest-{name.lower()}"
    return Place(ConversationRef(channel="web", place=address), Person(address=address, name=name))


def by_terminal(name: str) -> Place:
    address = f"person-{name.lower()}"
    return Place(
        ConversationRef(channel="console", place=address), Person(address=address, name=name)
    )


def at_the_desk(name: str) -> Place:
    """An agent on the desk page; it is private, whoever is there."""
    address = mailbox(name)
    return Place(
        ConversationRef(channel="web", place=f"desk:{address}"),
        Person(address=address, name=name, email=address),
        private=True,
    )


def by_mail(name: str, subject: str = "", *, thread: int = 1) -> Place:
    address = mailbox(name)
    root = f"<{name.lower()}.{thread}@mail.example>"
    return Place(
        ConversationRef(channel="email", place=f"{OUR_ADDRESS}>{address}", thread=root),
        Person(address=address, name=name),
        subject=subject,
    )


def mailbox(name: str) -> str:
    return f"{name.lower()}@desk.example"


class Stage:
    """Firstline, opened on a store, with its loops turned by hand."""

    def __init__(self, firstline: Firstline, clock: HandClock, outgoing: Path) -> None:
        self.firstline = firstline
        self.clock = clock
        self.outgoing = outgoing
        self.intake, self.dispatch = firstline.loops()
        self._numbers = count(1)

    # --- what people do ------------------------------------------------------------------
    def message(self, place: Place, text: str = "", **more: object) -> InboundMessage:
        """Something said here, with an id of its own."""
        number = next(self._numbers)
        conversation = place.conversation
        facts = {
            "id": f"{number}.<{number}@mail.example>" if place.is_mail else f"said-{number}",
            "conversation": conversation,
            "person": place.person,
            "at": self.clock(),
            "text": text,
            "subject": place.subject,
            "private": place.private,
        }
        return InboundMessage(**{**facts, **more})

    async def accept(self, message: InboundMessage) -> None:
        await self.firstline.intake.accept(message)
        self.clock.wind(BREATH)

    async def say(self, place: Place, text: str = "", **more: object) -> tuple[str, ...]:
        """Say it, let everything happen that follows at once; what is answered here."""
        seen = await self.last(place)
        await self.accept(self.message(place, text, **more))
        await self.settle()
        return await self.heard(place, after=seen)

    # --- time ----------------------------------------------------------------------------
    async def settle(self) -> None:
        """Everything that is due happens."""
        self.clock.wind(self.firstline.rules.settle)
        await self.turn()

    async def turn(self) -> None:
        """Turn the loops until there is nothing to do."""
        while (
            await self.intake.drain()
            + await self.dispatch.drain()
            + await self.firstline.ticker.tick()
        ):
            pass

    async def pass_time(self, length: timedelta) -> None:
        await self.firstline.library.refresh(self.firstline.store)
        looks = max(1, min(MOST_LOOKS, length // timedelta(minutes=1)))
        for _ in range(looks):
            self.clock.wind(length / looks)
            await self.turn()

    # --- what is seen --------------------------------------------------------------------
    async def lines(self, place: Place, *, after: int = 0):
        """What this person is told, of Firstline or of agents."""
        shown = await self.firstline.house.transcript(place.conversation, after=after)
        return tuple(line for line in shown.lines if not line.mine)

    async def last(self, place: Place) -> int:
        shown = await self.firstline.house.transcript(place.conversation)
        return shown.lines[-1].seq if shown.lines else 0

    async def heard(self, place: Place, *, after: int = 0) -> tuple[str, ...]:
        return tuple(line.text for line in await self.lines(place, after=after))

    async def count(self) -> int:
        return await self.firstline.store.read(tickets.count)

    async def ticket(self, reference: str) -> TicketRow:
        found = await self.firstline.store.read(tickets.get, references.read(reference))
        assert found, f"there is no ticket {reference}"
        return found

    async def timeline(self, reference: str) -> tuple[Event, ...]:
        return await self.firstline.store.read(tickets.timeline, references.read(reference))

    async def line(self) -> tuple[str, ...]:
        view = await self.firstline.house.desk("")
        return tuple(card.reference for card in view.waiting)

    def mails(self, place: Place) -> tuple[EmailMessage, ...]:
        """The mails that have left for this person in this thread, in that order."""
        parser = BytesParser(policy=policy.default)
        left = sorted((self.outgoing / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        mails = [parser.parsebytes(file.read_bytes()) for file in left]
        address, root = place.person.address, place.conversation.thread
        return tuple(m for m in mails if address in m["To"] and root in (m["References"] or ""))


def settings_in(folder: Path, *, floor: float = FLOOR, public_url: str = "") -> Settings:
    return Settings(
        data=folder,
        channels=("console", "web", "email"),
        agents=tuple(AgentSettings(name=name, email=mailbox(name)) for name in AGENTS),
        desk=DeskSettings(name="Firstline", teams=TEAMS),
        knowledge=KnowledgeSettings(floor=floor),
        web=WebSettings(port=0, public_url=public_url),
        email=EmailSettings(
            addresses=(OUR_ADDRESS,),
            port=0,
            maildir=str(folder / "outgoing"),
            authserv_id=AUTHSERV,
        ),
    )


async def open_stage(
    store, folder: Path, *, floor: float = FLOOR, public_url: str = "", **parts: object
) -> Stage:
    """A desk with the shipped articles, ready for its first message. `parts` replace its own."""
    clock = HandClock()
    settings = settings_in(folder, floor=floor, public_url=public_url)
    firstline = replace(build(settings, clock=clock, store=store), **parts)
    await prepare(firstline)
    return Stage(firstline, clock, folder / "outgoing")
