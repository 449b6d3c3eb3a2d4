"""Being called by Telegram: only by Telegram, kept before it is answered, whatever comes."""

import json

import httpx
import pytest
from starlette.applications import Starlette

from channels.telegram import connect
from tests.channels.telegram.conftest import settings_for, until
from tests.contracts.house import running

URL = "https://help.example.org/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 9,
        "date": 1,
        "chat": {"id": 101, "type": "private"},
        "from": {"id": 101, "is_bot": False, "first_name": "Ann"},
        "text": "hello there",
    },
}


@pytest.fixture
async def settings(telegram):
    return settings_for(telegram, mode="webhook", public_url="https://help.example.org")


@pytest.fixture
async def caller(channel):
    app = Starlette(routes=list(channel.routes()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        yield client


@pytest.fixture
def secret(settings):
    return {HEADER: settings.webhook_secret}


async def test_telegram_is_told_where_to_call_and_with_which_secret(telegram, channel, settings):
    await until(lambda: telegram.pending.webhook)
    (call,) = telegram.calls("setWebhook")
    assert call.said["url"] == URL
    assert call.said["secret_token"] == settings.webhook_secret
    assert call.said["allowed_updates"] == [
        "message", "edited_message", "callback_query", "my_chat_member",
    ]  # fmt: skip


async def test_an_update_is_taken_and_again_has_the_same_id(caller, secret, inbox):
    for _ in range(2):
        assert (await caller.post(URL, json=UPDATE, headers=secret)).status_code == 200
    assert inbox.ids == ["101/9", "101/9"]


@pytest.mark.parametrize("shown", ["", "wrong", "ä"])
async def test_nobody_else_is_heard(caller, secret, inbox, shown):
    headers = {HEADER: shown.encode()} if shown else {}
    assert (await caller.post(URL, json=UPDATE, headers=headers)).status_code == 403
    assert inbox.messages == []


async def test_too_much_is_not_read(caller, secret, inbox):
    async def endless():
        for _ in range(100):
            yield b"x" * 100_000

    answer = await caller.post(URL, content=endless(), headers=secret)
    assert answer.status_code == 413
    assert inbox.messages == []


async def test_what_cannot_be_kept_comes_again(caller, secret, inbox):
    inbox.failing = True
    assert (await caller.post(URL, json=UPDATE, headers=secret)).status_code == 503
    inbox.failing = False
    assert (await caller.post(URL, json=UPDATE, headers=secret)).status_code == 200
    assert len(inbox.messages) == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"update_id": "x"}', b"[" * 50_000]
)
async def test_poison_is_kept_aside_and_never_comes_again(caller, secret, inbox, body):
    assert (await caller.post(URL, content=body, headers=secret)).status_code == 200
    (poison,) = inbox.messages
    assert poison.conversation.place == "unreadable"


async def test_before_the_desk_is_open_nothing_is_taken(settings, house, secret):
    app = Starlette(routes=list(connect(settings, house).routes()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        assert (await client.post(URL, json=UPDATE, headers=secret)).status_code == 503


async def test_where_updates_are_fetched_nobody_can_call(telegram, house, inbox):
    async with running(connect(settings_for(telegram), house), inbox) as channel:
        assert channel.routes() == ()


async def test_a_secret_of_ones_own_is_used(telegram):
    chosen = settings_for(
        telegram, mode="webhook", public_url="https://x.example", secret="Own_1-2"
    )
    assert chosen.webhook_secret == "Own_1-2"
    derived = settings_for(telegram, mode="webhook", public_url="https://x.example")
    assert derived.webhook_secret.isalnum()
    assert telegram.token not in json.dumps(derived.webhook_secret)
