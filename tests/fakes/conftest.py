"""A fake Slack with two people in it, and an app of Slack's own making that talks to it."""

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack():
    async with FakeSlack() as slack:
        slack.add_person("ann", "Ann Archer")
        slack.add_person("bob", "Bob Agent")
        slack.add_channel("help", "ann", "bob")
        yield slack


@pytest.fixture
def client(slack):
    return AsyncWebClient(slack.bot_token, base_url=slack.base_url)


@pytest.fixture
async def app(slack, client):
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=1)
    await handler.connect_async()
    yield app
    await handler.close_async()
