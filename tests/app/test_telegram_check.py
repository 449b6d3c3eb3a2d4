"""`firstline check` looks at Telegram where the desk is in it."""

import asyncio

from bot import checks
from bot.settings import Settings
from channels.telegram.settings import TelegramSettings
from tests.fakes.telegram import FakeTelegram


async def test_what_is_found_out_about_the_bot_is_told():
    async with FakeTelegram() as telegram:
        told = TelegramSettings(token=telegram.token, base_url=telegram.base_url)
        chosen = Settings(channels=("web", "telegram"), telegram=told)
        found = await asyncio.to_thread(lambda: list(checks.telegram(chosen)))
    assert found
    assert all("telegram" in finding.about.lower() for finding in found)


def test_a_desk_without_telegram_hears_nothing_of_it():
    assert not list(checks.telegram(Settings(channels=("web",))))
