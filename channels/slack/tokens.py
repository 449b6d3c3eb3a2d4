"""Which workspaces the desk is in, and the token for each."""

from collections.abc import Sequence
from typing import Protocol

from channels.base import Vault
from channels.slack.installation import Installation, NotInstalled
from channels.slack.many_workspaces import ManyWorkspaces
from channels.slack.one_workspace import OneWorkspace
from channels.slack.settings import SlackSettings

__all__ = ["Installation", "NotInstalled", "Tokens", "open_tokens"]


class Tokens(Protocol):
    """The workspaces that the desk is in."""

    async def token(self, team: str) -> str:
        """The token to use there now. Raises NotInstalled (Undeliverable), TryLater."""
        ...

    async def installation(self, team: str) -> Installation:
        """The token, who we are there, and what we may do. Raises NotInstalled, TryLater."""
        ...

    async def teams(self) -> Sequence[str]:
        """All of them. Raises NotInstalled if the only token is refused, TryLater."""
        ...

    async def forget(self, team: str) -> None:
        """We were put out of there: `tokens_revoked`, `app_uninstalled`, or an answer that says so.

        Saying it twice is harmless; if we are in there still, it is found out. Raises TryLater.
        """
        ...


def open_tokens(settings: SlackSettings, vault: Vault) -> Tokens:
    """For the one workspace of the settings, or for all that were joined."""
    return ManyWorkspaces(settings, vault) if settings.many else OneWorkspace(settings)
