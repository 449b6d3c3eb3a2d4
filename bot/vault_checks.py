"""What a check may know of the vault: beside a running server, changing nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.runtime.vault import Vault
from bot.settings import Settings
from channels.base import NotNow
from channels.slack.installation import Installation
from store.engine import open_reader
from store.errors import StoreError

T = TypeVar("T")


def trouble(chosen: Settings) -> str:
    """Why the secrets there cannot be opened; "" if they can, or if there are none."""
    return _looked(chosen, Vault.trouble, "")


def workspaces(chosen: Settings) -> Sequence[Installation]:
    """The workspaces of Slack that were joined, as far as their tokens can be read."""
    from channels.slack.many_workspaces import joined  # loads what only a desk in Slack needs

    return _looked(chosen, joined, ())


def _looked(chosen: Settings, look: Callable[[Vault], Awaitable[T]], otherwise: T) -> T:
    async def looking() -> T:
        try:
            store = open_reader(chosen.url)
        except StoreError:  # another check tells that
            return otherwise
        try:
            return await look(Vault(store, chosen.vault_keys, store.clock))
        except NotNow:
            return otherwise
        finally:
            store.close()

    return asyncio.run(looking())
