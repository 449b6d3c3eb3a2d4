"""Slack's case: payloads posted and signed as Slack does; answers of the fake to a send."""

import json
import time
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette

from channels.base import TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.registry import open_channel
from tests.channels.slack.office import Desk, cast, settings_of
from tests.channels.slack.samples import IGNORED, READ
from tests.contracts.case import Answer, ErrorReply
from tests.contracts.house import running
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.signing import signed

ANSWERS = {200: Answer.TAKEN, 503: Answer.LATER, 401: Answer.REFUSED}
GOOD = ("direct message", "mention", "file", "choice", "order", "message shortcut")
SETTINGS = {"mode": "http", "help_channels": ("C0HELP",), "triage_channel": "C0TRIAGE"}
ODD = ("said between people", "our own", "another bot", "event team_join", "suggestions", "nothing")


class Workspace:
    """Posts payloads to the channel; one that becomes no message counts as refused."""

    def __init__(self, channel, slack, inbox):
        self.channel = channel
        self._slack = slack
        self._inbox = inbox
        (self._route,) = channel.routes()

    async def deliver(self, payload):
        before = len(self._inbox.messages)
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        proof = signed(self._slack.signing_secret, body, int(time.time()))
        if isinstance(payload, bytes):
            proof["X-Slack-Signature"] = "v0=forged"
        transport = httpx.ASGITransport(app=Starlette(routes=[self._route]))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            answer = await client.post(self._route.path, content=body, headers=proof)
        is_message = len(self._inbox.messages) > before or answer.status_code != 200
        return ANSWERS[answer.status_code] if is_message else Answer.REFUSED


good = {name: READ[name][0] for name in GOOD}
odd = {**{name: IGNORED[name] for name in ODD}, "forged": b"{}"}
errors = {
    "too often": ErrorReply("ratelimited", TryLater),
    "trouble of Slack's": ErrorReply("internal_error", TryLater),
    "no such channel": ErrorReply("channel_not_found", Undeliverable),
    "archived": ErrorReply("is_archived", Undeliverable),
    "out of the workspace": ErrorReply("account_inactive", Undeliverable),
}
conversation = ConversationRef(channel="slack", place="T000000003/C000000007", thread="")


@asynccontextmanager
async def opened(inbox, folder):
    async with FakeSlack() as slack:
        cast(slack)
        channel = open_channel("slack", settings_of(slack, **SETTINGS), Desk())
        async with running(channel, inbox):
            yield Workspace(channel, slack, inbox)


@asynccontextmanager
async def answering(reply, folder):
    async with FakeSlack() as slack:
        cast(slack)
        channel = open_channel("slack", settings_of(slack, mode="http"), Desk())
        slack.refuse("chat.postMessage", reply, times=100)
        yield channel
