"""The samples are whole: each kind is there, each can be sent, each is taken by Slack's library."""

import json
from collections import Counter

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.samples import SAMPLES, encoded, envelope, set_in
from tests.fakes.slack.samples.presses import ELEMENTS

SUBTYPES = """
bot_message me_message channel_join channel_leave channel_topic channel_purpose channel_name
channel_archive channel_unarchive group_join group_leave group_topic group_purpose group_name
group_archive group_unarchive file_share file_comment file_mention pinned_item unpinned_item
ekm_access_denied channel_posting_permissions channel_convert_to_private reminder_add
thread_broadcast reply_broadcast message_changed message_deleted message_replied
assistant_app_thread document_mention bot_add bot_remove
"""
EVENTS = """
message app_mention reaction_added reaction_removed app_home_opened member_joined_channel
member_left_channel tokens_revoked app_uninstalled team_join channel_archive channel_rename
file_shared link_shared user_change assistant_thread_started assistant_thread_context_changed
app_context_changed
"""
INTERACTIONS = """
block_actions view_submission view_closed shortcut message_action block_suggestion
interactive_message dialog_submission dialog_cancellation
"""


def inner():
    return [sample.payload["event"] for sample in SAMPLES if sample.kind == "events_api"]


def test_every_documented_kind_is_there():
    assert {*SUBTYPES.split()} <= {each.get("subtype") for each in inner()}
    assert {*EVENTS.split()} <= {each["type"] for each in inner()}
    pressed = [sample.payload for sample in SAMPLES if sample.kind == "interactive"]
    assert {*INTERACTIONS.split()} <= {each["type"] for each in pressed}
    assert {*ELEMENTS} <= {sample.name.rpartition("/")[2] for sample in SAMPLES}
    assert len(SAMPLES) > 250


def test_every_sample_has_a_name_and_every_event_an_id():
    names = Counter(sample.name for sample in SAMPLES)
    ids = Counter(s.payload["event_id"] for s in SAMPLES if s.kind == "events_api")
    assert [each for each, times in (names + ids).items() if times > 1] == []


def test_only_http_has_url_verification():
    over_http = [sample.name for sample in SAMPLES if sample.kind in ("http", "form")]
    assert over_http == ["app_rate_limited", "url_verification", "ssl_check"]
    with pytest.raises(ValueError, match="never comes"):
        envelope(next(each for each in SAMPLES if each.name == "ssl_check"), "1")


async def test_samples_can_be_set_in_a_workspace(slack):
    moved = json.dumps([each.payload for each in set_in(slack, user="ann", channel="help")])
    for ours in (slack.team.id, slack.team.bot, slack.world.user("ann").id, slack.dm("ann")):
        assert ours in moved
    assert "T061EG9R6" not in moved


async def test_the_library_understands_each(slack):
    app = AsyncApp(
        client=AsyncWebClient(slack.bot_token, base_url=slack.base_url),
        signing_secret=slack.signing_secret,
        request_verification_enabled=False,
    )
    reached = []

    @app.middleware
    async def note(body):
        reached.append(body)
        return BoltResponse(status=200)

    for sample in SAMPLES:
        body, kind = encoded(sample)
        request = AsyncBoltRequest(body=body.decode(), headers={"content-type": kind})
        answer = await app.async_dispatch(request)
        assert answer.status == 200, sample.name
    passed_over = [sample.name for sample in SAMPLES if sample.payload not in reached]
    assert passed_over == ["url_verification", "ssl_check"]  # the library answers these itself
