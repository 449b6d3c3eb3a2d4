"""Trouble that an admin must mend: said once in a while, where somebody reads it."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from channels.base import TryLater, Undeliverable
from channels.slack.asking import Declined, ask
from channels.slack.settings import SlackSettings
from channels.slack.tokens import Tokens

log = logging.getLogger("firstline")

COOLDOWN = timedelta(hours=6)
MOST = 1000  # troubles remembered; more than there can be channels of ours


class Trouble(StrEnum):
    """What may be wrong, in Slack's own words for it."""

    INVALID_AUTH = "invalid_auth"
    ACCOUNT_INACTIVE = "account_inactive"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a word of Slack's
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - likewise
    MISSING_SCOPE = "missing_scope"
    IS_ARCHIVED = "is_archived"
    CHANNEL_NOT_FOUND = "channel_not_found"
    NOT_IN_CHANNEL = "not_in_channel"


_PUT_OUT = (
    "Slack no longer lets Firstline into the workspace {team}. Install the app again at "
    "api.slack.com/apps and put the new token into slack.bot_token."
)
SENTENCES = {
    Trouble.INVALID_AUTH: _PUT_OUT,
    Trouble.ACCOUNT_INACTIVE: _PUT_OUT,
    Trouble.TOKEN_REVOKED: _PUT_OUT,
    Trouble.TOKEN_EXPIRED: _PUT_OUT,
    Trouble.MISSING_SCOPE: (
        "Firstline lacks the permission {detail} in Slack. Add it under OAuth & Permissions at "
        "api.slack.com/apps and install the app again."
    ),
    Trouble.IS_ARCHIVED: (
        "The Slack channel {detail} is archived, and Firstline works there. Unarchive it, or name "
        "another in the settings."
    ),
    Trouble.CHANNEL_NOT_FOUND: (
        "Firstline cannot see the Slack channel {detail}. If it is private, type "
        "/invite @Firstline there; otherwise look at its name in the settings."
    ),
    Trouble.NOT_IN_CHANNEL: (
        "Firstline is not in the Slack channel {detail}. Type /invite @Firstline there."
    ),
}
# With these no word gets through to this workspace.
SILENCED = frozenset(kind for kind, sentence in SENTENCES.items() if sentence is _PUT_OUT)

# Where a sentence goes that Slack does not take.
Elsewhere = Callable[[str, str], Awaitable[None]]


async def _nowhere(_key: str, _sentence: str) -> None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


class Alerts:
    """Tells the admins; `elsewhere` takes a key and a sentence when Slack cannot be told."""

    def __init__(
        self,
        settings: SlackSettings,
        tokens: Tokens,
        *,
        elsewhere: Elsewhere = _nowhere,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._settings = settings
        self._tokens = tokens
        self._elsewhere = elsewhere
        self._clock = clock
        self._told: dict[tuple[str, str, str], datetime] = {}

    async def report(self, team: str, kind: str, detail: str = "") -> None:
        """There is this trouble: `kind` is a `Trouble`, `detail` the scope or the channel.

        One alert in `COOLDOWN` for each. It never raises, and takes seconds at the most.
        """
        if kind not in SENTENCES or not self._is_new((team, kind, detail)):
            return
        trouble = Trouble(kind)
        sentence = SENTENCES[trouble].format(team=team, detail=detail or "(unknown)")
        log.error("slack: %s", trouble, extra={"key": team, "reason": detail})
        if trouble in SILENCED or not await self._told_in_slack(team, sentence, but=detail):
            await self._elsewhere(f"slack/{team}/{trouble}/{detail}", sentence)

    def _is_new(self, what: tuple[str, str, str]) -> bool:
        now = self._clock()
        fresh = {key: at for key, at in self._told.items() if now - at < COOLDOWN}
        if what in fresh or len(fresh) >= MOST:
            return False
        self._told = {**fresh, what: now}
        return True

    async def _told_in_slack(self, team: str, sentence: str, *, but: str) -> bool:
        """Whether anybody was told; not in the channel that the trouble is about."""
        settings = self._settings
        places = settings.admins or tuple(filter(None, (settings.triage_channel,)))
        return any([await self._post(team, place, sentence) for place in places if place != but])

    async def _post(self, team: str, place: str, sentence: str) -> bool:
        with suppress(Declined, TryLater, Undeliverable):
            token = await self._tokens.token(team)
            said = {"channel": place, "text": sentence}
            await ask(self._settings.base_url, token, "chat.postMessage", **said)
            return True
        return False
