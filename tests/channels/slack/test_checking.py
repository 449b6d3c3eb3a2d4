"""`firstline check` finds what Slack does not like, and says how to mend each thing."""

import pytest

from channels.slack import places
from channels.slack.asking import ask
from channels.slack.checking import findings
from channels.slack.installation import Installation
from channels.slack.scopes import SCOPES
from channels.slack.settings import SlackSettings

SITE = "https://help.example.org"


@pytest.fixture
def look(slack):
    """Check a desk that is set up as it should be, but for the changes."""

    async def look_(*joined, **changes):
        good = {
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "base_url": slack.base_url,
        }
        return await findings(SlackSettings(**(good | changes)), joined)

    return look_


def wrong(found):
    return [text for _, text, mark in found if mark == "wrong"]


async def test_a_desk_that_is_set_up_well_has_nothing_to_mend(slack, look):
    slack.add_channel("it-help")
    secret = slack.add_channel("it-secret", kind="group")
    slack.add_channel("triage")
    ann = slack.add_person("ann")
    found = await look(help_channels=("#it-help", secret), triage_channel="triage", admins=(ann,))
    assert [mark for _, _, mark in found] == ["ok"] * len(found)
    about = [what for what, _, _ in found]
    assert about == [
        "slack",
        "slack workspace Acme",
        "slack workspace Acme",
        "slack help channel it-help",
        f"slack help channel {secret}",
        "slack triage channel triage",
    ]


async def test_it_changes_nothing_in_slack(slack, look):
    slack.add_channel("triage")
    await look(triage_channel="triage")
    assert {call.method for call in slack.calls} == {
        "auth.test",
        "apps.connections.open",
        "users.conversations",
    }


async def test_missing_tokens_are_told_and_slack_is_not_bothered(slack, look):
    told = wrong(await look(bot_token="", app_token="xoxb-1"))
    assert told[0].startswith("slack.bot_token is missing")
    assert told[1].startswith("slack.app_token is a token of another kind")
    assert slack.calls == []


async def test_tokens_that_slack_refuses(look):
    told = wrong(await look(bot_token="xoxb-old", app_token="xapp-old"))
    assert "Slack does not accept slack.app_token (invalid_auth). Make a new one" in told[0]
    assert "Slack does not accept slack.bot_token (invalid_auth)" in told[1]


async def test_tokens_that_lie_in_each_others_place_are_known_without_slack(slack, look):
    told = wrong(await look(bot_token=slack.app_token, app_token=slack.bot_token))
    assert len(told) == 2
    assert all("another kind" in each for each in told)


async def test_each_missing_scope_is_told_with_what_it_is_for(slack, look):
    slack.drop_scope("files:read")
    slack.drop_scope("reactions:write")
    told = wrong(await look())
    assert len(told) == 2
    assert "files:read is missing: without it Firstline cannot take files" in told[0]
    assert all("install the app again" in each for each in told)


async def test_an_app_token_that_may_not_connect(slack, look):
    slack.refuse("apps.connections.open", "missing_scope")
    (told,) = wrong(await look())
    assert "lacks the scope connections:write" in told
    slack.refuse("apps.connections.open", "forbidden")
    (told,) = wrong(await look())
    assert "Switch on Socket Mode" in told


async def test_over_http_the_signing_secret_matters_and_no_connection_does(slack, look):
    (told,) = wrong(await look(mode="http", public_url=SITE, app_token=""))
    assert told.startswith("slack.signing_secret is missing")
    found = await look(mode="http", public_url=SITE, app_token="", signing_secret="s")
    assert wrong(found) == []
    assert slack.called("apps.connections.open") == []


async def test_channels_that_are_missing_archived_or_not_joined(slack, look):
    slack.add_channel("old")
    slack.archive("old")
    slack.add_channel("apart", bot=False)
    slack.add_channel("hidden", kind="group", bot=False)
    found = await look(help_channels=("old", "apart", "hidden", "nowhere"))
    told = {what.split()[-1]: text for what, text, mark in found if mark == "wrong"}
    assert "archived" in told["old"]
    assert told["apart"] == "Firstline is not in it: type /invite @Firstline there"
    assert told["hidden"] == told["nowhere"]
    assert "there is no such channel, or it is private" in told["hidden"]


