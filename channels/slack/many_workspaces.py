"""The workspaces that the desk was installed in, and the token of each: kept in the vault.

Tokens that rotate live for twelve hours, and a refresh token is good once: who refreshes does so
alone, and looks first whether another has done it (docs.slack.dev, "Using token rotation").
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from channels.base import TryLater, Vault
from channels.slack.asking import Declined, ask
from channels.slack.installation import PUT_OUT, Installation, NotInstalled
from channels.slack.settings import SlackSettings

T = TypeVar("T")

PREFIX = "slack/workspace/"
EARLY = timedelta(minutes=30)  # before a token ends, it is refreshed
BELIEVED = 30.0  # seconds for which another server may change it without our knowing
MOST_TEAMS = 1000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Seen:
    installation: Installation
    at: float


class ManyWorkspaces:
    """`tokens.Tokens` for every workspace that an admin has installed the desk in."""

    def __init__(
        self,
        settings: SlackSettings,
        vault: Vault,
        *,
        clock: Callable[[], datetime] = _now,
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._vault = vault
        self._clock = clock
        self._ticks = ticks
        self._seen: dict[str, _Seen] = {}

    async def installation(self, team: str) -> Installation:
        """What we are there, with a token that is good. Raises NotInstalled, TryLater, NotNow."""
        seen = self._seen.get(team)
        if seen and self._ticks() - seen.at < BELIEVED and not self._ends_soon(seen.installation):
            return seen.installation
        found = await self._kept(team)
        if self._ends_soon(found):
            found = await self._refreshed(found)
        return self._remember(found)

    async def token(self, team: str) -> str:
        """The token to use there now. Raises NotInstalled, TryLater, NotNow."""
        return (await self.installation(team)).token

    async def teams(self) -> tuple[str, ...]:
        """Every workspace we are in. Raises NotNow."""
        return tuple(name.removeprefix(PREFIX) for name in await self._vault.names(PREFIX))

    async def forget(self, team: str) -> None:
        """We may have been put out: Slack is asked, for the news can be older than the token.

        Raises TryLater, NotNow.
        """
        self._seen.pop(team, None)
        with suppress(NotInstalled):
            kept = await self._kept(team)
            refused = await self._refused(kept)
            if refused:
                await self._alone(team, partial(self._drop, refused))

    async def keep(self, found: Installation) -> None:
        """The desk is in this workspace now. Durable when it returns. Raises NotNow, TryLater."""
        await self._alone(found.team, partial(self._put, found))

    # --- the vault ------------------------------------------------------------------------
    async def _kept(self, team: str) -> Installation:
        secret = await self._vault.get(_name(team))
        if secret is None:
            raise NotInstalled(f"Firstline is not installed in the Slack workspace {team}.")
        return _read(secret)

    async def _put(self, found: Installation) -> None:
        await self._vault.put(_name(found.team), _written(found))
        self._remember(found)

    async def _refused(self, kept: Installation) -> Installation | None:
        """What does not open the workspace any more; None if all is well."""
        try:
            kept = await self.installation(kept.team)
            await ask(self._settings.base_url, kept.token, "auth.test")
        except NotInstalled:
            return kept
        except Declined as no:
            return kept if no.code in PUT_OUT else None
        return None

    async def _drop(self, refused: Installation) -> None:
        """Unless it was installed again meanwhile."""
        if await self._kept(refused.team) == refused:
            self._seen.pop(refused.team, None)
            await self._vault.put(_name(refused.team), None)

    async def _alone(self, team: str, work: Callable[[], Awaitable[T]]) -> T:
        """Nobody else changes what is kept of this workspace meanwhile. Raises TryLater too."""
        try:
            return await self._vault.exclusively(_name(team), work)
        except TimeoutError as late:
            raise TryLater(f"others are busy with the workspace {team}") from late

    def _remember(self, found: Installation) -> Installation:
        if len(self._seen) >= MOST_TEAMS:
            self._seen.clear()
        self._seen[found.team] = _Seen(found, self._ticks())
        return found

    # --- tokens that rotate ---------------------------------------------------------------
    def _ends_soon(self, found: Installation) -> bool:
        return found.expires_at is not None and found.expires_at - self._clock() < EARLY

    async def _refreshed(self, old: Installation) -> Installation:
        """With a token that is good for hours; the old one will do as long as it lives."""
        try:
            return await self._alone(old.team, partial(self._refresh, old.team))
        except TryLater:
            if old.expires_at and old.expires_at > self._clock():
                return old
            raise

    async def _refresh(self, team: str) -> Installation:
        """What is kept is read anew: another server may have refreshed it while we waited."""
        old = await self._kept(team)
        if not self._ends_soon(old):
            return old
        try:
            said = await exchange(
                self._settings, grant_type="refresh_token", refresh_token=old.refresh_token
            )
        except Declined as no:
            raise NotInstalled(
                f"Slack does not renew the token of the workspace {team} ({no.code}): "
                "install Firstline there again with the link of `firstline slack invite`."
            ) from no
        new = granted(said, now=self._clock())
        renewed = replace(
            old, token=new.token, refresh_token=new.refresh_token, expires_at=new.expires_at
        )
        await self._put(renewed)
        return renewed


async def joined(vault: Vault) -> tuple[Installation, ...]:
    """Every workspace we are in, as kept; a token may be too old. Raises NotNow."""
    secrets = [await vault.get(name) for name in await vault.names(PREFIX)]
    return tuple(_read(secret) for secret in secrets if secret is not None)


async def exchange(settings: SlackSettings, **given: str) -> Mapping[str, Any]:
    """What `oauth.v2.access` grants. Raises Declined, TryLater."""
    app = {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
    }
    return (await ask(settings.base_url, "", "oauth.v2.access", **app, **given)).said


def granted(said: Mapping[str, Any], *, now: datetime) -> Installation:
    """What Slack has granted us, as far as it says so."""
    team, lasts = said.get("team") or {}, said.get("expires_in")
    scopes = str(said.get("scope") or "").split(",")
    return Installation(
        team=str(team.get("id") or ""),
        name=str(team.get("name") or ""),
        token=str(said.get("access_token") or ""),
        bot_user=str(said.get("bot_user_id") or ""),
        scopes=frozenset(filter(None, scopes)),
        refresh_token=str(said.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=lasts) if isinstance(lasts, int) else None,
    )


def _name(team: str) -> str:
    return f"{PREFIX}{team}"


def _written(found: Installation) -> bytes:
    return json.dumps(
        {
            "team": found.team,
            "token": found.token,
            "name": found.name,
            "url": found.url,
            "bot_user": found.bot_user,
            "bot": found.bot,
            "scopes": sorted(found.scopes),
            "refresh_token": found.refresh_token,
            "expires_at": found.expires_at.isoformat() if found.expires_at else "",
        }
    ).encode()


def _read(secret: bytes) -> Installation:
    """What `_written` wrote."""
    kept = json.loads(secret)
    ends = kept.pop("expires_at")
    scopes = frozenset(kept.pop("scopes"))
    expires_at = datetime.fromisoformat(ends) if ends else None
    return Installation(**kept, scopes=scopes, expires_at=expires_at)
