"""Whose token opens which workspace: one from the settings, or many from the vault."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from channels.base import NotNow, TryLater
from channels.slack import many_workspaces
from channels.slack.installation import Installation
from channels.slack.many_workspaces import ManyWorkspaces, joined
from channels.slack.one_workspace import AGAIN
from channels.slack.settings import SlackSettings
from channels.slack.tokens import NotInstalled, open_tokens
from tests.fakes.vault import MemoryVault

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class Hand:
    """Clocks wound by hand."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def ticks(self):
        return self.now.timestamp()

    def wind(self, **length):
        self.now += timedelta(**length)


@pytest.fixture
def hand():
    return Hand()


# --- one workspace --------------------------------------------------------------------------------


@pytest.fixture
def one(slack, hand):
    settings = SlackSettings(bot_token=slack.bot_token, base_url=slack.base_url)
    tokens = open_tokens(settings, MemoryVault())
    tokens._clock = hand.ticks
    return tokens


async def test_the_token_of_the_settings_is_for_its_own_workspace(slack, one):
    assert await one.teams() == (slack.team.id,)
    ours = await one.installation(slack.team.id)
    assert (ours.token, ours.name) == (slack.bot_token, "Acme")
    assert (ours.bot_user, ours.bot) == (slack.team.bot, slack.team.bot_id)
    assert "chat:write" in ours.scopes
    assert slack.bot_token not in repr(ours)
    with pytest.raises(NotInstalled, match=r"not for T1\."):
        await one.token("T1")


async def test_slack_is_asked_once_however_many_want_to_know(slack, one):
    await asyncio.gather(*(one.token(slack.team.id) for _ in range(20)))
    assert len(slack.called("auth.test")) == 1


async def test_a_revoked_token_is_not_shown_to_slack_at_every_turn(slack, one, hand):
    await one.teams()
    slack.revoke(slack.bot_token)
    await one.forget(slack.team.id)
    for _ in range(3):
        with pytest.raises(NotInstalled, match="token_revoked"):
            await one.token(slack.team.id)
    assert len(slack.called("auth.test")) == 2
    slack.world.tokens[slack.bot_token].state = ""
    hand.wind(seconds=AGAIN)
    assert await one.token(slack.team.id) == slack.bot_token


async def test_to_forget_another_workspace_changes_nothing(slack, one):
    await one.teams()
    await one.forget("T1")
    await one.teams()
    assert len(slack.called("auth.test")) == 1


async def test_when_slack_is_busy_or_away_it_is_tried_later(slack, one):
    slack.limit("auth.test", retry_after=7)
    with pytest.raises(TryLater) as pause:
        await one.teams()
    assert pause.value.after == timedelta(seconds=7)
    for trouble in (slack.break_down, slack.lose_answer, slack.lose_call):
        trouble("auth.test")
        with pytest.raises(TryLater):
            await one.teams()
    slack.refuse("auth.test", "internal_error")
    with pytest.raises(TryLater):
        await one.teams()
    assert await one.teams() == (slack.team.id,)


# --- many workspaces ------------------------------------------------------------------------------


@pytest.fixture
def vault():
    return MemoryVault()


@pytest.fixture
def open_many(slack, vault, hand):
    """One more server of the same desk."""
    settings = SlackSettings(
        client_id=slack.world.app.client_id,
        client_secret=slack.world.app.client_secret,
        base_url=slack.base_url,
    )

    def open_():
        assert isinstance(open_tokens(settings, vault), ManyWorkspaces)
        return ManyWorkspaces(settings, vault, clock=hand, ticks=hand.ticks)

    return open_


async def installed(slack, tokens, hand, team=None):
    """As after an installation."""
    team = team or slack.team
    given = {"code": slack.code_for(team.id), "redirect_uri": "https://help.example.org/x"}
    said = await many_workspaces.exchange(tokens._settings, **given)
    found = many_workspaces.granted(said, now=hand.now)
    await tokens.keep(found)
    return found


