"""A desk full of believable people, requests and answers, told through the front door.

Everything here is said on the console channel and handled like anything else; nothing is written
to the store directly.
"""

import asyncio
from dataclasses import dataclass

from bot.core import references
from bot.parts import Firstline
from channels.messages import ConversationRef, InboundMessage, Person
from store import people, tickets, work_queue
from store.unit import Unit
from store.work_queue import INBOX

PATIENCE = 60.0  # seconds for one message to be handled
DOMAIN = "demo.example"

AGENTS = (("Sam Okafor", "sam", ("service desk",)), ("Mira Lindqvist", "mira", ("network",)))


@dataclass(frozen=True, slots=True)
class Story:
    """What one person says, and what the agents order about the ticket that comes of it.

    An order is (agent, words); "it" stands for the ticket.
    """

    who: str
    says: tuple[str, ...]
    orders: tuple[tuple[str, str], ...] = ()


STORIES = (
    Story("Ann Becker", ("My VPN drops every few minutes when I work from home", "That fixed it, thanks!")),
    Story(
        "Tomás Rivera",
        ("I need access to the finance reports folder for the quarter close", "I want to talk to a person"),
        (
            ("sam", "claim it"),
            ("sam", "ask it Who is your manager? We need their approval for this folder."),
        ),
    ),
    Story(
        "Priya Nair",
        ("The projector in room Amsterdam flickers green during every presentation", "can someone come please"),
        (
            ("mira", "claim it"),
            ("mira", "note it HDMI cable was replaced in May, check the splitter first"),
            ("mira", "reply it Thanks Priya, I am in Amsterdam at two and will take a look."),
        ),
    ),
    Story(
        "Jonas Weber",
        ("SAP throws error RFC_COMMUNICATION_FAILURE when I book goods receipts",),
        (
            ("sam", "claim it"),
            ("sam", "resolve it The interface user was locked; it is unlocked and the bookings went through."),
        ),
    ),
    Story("Leila Haddad", ("I clicked on a suspicious link in a mail and typed my password there",)),
    Story("Ben Carter", ("New colleague Olga starts on Monday in marketing, she needs a laptop and accounts", "please open a ticket")),
    Story("Mei Tanaka", ("hello", "The badge reader at door 3 does not open for our whole team since today")),
    Story("Oskar Lund", ("My calendar invitations arrive an hour late, is that a time zone thing in our tool?", "I would like a person")),
    Story("Fatima Zahra", ("The label printer at dispatch prints blank labels after the update",)),
)  # fmt: skip


async def fill(firstline: Firstline) -> int:
    """Play every story; how many tickets there are now. Playing it again adds nothing."""
    for name, short, teams in AGENTS:
        email = f"{short}@{DOMAIN}"
        await firstline.store.transact(people.enlist, name=name, email=email, teams=teams)
    async with asyncio.TaskGroup() as stage:
        for number, story in enumerate(STORIES):
            stage.create_task(_play(firstline, number, story))
    return await firstline.store.read(tickets.count)


async def _play(firstline: Firstline, number: int, story: Story) -> None:
    address = story.who.split()[0].lower()
    person = Person(address=f"demo-{address}", name=story.who)
    for at, words in enumerate(story.says):
        await _say(firstline, person, f"demo/{number}/said/{at}", words)
    ticket = await firstline.store.read(_ticket_of, person)
    for at, (agent, words) in enumerate(story.orders):
        whole = next(name for name, short, _ in AGENTS if short == agent)
        speaker = Person(address=f"demo-{agent}", name=whole, email=f"{agent}@{DOMAIN}")
        named = words.replace(" it", f" {ticket}", 1)
        await _say(firstline, speaker, f"demo/{number}/ordered/{at}", named)


async def _say(firstline: Firstline, person: Person, key: str, words: str) -> None:
    message = InboundMessage(
        id=key,
        conversation=ConversationRef(channel="console", place=person.address),
        person=person,
        at=firstline.clock(),
        text=words,
    )
    await firstline.intake.accept(message)
    async with asyncio.timeout(PATIENCE):
        while await firstline.store.read(_is_pending, message.key):
            await firstline.news.wait(firstline.news.count, within=0.1)


def _is_pending(unit: Unit, key: str) -> bool:
    entry = work_queue.find(unit, INBOX, key)
    return entry is not None and entry.state == "pending"


def _ticket_of(unit: Unit, person: Person) -> str:
    talk = ConversationRef(channel="console", place=person.address).key
    bound = tickets.bound_to(unit, talk)
    return references.write(bound[0].id) if bound else ""
