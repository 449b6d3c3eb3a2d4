"""A strict Slack on this machine: real HTTP and WebSocket on loopback, state in memory."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.fakes.patience import PATIENCE
from tests.fakes.slack.api.installing import grant
from tests.fakes.slack.cast import Cast
from tests.fakes.slack.delivery import Delivery, Postman
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.gestures import Gestures
from tests.fakes.slack.posting import Posting
from tests.fakes.slack.server import Server
from tests.fakes.slack.sight import Sight
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.subscriptions import is_told
from tests.fakes.slack.troubles import Troubles
from tests.fakes.slack.world import ANSWER_WITHIN, SUBSCRIBED, Token, World

T = TypeVar("T")


class FakeSlack(Gestures, Cast, Sight, Troubles):
    """An async context. Workspace "acme" with the app installed; people and channels are added."""

    def __init__(
        self, *, ack_within: float = ANSWER_WITHIN, subscribed: frozenset[str] = SUBSCRIBED
    ) -> None:
        self.world = World(tell=self._tell)
        self.faults = Faults()
        self.subscribed = set(subscribed)
        self.ack_within = ack_within
        self.sockets = Sockets(self.world, ack_within=ack_within)
        self.postman = Postman(self.world, self.sockets)
        self.server = Server(self.world, self.sockets, self.faults)
        self._posting: Posting | None = None
        self._runner = web.AppRunner(self.server.app(), access_log=None, shutdown_timeout=1)
        self.team = self.add_team("acme")
        app = Token(value=self.app_token, team=self.team.id, user="", scopes=set(), kind="app")
        app.scopes.add("connections:write")
        self.world.tokens[app.value] = app
        self.bot_token = grant(self.world, self.team).value

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.postman.stop()
        await self.sockets.cut()
        if self._posting is not None:
            await self._posting.close()
        await self._runner.cleanup()

    # What the app is told about Slack.

    @property
    def base_url(self) -> str:
        return f"{self.world.url}/api/"

    @property
    def signing_secret(self) -> str:
        return self.world.app.signing_secret

    @property
    def app_token(self) -> str:
        return self.world.app.app_token

    async def post_to(self, url: str) -> None:
        """Signed HTTP instead of Socket Mode; fails unless the address proves to be the app's."""
        self._posting = Posting(self.world, url, ack_within=self.ack_within)
        if not await self._posting.prove():
            raise AssertionError("the challenge did not come back")
        self.postman.way = self._posting

    async def connected(self, number: int = 1) -> None:
        """Once the app has opened so many connections."""
        await self.sockets.connected(number)

    async def settled(self) -> None:
        """Once all events have been acknowledged or given up."""
        await self.postman.settled()

    async def until(self, fact: Callable[[], T], *, within: float = PATIENCE) -> T:
        """The first truth of `fact`, looked at after all the app does. Raises TimeoutError."""
        changed = asyncio.Event()
        self.world.watching.add(changed)
        try:
            async with asyncio.timeout(within):
                while not (true := fact()):
                    await changed.wait()
                    changed.clear()
                return true
        finally:
            self.world.watching.discard(changed)

    def tell(self, event: dict, *, team: str = "") -> Delivery:
        """Send any event at all, subscribed or not; its delivery."""
        event = {"event_ts": self.world.stamps.next()} | event
        return self.postman.event(team or self.team.id, event)

    def _tell(self, team: str, event: dict) -> None:
        if is_told(self.world, self.subscribed, team, event):
            self.postman.event(team, event)
