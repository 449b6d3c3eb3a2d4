"""local-slack (MIT, by strangers): a Slack emulator as a process, driven as the fake Slack is.

It takes any token and sends every envelope to every connection. It has no limits, no redelivery, no
shortcuts, no scopes, and no presses in modals or in the Home tab; see tests/fakes/slack for those.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import aiohttp

from tests.emulators.mirror import Mirror
from tests.fakes.patience import PATIENCE
from tests.fakes.ports import free_port
from tests.fakes.slack import NotPossible, Submitted, presses, words

T = TypeVar("T")
BOT = "U0FIRSTLINE"
APP = {
    "appId": "A01FIRSTLINE",
    "botUserId": BOT,
    "botName": "firstline",
    "botToken": "xoxb-emulated",
    "appToken": "xapp-1-emulated",
    "signingSecret": "emulated-signing-secret",
    "mode": "socket",
}


class LocalSlack:
    """An async context. People, channels and the address to post to are named before it starts."""

    bot_token = APP["botToken"]
    app_token = APP["appToken"]
    signing_secret = APP["signingSecret"]

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.folder = folder
        self.port = free_port()
        self.mirror = Mirror()
        self._app = dict(APP)
        self._users: list[dict] = []
        self._channels: list[dict] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.url}/api/"

    # Before it starts.

    def add_person(self, handle: str, name: str = "", *, email: str | None = None) -> str:
        person = {"id": f"U0{handle.upper()}", "name": handle, "real_name": name or handle.title()}
        address = f"{handle}@example.org" if email is None else email
        self._users.append(person | {"email": address} if address else person)
        return person["id"]

    def add_channel(self, name: str, *people: str, bot: bool = True) -> str:
        members = [self._id(each) for each in people] + [BOT] * bot
        channel = {"id": f"C0{name.upper().replace('-', '')}", "name": name, "members": members}
        self._channels.append(channel)
        return channel["id"]

    def will_post_to(self, url: str) -> None:
        """Signed HTTP to this address instead of Socket Mode."""
        self._app |= {"mode": "events", "requestUrl": url}

    def _id(self, known_as: str) -> str:
        for each in self._users:
            if known_as in (each["id"], each["name"]):
                return each["id"]
        raise NotPossible(f"nobody is called {known_as}")

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._process = await asyncio.create_subprocess_exec(
            *(self.binary, "--config", self._config(), "--port", str(self.port)),
            *("--base-host", "127.0.0.1", "--files-dir", self.folder / "files"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(PATIENCE):
                self._ui = await self._watch()
        except BaseException:
            await self._stop()
            raise
        self._listening = asyncio.create_task(self.mirror.listen(self._ui))
        await self.mirror.until(lambda: self.mirror.channels)
        return self

    def _config(self) -> Path:
        (self.folder / "files").mkdir(parents=True, exist_ok=True)
        workspace = {"name": "Acme", "domain": "acme", "teamId": "T01ACME"}
        config = {"workspace": workspace, "app": self._app, "users": self._users}
        file = self.folder / "slack.json"
        file.write_text(json.dumps(config | {"channels": self._channels}))
        return file

    async def _watch(self) -> aiohttp.ClientWebSocketResponse:
        while True:
            try:
                return await self._session.ws_connect(f"ws://127.0.0.1:{self.port}/ui")
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await self._ui.close()
        await self._stop()

    async def _stop(self) -> None:
        await self._session.close()
        self._process.kill()
        await self._process.wait()

    # What people do.

    async def say(
        self, user: str, channel: str, text: str, thread: str = "", files: dict | None = None
    ) -> str:
        """Type and send; the message's ts. `channel` is an id, a name, or "" for the app's DM."""
        said = {"user": self._id(user), "channel": self._place(channel, user)}
        said["text"] = words.typed(text, self._people(), self._named_channels())
        said |= {"thread_ts": thread} if thread else {}
        answer = await (self._upload(said, files) if files else self._tell("message", said))
        return answer["message"]["ts"]

    async def _upload(self, said: dict, files: dict) -> dict:
        form = aiohttp.FormData()
        for name, value in said.items():
            form.add_field(name, value)
        for name, data in files.items():
            form.add_field("file", data, filename=name)
        async with self._session.post(f"{self.url}/_control/upload", data=form) as answer:
            return await answer.json()

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        marked = words.typed(text, self._people(), self._named_channels())
        await self._tell("edit-message", self._at(user, channel, ts) | {"text": marked})

    async def delete(self, user: str, channel: str, ts: str) -> None:
        await self._tell("delete-message", self._at(user, channel, ts))

    async def react(self, user: str, channel: str, ts: str, name: str = "ticket") -> None:
        await self._tell("reaction", self._at(user, channel, ts) | {"name": name})

    async def unreact(self, user: str, channel: str, ts: str, name: str = "ticket") -> None:
        await self._tell("reaction", self._at(user, channel, ts) | {"name": name, "present": False})

    def _at(self, user: str, channel: str, ts: str) -> dict:
        return {"user": self._id(user), "channel": self._place(channel, user), "ts": ts}

    async def press(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str = "",
        *,
        value: str | None = None,
        label: str = "",
        selected: object = None,
        block: str = "",
    ) -> None:
        """Use a button or a menu of a message; returns once the app has acknowledged."""
        place = self._place(channel, user)
        message = self.mirror.messages[place].get(ts, {})
        where, element = presses.found(
            message.get("blocks", []), action_id, value=value, label=label, block=block
        )
        if element["type"].endswith("users_select"):
            raise NotPossible("local-slack does not say who was selected")
        action = presses.action(where, element, ts=ts, selected=selected)
        pressed = {"channel": place, "messageTs": ts, "user": self._id(user), "action": action}
        await self._tell("interact", pressed)

    async def command(self, user: str, channel: str, name: str, text: str = "") -> None:
        """Type a slash command; returns once the app has acknowledged."""
        typed = words.typed(text, self._people(), self._named_channels())
        said = {"user": self._id(user), "channel": self._place(channel, user)}
        await self._tell("command", said | {"command": name, "text": typed})

    async def submit(self, view_id: str, values: dict | None = None) -> Submitted:
        """Fill in a modal, by block or action ids, and send it off."""
        (view,) = [each for each in self.mirror.stack if each["id"] == view_id]
        filled, before = presses.values(view, values or {}), [*self.mirror.stack]
        owner = self.mirror.owner or self._users[0]["id"]
        await self._ui.send_json({"t": "view_submit", "user": owner, "values": filled})
        mirror = (
            self.mirror
        )  # an answer is complaints, or another stack; the same may be said twice
        await mirror.until(lambda: mirror.errors or mirror.stack != before)
        errors, self.mirror.errors = self.mirror.errors, {}
        return Submitted(errors=errors, view=next(iter(reversed(self.mirror.stack)), None))

    async def close(self, view_id: str) -> None:
        owner = self.mirror.owner or self._users[0]["id"]
        await self._ui.send_json({"t": "view_close", "user": owner})
        await self.mirror.until(lambda: not self.mirror.stack)

    async def open_home(self, user: str, tab: str = "home") -> None:
        if tab != "home":
            raise NotPossible("local-slack has no Messages tab")
        await self._tell("open-home", {"user": self._id(user)})

    async def _tell(self, what: str, said: dict) -> dict:
        self.mirror.owner = said["user"]
        async with self._session.post(f"{self.url}/_control/{what}", json=said) as answer:
            told = await answer.json()
        if not told["ok"]:
            raise NotPossible(told["error"])
        return told

    # What there is to be seen.

    def _place(self, known_as: str, of: str = "") -> str:
        for each in self.mirror.channels.values() or self._channels:
            if known_as and known_as.removeprefix("#") in (each["id"], each["name"]):
                return each["id"]
        return self._talk(self._id(known_as or of))

    def _talk(self, person: str) -> str:
        """A person's direct messages with the app; before the first, the person stands for it."""
        for each in self.mirror.channels.values():
            if each["is_im"] and {*each["members"]} == {person, BOT}:
                return each["id"]
        return person

    def _people(self) -> dict[str, str]:
        return {each["name"]: each["id"] for each in self._users} | {"firstline": BOT}

    def _named_channels(self) -> dict[str, str]:
        return {each["name"]: each["id"] for each in self._channels}

    def dm(self, user: str) -> str:
        return self._talk(self._id(user))

    def messages(self, channel: str) -> list[dict]:
        """Everything in a channel, replies too, the oldest first."""
        return [each for each in self._kept(channel) if "ephemeral_to" not in each]

    def _kept(self, channel: str) -> list[dict]:
        return [*self.mirror.messages.get(self._place(channel), {}).values()]

    def thread(self, channel: str, ts: str) -> list[dict]:
        return [
            each for each in self.messages(channel) if ts in (each["ts"], each.get("thread_ts"))
        ]

    def ephemerals(self, user: str) -> list[dict]:
        who, places = self._id(user), self.mirror.messages.values()
        return [m for some in places for m in some.values() if m.get("ephemeral_to") == who]

    def views(self, user: str) -> list[dict]:
        """The open modals; local-slack has one stack for everybody."""
        return self.mirror.stack

    def home(self, user: str) -> dict | None:
        return self.mirror.homes.get(self._id(user))

    async def download(self, file: dict) -> bytes:
        headers = {"Authorization": f"Bearer {self.bot_token}"}
        async with self._session.get(file["url_private"], headers=headers) as answer:
            return await answer.read()

    async def connected(self, number: int = 1) -> None:
        """Once the app has connected."""
        await self.mirror.until(lambda: self.mirror.connected)

    async def settled(self) -> None:
        """Each gesture returns only once the app has acknowledged it: nothing to wait for."""

    async def until(self, fact: Callable[[], T], *, within: float = PATIENCE) -> T:
        """The first truth of `fact`, looked at after all that happens. Raises TimeoutError."""
        return await self.mirror.until(fact, within=within)
