"""What `firstline check` says of the bot."""

import asyncio

import pytest

from channels.telegram import TelegramSettings, checking
from channels.telegram.settings import MIB
from tests.channels.telegram.conftest import settings_for
from tests.fakes.telegram import FakeTelegram

ABOUT = {"token": 0, "webhook": 1, "privacy": 2, "desk": 3}


async def found(telegram, **more):
    findings = await asyncio.to_thread(checking.look, settings_for(telegram, **more))
    return {about.removeprefix("telegram "): (text, mark) for about, text, mark in findings}


async def test_a_sound_bot(telegram):
    told = await found(telegram)
    assert {mark for _, mark in told.values()} == {"ok"}
    assert "@firstline_bot" in told["token"][0]
    assert "none" in told["webhook"][0]


async def test_no_token_and_a_wrong_one(telegram):
    (only,) = await asyncio.to_thread(checking.look, TelegramSettings())
    assert only[2] == "wrong"
    assert "@BotFather" in only[1]
    told = await found(telegram, token="1:wrong")
    assert told["token"][1] == "wrong"


async def test_a_webhook_of_somebody_else_is_wrong_and_one_not_set_yet_is_noted(telegram):
    telegram.pending.webhook = "https://other.example/x"
    assert (await found(telegram))["webhook"][1] == "wrong"
    there = {"mode": "webhook", "public_url": "https://help.example.org"}
    assert (await found(telegram, **there))["webhook"][1] == "note"
    telegram.pending.webhook = "https://help.example.org/telegram/webhook"
    assert (await found(telegram, **there))["webhook"][1] == "ok"


async def test_the_group_of_the_desk_must_have_the_bot_and_topics_need_rights(telegram):
    assert (await found(telegram, agents_chat=-99))["desk"][1] == "wrong"
    telegram.group("Desk", id=-100)
    assert (await found(telegram, agents_chat=-100))["desk"][1] == "ok"
    told = await found(telegram, agents_chat=-100, topics=True)
    assert told["desk"][1] == "wrong"
    assert told["privacy"][1] == "note"
    telegram.group("Forum", id=-101, is_forum=True)
    assert (await found(telegram, agents_chat=-101, topics=True))["desk"][1] == "ok"


async def test_a_telegram_that_is_not_there():
    async with FakeTelegram() as telegram:
        pass
    told = await found(telegram)
    assert told["telegram"][1] == "wrong"


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"token": "hello"}, "@BotFather"),
        ({"mode": "webhook"}, "public_url"),
        ({"secret": "with space"}, "secret"),
        ({"base_url": "telegram"}, "base URL"),
        ({"agents_chat": 5}, "agents_chat"),
        ({"tokn": ""}, "tokn"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_a_sentence(setting, words):
    with pytest.raises(ValueError, match=words):
        TelegramSettings(**setting)


def test_what_is_set_unless_it_is_set():
    settings = TelegramSettings()
    assert settings.bot_id == 0
    assert settings.file_limit == 20 * MIB
    assert settings.base_url == "https://api.telegram.org/bot"
