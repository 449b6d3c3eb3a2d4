"""The visitor behind a request: found by the cookie, or welcomed with their first message."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from channels.messages import ConversationRef, Person
from channels.views import Visitor
from channels.web import cookies, wording
from channels.web.forms import TOKEN_FIELD, Form
from channels.web.refusals import Refused
from channels.web.seal import is_genuine, session_secret
from channels.web.site import Site, address_of, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A visitor with the secret that proves it."""

    secret: str
    visitor: Visitor

    @property
    def conversation(self) -> ConversationRef:
        """The visitor's one conversation."""
        return ConversationRef(channel="web", place=self.visitor.address)

    @property
    def person(self) -> Person:
        """What is proven is the session; name and e-mail address are what they say."""
        visitor = self.visitor
        return Person(
            address=visitor.address, name=visitor.name, claimed_email=visitor.claimed_email
        )


def vouching(site: Site, request: Request) -> tuple[str, ...]:
    """The cookies that a chat form's token may be bound to."""
    kinds = (cookies.CHAT, cookies.FORM)
    return tuple(cookies.read(request, kind, site.settings) for kind in kinds)


async def _known(site: Site, secret: str) -> Guest | None:
    visitor = await site.desk.visitor(secret) if secret else None
    return Guest(secret=secret, visitor=visitor) if visitor else None


async def find(site: Site, request: Request) -> Guest | None:
    """Who has the session cookie."""
    return await _known(site, cookies.read(request, cookies.CHAT, site.settings))


async def require(site: Site, request: Request) -> Guest:
    """Who has the session cookie. Refuses where nobody has."""
    guest = await find(site, request)
    if guest is None:
        raise Refused(403, wording.NO_SESSION)
    return guest


async def welcome(site: Site, request: Request, form: Form) -> Guest:
    """Who sent the form; a session is opened for somebody new."""
    guest = await find(site, request)
    if guest is None:
        return await _opened(site, request, form)
    await site.desk.open_chat(guest.secret)  # good for longer
    return guest


async def _opened(site: Site, request: Request, form: Form) -> Guest:
    """The session follows from the cookie of the form: the same form again, also after a crash
    of ours, belongs to the same conversation."""
    secret = session_secret(_browser(site, request, form))
    if guest := await _known(site, secret):
        return guest
    site.openings.demand(address_of(request), now())
    await site.desk.open_chat(secret)
    if guest := await _known(site, secret):
        return guest
    raise Refused(403, wording.STALE_FORM)  # it was revoked


def _browser(site: Site, request: Request, form: Form) -> str:
    """The cookie the form's token is bound to; there is one, or the form had been refused."""
    token = form.get(TOKEN_FIELD)
    return next(s for s in vouching(site, request) if s and is_genuine(token, (s,)))


def remember(site: Site, response: Response, guest: Guest) -> Response:
    """Give the browser its session cookie, or a longer-lived one."""
    cookies.write(response, cookies.CHAT, guest.secret, site.settings)
    return response
