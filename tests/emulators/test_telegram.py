"""The story on a Telegram that nobody here has written, by polling and by webhook."""

import asyncio
from contextlib import asynccontextmanager, nullcontext

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.app import build, prepare
from channels.telegram import TelegramSettings
from store.engine import open_store
from tests.channels.telegram.conftest import until
from tests.contracts.house import running
from tests.emulators import telegram
from tests.fakes.ports import free_port
from tests.scenarios.stage import HandClock, Stage, settings_in

ANN, SAM = 101, 102

pytestmark = [
    pytest.mark.skipif(bool(telegram.missing()), reason=telegram.missing() or "here"),
    pytest.mark.usefixtures("one_index"),
]


class Office:
    """A desk, and the emulator before it."""

    def __init__(self, emulator, stage):
        self.emulator = emulator
        self.stage = stage
        self.seen = {}

    async def heard(self, person, *, most=10.0):
        """What is new in a chat, once there is something."""
        async with asyncio.timeout(most):
            while True:
                await self.stage.settle()
                told = await self.emulator.told(person)
                fresh = told[self.seen.get(person, 0) :]
                if fresh:
                    self.seen[person] = len(told)
                    return fresh
                await asyncio.sleep(0.05)

    async def say(self, person, text):
        await self.emulator.say(person, text)
        return [each["message"]["text"] for each in await self.heard(person)]


@pytest.fixture
def store(sqlite_url):
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@asynccontextmanager
async def office(store, folder, mode):
    async with telegram.opened() as emulator:
        port = free_port()
        said = TelegramSettings(
            token=emulator.token, base_url=emulator.base_url, poll_seconds=1, mode=mode,
            base_file_url=emulator.base_file_url, public_url=f"http://127.0.0.1:{port}",
            people={"sam@desk.example": SAM},
        )  # fmt: skip
        settings = settings_in(folder).model_copy(
            update={"telegram": said, "channels": ("console", "web", "email", "telegram")}
        )
        clock = HandClock()
        firstline = build(settings, clock=clock, store=store)
        await prepare(firstline)
        channel = firstline.channels["telegram"]
        stage = Stage(firstline, clock, folder / "outgoing")
        async with listening(channel, port), running(channel, firstline.intake.accept):
            if mode == "webhook":
                await asyncio.sleep(0.3)  # until the emulator knows where to call
            yield Office(emulator, stage)


@asynccontextmanager
async def listening(channel, port):
    config = uvicorn.Config(
        Starlette(routes=list(channel.routes())), port=port, lifespan="off", log_config=None,
        ws="none",
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield
    server.should_exit = True
    await serving


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_the_story_on_telegram_test_api(store, tmp_path, mode):
    async with office(store, tmp_path, mode) as desk:
        assert "IT help desk" in (await desk.say(ANN, "/start"))[0]
        await desk.emulator.say(ANN, "my vpn drops every few minutes")
        (offer,) = await desk.heard(ANN)
        assert "VPN drops" in offer["message"]["text"]
        await desk.emulator.press(ANN, offer, "Still need help")
        (logged,) = await desk.heard(ANN)
        assert "FL-1001" in logged["message"]["text"]
        assert "is yours" in (await desk.say(SAM, "/next"))[0]
        assert "</b> is working on it" in (await desk.heard(ANN))[0]["message"]["text"]
        await desk.say(SAM, "/ask FL-1001 Which router?")
        assert "Which router?" in (await desk.heard(ANN))[0]["message"]["text"]
        await desk.say(ANN, "A black one")
        assert "A black one" in (await desk.heard(SAM))[0]["message"]["text"]
        await desk.say(SAM, "/resolve FL-1001 Changed the channel")
        (solved,) = await desk.heard(ANN)
        assert "Changed the channel" in solved["message"]["text"]
        await desk.emulator.press(ANN, solved, "No, not yet")
        assert "opened it again" in (await desk.heard(ANN))[0]["message"]["text"]
        assert (await desk.stage.ticket("FL-1001")).status == "in_progress"
