"""A Slack on this machine."""

import pytest

from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack():
    """One workspace with the app in it; in the end nothing was done that Slack would not take."""
    async with FakeSlack() as opened:
        yield opened
    assert opened.complaints == []
