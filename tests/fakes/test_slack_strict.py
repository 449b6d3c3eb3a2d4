"""The fake Slack says no where Slack does, with Slack's codes."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import NotPossible


def plain(text):
    return {"type": "plain_text", "text": text}


def button(**fields):
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | fields


def actions(*elements, **fields):
    return {"type": "actions", "elements": [*elements]} | fields


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks, **fields):
    return {"type": "modal", "title": plain("Ask"), "blocks": [*blocks]} | fields


def field(block_id="words", **fields):
    element = {"type": "plain_text_input", "action_id": "typed"}
    return {"type": "input", "block_id": block_id, "label": plain("?"), "element": element | fields}


async def refusal(client, method, **given):
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=given)
    return refused.value.response


async def code(client, method, **given):
    return (await refusal(client, method, **given))["error"]


@pytest.fixture
def help_channel(slack):
    return slack.world.channel("help").id


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"text": 5}, "invalid_arguments"),
        ({"text": "x", "blocks": "no list"}, "invalid_blocks_format"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
    ],
)
async def test_what_cannot_be_posted(client, help_channel, given, error):
    assert await code(client, "chat.postMessage", channel=help_channel, **given) == error


@pytest.mark.parametrize(
    ("blocks", "where"),
    [
        ([section("x")] * 51, "/blocks"),
        ([section("")], "/blocks/0/text/text"),
        ([section("x" * 3001)], "/blocks/0/text/text"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "section", "fields": [plain("x")] * 11}], "/blocks/0/fields"),
        ([{"type": "section", "fields": [plain("x" * 2001)]}], "/blocks/0/fields/0/text"),
        ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
        ([{"type": "header", "text": section("x")["text"]}], "/blocks/0/text/type"),
        ([{"type": "marquee"}], "/blocks/0"),
        ([{"type": "alert", "text": plain("x")}], "/blocks/0"),
        ([actions()], "/blocks/0/elements"),
        ([actions(*(button(action_id=f"{n}") for n in range(26)))], "/blocks/0/elements"),
        ([actions(button(), button())], "/blocks"),
        ([actions(button(value="x" * 2001))], "/blocks/0/elements/0/value"),
        ([actions(button(action_id="x" * 256))], "/blocks/0/elements/0/action_id"),
        ([actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text"),
        ([actions(button(style="loud"))], "/blocks/0/elements/0/style"),
        ([actions(button(url=""))], "/blocks/0/elements/0/url"),
        ([actions(button(), colour="red")], "/blocks/0"),
        ([actions(button(), block_id="x" * 256)], "/blocks/0/block_id"),
        ([actions(button(), block_id="a"), actions(button(), block_id="a")], "/blocks"),
        ([actions({"type": "plain_text_input", "action_id": "a"})], "/blocks/0/elements/0"),
        ([actions({"type": "static_select", "options": []})], "/blocks/0/elements/0/options"),
        ([{"type": "context", "elements": [plain("x")] * 11}], "/blocks/0/elements"),
        ([{"type": "image", "image_url": "https://example.org/a.png"}], "/blocks/0"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "/blocks"),
    ],
)
async def test_blocks_that_slack_would_not_show(client, help_channel, blocks, where):
    said = await refusal(client, "chat.postMessage", channel=help_channel, text="x", blocks=blocks)
    assert said["error"] == "invalid_blocks"
    places = [each.rpartition("json-pointer:")[2] for each in said["response_metadata"]["messages"]]
    assert f"{where}]" in places


async def test_blocks_at_the_very_limit_are_shown(slack, client, help_channel):
    most = [section("x" * 3000)] * 49
    most += [actions(*(button(action_id=f"{n}", value="x" * 2000) for n in range(25)))]
    await client.chat_postMessage(channel=help_channel, text="x", blocks=most)
    (shown,) = slack.messages("help")
    assert len({block["block_id"] for block in shown["blocks"]}) == 50


@pytest.mark.parametrize(
    ("view", "where"),
    [
        (modal(*[section("x")] * 101), "/view/blocks"),
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(field()), "/view"),
        (modal(field(max_length=3001), submit=plain("Go")), "/view/blocks/0/element/max_length"),
        (modal(field("a"), field("a"), submit=plain("Go")), "/view/blocks"),
        (modal({"type": "markdown", "text": "x"}), "/view/blocks/0"),
        ({"type": "home", "blocks": []}, "/view/type"),
        ({"type": "modal", "blocks": []}, "/view"),
    ],
)
async def test_views_that_slack_would_not_open(slack, client, view, where):
    trigger = slack.world.new_trigger(slack.world.user("ann").id)
    said = await refusal(client, "views.open", trigger_id=trigger, view=view)
    assert said["error"] == "invalid_arguments"
    assert any(each.endswith(f"{where}]") for each in said["response_metadata"]["messages"])


async def test_a_trigger_is_good_once_and_not_for_long(slack, client):
    ann = slack.world.user("ann").id
    trigger = slack.world.new_trigger(ann)
    assert await code(client, "views.open", trigger_id="made-up", view=modal()) == (
        "invalid_trigger_id"
    )
    await client.views_open(trigger_id=trigger, view=modal())
    assert await code(client, "views.open", trigger_id=trigger, view=modal()) == (
        "exchanged_trigger_id"
    )
    slack.world.trigger_seconds = -1.0
    late = slack.world.new_trigger(ann)
    assert await code(client, "views.open", trigger_id=late, view=modal()) == "expired_trigger_id"


async def test_a_view_changes_only_under_its_present_hash(slack, client):
    trigger = slack.world.new_trigger(slack.world.user("ann").id)
    first = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    second = await client.views_update(view_id=first["id"], hash=first["hash"], view=modal())
    assert second["view"]["id"] == first["id"]
    stale = {"view_id": first["id"], "hash": first["hash"], "view": modal()}
    assert await code(client, "views.update", **stale) == "hash_conflict"
    assert await code(client, "views.update", view_id="V0", view=modal()) == "not_found"


async def test_tokens(slack, client):
    async def told(token, method="auth.test"):
        return await code(AsyncWebClient(token, base_url=slack.base_url), method)

    assert await told("xoxb-made-up") == "invalid_auth"
    assert await told(slack.app_token) == "not_allowed_token_type"
    assert await told(slack.bot_token, "apps.connections.open") == "not_allowed_token_type"
    slack.revoke(slack.bot_token)
    assert await told(slack.bot_token) == "token_revoked"


async def test_a_scope_that_is_missing_is_named(slack, client, help_channel):
    slack.drop_scope("chat:write")
    said = await refusal(client, "chat.postMessage", channel=help_channel, text="x")
    assert (said["error"], said["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in said["provided"].split(",")
    slack.drop_scope("users:read.email")
    ann = await client.users_info(user=slack.world.user("ann").id)
    assert "email" not in ann["user"]["profile"]


async def test_channels_the_app_cannot_write_to(slack, client, help_channel):
    away = slack.add_channel("away", "ann", bot=False)
    hidden = slack.add_channel("hidden", "ann", kind="group", bot=False)
    only_ann = slack.add_channel("quiet", "ann")
    post = "chat.postMessage"
    assert await code(client, post, channel=away, text="x") == "not_in_channel"
    assert await code(client, post, channel=hidden, text="x") == "channel_not_found"
    assert await code(client, post, channel="C0NONE", text="x") == "channel_not_found"
    whisper = {"channel": only_ann, "user": slack.world.user("bob").id, "text": "x"}
    assert await code(client, "chat.postEphemeral", **whisper) == "user_not_in_channel"
    slack.archive("help")
    assert await code(client, post, channel=help_channel, text="x") == "is_archived"


async def test_only_its_own_messages_may_be_changed(slack, client, help_channel):
    ts = await slack.say("ann", "help", "hello")
    changed = {"channel": help_channel, "ts": ts}
    assert await code(client, "chat.update", **changed, text="x") == "cant_update_message"
    assert await code(client, "chat.delete", **changed) == "cant_delete_message"
    missing = {"channel": help_channel, "ts": "1.000001", "text": "x"}
    assert await code(client, "chat.update", **missing) == "message_not_found"


async def test_a_method_that_is_none(slack, client):
    assert await code(client, "chat.shout", text="x") == "unknown_method"
    assert slack.complaints == ["there is no method chat.shout"]


async def test_a_file_of_another_length_than_announced(slack, client, help_channel):
    step = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    files = [{"id": step["file_id"], "title": "a"}]
    assert await code(client, "files.completeUploadExternal", files=files) == "file_not_found"


async def test_people_can_press_only_what_is_there(slack, client, help_channel):
    card = await client.chat_postMessage(
        channel=help_channel, text="x", blocks=[actions(button(value="FL-1"))]
    )
    with pytest.raises(NotPossible, match="nothing to press"):
        await slack.press("ann", "help", card["ts"], "stop")
    with pytest.raises(NotPossible, match="sees no message"):
        await slack.press("ann", "help", "1.000001", "go")


async def test_people_cannot_send_off_an_empty_form(slack, client):
    trigger = slack.world.new_trigger(slack.world.user("ann").id)
    form = modal(field(max_length=5), submit=plain("Go"))
    view = (await client.views_open(trigger_id=trigger, view=form))["view"]
    with pytest.raises(NotPossible, match="must be filled in"):
        await slack.submit(view["id"])
    with pytest.raises(NotPossible, match="too long"):
        await slack.submit(view["id"], {"words": "far too long"})
    with pytest.raises(NotPossible, match="no field"):
        await slack.submit(view["id"], {"words": "x", "elsewhere": "x"})
