"""What a command means: /status, /claim@firstline_bot FL-1042, /start with what a link brought."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s+|$)")
REFERENCE = re.compile(r"(?:[Ff][Ll][-_]?|#)?(\d{4,9})")
NAMED = re.compile(r"[Ff][Ll]-?\d{4,9}")
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")

# What a requester's command stands for: a choice, or words that the desk knows.
PRESSES = ("status", "person", "new")
WORDS: Mapping[str, str] = {"start": "hello", "help": "help"}

ON_THE_DESK = frozenset({"queue", "next", "mine", "articles", "outage", "release"})
ON_TICKETS = frozenset(
    {
        "show", "claim", "assign", "note", "reply", "ask", "resolve", "reopen", "priority",
        "service", "class", "urgency", "article",
    }
)  # fmt: skip
WITH_TEXT = frozenset({"note", "reply", "ask", "resolve", "reopen"})
DESK = ON_THE_DESK | ON_TICKETS


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what stands after it."""

    verb: str
    rest: str

    @property
    def is_for_the_desk(self) -> bool:
        """Whether it is an agent's order."""
        return self.verb in DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What the desk is told: words, or a choice and perhaps what it is about."""

    text: str
    choice: str = ""


def read(text: str, username: str) -> Command | None:
    """The command that a text begins with; None if it begins with none, or with another bot's."""
    found = COMMAND.match(text)
    if found is None or (found[2] and found[2].lower() != username.lower()):
        return None
    return Command(found[1].lower(), text[found.end() :].strip())


def meant(command: Command, text: str) -> Meant:
    """What it stands for; an unknown command is only words."""
    if command.verb in PRESSES:
        return Meant(text=command.rest, choice=command.verb)
    if command.verb == "start" and REFERENCE.fullmatch(command.rest):
        return Meant(text=reference(command.rest), choice="status")
    if command.verb == "start" and SECRET.fullmatch(command.rest):
        return Meant(text="help")
    if command.verb in WORDS:
        return Meant(text=WORDS[command.verb])
    if command.is_for_the_desk:
        return Meant(text=f"{command.verb} {command.rest}".strip())
    return Meant(text=text)


def reference(word: str) -> str:
    """ "fl_1042" as the desk writes it: links hold no other signs."""
    found = REFERENCE.fullmatch(word)
    return f"FL-{found[1]}" if found else word


def about(text: str, ticket: str) -> str:
    """An agent's command as an order on this ticket; one that we do not know is a note."""
    verb, _, rest = text.strip().partition(" ")
    typed = verb.lower().lstrip("/!").rstrip(":,")
    if typed in ON_THE_DESK or typed == "help":
        return text
    if typed not in ON_TICKETS:
        return note(text, ticket)
    first = rest.split(maxsplit=1)[0] if rest.strip() else ""
    named = NAMED if typed in WITH_TEXT else REFERENCE
    return text if named.fullmatch(first) else f"{typed} {ticket} {rest}".strip()


def note(text: str, ticket: str) -> str:
    """An agent's words on this ticket, for the desk only."""
    return f"note {ticket} {text}".strip()


def for_the_next_file(text: str, username: str) -> str:
    """The order that the other files of an album are sent by, from the words below one of them."""
    command = read(text, username)
    if command is None or command.verb not in WITH_TEXT:
        return ""
    first = command.rest.split(maxsplit=1)[0] if command.rest else ""
    verb = "note" if command.verb == "note" else "reply"  # what is asked or solved, is so once
    return f"{verb} {first}" if NAMED.fullmatch(first) else ""


def gives_order(text: str, username: str) -> bool:
    """Whether it begins with a command: "ask Bob about her" is a note, and no question to her."""
    return read(text, username) is not None or text.startswith("!")
