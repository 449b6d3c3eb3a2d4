"""Signed HTTP: events and presses posted to the app's address, a few seconds to answer."""

import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.delivery import Delivery, Failed
from tests.fakes.slack.signing import signed
from tests.fakes.slack.world import World

FORM = "application/x-www-form-urlencoded"


class Posting:
    """The way to an app that has a public address."""

    def __init__(self, world: World, url: str, *, ack_within: float) -> None:
        self.world = world
        self.url = url
        self.ack_within = ack_within
        # A connection each: none is found closed just when the next event comes.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))

    async def attempt(self, delivery: Delivery, retry: int | None) -> None:
        """Post it. Raises Failed unless the answer is 200 in time."""
        body, kind = encoded(delivery)
        headers = {"Content-Type": kind, "User-Agent": "Slackbot 1.0"}
        if retry and delivery.kind == "events_api":
            reason = {"timeout": "http_timeout"}.get(delivery.why, delivery.why)
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        began = time.monotonic()
        answer = await self._post(body, headers)
        delivery.done(answer, time.monotonic() - began)

    async def _post(self, body: bytes, headers: dict[str, str]) -> object:
        headers = headers | signed(self.world.app.signing_secret, body, int(time.time()))
        timeout = aiohttp.ClientTimeout(total=self.ack_within)
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return await self._read(answer)
        except TimeoutError:
            raise Failed("http_timeout") from None
        except aiohttp.ClientError:
            raise Failed("connection_failed") from None

    async def _read(self, answer: aiohttp.ClientResponse) -> object:
        if answer.status != 200:
            again = answer.headers.get("X-Slack-No-Retry") != "1"
            raise Failed("http_error", again=again)
        text = await answer.text()
        return json.loads(text) if answer.content_type == "application/json" and text else text

    async def prove(self) -> bool:
        """Slack's question whether the address is the app's: it must send the challenge back."""
        challenge = "a-challenge-of-the-fake"
        asked = {"token": self.world.app.verification, "challenge": challenge}
        body = json.dumps(asked | {"type": "url_verification"}).encode()
        answer = await self._post(body, {"Content-Type": "application/json"})
        return challenge in (answer, answer.get("challenge") if isinstance(answer, dict) else "")

    async def close(self) -> None:
        await self._session.close()


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """The body and its media type: events as JSON, commands as a form, presses as one field."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), FORM
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), FORM
