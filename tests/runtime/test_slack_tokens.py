"""Servers that share a database refresh a workspace's token once, and one after another."""

import asyncio
from datetime import timedelta

from bot.runtime.vault import Vault
from bot.runtime.vault_keys import VaultKeys
from channels.slack.many_workspaces import ManyWorkspaces, exchange, granted
from channels.slack.settings import SlackSettings
from tests.fakes.slack import FakeSlack
from tests.scenarios.stage import HandClock

KEY = "a key that nobody can guess, really nobody"


async def test_a_refresh_token_is_spent_once_by_many_servers(store, tmp_path):
    async with FakeSlack() as slack:
        slack.world.rotating = True
        clock, team = HandClock(), slack.team.id
        first, *others = (_server(slack, store, tmp_path, clock) for _ in range(4))
        said = await exchange(first._settings, code=slack.code_for(team), redirect_uri="x")
        old = granted(said, now=clock())
        await first.keep(old)
        for _ in range(3):
            clock.wind(timedelta(hours=11, minutes=45))
            (new,) = set(await asyncio.gather(*(each.token(team) for each in (first, *others))))
            assert new != old.token
        assert len(slack.called("oauth.v2.access")) == 1 + 3
        assert all(call.answer["ok"] for call in slack.called("oauth.v2.access"))


def _server(slack, store, folder, clock):
    settings = SlackSettings(
        client_id=slack.world.app.client_id,
        client_secret=slack.world.app.client_secret,
        base_url=slack.base_url,
    )
    vault = Vault(store, VaultKeys(folder / "vault.key", (KEY,)), clock)
    return ManyWorkspaces(settings, vault, clock=clock, ticks=lambda: clock().timestamp())
