"""What is known when a payload is read: the workspace, its channels, and the people named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.messages import ConversationRef, InboundMessage, Person
from channels.slack.payloads import Json

SLACK = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The channels of a workspace that mean something, by id, and who we are there."""

    help: frozenset[str] = frozenset()
    triage: str = ""
    me: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One payload's surroundings. `app` is our own; `known` are the people it names, if asked."""

    team: str
    app: str
    rooms: Rooms
    now: datetime
    reaction: str = "ticket"
    bots: frozenset[str] = frozenset()
    known: Mapping[str, Person] = field(default_factory=dict)

    @property
    def me(self) -> str:
        """The user that we are there; "" if that is not known."""
        return self.rooms.me

    def place(self, channel: str, thread: str = "") -> ConversationRef:
        """A conversation in a channel."""
        return ConversationRef(channel=SLACK, place=f"{self.team}/{channel}", thread=thread)

    def person(self, user: str) -> Person:
        """Somebody, as far as they are known."""
        return self.known.get(user) or Person(address=f"{self.team}/{user}")

    def id(self, *parts: str) -> str:
        """What we call something that came from here."""
        return "/".join((self.team, *parts))

    def message(self, kind: str, *, user: str, conversation: ConversationRef) -> InboundMessage:
        """The beginning of one."""
        return InboundMessage(
            id=kind, conversation=conversation, person=self.person(user), at=self.now
        )


def team_of(body: Json) -> str:
    """The workspace that a payload is for: where the app is installed.

    In a channel that organisations share, `team_id` may be that of whoever speaks.
    """
    first = next(body.each("authorizations"), Json())
    installed = body.id("view", "app_installed_team_id") or first.id("team_id")
    found = (body.id(*path) for path in _TEAMS)
    return installed or next(filter(None, found), first.id("enterprise_id"))


_TEAMS = (("team_id",), ("team", "id"), ("user", "team_id"), ("view", "team_id"))


def me_in(body: Json) -> str:
    """The user that we are there, where the payload says so."""
    first = next(body.each("authorizations"), Json())
    return first.id("user_id") if first.at("is_bot").value is True else ""


def at(ts: str, otherwise: datetime) -> datetime:
    """The moment that one of Slack's times means."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
