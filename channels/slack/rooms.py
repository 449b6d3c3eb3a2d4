"""The channels that mean something, in every workspace: names of the settings as ids."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from channels.base import TryLater, Undeliverable
from channels.slack import places
from channels.slack.installation import Installation
from channels.slack.scene import Rooms
from channels.slack.settings import SlackSettings, is_id

log = logging.getLogger("firstline")

AGAIN = 300.0  # seconds; a channel may be made, or renamed, after we have begun
SOON = 15.0  # seconds after Slack could not be asked


class Slack(Protocol):
    """Slack's Web API; see `client.Slack`."""

    async def call(self, team: str, method: str, **arguments: Any) -> dict[str, Any]: ...  # noqa: ANN401

    async def installation(self, team: str) -> Installation: ...


class Teams(Protocol):
    """The workspaces that we are in; see `tokens.Tokens`."""

    async def teams(self) -> Sequence[str]: ...


class Directory:
    """What the channels of the settings are in each workspace, as far as is known by now."""

    def __init__(self, settings: SlackSettings, slack: Slack, teams: Teams) -> None:
        self._slack = slack
        self._teams = teams
        self._help = settings.help_channels
        self._triage = settings.triage_channel
        self._known: dict[str, Rooms] = {}

    def of(self, team: str) -> Rooms:
        """The channels there. Ids are known at once, names once Slack was asked."""
        return self._known.get(team) or self._named({})

    @property
    def teams(self) -> tuple[str, ...]:
        """The workspaces looked at so far."""
        return tuple(self._known)

    async def look(self) -> None:
        """Look at every workspace. Raises TryLater, Undeliverable."""
        found = {team: await self._rooms(team) for team in await self._teams.teams()}
        self._known = found

    async def keep_looking(self) -> None:
        """Look again from time to time, until cancelled."""
        pause = AGAIN
        while True:
            await asyncio.sleep(pause)
            pause = AGAIN if await self._looked() else SOON

    async def _looked(self) -> bool:
        try:
            await self.look()
        except (TryLater, Undeliverable) as trouble:
            log.warning("slack: the channels cannot be looked up: %s", trouble)
            return False
        return True

    async def _rooms(self, team: str) -> Rooms:
        ours = await self._slack.installation(team)
        names = [name for name in (*self._help, self._triage) if name and not is_id(name)]
        found = self._named(await self._ids(team, names) if names else {})
        return Rooms(help=found.help, triage=found.triage, me=ours.bot_user)

    def _named(self, ids: Mapping[str, str]) -> Rooms:
        def known(name: str) -> str:
            return name if is_id(name) else ids.get(name, "")

        return Rooms(help=frozenset(map(known, self._help)) - {""}, triage=known(self._triage))

    async def _ids(self, team: str, names: Sequence[str]) -> dict[str, str]:
        """The ids of channels by their names. Those that are not found are left out."""
        found = await places.find(partial(self._slack.call, team), names)
        return {name: place.id for name, place in found.items()}
