"""What people do in the fake Slack, and what an app made by Slack's library sees of it."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.patience import PATIENCE
from tests.fakes.slack import FakeSlack, NotPossible


@pytest.fixture
def events(app):
    """Everything the app is told of, in the order of its coming."""
    kept = []
    for kind in ("message", "app_mention", "reaction_added", "app_home_opened", "tokens_revoked"):
        app.event(kind)(_keeping(kept))
    return kept


def _keeping(kept):
    async def keep(event):
        kept.append(event)

    return keep


async def test_a_mention_in_a_channel_comes_twice(slack, events):
    ts = await slack.say("ann", "help", "@firstline see #help, @bob & ann@example.org")
    await slack.settled()
    assert sorted(each["type"] for each in events) == ["app_mention", "message"]
    assert {each["ts"] for each in events} == {ts}
    bot, bob = slack.team.bot, slack.world.user("bob").id
    here = f"<#{slack.world.channel('help').id}|help>"
    mail = "<mailto:ann@example.org|ann@example.org>"
    assert events[0]["text"] == f"<@{bot}> see {here}, <@{bob}> &amp; {mail}"


async def test_the_apps_own_words_come_back(slack, client, events):
    channel = slack.world.channel("help").id
    posted = await client.chat_postMessage(channel=channel, text="x", username="Bob", icon_url="y")
    await client.chat_update(channel=channel, ts=posted["ts"], text="y")
    await client.chat_delete(channel=channel, ts=posted["ts"])
    await slack.settled()
    # bolt keeps an app's own messages from its listeners, except what tells of changes
    assert {each["subtype"] for each in events} <= {"message_changed", "message_deleted"}
    told = [each.payload["event"] for each in slack.deliveries]
    kinds = ["bot_message", "message_changed", "message_deleted"]
    assert [each["subtype"] for each in told] == kinds
    assert told[0]["bot_id"] == slack.team.bot_id
    assert "user" not in told[0]


async def test_edits_previews_and_deletions(slack, events):
    ts = await slack.say("ann", "help", "first")
    await slack.edit("ann", "help", ts, "second")
    await slack.unfurl("help", ts)
    await slack.delete("ann", "help", ts)
    await slack.settled()
    _, edited, preview, deleted = events
    assert edited["previous_message"]["text"] == "first"
    assert edited["message"]["edited"]["user"] == slack.world.user("ann").id
    assert preview["message"]["edited"] == edited["message"]["edited"]
    assert (preview["message"]["text"], len(preview["message"]["attachments"])) == ("second", 1)
    assert (deleted["deleted_ts"], slack.messages("help")) == (ts, [])
    with pytest.raises(KeyError):
        await slack.edit("ann", "help", ts, "third")


async def test_the_root_of_a_thread_leaves_a_stone(slack, events):
    ts = await slack.say("ann", "help", "root")
    await slack.say("bob", "help", "reply", thread=ts)
    await slack.delete("ann", "help", ts)
    stone, reply = slack.thread("help", ts)
    assert (stone["subtype"], reply["text"]) == ("tombstone", "reply")
    with pytest.raises(NotPossible, match="nobody"):
        await slack.say("carl", "help", "x")


async def test_an_answer_to_what_is_gone_lands_in_the_channel(slack, client):
    ts = await slack.say("ann", "help", "never mind")
    await slack.delete("ann", "help", ts)
    said = await client.chat_postMessage(channel="#help", thread_ts=ts, text="Have you tried ...")
    assert "thread_ts" not in said["message"]
    assert [each["text"] for each in slack.messages("help")] == ["Have you tried ..."]


async def test_what_the_app_cannot_see_it_is_not_told(slack, events):
    slack.add_channel("elsewhere", "ann", bot=False)
    await slack.say("ann", "elsewhere", "@firstline hello")
    slack.drop_scope("channels:history")
    await slack.say("ann", "help", "hello")
    await slack.settled()
    assert slack.deliveries == []


async def test_a_thread_is_read_with_what_the_app_hid_in_it(slack, client):
    channel = slack.world.channel("help").id
    ts = await slack.say("ann", "help", "question")
    metadata = {"event_type": "firstline", "event_payload": {"id": "talk/1"}}
    await client.chat_postMessage(channel=channel, thread_ts=ts, text="answer", metadata=metadata)
    plain = await client.conversations_replies(channel=channel, ts=ts)
    assert [each.get("metadata") for each in plain["messages"]] == [None, None]
    full = await client.conversations_replies(channel=channel, ts=ts, include_all_metadata=True)
    assert full["messages"][1]["metadata"] == metadata
    top = await client.conversations_history(channel=channel)
    assert [each["text"] for each in top["messages"]] == ["question"]
    reply = full["messages"][1]["ts"]
    alone = await client.conversations_replies(channel=channel, ts=reply, limit=1, inclusive=True)
    assert [each["text"] for each in alone["messages"]] == ["answer"]


async def test_home_and_what_is_pressed_there(slack, client, app):
    pressed = []

    @app.event("app_home_opened")
    async def show(event, client):
        button = {"type": "button", "action_id": "new", "text": {"type": "plain_text", "text": "N"}}
        view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("new")
    async def new(ack, body):
        await ack()
        pressed.append((body["view"]["type"], body["container"]["type"]))

    await slack.open_home("ann")
    await slack.until(lambda: slack.home("ann"))
    await slack.press_in_home("ann", "new")
    assert pressed == [("home", "view")]


async def test_shortcuts_menus_and_what_is_said_through_the_response_url(slack, client, app):
    @app.shortcut("new")
    async def short(ack, shortcut):
        await ack()

    @app.shortcut("from_message")
    async def from_message(ack, shortcut):
        await ack()
        await AsyncWebhookClient(shortcut["response_url"]).send(text="Thank you.")

    chosen = asyncio.Queue()

    @app.action("assign")
    async def assign(ack, action, respond):
        await ack()
        await chosen.put(action["selected_user"])
        await respond(text="Assigned.", replace_original=True)

    await slack.shortcut("ann", "new")
    ts = await slack.say("bob", "help", "the printer is down")
    await slack.message_shortcut("ann", "help", ts, "from_message")
    await slack.until(lambda: slack.ephemerals("ann"))
    menu = {"type": "users_select", "action_id": "assign"}
    channel = slack.world.channel("help").id
    blocks = [{"type": "actions", "elements": [menu]}]
    card = await client.chat_postMessage(channel=channel, text="FL-1", blocks=blocks)
    bob = slack.world.user("bob").id
    await slack.press("ann", "help", card["ts"], "assign", selected=bob)
    assert await asyncio.wait_for(chosen.get(), PATIENCE) == bob
    await slack.until(lambda: slack.thread("help", card["ts"])[0]["text"] == "Assigned.")


async def test_what_an_agent_shows_while_it_works(slack, client):
    ts = await slack.say("ann", "", "my vpn drops")
    dm = slack.dm("ann")
    await client.assistant_threads_setStatus(channel_id=dm, thread_ts=ts, status="is searching")
    assert slack.status(dm, ts) == "is searching"
    prompts = [{"title": "VPN", "message": "My VPN drops"}]
    await client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=prompts)
    assert slack.prompts("ann") == ["VPN"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.assistant_threads_setSuggestedPrompts(channel_id=dm, prompts=prompts * 5)
    await client.chat_postMessage(channel=dm, thread_ts=ts, text="Have you tried ...")
    assert slack.status(dm, ts) == ""


async def test_an_answer_to_a_form_that_slack_would_not_show(slack, client, app):
    menu = {"type": "external_select", "action_id": "service"}
    label = {"type": "plain_text", "text": "?"}
    field = {"type": "input", "block_id": "service", "label": label, "element": menu}
    title, submit = {"type": "plain_text", "text": "New"}, {"type": "plain_text", "text": "Send"}
    view = {"type": "modal", "callback_id": "new", "title": title, "submit": submit}

    @app.shortcut("new")
    async def open_it(ack, shortcut, client):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view | {"blocks": [field]})

    @app.options("service")
    async def offer(ack, payload):
        text = {"type": "plain_text", "text": payload["value"] * 40}
        await ack(options=[{"text": text, "value": "vpn"}])

    @app.view("new")
    async def sent(ack):
        await ack(response_action="update", view=view | {"blocks": [{"type": "marquee"}]})

    await slack.shortcut("ann", "new")
    (shown,) = await slack.until(lambda: slack.views("ann"))
    offered = await slack.suggest(shown["id"], "service", "vp")
    assert slack.complaints == [
        "must be less than 76 characters [json-pointer:/options/0/text/text]"
    ]
    await slack.submit(shown["id"], {"service": offered["options"][0]})
    assert "marquee" in slack.complaints[1]


async def test_whom_a_message_alarms(slack, client):
    channel = slack.world.channel("help").id
    await client.chat_postMessage(channel=channel, text="&lt;!channel&gt; <!date^1^{date}|today>")
    assert slack.alarms("help") == []
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel> <@U1>"}}
    await client.chat_postMessage(channel=channel, text="x", blocks=[section])
    assert [whom for _, whom in slack.alarms("help")] == ["!channel", "U1"]


async def test_people_with_and_without_addresses(slack, client):
    bob = await client.users_lookupByEmail(email="BOB@example.org")
    assert bob["user"]["profile"]["real_name"] == "Bob Agent"
    stranger = slack.add_person("zoe", stranger=True, locale="nl-NL")
    zoe = (await client.users_info(user=stranger, include_locale=True))["user"]
    assert (zoe["is_stranger"], zoe["locale"], zoe["profile"].get("email")) == (True, "nl-NL", None)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk's affair with aiohttp
async def test_installation_and_the_rotation_of_tokens():
    async with FakeSlack() as slack:
        slack.world.rotating = True
        other = slack.add_team("globex")
        asked = {"client_id": slack.world.app.client_id, "client_secret": "fake-client-secret"}
        nobody = AsyncWebClient(base_url=slack.base_url)
        code = slack.code_for(other.id)
        given = await nobody.oauth_v2_access(**asked, code=code)
        assert (given["team"]["id"], given["bot_user_id"]) == (other.id, other.bot)
        again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
        renewed = await nobody.oauth_v2_access(**asked, **again)
        client = AsyncWebClient(renewed["access_token"], base_url=slack.base_url)
        assert (await client.auth_test())["team_id"] == other.id
        for spent, why in (({"code": code}, "invalid_code"), (again, "invalid_refresh_token")):
            with pytest.raises(SlackApiError, match=why):
                await nobody.oauth_v2_access(**asked, **spent)
