"""What the stories in this folder have in common: who, where, and what they say."""

from dataclasses import replace

from channels.messages import ConversationRef, Person
from store import correspondents, talks, work_queue
from store.work_queue import INBOX
from tests.scenarios.stage import Place, at_the_desk, by_mail, by_terminal, by_web

BADGE = "the badge reader at door 3 does not open for our whole team"
SAP = "SAP throws RFC_COMMUNICATION_FAILURE when I book goods receipts"

ANN, BO = by_web("Ann"), by_web("Bo")
SAM, MIRA = at_the_desk("Sam"), at_the_desk("Mira")
EVERY_WAY = {
    "terminal": by_terminal("Ann"),
    "web": by_web("Ann"),
    "mail": by_mail("Ann", "Badge reader"),
}


def by_bird(bird: str, name: str) -> Place:
    """Somebody on a channel in memory that vouches for their address."""
    person = Person(address=name.lower(), name=name, email=f"{name.lower()}@people.example")
    return Place(ConversationRef(channel=bird, place=name.lower()), person)


async def entry(stage, message):
    """The row of the inbox that a message is."""
    return await stage.firstline.store.read(work_queue.find, INBOX, message.key)


async def row_of(stage, message):
    """The line of the conversation that a message is."""
    return await stage.firstline.store.read(talks.find_key, message.key)


async def happened(stage, reference):
    return [event.kind for event in await stage.timeline(reference)]


def fresh(name, number, subject=""):
    """A mail in a thread of its own."""
    return by_mail(name, subject or f"Case {number}", thread=number)


async def held(stage, name="Bot"):
    address = by_mail(name).person.address
    return await stage.firstline.store.read(correspondents.get, "email", address)


def mailed(stage, place):
    """The mails that went to somebody, in whatever thread."""
    return stage.mails(replace(place, conversation=replace(place.conversation, thread="")))
