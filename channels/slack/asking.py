"""Ask Slack once: for what must work before, beside and after everything else.

No limits are kept and nothing is tried again here; what the desk says goes by `client.Slack`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from channels.base import TryLater

TIMEOUT = 10  # seconds
SCOPES = "x-oauth-scopes"  # the header that says what a token may do
TOO_OFTEN = 429
# Slack's own trouble, not ours.
THEIRS = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable"})


class Declined(Exception):
    """Slack understood and says no; `code` is its word for why, `needed` the scope it wants."""

    def __init__(self, code: str, *, needed: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack said, and what the token it was asked with may do."""

    said: Mapping[str, Any]
    scopes: frozenset[str]


async def ask(base_url: str, token: str, method: str, /, **arguments: Any) -> Answer:  # noqa: ANN401
    """The answer to one call. Raises Declined, or TryLater if Slack cannot be asked now."""
    client = AsyncWebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])
    try:
        answer = await client.api_call(method, data=arguments)
    except SlackApiError as no:
        raise _understood(no) from no
    except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as trouble:
        raise TryLater(f"Slack cannot be reached: {type(trouble).__name__}") from trouble
    said = answer.data
    return Answer(said if isinstance(said, dict) else {}, _scopes(answer.headers))


def _understood(no: SlackApiError) -> Exception:
    response: Any = no.response
    said = response.data if isinstance(response.data, dict) else {}
    code = str(said.get("error", ""))
    if response.status_code == TOO_OFTEN or response.status_code >= 500 or code in THEIRS:
        after = timedelta(seconds=_number(_header(response.headers, "retry-after")))
        return TryLater(f"Slack asks for a pause: {code or response.status_code}", after=after)
    return Declined(code or f"http_{response.status_code}", needed=str(said.get("needed", "")))


def _scopes(headers: Mapping[str, str]) -> frozenset[str]:
    names = (name.strip() for name in _header(headers, SCOPES).split(","))
    return frozenset(name for name in names if name)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() else 0
