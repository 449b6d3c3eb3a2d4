"""The three cookies: who chats, who works at the desk, and whose forms are genuine."""

import re
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from channels.web.settings import WebSettings

DAY = 24 * 3600
SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie and how far it travels. `prefix` is added where cookies travel over TLS only."""

    name: str
    prefix: str
    path: str
    same_site: Literal["lax", "strict"]
    age: int | None = None  # None: until the browser is closed

    def named(self, settings: WebSettings) -> str:
        """Its name here."""
        return f"{self.prefix}{self.name}" if settings.secure else self.name


CHAT = Cookie(name="firstline_chat", prefix="__Host-", path="/", same_site="lax", age=90 * DAY)
FORM = Cookie(name="firstline_form", prefix="__Host-", path="/", same_site="lax")
DESK = Cookie(name="firstline_desk", prefix="__Secure-", path="/desk", same_site="strict")


def read(request: Request, cookie: Cookie, settings: WebSettings) -> str:
    """Its secret, "" if there is none or it cannot be one of ours."""
    value = request.cookies.get(cookie.named(settings), "")
    return value if SECRET.fullmatch(value) else ""


def write(response: Response, cookie: Cookie, secret: str, settings: WebSettings) -> None:
    """Give it to the browser; no script can read it."""
    response.set_cookie(
        cookie.named(settings),
        secret,
        max_age=cookie.age,
        path=cookie.path,
        secure=settings.secure,
        httponly=True,
        samesite=cookie.same_site,
    )


def clear(response: Response, cookie: Cookie, settings: WebSettings) -> None:
    """Take it back."""
    response.delete_cookie(
        cookie.named(settings),
        path=cookie.path,
        secure=settings.secure,
        httponly=True,
        samesite=cookie.same_site,
    )