async def test_each_workspace_has_its_own_token_and_every_server_knows_it(slack, open_many, hand):
    one, other = open_many(), open_many()
    second = slack.add_team("globex")
    mine, theirs = (
        await installed(slack, one, hand),
        await installed(slack, one, hand, second),
    )
    assert sorted(await other.teams()) == sorted([slack.team.id, second.id])
    assert await other.token(slack.team.id) == mine.token != theirs.token
    assert await other.token(second.id) == theirs.token
    assert (await other.installation(second.id)).name == "Globex"
    with pytest.raises(NotInstalled, match="not installed in the Slack workspace T9"):
        await other.token("T9")


async def test_everything_kept_of_a_workspace_comes_back(vault, open_many):
    full = Installation(
        team="T1", token="xoxe.xoxb-1", name="Acme", url="https://acme.slack.com/", bot_user="U1",
        bot="B1", scopes=frozenset({"chat:write"}), refresh_token="xoxe-1", expires_at=NOON,
    )  # fmt: skip
    await open_many().keep(full)
    assert await joined(vault) == (full,)


async def test_a_token_that_ends_is_refreshed_once_whoever_asks(slack, open_many, hand):
    slack.world.rotating = True
    servers = [open_many() for _ in range(3)]
    old = await installed(slack, servers[0], hand)
    hand.wind(hours=11, minutes=45)
    asked = (server.token(slack.team.id) for server in servers for _ in range(5))
    (new,) = set(await asyncio.gather(*asked))
    assert new != old.token
    refreshed = [call for call in slack.called("oauth.v2.access") if call.args.get("refresh_token")]
    assert len(refreshed) == 1
    hand.wind(hours=12)
    assert await servers[1].token(slack.team.id) != new


async def test_while_slack_is_away_an_old_token_does_as_long_as_it_lives(slack, open_many, hand):
    slack.world.rotating = True
    tokens = open_many()
    old = await installed(slack, tokens, hand)
    hand.wind(hours=11, minutes=45)
    slack.break_down("oauth.v2.access", times=2)
    assert await tokens.token(slack.team.id) == old.token
    hand.wind(hours=1)
    with pytest.raises(TryLater):
        await tokens.token(slack.team.id)
    assert await tokens.token(slack.team.id) != old.token


async def test_a_refresh_token_that_was_spent_elsewhere_ends_in_a_sentence(slack, open_many, hand):
    slack.world.rotating = True
    tokens = open_many()
    await installed(slack, tokens, hand)
    slack.world.refreshes.clear()
    hand.wind(hours=12)
    with pytest.raises(NotInstalled, match="firstline slack invite"):
        await tokens.token(slack.team.id)


async def test_who_puts_us_out_is_forgotten_by_every_server(slack, open_many, hand):
    one, other = open_many(), open_many()
    found = await installed(slack, one, hand)
    await other.token(slack.team.id)
    slack.revoke(found.token)
    await one.forget(slack.team.id)
    await one.forget(slack.team.id)
    assert await one.teams() == ()
    hand.wind(minutes=1)
    with pytest.raises(NotInstalled):
        await other.token(slack.team.id)


async def test_old_news_of_being_put_out_does_not_undo_a_new_installation(slack, open_many, hand):
    tokens = open_many()
    first = await installed(slack, tokens, hand)
    slack.revoke(first.token)
    second = await installed(slack, tokens, hand)
    await tokens.forget(slack.team.id)
    assert await tokens.token(slack.team.id) == second.token


async def test_nothing_is_forgotten_while_slack_cannot_be_asked(slack, open_many, hand):
    tokens = open_many()
    found = await installed(slack, tokens, hand)
    slack.break_down("auth.test")
    with pytest.raises(TryLater):
        await tokens.forget(slack.team.id)
    assert await tokens.token(slack.team.id) == found.token


async def test_a_dead_rotating_token_is_forgotten_too(slack, open_many, hand):
    slack.world.rotating = True
    tokens = open_many()
    await installed(slack, tokens, hand)
    slack.world.refreshes.clear()
    hand.wind(hours=13)
    await tokens.forget(slack.team.id)
    assert await tokens.teams() == ()


async def test_while_the_vault_is_away_what_is_known_is_used_for_a_moment(
    slack, open_many, hand, vault
):
    tokens = open_many()
    found = await installed(slack, tokens, hand)
    vault.away = True
    assert await tokens.token(slack.team.id) == found.token
    hand.wind(minutes=1)
    with pytest.raises(NotNow):
        await tokens.token(slack.team.id)
