"""What local-slack shows to its own web page, kept up to date here."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import aiohttp

from tests.fakes.patience import PATIENCE

T = TypeVar("T")


class Mirror:
    """The state behind local-slack's page. `answers` counts what happened to the open modal."""

    def __init__(self) -> None:
        self.channels: dict[str, dict] = {}
        self.messages: dict[str, dict[str, dict]] = {}
        self.stack: list[dict] = []
        self.homes: dict[str, dict] = {}
        self.errors: dict[str, str] = {}
        self.connected = False
        self.owner = ""  # who did something last: a modal that opens is theirs
        self._watching: set[asyncio.Event] = set()

    async def listen(self, page: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in page:
            said = frame.json()
            told = getattr(self, f"_{said['t']}", None)
            if told:
                told(said)
            self._changed()

    def _changed(self) -> None:
        for each in self._watching:
            each.set()

    async def until(self, fact: Callable[[], T], *, within: float = PATIENCE) -> T:
        changed = asyncio.Event()
        self._watching.add(changed)
        try:
            async with asyncio.timeout(within):
                while not (true := fact()):
                    await changed.wait()
                    changed.clear()
                return true
        finally:
            self._watching.discard(changed)

    def _init(self, said: dict) -> None:
        state = said["state"]
        self.channels = {each["id"]: each for each in state["channels"]}
        for channel, some in state["messages"].items():
            self.messages[channel] = {each["ts"]: each for each in some}
        self.connected = any(each["connected"] for each in state["apps"])

    def _channel(self, said: dict) -> None:
        self.channels[said["channel"]["id"]] = said["channel"]

    def _message(self, said: dict) -> None:
        message = said["message"]
        self.messages.setdefault(message["channel"], {})[message["ts"]] = message

    _message_update = _message

    def _message_delete(self, said: dict) -> None:
        self.messages[said["channel"]].pop(said["ts"], None)

    def _view(self, said: dict) -> None:
        self.stack = said["stack"]

    def _view_errors(self, said: dict) -> None:
        self.errors = said["errors"]

    def _home(self, said: dict) -> None:
        self.homes[said["user"]] = said["view"]

    def _socket_status(self, said: dict) -> None:
        self.connected = said["connected"]
