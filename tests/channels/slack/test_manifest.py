"""The manifest is one that Slack takes, in each mode, and asks for what the desk needs.

The rules are those of docs.slack.dev, "App manifest reference".
"""

import re

import pytest

from channels.slack.manifest import manifest
from channels.slack.scopes import OPTIONAL, SCOPES, missing
from channels.slack.settings import SlackSettings

SOCKET = SlackSettings()
HTTP = SlackSettings(mode="http", public_url="https://help.example.org")
MANY = SlackSettings(client_id="1.2", public_url="https://help.example.org")

KNOWN = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "agent_view", "bot_user", "shortcuts", "slash_commands"},
    "features.app_home": {
        "home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled",
    },
    "features.agent_view": {"agent_description", "suggested_prompts"},
    "features.agent_view.suggested_prompts": {"title", "message"},
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "features.slash_commands": {"command", "description", "usage_hint", "should_escape", "url"},
    "oauth_config": {"scopes", "redirect_urls"},
    "oauth_config.scopes": {"bot"},
    "settings": {
        "event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events"},
    "settings.interactivity": {"is_enabled", "request_url"},
}  # fmt: skip
LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "features.bot_user.display_name": 80,
    "features.agent_view.agent_description": 300,
    "features.shortcuts.name": 24,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2000,
    "features.slash_commands.usage_hint": 1000,
}
MOST = {
    "features.agent_view.suggested_prompts": 4,
    "features.shortcuts": 10,
    "features.slash_commands": 50,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}
URLS = ("request_url", "url", "redirect_urls")


def leaves(value, path=""):
    """Every object and every value in it, with its path."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        yield path, value
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def complaints(made):
    return [f"{path}: {said}" for path, value in leaves(made) for said in wrong(path, value)]


def wrong(path, value):
    """What Slack would say of one place in the manifest."""
    if isinstance(value, dict):
        return [f"unknown: {name}" for name in set(value) - KNOWN[path]]
    if isinstance(value, list):
        return ["too many"] if len(value) > MOST.get(path, 1000) else []
    return wrong_text(path, value) if isinstance(value, str) else []


def wrong_text(path, text):
    too_long = ["too long"] if len(text) > LONGEST.get(path, 3000) else []
    is_url = path.split(".")[-1] in URLS
    return [*too_long, "no https address"] if is_url and not text.startswith("https:") else too_long


@pytest.mark.parametrize("settings", [SOCKET, HTTP, MANY], ids=["socket", "http", "many"])
def test_slack_takes_it(settings):
    made = manifest(settings)
    assert complaints(made) == []
    assert re.fullmatch("#[0-9a-f]{6}", made["display_information"]["background_color"])
    commands = made["features"]["slash_commands"]
    assert [re.fullmatch("/[a-z_-]+", each["command"]) is None for each in commands] == [False] * 2
    assert {each["type"] for each in made["features"]["shortcuts"]} == {"global", "message"}
    assert made["settings"]["token_rotation_enabled"] is False


def test_a_broken_manifest_would_be_noticed():
    made = manifest(HTTP.model_copy(update={"public_url": "http://help"}), name="F" * 36)
    found = complaints({**made, "features": {"bots": 1}})
    assert len([each for each in found if "https" in each]) == 2
    assert any("too long" in each for each in found)
    assert any("unknown" in each for each in found)


def test_in_socket_mode_slack_comes_to_no_address_of_ours():
    made = manifest(SOCKET)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(made).replace("http", "")


def test_over_http_events_presses_and_commands_come_to_one_address():
    made, where = manifest(HTTP), "https://help.example.org/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == where
    assert made["settings"]["interactivity"]["request_url"] == where
    assert {each["url"] for each in made["features"]["slash_commands"]} == {where}
    assert "redirect_urls" not in made["oauth_config"]


def test_where_many_workspaces_may_join_a_browser_finds_back():
    assert manifest(MANY)["oauth_config"]["redirect_urls"] == [
        "https://help.example.org/slack/oauth"
    ]


def test_it_asks_for_sixteen_scopes_and_for_the_events_that_these_allow():
    made = manifest(SOCKET)
    scopes = made["oauth_config"]["scopes"]["bot"]
    assert len(scopes) == len(set(scopes)) == 16
    assert not set(scopes) & set(OPTIONAL)
    assert missing(frozenset(scopes)) == ()
    assert missing(frozenset(scopes) - {"chat:write"}) == ("chat:write",)
    for event in made["settings"]["event_subscriptions"]["bot_events"]:
        if event.startswith("message."):
            assert f"{event.removeprefix('message.')}:history" in SCOPES
