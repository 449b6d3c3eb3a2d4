"""The site: which page answers at which address, and what is said when none does."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

from channels.base import NotNow
from channels.web import answer, chat, desk, plain, sign_in, ticket, unsent, wording
from channels.web.guard import Guard
from channels.web.refusals import Refused
from channels.web.sign_in import agents_only, or_sign_in
from channels.web.site import Page, Site, address_of, now, wants_json

log = logging.getLogger(__name__)

ROUTES: tuple[tuple[str, str, Page], ...] = (
    ("GET", "/", chat.page),
    ("POST", "/say", chat.say),
    ("POST", "/who", chat.introduce),
    ("GET", "/stream", chat.stream),
    ("GET", "/files/{source}", chat.file),
    ("GET", "/t/{secret}", ticket.page),
    ("POST", "/t/{secret}", ticket.say),
    ("GET", "/t/{secret}/stream", ticket.stream),
    ("GET", "/t/{secret}/files/{source}", ticket.file),
    ("GET", "/answer/{secret}", answer.page),
    ("POST", "/answer/{secret}", answer.press),
    ("GET", "/desk", or_sign_in(desk.page)),
    ("POST", "/desk/link", sign_in.ask),
    ("GET", "/desk/in/{secret}", sign_in.link_page),
    ("POST", "/desk/in/{secret}", sign_in.redeem),
    ("POST", "/desk/out", agents_only(sign_in.sign_out)),
    ("POST", "/desk/order", agents_only(desk.order)),
    ("GET", "/desk/stream", agents_only(desk.stream)),
    ("GET", "/desk/files/{source}", agents_only(desk.talk_file)),
    ("GET", "/desk/tickets/{reference}/files/{source}", agents_only(desk.ticket_file)),
    ("GET", "/health", plain.health),
    ("GET", "/ready", plain.ready),
    ("GET", "/metrics", plain.metrics),
    ("GET", "/robots.txt", plain.robots),
    ("GET", "/favicon.ico", plain.icon),
)
UNCOUNTED = ("/health", "/ready", "/static/")
STATIC = {"Cache-Control": "public, max-age=300"}

SENTENCES = {404: wording.NO_PAGE, 405: wording.NOT_THIS_WAY}


def build(site: Site, extra: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The whole site. `extra` routes come first and answer for themselves (vendor webhooks)."""
    handlers: dict[Any, ExceptionHandler] = {
        Refused: partial(_refused, site),
        HTTPException: partial(_failed, site),
        ClientDisconnect: _gone,
        NotNow: partial(_not_now, site),
        Exception: partial(_broken, site),
    }
    app = Starlette(routes=[*extra, _pages(site)], exception_handlers=handlers)
    return Guard(app, settings=site.settings)


def _pages(site: Site) -> Mount:
    routes: list[BaseRoute] = [
        Route(path, partial(page, site), methods=[method]) for method, path, page in ROUTES
    ]
    static = Static(directory=Path(__file__).parent / "static")
    router = Router([Mount("/static", static), *routes], redirect_slashes=False)
    return Mount("", router, middleware=[Middleware(Counted, site=site)])


class Static(StaticFiles):
    """Our own few files; browsers may keep them for a while."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, with leave to keep it."""
        response = await super().get_response(path, scope)
        response.headers.update(STATIC)
        return response


class Counted:
    """Counts the requests of an address and refuses those that are too many."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(UNCOUNTED):
            self._site.requests.demand(address_of(Request(scope)), now())
        await self._app(scope, receive, send)


async def _refused(site: Site, request: Request, error: Exception) -> Response:
    return refusal(site, request, cast("Refused", error))


async def _failed(site: Site, request: Request, error: Exception) -> Response:
    failure = cast("HTTPException", error)
    sentence = SENTENCES.get(failure.status_code, failure.detail)
    response = refusal(site, request, Refused(failure.status_code, sentence))
    response.headers.update(failure.headers or {})
    return response


async def _gone(request: Request, error: Exception) -> Response:
    """The sender has left in the middle of the message; nobody reads this."""
    return Response(status_code=400)


async def _not_now(site: Site, request: Request, error: Exception) -> Response:
    """Nothing could be kept or looked up: the sender keeps the words and may try again."""
    log.warning("turned away: %s", error)
    if request.method != "POST":
        return refusal(site, request, unsent.NOT_NOW)
    await unsent.hear_out(site, request)
    if wants_json(request):
        return refusal(site, request, unsent.NOT_KEPT)
    return unsent.page(site, request)


async def _broken(site: Site, request: Request, error: Exception) -> Response:
    return refusal(site, request, Refused(500, wording.OUR_FAULT))


def refusal(site: Site, request: Request, refused: Refused) -> Response:
    """A refusal as a page, or as a sentence for our script."""
    if wants_json(request):
        return JSONResponse({"error": refused.sentence}, refused.status, refused.headers)
    response = site.page("notice.html", status=refused.status, sentence=refused.sentence)
    response.headers.update({**refused.headers, "Referrer-Policy": "no-referrer"})
    return response
