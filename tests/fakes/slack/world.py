"""What is in the fake's workspaces: people, channels, messages, files, views and tokens."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.fakes.slack.refusals import NotPossible

_SCOPES = """
app_mentions:read assistant:write channels:history channels:join channels:read chat:write
chat:write.customize commands files:read files:write groups:history groups:read im:history im:read
im:write reactions:read reactions:write team:read users:read users:read.email
"""
SCOPES = frozenset(_SCOPES.split())
_SUBSCRIBED = """
app_home_opened app_mention app_uninstalled member_joined_channel message.channels message.groups
message.im reaction_added tokens_revoked app_context_changed
"""
# Seconds that the app has to answer. Slack gives three of its own; here everybody shares a machine.
ANSWER_WITHIN = 15.0

SUBSCRIBED = frozenset(_SUBSCRIBED.split())


@dataclass(slots=True, kw_only=True)
class User:
    id: str
    team: str
    handle: str
    name: str
    email: str = ""
    locale: str = "en-US"
    bot_id: str = ""
    deleted: bool = False
    guest: bool = False
    stranger: bool = False


@dataclass(slots=True, kw_only=True)
class Channel:
    id: str
    team: str
    name: str
    kind: str  # channel, group, im or mpim, as in an event's channel_type
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: dict[str, dict] = field(default_factory=dict)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict)
    prompts: list[dict] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Token:
    value: str
    team: str
    user: str
    scopes: set[str]
    kind: str = "bot"  # bot or app
    state: str = ""  # the error it is answered with, such as token_revoked
    expires: float = 0.0


@dataclass(slots=True, kw_only=True)
class Team:
    id: str
    name: str
    domain: str
    bot: str = ""  # user id
    bot_id: str = ""
    installed: bool = True


@dataclass(slots=True, kw_only=True)
class StoredFile:
    id: str
    team: str
    name: str
    title: str
    length: int
    user: str
    content: bytes = b""
    complete: bool = False
    media_type: str = "application/octet-stream"
    more: dict = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class App:
    id: str = "A01FIRSTLINE"
    name: str = "firstline"
    client_id: str = "1111.2222"
    client_secret: str = "fake-client-secret"
    signing_secret: str = "fake-signing-secret"
    app_token: str = "xapp-1-A01FIRSTLINE-1-fake"
    verification: str = "fake-verification"


class Stamps:
    """Times in Slack's form, each later than the one before."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last = max(int(time.time() * 1e6), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


@dataclass(slots=True)
class World:
    """All that is, and where what happens is told."""

    app: App = field(default_factory=App)
    url: str = ""
    teams: dict[str, Team] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    views: dict[str, dict] = field(default_factory=dict)
    homes: dict[str, dict] = field(default_factory=dict)
    ephemerals: list[dict] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    replies: dict[str, dict] = field(default_factory=dict)  # by response_url
    codes: dict[str, str] = field(default_factory=dict)  # team by OAuth code
    refreshes: dict[str, str] = field(default_factory=dict)  # team by refresh token
    unfurled: dict[tuple[str, str], dict] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    tell: Callable[[str, dict], None] = lambda team, event: None
    stamps: Stamps = field(default_factory=Stamps)
    trigger_seconds: float = ANSWER_WITHIN
    rotating: bool = False
    watching: set[asyncio.Event] = field(default_factory=set)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def changed(self) -> None:
        """Wake whoever waits for something to become true."""
        for each in self.watching:
            each.set()

    def complain(self, of: str) -> None:
        self.complaints.append(of)
        self.changed()

    def new_id(self, letter: str) -> str:
        return f"{letter}0{next(self._ids):08d}"

    def user(self, known_as: str) -> User:
        """By id or handle. Raises NotPossible."""
        named = (each for each in self.users.values() if known_as in (each.id, each.handle))
        found = next(named, None)
        if found is None:
            raise NotPossible(f"nobody is called {known_as}")
        return found

    def channel(self, known_as: str, *, of: str = "") -> Channel:
        """By id or name; by a person's id or handle, or "" for `of`: their talk with the app."""
        named = (known_as.removeprefix("#"), known_as)
        for each in self.channels.values():
            if each.id in named or (each.name and each.name in named):
                return each
        return self.talk(self.user(known_as or of))

    def talk(self, person: User) -> Channel:
        """A person's direct messages with the app."""
        pair = {person.id, self.teams[person.team].bot}
        for each in self.channels.values():
            if each.kind == "im" and each.members == pair:
                return each
        opened = Channel(id=self.new_id("D"), team=person.team, name="", kind="im", members=pair)
        self.channels[opened.id] = opened
        return opened

    def new_trigger(self, user: str) -> str:
        made = f"{next(self._ids)}.{next(self._ids)}.{user.lower()}"
        self.triggers[made] = user, time.monotonic() + self.trigger_seconds
        return made
