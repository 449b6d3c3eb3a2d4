"""What the channel itself says: prompts, labels, commands, and what cannot be done here."""

from collections.abc import Mapping

MIB = 1024 * 1024

# What one may do without words, by audience and language ("" is every other language).
REQUESTER = ("status", "person", "new", "help")
DESK = (
    "queue", "next", "mine", "show", "claim", "assign", "note", "reply", "ask", "resolve", "help",
)  # fmt: skip
COMMANDS: Mapping[str, Mapping[str, str]] = {
    "": {
        "status": "Where do I stand?",
        "person": "I want to talk to a person",
        "new": "This is about something else",
        "help": "What I can do for you",
        "queue": "Who waits",
        "next": "Take the next ticket",
        "mine": "What I have",
        "show": "A ticket and its story",
        "claim": "Take a ticket: /claim FL-1042",
        "assign": "Give it to somebody: /assign FL-1042 Sam",
        "note": "For the desk only: /note FL-1042 ...",
        "reply": "To the requester: /reply FL-1042 ...",
        "ask": "Ask the requester: /ask FL-1042 ...",
        "resolve": "Solved: /resolve FL-1042 ...",
    },
    "de": {
        "status": "Wo stehe ich?",
        "person": "Ich möchte mit einem Menschen sprechen",
        "new": "Es geht um etwas anderes",
        "help": "Was ich für Sie tun kann",
        "queue": "Wer wartet",
        "next": "Das nächste Ticket nehmen",
        "mine": "Was ich habe",
        "show": "Ein Ticket und seine Geschichte",
        "claim": "Ein Ticket nehmen: /claim FL-1042",
        "assign": "Jemandem geben: /assign FL-1042 Sam",
        "note": "Nur für den Helpdesk: /note FL-1042 ...",
        "reply": "An die anfragende Person: /reply FL-1042 ...",
        "ask": "Rückfrage stellen: /ask FL-1042 ...",
        "resolve": "Gelöst: /resolve FL-1042 ...",
    },
    "fr": {
        "status": "Où en est ma demande ?",
        "person": "Je voudrais parler à quelqu'un",
        "new": "Il s'agit d'autre chose",
        "help": "Ce que je peux faire pour vous",
        "queue": "Qui attend",
        "next": "Prendre le ticket suivant",
        "mine": "Mes tickets",
        "show": "Un ticket et son histoire",
        "claim": "Prendre un ticket : /claim FL-1042",
        "assign": "Le confier à quelqu'un : /assign FL-1042 Sam",
        "note": "Pour le support seulement : /note FL-1042 ...",
        "reply": "Répondre au demandeur : /reply FL-1042 ...",
        "ask": "Poser une question : /ask FL-1042 ...",
        "resolve": "Résolu : /resolve FL-1042 ...",
    },
}

# What is sent and cannot be shown at the desk.
UNSHOWN = {
    "poll": "(A poll was sent.)",
    "dice": "(A dice was thrown.)",
    "story": "(A story was forwarded.)",
    "checklist": "(A checklist was sent.)",
}
ANONYMOUS = (
    "I cannot see who wrote this: it came in the name of a group or channel. Please write it as "
    "yourself (administrators: switch off “Remain anonymous”), or write to me in private."
)
FILE = "(A file was sent.)"  # until it is read


def copy_number(reference: str) -> str:
    """The button that copies a ticket's number."""
    return f"Copy {reference}"


def contact(name: str, number: str) -> str:
    """A contact that was shared."""
    return f"Contact: {name}, {number}" if name else f"Contact: {number}"


def location(latitude: float, longitude: float, place: str) -> str:
    """A place that was shared."""
    where = f"{latitude:.5f}, {longitude:.5f}"
    return f"Location: {place} ({where})" if place else f"Location: {where}"


def too_large(name: str, limit: int) -> str:
    """To the person whose file did not arrive."""
    most = max(limit // MIB, 1)
    return (
        f"{name} is too large for me: over Telegram I can fetch up to {most} MB. Everything else "
        "you sent has arrived. Please send a smaller version, or a link to the file."
    )


def not_fetched(name: str) -> str:
    """To the person whose file did not arrive."""
    return (
        f"I could not fetch {name}; Telegram does not have it any more. Everything else you sent "
        "has arrived. Please send the file again."
    )


def file_missing(name: str, size: int, why: str) -> str:
    """To the desk."""
    told = f", {size / MIB:.1f} MB" if size else ""
    return f"A file was sent and is not here: {name}{told} ({why})."


def unread(shown: str) -> str:
    """To the desk, of an update that nobody could read."""
    return f"An update from Telegram could not be read. This is what came:\n\n{shown}"


def prompt(verb: str, reference: str) -> str:
    """What an agent is asked after a button; the first two words are read back from it."""
    return f"{verb.capitalize()} {reference}: {PROMPTS[verb]}"


PROMPTS = {
    "resolve": "answer this message with what solved it. The requester reads it.",
    "ask": "answer this message with your question. The requester reads it.",
    "reply": "answer this message with your words. The requester reads them.",
    "note": "answer this message with your note. Only the desk reads it.",
    "assign": "answer this message with a colleague's name or address, or a team.",
}


def privacy_mode(username: str, chat: int) -> str:
    """In a group that the bot was just added to."""
    return (
        f"Hello! Here I hear only what is meant for me: commands, answers to my messages, and "
        f"messages that name @{username}. Whoever set me up can change that with @BotFather "
        f"(/setprivacy). The id of this group is {chat}."
    )


def hello_group(username: str, chat: int) -> str:
    """The same, where the bot hears everything and still answers only what is meant for it."""
    return (
        f"Hello! I am the IT help desk. Name @{username} or answer one of my messages, and I "
        f"will help. You can also write to me in private. The id of this group is {chat}."
    )


def maybe_twice(html: str) -> str:
    """A message that may have arrived before, in HTML."""
    return f"{html}\n\n<i>(You may have had this already.)</i>"
