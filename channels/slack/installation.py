"""What we are in a workspace, and what opens it."""

from dataclasses import dataclass, field
from datetime import datetime

from channels.base import Undeliverable

# What Slack answers to a token that opens nothing any more.
PUT_OUT = frozenset({"invalid_auth", "account_inactive", "token_revoked", "token_expired"})


class NotInstalled(Undeliverable):
    """The desk is not, or no more, in this workspace; the sentence says how it gets there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The desk in one workspace.

    `bot_user` is who we are there (U...), `bot` the same as a bot (B...), `scopes` what the token
    may do. `expires_at` is None for a token that does not rotate.
    """

    team: str
    token: str = field(repr=False)
    name: str = ""
    url: str = ""
    bot_user: str = ""
    bot: str = ""
    scopes: frozenset[str] = frozenset()
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
