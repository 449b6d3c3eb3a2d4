"""What every page of the site is given, and what they all do: render, limit, hand a message in."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from channels import text
from channels.base import Receive
from channels.messages import InboundMessage
from channels.views import Desk
from channels.web import limits, wording
from channels.web.refusals import Refused
from channels.web.settings import WebSettings

log = logging.getLogger(__name__)
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Site:
    """The desk, the way in, the settings and the limits. `closing` is set when we stop."""

    settings: WebSettings
    desk: Desk
    receive: Receive
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    streams: limits.Slots = field(default_factory=limits.Slots)

    @cached_property
    def messages(self) -> limits.Buckets:
        """Messages, by session."""
        return limits.per_minute(self.settings.messages_per_minute)

    @cached_property
    def requests(self) -> limits.Buckets:
        """Requests of any kind, by address."""
        return limits.per_minute(self.settings.requests_per_minute)

    @cached_property
    def uploads(self) -> limits.Buckets:
        """Files, by address."""
        return limits.per_minute(self.settings.uploads_per_minute)

    @cached_property
    def openings(self) -> limits.Buckets:
        """New sessions, by address."""
        return limits.per_minute(self.settings.sessions_per_minute)

    @cached_property
    def links(self) -> limits.Buckets:
        """Sign-in links asked for, by address of the browser and of the mailbox."""
        return limits.per_hour(self.settings.links_per_hour)

    @cached_property
    def _templates(self) -> Environment:
        return templates(self.settings)

    def fragment(self, template: str, **values: object) -> str:
        """A piece of a page as HTML."""
        return self._templates.get_template(template).render(**values)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """A page."""
        return HTMLResponse(self.fragment(template, **values), status)

    async def hand_in(self, message: InboundMessage) -> None:
        """Give a message to the desk; only then is it acknowledged. Refuses if it was not kept."""
        try:
            await self.receive(message)
        except Exception as failure:  # whatever it was, the sender has to know it was not kept
            log.warning("not accepted", extra={"key": message.key}, exc_info=True)
            raise Refused(503, wording.NOT_KEPT, after=5) from failure
        log.info("accepted", extra={"key": message.key})


Page = Callable[[Site, Request], Awaitable[Response]]


def templates(settings: WebSettings) -> Environment:
    """The templates: everything escaped, a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    environment.filters["bytes"] = wording.size
    environment.filters["clock"] = wording.clock
    environment.globals["settings"] = settings
    return environment


def marked(words: str) -> Markup:
    """Our Markdown subset as HTML; `as_html` escapes what was typed."""
    return Markup(text.as_html(words))  # noqa: S704


def address_of(request: Request) -> str:
    """Who counts as one address for the limits."""
    return limits.neighbourhood(request.client.host if request.client else "")


def now() -> float:
    """The clock of the limits."""
    return time.monotonic()


def wants_json(request: Request) -> bool:
    """Whether our script asks, and not a browser going to a page."""
    return "application/json" in request.headers.get("accept", "")
