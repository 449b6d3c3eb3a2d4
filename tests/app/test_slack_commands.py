"""`firstline slack`, and what Slack brings along for `firstline check` and `firstline db`."""

import asyncio
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from bot import app as house
from bot import checks, settings
from bot.cli import app
from channels.slack.installing import INVITATIONS
from channels.slack.many_workspaces import ManyWorkspaces, exchange, granted
from store.engine import upgrade
from tests.fakes.slack import FakeSlack

SITE = 'public_url = "https://help.example.org"'
MANY = f'[web]\n{SITE}\n[slack]\nclient_id = "1.2"\n'


@pytest.fixture
def firstline(folder):
    """Run a command with these settings: its exit code, what it printed, what it complained of."""

    def run(text, *words):
        (folder / "firstline.toml").write_text(text)
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    return run


def test_the_manifest_is_for_the_mode_that_is_set(firstline):
    code, out, _ = firstline("", "slack", "manifest", "--name", "Help")
    made = json.loads(out)
    assert (code, made["settings"]["socket_mode_enabled"]) == (0, True)
    assert made["display_information"]["name"] == "Help"
    _, out, _ = firstline(f'[web]\n{SITE}\n[slack]\nmode = "http"', "slack", "manifest")
    assert "https://help.example.org/slack/events" in out


@pytest.mark.parametrize("text", ['[slack]\nmode = "http"', '[slack]\nclient_id = "1.2"'])
def test_without_an_address_that_slack_can_come_to_there_is_no_manifest(firstline, text):
    code, out, err = firstline(text, "slack", "manifest")
    assert (code, out) == (1, "")
    assert "web.public_url" in err


def test_an_invitation_is_a_link_that_only_its_bearer_knows(firstline, folder):
    code, out, err = firstline(MANY, "slack", "invite")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"https://help\.example\.org/slack/install\?invitation=[\w-]{43}\n", out)
    secret = parse_qs(urlsplit(out.strip()).query)["invitation"][0]
    assert secret.encode() not in (folder / "data" / "firstline.db").read_bytes()
    assert (folder / "data" / "vault.key").is_file()


@pytest.mark.parametrize(
    ("text", "said"), [("", "slack.client_id"), ('[slack]\nclient_id = "1"', "web.public_url")]
)
def test_who_cannot_be_joined_is_told_why(firstline, text, said):
    code, out, err = firstline(text, "slack", "invite")
    assert (code, out) == (1, "")
    assert said in err


def test_secrets_whose_key_is_lost_are_found_and_can_be_given_up(firstline, folder):
    firstline(MANY, "slack", "invite")
    assert list(checks.secrets(settings.load())) == []
    code, out, _ = firstline(MANY, "db", "forget-secrets")
    assert (code, out) == (0, "Every secret can be opened: nothing done.\n")
    (folder / "data" / "vault.key").unlink()
    (finding,) = checks.secrets(settings.load())
    assert finding.is_wrong
    assert "firstline db forget-secrets" in finding.text
    code, out, _ = firstline(MANY, "db", "forget-secrets")
    assert out.startswith(f"Forgotten:\n{INVITATIONS}")
    assert list(checks.secrets(settings.load())) == []


async def test_check_asks_slack_where_it_is_a_channel(folder):
    async with FakeSlack() as slack:
        slack.add_channel("triage", bot=False)
        (folder / "firstline.toml").write_text(
            f'channels = ["slack"]\n[slack]\nbase_url = "{slack.base_url}"\n'
            f'bot_token = "{slack.bot_token}"\napp_token = "{slack.app_token}"\n'
            'triage_channel = "triage"\n'
        )
        found = await asyncio.to_thread(lambda: list(checks.slack(settings.load())))
        assert [each.text for each in found if each.is_wrong] == [
            "Firstline is not in it: type /invite @Firstline there"
        ]
        (folder / "firstline.toml").write_text("")
        assert list(checks.slack(settings.load())) == []


async def test_check_looks_at_every_workspace_that_was_joined(folder):
    async with FakeSlack() as slack:
        app = slack.world.app
        (folder / "firstline.toml").write_text(
            f'channels = ["slack"]\n[web]\n{SITE}\n[slack]\nbase_url = "{slack.base_url}"\n'
            f'client_id = "{app.client_id}"\nclient_secret = "{app.client_secret}"\n'
            f'app_token = "{slack.app_token}"\n'
        )
        chosen = settings.load()
        found = await asyncio.to_thread(lambda: list(checks.slack(chosen)))
        assert "in no workspace yet" in " ".join(each.text for each in found)
        await _join(chosen, slack)
        found = await asyncio.to_thread(lambda: list(checks.slack(chosen)))
        assert "slack workspace Acme" in {each.about for each in found}
        assert not any(each.is_wrong for each in found)


async def _join(chosen, slack):
    """As a browser does."""
    upgrade(chosen.url)
    firstline = house.build(chosen.model_copy(update={"channels": ("console",)}))
    try:
        said = await exchange(chosen.chat, code=slack.code_for(slack.team.id), redirect_uri="x")
        workspaces = ManyWorkspaces(chosen.chat, firstline.house.vault)
        await workspaces.keep(granted(said, now=firstline.clock()))
    finally:
        firstline.close()
