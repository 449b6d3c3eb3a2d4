"""The addresses for machines: alive, ready, robots, and the icon."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from channels.web import wording
from channels.web.site import Site

ROBOTS = "User-agent: *\nDisallow: /\n"


async def health(site: Site, request: Request) -> Response:
    """The process is alive."""
    return PlainTextResponse("alive")


async def ready(site: Site, request: Request) -> Response:
    """The desk can take a message."""
    if await site.desk.healthy():
        return PlainTextResponse(wording.HEALTHY)
    return PlainTextResponse(wording.UNHEALTHY, 503)


async def robots(site: Site, request: Request) -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse(ROBOTS)


async def icon(site: Site, request: Request) -> Response:
    """Browsers ask here before they have read a page."""
    return RedirectResponse("/static/icon.svg", 308)
