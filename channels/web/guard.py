"""The outermost door: which name was called, who sends a form, what every answer carries."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web import wording
from channels.web.settings import WebSettings

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

POLICY = (
    "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'; object-src 'none'"
)

# Set on every answer unless the page has said something stricter itself.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class Guard:
    """Wraps the whole site, so that its own refusals carry the headers too."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings) -> None:
        self._app = app
        self._hosts = settings.hosts
        self._public = urlsplit(settings.public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._choose(scope)(scope, receive, with_headers(send))

    def _choose(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse(wording.WRONG_HOST, 421)
        if scope["method"] not in SAFE_METHODS and self._is_foreign(headers):
            return PlainTextResponse(wording.FOREIGN, 403)
        return self._app

    def _is_foreign(self, headers: Mapping[str, str]) -> bool:
        # A page with `no-referrer` posts "Origin: null"; there the form's token has to do.
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return True
        origin = headers.get("origin", "null")
        ours = {headers.get("host", "").lower(), self._public}
        return origin != "null" and urlsplit(origin).netloc.lower() not in ours


def host_of(netloc: str) -> str:
    """The host name of a Host header, without its port; "" if it is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def with_headers(send: Send) -> Send:
    """Add to every answer the headers it has not set itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": list(message["headers"])}
            headers = MutableHeaders(raw=message["headers"])
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