async def test_without_channels_that_is_mentioned(look):
    notes = [text for _, text, mark in await look() if mark == "note"]
    assert [note.split(":")[0] for note in notes] == [
        "no slack.triage_channel",
        "no slack.help_channels",
    ]


async def test_an_admin_who_has_left(slack, look):
    gone = slack.add_person("gone", deleted=True)
    told = wrong(await look(admins=(gone, "U0NOBODY", slack.add_person("ann"))))
    assert told == [
        f"slack.admins: nobody here is {who}; name somebody else" for who in (gone, "U0NOBODY")
    ]


async def test_a_slack_that_cannot_be_reached(slack, look):
    slack.break_down("auth.test")
    slack.lose_call("apps.connections.open")
    told = wrong(await look())
    assert len(told) == 2
    assert all("Look at the network" in each for each in told)


async def test_what_fails_half_way_does_not_hide_the_rest(slack, look):
    slack.limit("users.conversations")
    found = await look(triage_channel="triage")
    assert "could not be looked up" in wrong(found)[0]
    assert [text for _, text, mark in found if mark == "ok"][-1] == "all 16 scopes are granted"


async def test_of_many_workspaces_each_is_looked_at_and_a_channel_may_be_in_any(slack, look):
    globex = slack.add_team("globex")
    slack.add_channel("triage")
    there = slack.add_person("bob", team=globex.id)
    slack.add_channel("it-help", there)
    many = {"client_id": "1", "client_secret": "s", "public_url": SITE, "bot_token": ""}
    channels = {"triage_channel": "triage", "help_channels": ("it-help",)}
    joined = [
        Installation(team=team.id, token=slack.token_of(team.id)) for team in (slack.team, globex)
    ]
    found = await look(*joined, **many, **channels)
    assert wrong(found) == []
    assert {"slack workspace Acme", "slack workspace Globex"} <= {what for what, _, _ in found}
    slack.uninstall(globex.id)
    (lost, missing) = wrong(await look(*joined, **many, **channels))
    assert "does not let Firstline in any more (account_inactive)" in lost
    assert "no such channel" in missing


async def test_where_nobody_has_joined_yet_the_way_is_told(look):
    many = {"client_id": "1", "client_secret": "s", "public_url": SITE}
    notes = [text for _, text, mark in await look(**many) if mark == "note"]
    assert "firstline slack invite" in notes[0]


async def test_channels_are_found_on_whatever_page_they_are(slack, monkeypatch):
    monkeypatch.setattr(places, "PAGE", 100)
    ours = [slack.add_channel(f"room-{number}") for number in range(150)]
    others = [slack.add_channel(f"hall-{number}", bot=False) for number in range(250)]

    async def call(method, **arguments):
        return (await ask(slack.base_url, slack.bot_token, method, **arguments)).said

    found = await places.find(call, ("room-3", ours[140], "room-149"))
    assert {name: place.id for name, place in found.items()} == {
        "room-3": ours[3],
        ours[140]: ours[140],
        "room-149": ours[149],
    }
    assert all(place.joined for place in found.values())
    assert [len(slack.called(method)) for method in (places.OURS, places.ALL)] == [2, 0]
    found = await places.find(call, ("hall-249", "nowhere"))
    assert [(place.id, place.joined) for place in found.values()] == [(others[249], False)]
    assert [len(slack.called(method)) for method in (places.OURS, places.ALL)] == [4, 4]
    assert await places.find(call, ()) == {}


def test_the_docs_say_what_each_scope_is_for(request):
    page = (request.config.rootpath / "docs" / "slack.md").read_text(encoding="utf-8")
    missing = [scope for scope in SCOPES if f"`{scope}`" not in page]
    assert missing == []
