"""The name and the picture of the agent whose words are posted."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from channels.base import TryLater, Undeliverable
from channels.messages import Person
from channels.slack import blocks
from channels.slack.blocks import Signature
from channels.slack.client import Slack

MAY_POSE = "chat:write.customize"
FRESH = 3600.0  # seconds that a picture is remembered
MOST = 1000
LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Voice:
    """How a message shows whose words it holds: in Slack's own place for it, or above them."""

    arguments: dict[str, str]
    signature: Signature | None = None


OURS = Voice({})


class Signatures:
    """Asks Slack for pictures, once in a while. `clock` gives seconds."""

    def __init__(self, slack: Slack, *, clock: Callable[[], float] = monotonic) -> None:
        self._slack = slack
        self._clock = clock
        self._pictures: dict[tuple[str, str], tuple[float, str]] = {}

    async def voice(self, team: str, by: Person | None) -> Voice:
        """How this person's words are shown. A missing picture holds up nothing."""
        if by is None or not (by.name or by.email):
            return OURS
        picture = await self._picture(team, by.email) if by.email else ""
        us = await self._slack.installation(team)
        if MAY_POSE in us.scopes:
            icon = {"icon_url": picture} if picture else {}
            return Voice({"username": blocks.username(by), **icon})
        return Voice({}, Signature(name=by.name or by.email, picture=picture))

    async def _picture(self, team: str, email: str) -> str:
        at, picture = self._pictures.get((team, email), (-FRESH, ""))
        if self._clock() - at < FRESH:
            return picture
        if len(self._pictures) >= MOST:
            self._pictures.clear()
        picture = await self._asked(team, email)
        self._pictures[(team, email)] = (self._clock(), picture)
        return picture

    async def _asked(self, team: str, email: str) -> str:
        try:
            found = await self._slack.quietly(team, "users.lookupByEmail", email=email)
        except (TryLater, Undeliverable):
            return ""
        profile = (found.get("user") or {}).get("profile") or {}
        url = str(profile.get("image_72") or "")
        return url if url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL else ""
