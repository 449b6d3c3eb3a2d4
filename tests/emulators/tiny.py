"""A tiny app of Slack's own library, to try an emulator with: it answers, asks and takes orders."""

from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from tests.fakes.site import served


def plain(text):
    return {"type": "plain_text", "text": text}


BUTTON = {"type": "button", "action_id": "card:ask", "value": "FL-1", "text": plain("Ask")}
CARD = [{"type": "actions", "block_id": "card", "elements": [BUTTON]}]
FIELD = {"type": "plain_text_input", "action_id": "typed"}
MODAL = {
    "type": "modal",
    "callback_id": "ask",
    "title": plain("Ask"),
    "submit": plain("Send"),
    "blocks": [
        {"type": "input", "block_id": "question", "label": plain("What?"), "element": FIELD}
    ],
}
HOME = {"type": "home", "blocks": [{"type": "section", "text": plain("Nothing is open.")}]}


def tiny(slack) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, base_url=slack.base_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    app.event("message")(answer)
    app.event("app_mention")(listen)
    app.event("file_shared")(listen)
    app.event("reaction_added")(thank)
    app.event("app_home_opened")(show_home)
    app.action("card:ask")(ask)
    app.view("ask")(asked)
    app.command("/helpdesk")(order)
    return app


async def answer(event, say, client):
    if event.get("subtype") in (None, "file_share"):
        thread = event.get("thread_ts", event["ts"])
        words = f"You said: {event['text']}"
        shown = {"type": "section", "text": {"type": "mrkdwn", "text": words}}
        await say(text=words, blocks=[shown, *CARD], thread_ts=thread)


async def listen(event):
    """Mentions and files come as messages too."""


async def thank(event, client):
    item = event["item"]
    await client.reactions_add(channel=item["channel"], timestamp=item["ts"], name="eyes")


async def show_home(event, client):
    await client.views_publish(user_id=event["user"], view=HOME)


async def ask(ack, body, client):
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=MODAL)


async def asked(ack, view, body, client):
    words = view["state"]["values"]["question"]["typed"]["value"]
    if len(words) < 5:
        await ack(response_action="errors", errors={"question": "Please say more."})
        return
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text=f"Asked: {words}")


async def order(ack, command, client):
    await ack()
    where = {"channel": command["channel_id"], "user": command["user_id"]}
    await client.chat_postEphemeral(**where, text=f"Ordered: {command['text']}")


@asynccontextmanager
async def by_socket(slack):
    handler = AsyncSocketModeHandler(tiny(slack), slack.app_token, ping_interval=1)
    await handler.connect_async()
    await slack.connected()
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def by_http(slack, port=0):
    handler = AsyncSlackRequestHandler(tiny(slack))
    site = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    async with served(site, port=port) as url:
        yield f"{url}/slack/events"
