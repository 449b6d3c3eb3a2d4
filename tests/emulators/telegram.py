"""telegram-test-api (MIT, by strangers): a Telegram emulator as a process, and who writes there.

It is looked for in .cache/emulators, or in the folder FIRSTLINE_EMULATORS; it needs node.
"""

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.channels.telegram.conftest import until
from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port

SCRIPT = Path(__file__).with_name("telegram_server.js")
BESIDE = Path(__file__).parents[2] / ".cache" / "emulators"
PACKAGE = "telegram-test-api"
TOKEN = "4711:emulated"


def modules():
    """The folder that holds the emulator."""
    return Path(os.environ.get("FIRSTLINE_EMULATORS", BESIDE)) / "node_modules"


def missing():
    """Why it cannot be run here; "" if it can."""
    if shutil.which("node") is None:
        return "no node"
    is_here = (modules() / PACKAGE).is_dir()
    return "" if is_here else f"no {PACKAGE}: it is fetched with npm (see docs/telegram.md)"


class Emulator:
    """What people do there, and what the bot has said to them."""

    token = TOKEN

    def __init__(self, port, client):
        self.url = f"http://127.0.0.1:{port}"
        self._client = client

    @property
    def base_url(self):
        return f"{self.url}/bot"

    @property
    def base_file_url(self):
        return f"{self.url}/file/bot"

    async def say(self, person, text, *, chat=None, **more):
        """Words, or a command where they begin with a stroke."""
        command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        said = {**self._common(person, chat), "text": text, **more}
        if text.startswith("/"):
            await self._post("sendCommand", {**said, "entities": [command]})
        else:
            await self._post("sendMessage", said)

    async def press(self, person, message, label):
        """The button with this label on what the bot said."""
        rows = message["message"]["reply_markup"]["inline_keyboard"]
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
        chat = self._common(person, None)["chat"]
        on = {"message_id": message["messageId"], "chat": chat, "date": 1}
        pressed = {"botToken": TOKEN, "from": _user(person), "message": on, "data": data}
        await self._post("sendCallback", pressed)

    async def told(self, chat):
        """All that the bot has said in a chat, as the emulator keeps it."""
        history = (await self._post("getUpdatesHistory", {"token": TOKEN}))["result"]
        said = [each for each in history if "chat_id" in each.get("message", {})]
        return [each for each in said if str(each["message"]["chat_id"]) == str(chat)]

    def _common(self, person, chat):
        return {
            "botToken": TOKEN, "from": _user(person), "date": 1_780_000_000,
            "chat": chat or {"id": person, "type": "private", "first_name": "Somebody"},
        }  # fmt: skip

    async def _post(self, what, said):
        answer = await self._client.post(f"{self.url}/{what}", json=said)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _user(number):
    return {"id": number, "is_bot": False, "first_name": f"Person {number}", "language_code": "en"}


@asynccontextmanager
async def opened():
    """The emulator, running."""
    port = free_port()
    environment = {**os.environ, "NODE_PATH": str(modules())}
    process = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), str(port), env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline() == b"open\n"
        async with httpx.AsyncClient() as client:
            yield Emulator(port, client)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await until(lambda: process.stdout.at_eof())
