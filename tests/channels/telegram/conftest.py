"""A fake Telegram that must not be done wrong, and the channel in front of it."""

import asyncio

import pytest

from channels.telegram import TelegramSettings, connect
from tests.contracts.house import House, Inbox, running
from tests.fakes.patience import PATIENCE
from tests.fakes.telegram import FakeTelegram
from tests.fakes.vault import MemoryVault


async def until(look, *, within=PATIENCE):
    """What `look` returns as soon as that is something."""
    async with asyncio.timeout(within):
        while not (found := look()):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.005)
    return found


@pytest.fixture
async def telegram():
    async with FakeTelegram() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
def house():
    house = House()
    house.vault = MemoryVault()
    return house


@pytest.fixture
def inbox(house):
    return Inbox(house.blobs)


@pytest.fixture
def settings(telegram):
    return settings_for(telegram)


def settings_for(telegram, **more):
    said = {
        "token": telegram.token,
        "base_url": telegram.base_url,
        "base_file_url": telegram.base_file_url,
        "poll_seconds": 2,
    }
    return TelegramSettings(**{**said, **more})


@pytest.fixture
async def channel(settings, house, inbox):
    async with running(connect(settings, house), inbox) as channel:
        yield channel
