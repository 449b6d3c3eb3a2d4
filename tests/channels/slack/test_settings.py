"""What is missing or mistaken in the settings is said in a sentence that says where to find it."""

import pytest
from pydantic import ValidationError

from channels.slack.settings import NotSetUp, SlackSettings

GOOD = {"bot_token": "xoxb-1", "app_token": "xapp-1"}


def complaints(**given):
    return SlackSettings(**given).complaints()


def test_nothing_is_missing_in_either_mode():
    assert complaints(**GOOD) == ()
    url = "https://help.example.org"
    http = {"mode": "http", "signing_secret": "s", "public_url": url}
    assert complaints(bot_token="xoxb-1", **http) == ()
    many = {"client_id": "1.2", "client_secret": "s", "public_url": url}
    assert complaints(app_token="xapp-1", **many) == ()


def test_without_anything_each_token_is_asked_for_with_the_place_it_stands_in():
    first, second = complaints()
    assert first.startswith("slack.bot_token is missing: it begins with xoxb-")
    assert second.startswith("slack.app_token is missing: it begins with xapp-")
    assert "OAuth & Permissions" in first
    assert "connections:write" in second


def test_who_cannot_begin_says_why():
    SlackSettings(**GOOD).require()
    with pytest.raises(NotSetUp, match=r"slack\.bot_token is missing"):
        SlackSettings().require()


def test_a_token_in_the_wrong_place_is_noticed_and_not_shown():
    told = complaints(bot_token="xapp-secret", app_token="xoxp-secret")
    assert [each.partition(":")[0] for each in told] == [
        "slack.bot_token is a token of another kind",
        "slack.app_token is a token of another kind",
    ]
    assert "secret" not in " ".join(told)


def test_over_http_the_signing_secret_and_an_address_are_wanted():
    told = " ".join(complaints(bot_token="xoxb-1", mode="http"))
    assert "slack.signing_secret is missing" in told
    assert "web.public_url is not an https address" in told
    assert "app_token" not in told


def test_for_many_workspaces_the_apps_own_secret_is_wanted_and_no_token():
    told = complaints(client_id="1.2", mode="http", signing_secret="s")
    assert [each.split()[0] for each in told] == [
        "slack.client_secret",
        "web.public_url",  # for the installation
        "web.public_url",  # for what Slack sends
    ]


def test_channels_are_names_or_ids_and_reactions_have_no_colons():
    settings = SlackSettings(
        help_channels=("#IT-Help", " C012AB3CD "), triage_channel="#triage", reaction=":ticket:"
    )
    assert settings.help_channels == ("it-help", "C012AB3CD")
    assert (settings.triage_channel, settings.reaction) == ("triage", "ticket")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"admins": ("@ann",)}, "Copy member ID"),
        ({"connections": 11}, "less than or equal to 10"),
        ({"base_url": "slack.com"}, "give it in full"),
        ({"mode": "rtm"}, "'socket' or 'http'"),
        ({"bot_tokn": "x"}, "Extra inputs"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        SlackSettings(**wrong)
