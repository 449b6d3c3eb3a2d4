"""Calls of the Bot API: plain values out, the vendor's errors in.

Answers are taken as they come and not turned into the library's objects: an answer that it cannot
read would make us send again what has long arrived.
"""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from telegram import InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from channels.telegram.settings import TelegramSettings

# Addresses of calls hold the token, and broken answers people's words.
for _talker in ("httpx", "httpcore", "telegram"):
    logging.getLogger(_talker).setLevel(logging.CRITICAL)

CONNECTIONS = 64
SECONDS = 20.0
UPLOAD_SECONDS = 100.0
TOO_MANY = 429
CHUNK = 64 * 1024
UNKNOWN_PAUSE = 5  # seconds; where a 429 does not say how long


class Paused(TelegramError):
    """Telegram wants to hear nothing more for so long."""

    def __init__(self, after: float) -> None:
        super().__init__(f"Telegram asks for a pause of {after:g} seconds")
        self.after = timedelta(seconds=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to go out as the parameter `field`."""

    field: str
    name: str
    media_type: str
    content: bytes


class _Line(HTTPXRequest):
    """Reads how long to pause before the library does, which has two minds about its type."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        code, payload = await super().do_request(*args, **kwargs)
        if code == TOO_MANY:
            raise Paused(_pause(payload))
        return code, payload


def _pause(payload: bytes) -> float:
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return UNKNOWN_PAUSE


class Client:
    """The bot, as far as its calls go. Nothing is opened before the first one."""

    def __init__(self, settings: TelegramSettings) -> None:
        token = settings.token.get_secret_value()
        self._base = f"{settings.base_url}{token}/"
        self._files = f"{settings.base_file_url}{token}/"
        self._is_secret = settings.base_url.startswith("https")
        self._calls: _Line | None = None
        self._polls: _Line | None = None
        self._fetches: httpx.AsyncClient | None = None

    async def call(self, method: str, upload: Upload | None = None, **arguments: object) -> Any:  # noqa: ANN401
        """The result as plain values. Raises TelegramError; `None` arguments are left out."""
        if self._calls is None:
            self._calls = self._line(CONNECTIONS)
        seconds = UPLOAD_SECONDS if upload else SECONDS
        return await self._post(self._calls, method, arguments, upload, seconds)

    async def updates(self, *, seconds: int, **arguments: object) -> list[Any]:
        """What is waiting, or comes within `seconds`; on a connection of its own."""
        if self._polls is None:
            self._polls = self._line(1)
        said = {**arguments, "timeout": seconds}
        found = await self._post(self._polls, "getUpdates", said, None, seconds + 10.0)
        return found if isinstance(found, list) else []

    async def _post(
        self,
        line: _Line,
        method: str,
        arguments: Mapping[str, object],
        upload: Upload | None,
        seconds: float,
    ) -> Any:  # noqa: ANN401 - whatever this method returns
        said: Mapping[str, Any] = arguments
        form = [RequestParameter(n, v, None) for n, v in said.items() if v is not None]
        if upload:
            form.append(_form(upload))
        await line.initialize()
        try:
            return await line.post(
                f"{self._base}{method}",
                RequestData(form),
                read_timeout=seconds,
                write_timeout=seconds,
            )
        except (KeyError, TypeError, AttributeError):  # JSON, and not of the Bot API
            raise NetworkError("an answer that makes no sense") from None

    async def fetch(self, path: str) -> AsyncIterator[bytes]:
        """The bytes of a file that `getFile` told the path of. Raises httpx.HTTPError."""
        if self._fetches is None:
            self._fetches = httpx.AsyncClient(timeout=SECONDS, verify=self._is_secret)
        async with self._fetches.stream("GET", f"{self._files}{path}") as answer:
            answer.raise_for_status()
            async for chunk in answer.aiter_bytes(CHUNK):
                yield chunk

    def _line(self, connections: int) -> _Line:
        # To prepare for TLS takes its time, and on this machine there may be none.
        return _Line(
            connection_pool_size=connections,
            connect_timeout=10.0,
            pool_timeout=10.0,
            httpx_kwargs={"verify": self._is_secret},
        )

    async def close(self) -> None:
        """Hang up; the next call opens anew."""
        for line in (self._calls, self._polls):
            if line:
                await line.shutdown()
        if self._fetches:
            await self._fetches.aclose()
        self._fetches = None


def _form(upload: Upload) -> RequestParameter:
    file = InputFile(upload.content, filename=upload.name)
    file.mimetype = upload.media_type or file.mimetype
    return RequestParameter(upload.field, None, [file])
