"""The fake Slack, driven by Slack's own client and by bolt: what it does when all is well."""

import asyncio
import json

import aiohttp
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.patience import PATIENCE
from tests.fakes.site import served


async def test_who_the_app_is(slack, client):
    said = await client.auth_test()
    assert (said["team_id"], said["user"]) == (slack.team.id, "firstline")
    assert "chat:write" in said.headers["X-OAuth-Scopes"].split(",")


async def test_a_question_and_its_answer_in_the_thread(slack, client, app):
    heard = asyncio.Queue()

    @app.event("message")
    async def answer(event, say):
        await say(text="Have you tried <https://example.org|this> & that?", thread_ts=event["ts"])
        await heard.put(event)

    ts = await slack.say("ann", "", "my <vpn> drops & drops")
    event = await asyncio.wait_for(heard.get(), PATIENCE)
    assert (event["text"], event["channel_type"]) == ("my &lt;vpn&gt; drops &amp; drops", "im")
    await slack.settled()
    question, reply = slack.thread(slack.dm("ann"), ts)
    assert question["reply_count"] == 1
    assert reply["text"] == "Have you tried <https://example.org|this> &amp; that?"
    assert reply["bot_id"] == slack.team.bot_id


async def test_a_press_opens_a_modal_and_its_complaint_is_shown(slack, client, app):
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Ask"},
        "submit": {"type": "plain_text", "text": "Send"},
        "callback_id": "ask",
        "blocks": [
            {
                "type": "input",
                "block_id": "question",
                "label": {"type": "plain_text", "text": "What?"},
                "element": {"type": "plain_text_input", "action_id": "words"},
            }
        ],
    }

    @app.action("card:ask")
    async def ask(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("ask")
    async def asked(ack, view):
        words = view["state"]["values"]["question"]["words"]["value"]
        complaint = {"question": "Please say more."}
        await ack(response_action="errors", errors=complaint) if len(words) < 5 else await ack()

    button = {"type": "button", "action_id": "card:ask", "value": "FL-1"}
    button["text"] = {"type": "plain_text", "text": "Ask"}
    card = await client.chat_postMessage(
        channel=slack.world.channel("help").id,
        text="FL-1",
        blocks=[{"type": "actions", "elements": [button]}],
    )
    await slack.press("bob", "help", card["ts"], "card:ask")
    (shown,) = await slack.until(lambda: slack.views("bob"))
    answered = await slack.submit(shown["id"], {"question": "eh"})
    assert answered.errors == {"question": "Please say more."}
    answered = await slack.submit(shown["id"], {"question": "Which printer?"})
    assert (answered.errors, slack.views("bob")) == ({}, [])
    assert slack.complaints == []


async def test_files_go_both_ways(slack, client):
    ts = await slack.say("ann", "help", "see this", files={"log.txt": b"it broke"})
    (message,) = slack.thread("help", ts)
    url = message["files"][0]["url_private_download"]
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(url, headers=headers) as answer:
            assert await answer.read() == b"it broke"
        async with session.get(url) as answer:
            assert answer.content_type == "text/html"
    channel = slack.world.channel("help").id
    await client.files_upload_v2(
        channel=channel, thread_ts=ts, filename="fix.md", content="Do this.", initial_comment="Here"
    )
    reply = slack.thread("help", ts)[1]
    assert (reply["subtype"], reply["files"][0]["name"]) == ("file_share", "fix.md")
    assert slack.files["fix.md"] == b"Do this."


async def test_signed_http(slack, client):
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    heard = []

    @app.event("app_mention")
    async def mentioned(event):
        heard.append(event["text"])

    @app.event("message")
    async def said(event):
        heard.append(event["type"])

    @app.command("/helpdesk")
    async def ordered(ack, command):
        await ack(f"You said {command['text']}")

    handler = AsyncSlackRequestHandler(app)
    site = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    async with served(site) as url:
        await slack.post_to(f"{url}/slack/events")
        await slack.say("ann", "help", "@firstline claim")
        await slack.settled()
        answer = await slack.command("bob", "help", "/helpdesk", "queue")
    assert sorted(heard) == [f"<@{slack.team.bot}> claim", "message"]
    assert answer == {"text": "You said queue"}
    assert [each["text"] for each in slack.ephemerals("bob")] == ["You said queue"]
    assert json.dumps(slack.complaints) == "[]"
