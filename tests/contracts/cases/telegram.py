"""The Telegram case: updates as Telegram posts them, and its error replies."""

from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from channels.base import TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.registry import open_channel
from tests.channels.telegram.conftest import settings_for
from tests.contracts.case import Answer, ErrorReply
from tests.contracts.house import House, running
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vault import MemoryVault

URL = "https://help.example.org/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANN = {"id": 101, "is_bot": False, "first_name": "Ann"}
PRIVATE = {"id": 101, "type": "private"}
GROUP = {"id": -100777, "type": "supergroup", "title": "Office"}


def message(**said):
    whole = {"message_id": 9, "date": 1_780_000_000, "chat": PRIVATE, "from": ANN, **said}
    return {"update_id": 7, "message": whole}


class Telegram:
    def __init__(self, channel, client, inbox):
        self.channel = channel
        self.client = client
        self.inbox = inbox

    async def deliver(self, payload):
        """What nothing is kept of is told to be known all the same."""
        before = len(self.inbox.messages)
        update, headers = payload if isinstance(payload, tuple) else (payload, SECRET)
        status = (await self.client.post(URL, json=update, headers=headers)).status_code
        if status >= 500:
            return Answer.LATER
        return Answer.TAKEN if len(self.inbox.messages) > before else Answer.REFUSED


def settings(telegram):
    return settings_for(telegram, mode="webhook", public_url="https://help.example.org", secret=KEY)


KEY = "the-secret-of-the-hook"
SECRET = {HEADER: KEY}

good = {
    "words": message(text="my printer is offline"),
    "a command": message(text="/status"),
    "a photo": message(photo=[{"file_id": "a", "file_unique_id": "b"}], caption="look"),
    "in a group": message(chat=GROUP, text="/status@firstline_bot"),
    "a change": {"update_id": 8, "edited_message": message(text="x", edit_date=2)["message"]},
    "a press": {
        "update_id": 9,
        "callback_query": {
            "id": "77", "from": ANN, "data": "worked/vpn-drops", "chat_instance": "1",
            "message": {"message_id": 3, "chat": PRIVATE, "date": 0},
        },
    },
    "poison": {"update_id": 1, "message": {"message_id": "?"}},
}  # fmt: skip
odd = {
    "another secret": (message(text="hi"), {HEADER: "guessed"}),
    "no secret": (message(text="hi"), {}),
    "a machine": message(**{"from": {**ANN, "is_bot": True}}, text="hi"),
    "talk among others": message(chat=GROUP, text="lunch?"),
    "another bot's command": message(chat=GROUP, text="/status@other_bot"),
    "somebody joined": message(new_chat_members=[ANN]),
    "of another kind": {"update_id": 3, "channel_post": {"message_id": 1, "chat": GROUP}},
}
errors = {
    "blocked": ErrorReply((403, "Forbidden: bot was blocked by the user"), Undeliverable),
    "no such chat": ErrorReply((400, "Bad Request: chat not found"), Undeliverable),
    "something bad": ErrorReply((400, "Bad Request: whatever comes next"), Undeliverable),
    "too much": ErrorReply((429, "Too Many Requests: retry after 9", 9), TryLater),
    "broken": ErrorReply((502, "Bad Gateway"), TryLater),
    "no such token": ErrorReply((401, "Unauthorized"), TryLater),
    "somebody else": ErrorReply((409, "Conflict: terminated by other getUpdates"), TryLater),
}
conversation = ConversationRef(channel="telegram", place="101")


@asynccontextmanager
async def opened(inbox, folder):
    async with FakeTelegram() as telegram:
        telegram.world.people[101] = telegram.person("Ann", has_begun=True)
        house = House()
        house.vault = MemoryVault()
        channel = open_channel("telegram", settings(telegram), house)
        async with running(channel, inbox):
            app = Starlette(routes=list(channel.routes()))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport) as client:
                yield Telegram(channel, client, inbox)


@asynccontextmanager
async def answering(reply, folder):
    async with FakeTelegram() as telegram:
        telegram.world.people[101] = telegram.person("Ann", has_begun=True)
        code, description, *retry = reply
        telegram.refuse(
            "sendMessage", code, description, **({"retry_after": retry[0]} if retry else {})
        )
        house = House()
        house.vault = MemoryVault()
        channel = open_channel("telegram", settings(telegram), house)
        yield channel
        await channel._client.close()
