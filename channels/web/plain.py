"""The addresses for machines: alive, ready, robots, and the icon."""

import hmac

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from channels.web import wording
from channels.web.guard import host_of
from channels.web.refusals import Refused
from channels.web.settings import is_loopback
from channels.web.site import Site

PROMETHEUS = "text/plain; version=0.0.4"
PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
ROBOTS = "User-agent: *\nDisallow: /\n"


async def health(site: Site, request: Request) -> Response:
    """The process is alive."""
    return PlainTextResponse("alive")


async def ready(site: Site, request: Request) -> Response:
    """The desk can take a message."""
    if site.closing.is_set():
        return PlainTextResponse(wording.CLOSING, 503)
    if await site.desk.healthy():
        return PlainTextResponse(wording.HEALTHY)
    return PlainTextResponse(wording.UNHEALTHY, 503)


async def metrics(site: Site, request: Request) -> Response:
    """The figures for a monitoring system; to a stranger there is no such page."""
    if not _may_measure(site, request):
        raise Refused(404, wording.NO_PAGE)
    return Response(await site.desk.metrics(), media_type=PROMETHEUS)


def _may_measure(site: Site, request: Request) -> bool:
    token = site.settings.metrics_token.get_secret_value()
    if not token:
        return site.settings.is_local and _comes_from_here(request)
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def _comes_from_here(request: Request) -> bool:
    """Whether a program of this machine asks us itself, and nobody asks through it."""
    peer = request.client.host if request.client else ""
    names = (peer, host_of(request.headers.get("host", "")))
    passed_on = any(name in request.headers for name in PASSED_ON)
    return all(map(is_loopback, names)) and not passed_on


async def robots(site: Site, request: Request) -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse(ROBOTS)


async def icon(site: Site, request: Request) -> Response:
    """Browsers ask here before they have read a page."""
    return RedirectResponse("/static/icon.svg", 308)
