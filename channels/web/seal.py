"""Whether a form came from our own page: a token that only the holder of a cookie can know."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from channels.web import cookies
from channels.web.settings import WebSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The token for a page's forms. `fresh` is a form cookie to set first, "" if none is due."""

    token: str
    fresh: str = ""


def token_for(secret: str) -> str:
    """The token bound to a cookie; it gives nothing away about the cookie."""
    return hmac.new(secret.encode(), b"firstline form", sha256).hexdigest()


def session_secret(form_cookie: str) -> str:
    """The secret of the chat session that a first form opens."""
    return hmac.new(form_cookie.encode(), b"firstline chat", sha256).hexdigest()


def is_genuine(token: str, bound_to: Iterable[str]) -> bool:
    """Whether the token belongs to one of these cookies; an empty cookie vouches for nothing."""
    given = token.encode()
    return any(hmac.compare_digest(given, token_for(s).encode()) for s in bound_to if s)


def seal(request: Request, settings: WebSettings, *, secret: str = "") -> Seal:
    """The token for a page: bound to `secret`, else to the form cookie, made if need be."""
    known = secret or cookies.read(request, cookies.FORM, settings)
    if known:
        return Seal(token=token_for(known))
    fresh = secrets.token_urlsafe(32)
    return Seal(token=token_for(fresh), fresh=fresh)


def stamp(response: Response, seal: Seal, settings: WebSettings) -> Response:
    """Send the form cookie along if the page needed a new one."""
    if seal.fresh:
        cookies.write(response, cookies.FORM, seal.fresh, settings)
    return response
