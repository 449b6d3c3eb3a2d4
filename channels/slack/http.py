"""Slack's posts over HTTP: believed only with its signature, and read only then.

Signature: docs.slack.dev/authentication/verifying-requests-from-slack, version v0.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from channels.slack.doors import EVENTS
from channels.slack.payloads import Json

log = logging.getLogger("firstline")

WINDOW = 300  # seconds that a signature is good for
LARGEST = 1024 * 1024  # bytes
MOST_FIELDS = 100
CHALLENGE = "url_verification"
AGAIN = {"Retry-After": "5"}

Answer = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]


def is_signed(secret: str, body: bytes, stamp: str, signature: str, *, now: float) -> bool:
    """Whether Slack, who alone shares the secret, signed this body within the last minutes."""
    is_stamp = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    if not secret or not is_stamp or abs(now - int(stamp)) > WINDOW:
        return False
    expected = hmac.new(secret.encode(), b"v0:%s:%s" % (stamp.encode(), body), hashlib.sha256)
    given = signature.encode("utf-8", "replace")
    return hmac.compare_digest(b"v0=" + expected.hexdigest().encode(), given)


def payload(body: bytes, content_type: str) -> dict[str, Any]:
    """What was posted: JSON, JSON in a form, or the fields of a form. {} if it is none of them."""
    try:
        text = body.decode()
        if content_type.startswith("application/json") or text.startswith("{"):
            return _object(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        return _object(fields["payload"]) if "payload" in fields else dict(fields)
    except (ValueError, RecursionError):
        return {}


def _object(text: str) -> dict[str, Any]:
    value = json.loads(text)
    return value if isinstance(value, dict) else {}


def route(secret: str, answer: Answer, *, clock: Callable[[], float] = time.time) -> Route:
    """The address for events, interactions and commands."""

    async def take(request: Request) -> Response:
        body = await _body(request)
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if body is None or not is_signed(secret, body, stamp, signature, now=clock()):
            return PlainTextResponse("This is not signed by Slack.", status_code=401)
        return await _answered(payload(body, request.headers.get("content-type", "")), answer)

    return Route(EVENTS, take, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body; None if it is larger than anything of Slack's, or never ends."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


async def _answered(posted: Mapping[str, Any], answer: Answer) -> Response:
    if posted.get("type") == CHALLENGE:
        return PlainTextResponse(Json(posted).text("challenge"))
    try:
        told = await answer(posted)
    except Exception as trouble:  # whatever it was: nothing is kept, and Slack sends it again
        log.warning("slack: not taken", extra={"trouble": type(trouble).__name__})
        return Response(status_code=503, headers=AGAIN)
    return JSONResponse(told) if told else Response(status_code=200)
