"""The whole desk behind a fake Telegram: the real pipeline on SQLite, its loops turned by hand."""

import asyncio
import time
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from bot.app import build, prepare
from channels.telegram.channel import TelegramChannel
from tests.channels.telegram.conftest import settings_for, until
from tests.contracts.house import running
from tests.fakes.telegram import FakeTelegram
from tests.scenarios.stage import HandClock, Stage, settings_in

FAST = 20  # times quicker than life: limits are kept, and nobody waits long for them
PUBLIC = "http://help.example.org"


def fast():
    return time.monotonic() * FAST


async def sleep_fast(seconds):
    await asyncio.sleep(seconds / FAST)


class Office:
    """A desk, its Telegram, and whoever writes there. `mode` is how updates come in."""

    def __init__(self, telegram, stage, channel):
        self.telegram = telegram
        self.stage = stage
        self.channel = channel
        self._seen = {}

    async def settle(self):
        """Everything comes in, and everything happens that follows at once."""
        await until(lambda: not self.telegram.pending.waiting)
        await self.stage.settle()
        await self._errands_are_done()
        await self.stage.settle()

    async def _errands_are_done(self):
        while under_way := tuple(self.channel._errands._tasks):
            await asyncio.wait(under_way)

    async def heard(self, place):
        """What the bot has said in a chat since last asked."""
        await self.settle()
        told = [m.get("text", "").lstrip("\u200b") for m in self.telegram.told(place)]
        fresh = told[self._seen.get(place.id, 0) :]
        self._seen[place.id] = len(told)
        return fresh

    async def say(self, person, text="", **more):
        """Say it; what is answered, in the same chat."""
        place = more.get("to") or person
        await self.heard(place)
        await self.telegram.say(person, text, **more)
        return await self.heard(place)

    async def press(self, person, label, *, place=None):
        """Press the newest button with this label; what is answered."""
        place = place or person
        await self.heard(place)
        message = next(m for m in reversed(self.telegram.told(place)) if _has(m, label))
        await self.telegram.press(person, message, label)
        return await self.heard(place)

    def labels(self, place):
        """The buttons below the newest message."""
        rows = self.telegram.told(place)[-1].get("reply_markup", {}).get("inline_keyboard", ())
        return [button["text"] for row in rows for button in row]


def _has(message, label):
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return any(button["text"] == label for row in rows for button in row)


@asynccontextmanager
async def open_office(store, folder, *, mode="polling", people=(), **more):
    """A desk that is reached by Telegram, with Sam as an agent whom the settings know there."""
    async with FakeTelegram(clock=fast) as telegram:
        sam = telegram.person("Sam", last_name="Agent", has_begun=True)
        known = {"sam@desk.example": sam.id, **dict(people)}
        said = settings_for(
            telegram, mode=mode, people=known, **_by(mode), card_seconds=0.1, **more
        )
        channels = ("console", "web", "email", "telegram")
        settings = settings_in(folder).model_copy(update={"telegram": said, "channels": channels})
        clock = HandClock()
        firstline = build(settings, clock=clock, store=store)
        await prepare(firstline)
        channel = firstline.channels["telegram"]
        assert isinstance(channel, TelegramChannel)
        channel._limiter.clock, channel._limiter.sleep = fast, sleep_fast
        stage = Stage(firstline, clock, folder / "outgoing")
        async with _called(telegram, channel), running(channel, firstline.intake.accept):
            yield Office(telegram, stage, channel), sam
        assert telegram.violations == []


def _by(mode):
    return {"public_url": PUBLIC} if mode == "webhook" else {}


@asynccontextmanager
async def _called(telegram, channel):
    """The fake's posts reach the channel's route, as the web channel would serve it."""
    routes = channel.routes()
    if not routes:
        yield
        return
    telegram.pending.transport = httpx.ASGITransport(Starlette(routes=list(routes)))
    yield
