"""Being called: the route that Telegram sends updates to. Kept first, and only then answered.

https://core.telegram.org/bots/api#setwebhook
"""

import hmac
import logging
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from channels.base import NotNow
from channels.telegram.settings import MIB, PATH

log = logging.getLogger("firstline")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST = MIB  # bytes; the longest updates have some ten thousand

Take = Callable[[bytes], Awaitable[None]]


def route(secret: str, take: Take) -> Route:
    """`take` returns once the update is durable, and raises NotNow while nothing can be kept."""

    async def called(request: Request) -> Response:
        if not _is_telegram(request, secret):
            return Response(status_code=403)
        try:
            raw = await _body(request)
            if raw is None:
                return Response(status_code=413)
            await take(raw)
        except ClientDisconnect:
            return Response(status_code=400)
        except NotNow as trouble:
            log.warning("an update could not be kept: %s", trouble)
            return Response(status_code=503)  # it comes again
        return Response(status_code=200)

    return Route(PATH, called, methods=["POST"])


def _is_telegram(request: Request, secret: str) -> bool:
    shown = request.headers.get(HEADER, "").encode("latin-1", "replace")
    return hmac.compare_digest(shown, secret.encode())


async def _body(request: Request) -> bytes | None:
    """The body; None if it is too long, however it is sent."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return None
    return bytes(body)
