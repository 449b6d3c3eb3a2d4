"""Trouble that an admin must mend: said once in a while, where somebody reads it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from functools import partial
from html import escape
from time import monotonic
from typing import Any

from channels.base import House, NotNow, TryLater, Undeliverable
from channels.slack.asking import Declined, ask
from channels.slack.installation import PUT_OUT
from channels.slack.places import Call, find
from channels.slack.settings import SlackSettings, is_id
from channels.slack.tokens import Tokens

log = logging.getLogger(__name__)

COOLDOWN = timedelta(hours=6)
MEMBERS = ("U", "W")  # what ids of members begin with
CHANNELS = ("C", "G")  # and those of channels, public and private
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
    "Slack no longer lets Firstline into the workspace {team} ({kind}). Install the app there "
    "again; with a token in the settings, put the new one into slack.bot_token and start Firstline "
    "again. Until then nobody is answered in Slack."
)
SENTENCES = {
    Trouble.INVALID_AUTH: _PUT_OUT,
    Trouble.ACCOUNT_INACTIVE: _PUT_OUT,
    Trouble.TOKEN_REVOKED: _PUT_OUT,
    Trouble.TOKEN_EXPIRED: _PUT_OUT,
    Trouble.MISSING_SCOPE: (
        "Firstline lacks the permission {detail} in Slack. Add it under OAuth & Permissions at "
        "api.slack.com/apps, then install the app again."
    ),
    Trouble.IS_ARCHIVED: (
        "The Slack channel {detail} is archived, and Firstline works there. Bring it back, or name "
        "another one in the settings."
    ),
    Trouble.CHANNEL_NOT_FOUND: (
        "Firstline cannot see the Slack channel {detail}. If it is private, type "
        "/invite @Firstline there; if not, look at its name in the settings."
    ),
    Trouble.NOT_IN_CHANNEL: (
        "Firstline is not in the Slack channel {detail}. Type /invite @Firstline there."
    ),
}


class Alerts:
    """Tells the admins in Slack, and by the house where Slack does not take it."""

    def __init__(
        self,
        settings: SlackSettings,
        tokens: Tokens,
        house: House,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._tokens = tokens
        self._house = house
        self._clock = clock
        self._told: dict[str, float] = {}

    async def report(self, team: str, kind: str, detail: str = "") -> None:
        """There is this trouble: `kind` is a `Trouble`, `detail` the scope or the channel.

        One alert in `COOLDOWN` for each, by one of all servers. Kinds that are no trouble are let
        pass. It never raises, and takes seconds at the most.
        """
        if kind not in SENTENCES or not await self._is_ours_to_tell(f"{team}/{kind}/{detail}"):
            return
        log.error("Slack does not let us work", extra={"key": team, "trouble": f"{kind} {detail}"})
        sentence = SENTENCES[Trouble(kind)].format(
            team=team, kind=kind, detail=detail or "(which one, it did not say)"
        )
        if kind in PUT_OUT or not await self._told_in_slack(team, sentence, but=detail):
            await self._house.alarm(sentence)

    async def _is_ours_to_tell(self, what: str) -> bool:
        """What was told here need not be looked up; without the house, we decide alone."""
        if not self._is_new(what):
            return False
        try:
            return await self._house.once(f"slack/alert/{what}", within=COOLDOWN)
        except NotNow:
            return True

    def _is_new(self, what: str) -> bool:
        now, length = self._clock(), COOLDOWN.total_seconds()
        fresh = {key: at for key, at in self._told.items() if now - at < length}
        if what in fresh or len(fresh) >= MOST:
            return False
        self._told = {**fresh, what: now}
        return True

    async def _told_in_slack(self, team: str, sentence: str, *, but: str) -> bool:
        """Whether anybody was told; the channel that the trouble is about is no place for it."""
        plain = escape(sentence, quote=False)
        shown = plain.replace(but, f"<#{but}>") if but.startswith(CHANNELS) else plain
        settings = self._settings
        names = settings.admins or tuple(filter(None, (settings.triage_channel,)))
        return any([await self._post(team, name, shown, but=but) for name in names])

    async def _post(self, team: str, name: str, sentence: str, *, but: str) -> bool:
        with suppress(Declined, TryLater, Undeliverable, NotNow):
            call = partial(self._call, await self._tokens.token(team))
            place = await _place(call, name)
            if place and but not in (place, name):
                await call("chat.postMessage", channel=place, text=sentence)
                return True
        return False

    async def _call(self, token: str, method: str, **arguments: object) -> Mapping[str, Any]:
        return (await ask(self._settings.base_url, token, method, **arguments)).said


async def _place(call: Call, name: str) -> str:
    """Where to write to a member or into a channel; "" if there is no such channel."""
    if is_id(name) and name.startswith(MEMBERS):
        opened = await call("conversations.open", users=name)
        return str((opened.get("channel") or {}).get("id") or "")
    if is_id(name):
        return name
    found = (await find(call, (name,))).get(name)
    return found.id if found else ""
