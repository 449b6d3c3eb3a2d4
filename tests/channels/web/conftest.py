"""The real site on a free port, with a desk in memory behind it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from html import unescape

import httpx
import pytest

from channels.messages import ConversationRef
from channels.web import WebChannel, WebSettings, connect
from tests.fakes.desk import FakeDesk
from tests.fakes.patience import PATIENCE

ID = "a-number-of-my-own"


class House:
    """A running site and its desk."""

    def __init__(self, desk: FakeDesk, channel: WebChannel, running: asyncio.Task[None]):
        self.desk = desk
        self.channel = channel
        self.running = running
        self.url = channel.url

    def browser(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=PATIENCE)


@asynccontextmanager
async def open_house(desk: FakeDesk, extra=(), **settings) -> AsyncIterator[House]:
    channel = connect(WebSettings(port=0, **settings), desk, extra)
    running = asyncio.create_task(channel.run(desk.hear))
    try:
        await asyncio.wait_for(channel.ready.wait(), PATIENCE)
        yield House(desk, channel, running)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.fixture
async def desk():
    return FakeDesk()


@pytest.fixture
async def house(desk):
    async with open_house(desk) as house:
        yield house


@pytest.fixture
async def browser(house):
    async with house.browser() as browser:
        yield browser


def hidden(page: str, name: str) -> str:
    """The value of a hidden field, the first of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


async def fields(browser: httpx.AsyncClient, path: str = "/", **values: str) -> dict[str, str]:
    """What the page's form would send, with some values of one's own."""
    page = (await browser.get(path)).text
    return {"csrf": hidden(page, "csrf"), "id": hidden(page, "id"), **values}


async def say(browser: httpx.AsyncClient, text: str, **values: str) -> httpx.Response:
    return await browser.post("/say", data=await fields(browser, text=text, **values))


def chat_of(address: str = "guest-1") -> ConversationRef:
    return ConversationRef(channel="web", place=address)


class Events:
    """The events of an open stream, one after the other."""

    def __init__(self, response: httpx.Response):
        self._lines = response.aiter_lines()

    async def until(self, wanted: str) -> list[dict[str, str]]:
        """The next events, up to the first whose name or data holds `wanted`."""
        seen = []
        async with asyncio.timeout(PATIENCE):
            while not seen or wanted not in seen[-1]["event"] + seen[-1]["data"]:
                seen.append(await self._next())
        return seen

    async def _next(self) -> dict[str, str]:
        now: dict[str, str] = {}
        async for line in self._lines:
            name, _, value = line.partition(":")
            if line:
                now[name] = now[name] + "\n" + value[1:] if name in now else value[1:]
            elif "event" in now:
                return now
            else:
                now = {}
        raise AssertionError("the stream ended")
