"""The token of the settings, and the workspace that it opens."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from channels.slack.asking import Declined, ask
from channels.slack.installation import Installation, NotInstalled
from channels.slack.settings import SlackSettings

AGAIN = 60.0  # seconds after which a token that was refused is shown again


class OneWorkspace:
    """`tokens.Tokens` for the one workspace of `bot_token`; Slack is asked once which that is."""

    def __init__(self, settings: SlackSettings, *, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._found: Installation | None = None
        self._refused = ""
        self._refused_at = 0.0
        self._asking = asyncio.Lock()

    async def installation(self, team: str) -> Installation:
        """What we are there. Raises NotInstalled, TryLater."""
        ours = await self._ours()
        if team != ours.team:
            raise NotInstalled(f"The token of the settings is for {ours.team}, not for {team}.")
        return ours

    async def token(self, team: str) -> str:
        """The token of the settings, if it is for this workspace. Raises NotInstalled, TryLater."""
        return (await self.installation(team)).token

    async def teams(self) -> tuple[str, ...]:
        """The workspace that the token opens. Raises NotInstalled, TryLater."""
        return ((await self._ours()).team,)

    async def forget(self, team: str) -> None:
        """The token was revoked: it is shown to Slack again before it is used."""
        if self._found and self._found.team == team:
            self._found = None

    async def _ours(self) -> Installation:
        async with self._asking:
            if self._found is None:
                self._found = await self._ask()
            return self._found

    async def _ask(self) -> Installation:
        if self._refused and self._clock() - self._refused_at < AGAIN:
            raise _refused(self._refused)
        token = self._settings.bot_token.get_secret_value()
        try:
            answer = await ask(self._settings.base_url, token, "auth.test")
        except Declined as no:
            self._refused, self._refused_at = no.code, self._clock()
            raise _refused(no.code) from no
        self._refused = ""
        return of_auth_test(answer.said, token=token, scopes=answer.scopes)


def of_auth_test(said: Mapping[str, Any], *, token: str, scopes: frozenset[str]) -> Installation:
    """What `auth.test` says of a token."""

    def word(key: str) -> str:
        return str(said.get(key) or "")

    return Installation(
        team=word("team_id"),
        name=word("team"),
        url=word("url"),
        bot_user=word("user_id"),
        bot=word("bot_id"),
        token=token,
        scopes=scopes,
    )


def _refused(code: str) -> NotInstalled:
    return NotInstalled(
        f"Slack does not accept slack.bot_token ({code}): firstline check says more."
    )
