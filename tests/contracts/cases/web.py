"""The web's case: forms as a browser sends them; what is said is read from the desk."""

from contextlib import asynccontextmanager

import httpx

from channels.messages import ConversationRef
from channels.registry import open_channel
from channels.web import WebSettings
from tests.channels.web.conftest import fields
from tests.contracts.case import Answer
from tests.contracts.house import running
from tests.fakes.desk import FakeDesk

ID = "a-number-of-my-own"


def answer(status):
    if status in (429, 503):
        return Answer.LATER
    return Answer.REFUSED if status >= 400 else Answer.TAKEN


class Browser:
    def __init__(self, channel, client):
        self.channel = channel
        self.client = client

    async def deliver(self, payload):
        form = await fields(self.client) | payload
        return answer((await self.client.post("/say", data=form)).status_code)


good = {
    "words": {"id": ID, "text": "my printer is offline"},
    "markup": {"id": ID, "text": "<script>**x**</script>\r\n\x00\u202e"},
    "long": {"id": ID, "text": "word " * 1000},
}
odd = {
    "nothing said": {"id": ID, "text": "  "},
    "no number": {"id": "", "text": "hello"},
    "a forged number": {"id": "../../etc", "text": "hello"},
    "a forged form": {"id": ID, "text": "hello", "csrf": "forged"},
    "a choice nobody offered": {"id": ID, "choice": "resolve/FL-1"},
    "far too long": {"id": ID, "text": "x" * 100_000},
}
errors = {}  # pages read the transcript: nobody answers a send
conversation = ConversationRef(channel="web", place="guest-1")


@asynccontextmanager
async def opened(inbox, folder):
    channel = open_channel("web", WebSettings(port=0), FakeDesk())
    async with running(channel, inbox), httpx.AsyncClient(base_url=channel.url) as client:
        yield Browser(channel, client)
