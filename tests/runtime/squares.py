"""People in rooms: a help channel that all read, a room of the desk's own, and each one alone."""

from channels.messages import ConversationRef, Person
from tests.scenarios.stage import Place, mailbox

SQUARE = "square"
VPN = "my vpn drops every few minutes"


def person(name):
    """Known by an account; this channel vouches for their mail address."""
    return Person(address=f"t/{name.lower()}", name=name, email=mailbox(name))


def in_help(name, thread="1"):
    """In a thread of the help channel, which everybody reads."""
    return Place(ConversationRef(channel=SQUARE, place="t/help", thread=thread), person(name))


def at_a_card(name, card="card-1"):
    """In the thread of a card, in the room of the desk."""
    here = ConversationRef(channel=SQUARE, place="t/triage", thread=card)
    return Place(here, person(name), private=True)


def by_command(name):
    """A command typed somewhere, in no thread."""
    here = ConversationRef(channel=SQUARE, place="t/lunch")
    return Place(here, person(name), private=True)


def alone(name):
    """Where the desk writes to them alone."""
    return ConversationRef(channel=SQUARE, place=f"alone/t/{name.lower()}")


DESKS_OWN = ("t/triage", "t/lunch", "alone/t/sam", "alone/t/mira")
