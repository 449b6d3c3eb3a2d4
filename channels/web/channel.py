"""The web channel: serves the site while it runs; what Firstline says is read from the desk."""

import asyncio
from collections.abc import Sequence
from socket import socket

from starlette.routing import BaseRoute

from channels.base import Markup, Receive, Traits
from channels.messages import OutboundMessage, Receipt
from channels.views import Desk
from channels.web import app, serving
from channels.web.serving import Server
from channels.web.settings import WebSettings
from channels.web.site import Site

TRAITS = Traits(
    longest=20_000, can_offer=True, can_attach=True, bursts=True, vouches=False, markup=Markup.HTML
)


class WebChannel:
    """A Channel. `ready` is set once it listens; from then on `port` is the bound one."""

    name = "web"
    traits = TRAITS

    def __init__(
        self, settings: WebSettings, desk: Desk, extra_routes: Sequence[BaseRoute] = ()
    ) -> None:
        self.ready = asyncio.Event()
        self.port = settings.port
        self._settings = settings
        self._desk = desk
        self._extra = tuple(extra_routes)

    @property
    def url(self) -> str:
        """Where people find the site; links start with it."""
        host = self._settings.host
        shown = f"[{host}]" if ":" in host else host
        return self._settings.public_url or f"http://{shown}:{self.port}"

    def host(self, routes: Sequence[BaseRoute]) -> None:
        """Serve these beside the pages, such as the addresses that vendors post to."""
        self._extra = (*self._extra, *routes)

    async def run(self, receive: Receive) -> None:
        """Serve until cancelled; open streams end too. Raises CannotListen."""
        site = Site(self._settings, self._desk, receive)
        listening = serving.bind(self._settings)
        self.port = listening.getsockname()[1]
        server = serving.server(
            app.build(site, self._extra), self._settings, started=self.ready.set
        )
        try:
            await _serve(site, server, listening)
        finally:
            self.ready.clear()

    async def send(self, message: OutboundMessage) -> Receipt:
        """Nothing to carry: pages read the conversation from the desk, where it stands already."""
        return Receipt(external_id=message.key)


async def _serve(site: Site, server: Server, listening: socket) -> None:
    serving = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(serving)
    finally:
        site.closing.set()
        server.should_exit = True
        try:
            await serving
        finally:
            server.hang_up(listening)


def connect(
    settings: WebSettings, desk: Desk, extra_routes: Sequence[BaseRoute] = ()
) -> WebChannel:
    """The web channel. `extra_routes` are served beside the pages (vendor webhooks)."""
    return WebChannel(settings, desk, extra_routes)
