"""Slack's Web API: one call at a time, within its limits, and what became of it as an exception."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from channels.base import TryLater
from channels.slack import errors
from channels.slack.alerts import Alerts
from channels.slack.errors import Refused, Unsure
from channels.slack.installation import Installation
from channels.slack.limits import Limits, key_of
from channels.slack.settings import SlackSettings
from channels.slack.tokens import Tokens

log = logging.getLogger("firstline")

PATIENCE = 4.0  # seconds that a call waits for its turn; who would wait longer comes again
TRIES = 3  # of a call that Slack found to be one too many
TIMEOUT = 30.0  # seconds for an answer
UPLOAD_TIMEOUT = 120.0
UNSAID = 30.0  # seconds to pause when Slack does not say how long
TOO_MANY, OK = 429, 200

# Done twice, these would be seen twice: they are never repeated because a connection broke.
NEVER_TWICE = frozenset(
    {
        "chat.postEphemeral",
        "chat.postMessage",
        "files.completeUploadExternal",
        "views.open",
        "views.push",
    }
)


class Busy(Exception):
    """Slack did nothing and asks for a pause of so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"a pause of {seconds:g} s")
        self.seconds = seconds


class Slack:
    """The API, for every workspace that we are in. `clock` gives seconds and never goes back."""

    def __init__(
        self,
        settings: SlackSettings,
        tokens: Tokens,
        alerts: Alerts,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._tokens = tokens
        self._alerts = alerts
        self._clock = clock
        self._limits = Limits()
        self._once = AsyncWebClient(base_url=settings.base_url, retry_handlers=[])
        self._again = AsyncWebClient(
            base_url=settings.base_url, retry_handlers=[AsyncConnectionErrorRetryHandler()]
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Within this block connections are kept from one call to the next."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self._once.session = self._again.session = session
            try:
                yield
            finally:
                self._once.session = self._again.session = None

    async def installation(self, team: str) -> Installation:
        """What we are in this workspace. Raises NotInstalled, TryLater."""
        return await self._tokens.installation(team)

    async def call(self, team: str, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        """What Slack says to a call, by the method's own name and arguments.

        Raises TryLater, of which Unsure means that it may have been done, or Refused, which is an
        Undeliverable. Of trouble that an admin must mend, the admins are told.
        """
        try:
            return await self.quietly(team, method, **arguments)
        except Refused as no:
            await self._tell(team, no, arguments)
            raise

    async def quietly(self, team: str, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401
        """`call`, of which nobody is told when it is refused."""
        key = key_of(team, method, str(arguments.get("channel", "")))
        for _ in range(TRIES):
            wait = self._limits.turn(key, self._clock(), patience=PATIENCE)
            if wait > PATIENCE:
                break
            await asyncio.sleep(wait)
            try:
                return await self._ask(team, method, arguments)
            except Busy as busy:
                self._limits.rest(key, self._clock(), seconds=busy.seconds)
        after = self._limits.turn(key, self._clock(), patience=-1)
        raise TryLater(f"Slack has enough of {method} for now", after=timedelta(seconds=after))

    async def upload(self, url: str, content: bytes) -> None:
        """Hand over the bytes of a file, at the address that Slack gave for it. Raises TryLater."""
        timeout = aiohttp.ClientTimeout(total=UPLOAD_TIMEOUT)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=content, proxy=self._once.proxy) as answer,
            ):
                if answer.status != OK:
                    raise TryLater(f"Slack did not take the file: {answer.status}")
        except (aiohttp.ClientError, OSError) as trouble:
            raise TryLater(f"Slack did not take the file: {type(trouble).__name__}") from trouble

    async def _ask(self, team: str, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        client = self._once if method in NEVER_TWICE else self._again
        spoken = getattr(client, method.replace(".", "_"))
        token = await self._tokens.token(team)
        try:
            answer = await spoken(token=token, **arguments)
        except SlackApiError as no:
            raise await self._understood(team, method, no) from no
        except aiohttp.ClientConnectorError as trouble:
            raise TryLater(f"Slack cannot be reached: {type(trouble).__name__}") from trouble
        except (aiohttp.ClientError, SlackClientError, OSError, ValueError) as trouble:
            raise Unsure(f"no answer to {method}: {type(trouble).__name__}") from trouble
        return answer.data if isinstance(answer.data, dict) else {}

    async def _understood(self, team: str, method: str, no: SlackApiError) -> Exception:
        answer: Any = no.response
        said = getattr(answer, "data", None)
        status = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
        code, needed = _words(said) if isinstance(said, dict) else ("", "")
        if status == TOO_MANY or code in ("ratelimited", "rate_limited"):
            return Busy(_pause(answer.headers))
        if not code:
            return Unsure(f"a strange answer to {method}: {status}")
        if code in errors.PUT_OUT:
            await self._tokens.forget(team)
        return errors.meant_by(code, method=method, needed=needed)

    async def _tell(self, team: str, no: Refused, arguments: Mapping[str, Any]) -> None:
        trouble = errors.TROUBLES.get(no.code)
        if trouble is None:
            return
        channel = str(arguments.get("channel") or arguments.get("channel_id") or "")
        detail = channel if trouble in errors.ABOUT_A_CHANNEL else no.needed
        await self._alerts.report(team, trouble, detail)


def _words(said: Mapping[str, Any]) -> tuple[str, str]:
    """Why not, and what it would take."""
    return str(said.get("error") or ""), str(said.get("needed") or "")


def _pause(headers: Mapping[str, str]) -> float:
    """Retry-After, in whole seconds."""
    found = next((v for name, v in headers.items() if name.lower() == "retry-after"), "")
    return float(found) if found.isascii() and found.isdigit() else UNSAID
