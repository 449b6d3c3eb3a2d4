"""How long to wait before Slack may be asked again, per method and, for posts, per channel.

Slack allows bursts and says with 429 and Retry-After when one was too long
(docs.slack.dev/apis/web-api/rate-limits). So nothing is held back until it says so; then we wait as
long as it asks, and for a while afterwards keep to the steady pace of the method's tier.
"""

from dataclasses import dataclass

TIER_1, TIER_2, TIER_3, TIER_4 = 60.0, 3.0, 1.2, 0.6  # seconds between two calls
POSTS = 1.0  # in one channel

STEADY = {
    "apps.connections.open": TIER_1,
    "assistant.threads.setStatus": 0.1,
    "auth.test": TIER_4,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": POSTS,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
PER_CHANNEL = frozenset({"chat.postMessage", "chat.postEphemeral"})

CAREFUL = 10.0  # seconds at the steady pace after a burst was too long
MOST = 10_000  # keys remembered


@dataclass(frozen=True, slots=True)
class Key:
    """What Slack counts together."""

    team: str
    method: str
    channel: str = ""

    @property
    def steady(self) -> float:
        """Seconds between two calls that Slack always allows."""
        return STEADY.get(self.method, TIER_3)


def key_of(team: str, method: str, channel: str) -> Key:
    """Posts are counted by channel, everything else by workspace."""
    return Key(team, method, channel if method in PER_CHANNEL else "")


@dataclass(slots=True)
class _Pace:
    free_at: float = 0.0
    careful_until: float = 0.0


class Limits:
    """All that Slack asked for. Times are seconds of one clock, given by the caller."""

    def __init__(self) -> None:
        self._paces: dict[Key, _Pace] = {}

    def turn(self, key: Key, now: float, *, patience: float) -> float:
        """How many seconds until it is our turn; the turn is ours only if that is not more than
        `patience`."""
        pace = self._paces.get(key)
        if pace is None:
            return 0.0
        begins = max(now, pace.free_at)
        if begins - now <= patience and begins < pace.careful_until:
            pace.free_at = begins + key.steady
        return begins - now

    def rest(self, key: Key, now: float, *, seconds: float) -> None:
        """Slack asked for a pause of so many seconds."""
        if len(self._paces) >= MOST:
            self._tidy(now)
        pace = self._paces.setdefault(key, _Pace())
        pace.free_at = max(pace.free_at, now + seconds)
        pace.careful_until = max(pace.careful_until, pace.free_at + CAREFUL)

    def _tidy(self, now: float) -> None:
        live = {key: pace for key, pace in self._paces.items() if pace.careful_until > now}
        self._paces = live if len(live) < MOST else {}
