"""How the desk comes into a workspace: OAuth, begun with a link that an operator has made.

Not everybody who finds the address may bring a workspace along: whoever is in it could work with
the desk. An invitation is good once and for an hour, and only in the browser that opened it
(RFC 6749, section 10.12: the state is bound to the browser by a cookie).
"""

import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from channels.base import NotNow, TryLater, Vault
from channels.slack.asking import Declined, ask
from channels.slack.doors import INSTALL, OAUTH
from channels.slack.installation import Installation
from channels.slack.many_workspaces import ManyWorkspaces, exchange, granted
from channels.slack.one_workspace import of_auth_test
from channels.slack.scopes import SCOPES
from channels.slack.settings import SlackSettings

INVITATIONS = "slack/invitation/"
LIFE = timedelta(hours=1)
COOKIE = "firstline_slack"
LONGEST = 200  # characters of anything that a stranger sends

GONE = (
    "This link was used already, or is too old, or was opened in another browser. Ask whoever runs "
    "the help desk for a new one: `firstline slack invite` prints it."
)
DECLINED = "Slack did not let Firstline in ({code}). Nothing was changed; ask for a new link."
CANCELLED = "Nothing was installed. Open the link again if that was a mistake."
LATER = "Slack or the help desk cannot be reached just now. Please ask for a new link in a minute."
WHOLE_ORGANISATION = "Please install Firstline in single workspaces, not in a whole organisation."
DONE = "Firstline is in the workspace {name} now. You can close this page and write to it there."


def _now() -> datetime:
    return datetime.now(UTC)


async def invite(settings: SlackSettings, vault: Vault, *, now: datetime) -> str:
    """A link by which somebody can bring one workspace along. Raises NotNow."""
    await _sweep(vault, now)
    secret = secrets.token_urlsafe(32)
    await vault.put(_kept_as(secret), json.dumps((now + LIFE).isoformat()).encode())
    return f"{settings.public_url}{INSTALL}?{urlencode({'invitation': secret})}"


class Installing:
    """The two pages of an installation."""

    def __init__(
        self,
        settings: SlackSettings,
        vault: Vault,
        workspaces: ManyWorkspaces,
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._settings = settings
        self._vault = vault
        self._workspaces = workspaces
        self._clock = clock

    def routes(self) -> Sequence[BaseRoute]:
        """To be mounted at the root of our site."""
        return (
            Route(INSTALL, self.begin, methods=["GET"]),
            Route(OAUTH, self.end, methods=["GET"]),
        )

    async def begin(self, request: Request) -> Response:
        """Send the bearer of an invitation to Slack, to choose a workspace."""
        secret = _given(request, "invitation")
        try:
            good = await self._is_good(secret)
        except NotNow:
            return PlainTextResponse(LATER, 503)
        if not good:
            return PlainTextResponse(GONE, 403)
        answer = RedirectResponse(self._at_slack(secret), 303, {"Referrer-Policy": "no-referrer"})
        https = self._settings.public_url.startswith("https://")
        answer.set_cookie(
            COOKIE, secret, path="/slack", secure=https, httponly=True, samesite="lax"
        )
        return answer

    async def end(self, request: Request) -> Response:
        """Whoever comes back from Slack has let us in, or not."""
        secret, state = request.cookies.get(COOKIE, "")[:LONGEST], _given(request, "state")
        if not secret or not hmac.compare_digest(state.encode(), _state(secret).encode()):
            return PlainTextResponse(GONE, 403)
        if _given(request, "error"):
            return PlainTextResponse(CANCELLED, 400)
        try:
            return await self._installed(secret, _given(request, "code"))
        except Declined as no:
            return PlainTextResponse(DECLINED.format(code=no.code), 400)
        except (NotNow, TryLater, TimeoutError):
            return PlainTextResponse(LATER, 503)

    async def _installed(self, secret: str, code: str) -> Response:
        spend = partial(self._spend, secret)
        if not await self._vault.exclusively(_kept_as(secret), spend):
            return PlainTextResponse(GONE, 403)
        back = f"{self._settings.public_url}{OAUTH}"
        said = await exchange(self._settings, code=code, redirect_uri=back)
        found = granted(said, now=self._clock())
        if not found.team:
            return PlainTextResponse(WHOLE_ORGANISATION, 400)
        await self._workspaces.keep(await self._known_more_of(found))
        answer = PlainTextResponse(DONE.format(name=found.name))
        answer.delete_cookie(COOKIE, path="/slack")
        return answer

    async def _known_more_of(self, found: Installation) -> Installation:
        """Who we are there as a bot; if Slack is slow to say it, that can wait."""
        with suppress(Declined, TryLater):
            answer = await ask(self._settings.base_url, found.token, "auth.test")
            known = of_auth_test(answer.said, token=found.token, scopes=found.scopes)
            return replace(found, url=known.url, bot=known.bot)
        return found

    def _at_slack(self, secret: str) -> str:
        asked = {
            "client_id": self._settings.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": f"{self._settings.public_url}{OAUTH}",
            "state": _state(secret),
        }
        parts = urlsplit(self._settings.base_url)
        return f"{parts.scheme}://{parts.netloc}/oauth/v2/authorize?{urlencode(asked)}"

    async def _is_good(self, secret: str) -> bool:
        kept = await self._vault.get(_kept_as(secret)) if secret else None
        return kept is not None and self._clock() < _end_of(kept)

    async def _spend(self, secret: str) -> bool:
        """Whether it was good; it is not any more."""
        good = await self._is_good(secret)
        await self._vault.put(_kept_as(secret), None)
        return good


def _given(request: Request, name: str) -> str:
    return request.query_params.get(name, "")[:LONGEST]


def _kept_as(secret: str) -> str:
    """Whoever reads the names of secrets cannot use the invitation."""
    return INVITATIONS + sha256(secret.encode()).hexdigest()


def _state(secret: str) -> str:
    return sha256(b"state of " + secret.encode()).hexdigest()


def _end_of(kept: bytes) -> datetime:
    return datetime.fromisoformat(json.loads(kept))


async def _sweep(vault: Vault, now: datetime) -> None:
    """Invitations that nobody used in time are gone."""
    for name in await vault.names(INVITATIONS):
        kept = await vault.get(name)
        if kept is not None and _end_of(kept) <= now:
            await vault.put(name, None)
