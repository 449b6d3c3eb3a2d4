"""What there is on the fake Telegram: people, chats, messages, files, updates that wait."""

import itertools
from dataclasses import dataclass, field

BOT_ID = 4711
TOKEN = f"{BOT_ID}:A-token-of-the-fake"
USERNAME = "firstline_bot"
ME = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Firstline",
    "username": USERNAME,
    "can_join_groups": True,
    "can_read_all_group_messages": False,
}


@dataclass
class Person:
    id: int
    first_name: str
    last_name: str = ""
    language_code: str = "en"
    blocks: bool = False
    has_begun: bool = False

    @property
    def user(self):
        told = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        more = {"last_name": self.last_name, "language_code": self.language_code}
        return told | {name: value for name, value in more.items() if value}

    @property
    def chat(self):
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@dataclass
class Group:
    id: int
    title: str
    is_forum: bool = False
    has_bot: bool = True
    migrated_to: int = 0
    topics: dict[int, str] = field(default_factory=dict)

    @property
    def chat(self):
        kind = "supergroup" if self.id < -1_000_000 else "group"
        told = {"id": self.id, "type": kind, "title": self.title}
        return told | ({"is_forum": True} if self.is_forum else {})


@dataclass
class World:
    """`messages` by chat and number, both of people and of the bot."""

    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    messages: dict[tuple[int, int], dict] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    presses: set[str] = field(default_factory=set)
    commands: dict[str, list] = field(default_factory=dict)
    reactions: dict[tuple[int, int], list] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    seconds: itertools.count = field(default_factory=lambda: itertools.count(1_780_000_000))

    me: dict = field(default_factory=lambda: dict(ME))

    def number(self, chat):
        self.numbers[chat] = self.numbers.get(chat, 0) + 1
        return self.numbers[chat]

    def place(self, chat):
        return self.people.get(chat) or self.groups.get(chat)

    def keep(self, message):
        self.messages[message["chat"]["id"], message["message_id"]] = message
        return message

    def of(self, chat):
        """The messages of a chat, the oldest first."""
        return [m for (where, _), m in sorted(self.messages.items()) if where == chat]
