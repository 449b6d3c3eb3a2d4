"""A Slack on this machine."""

from datetime import timedelta

import pytest

from channels.slack import keeping
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack():
    """One workspace with the app in it; in the end nothing was done that Slack would not take."""
    async with FakeSlack() as opened:
        yield opened
    assert opened.complaints == []


@pytest.fixture(autouse=True)
def nobody_is_late(monkeypatch):
    """What was said just now is not late because the machine is busy; what is old still is."""
    monkeypatch.setattr(keeping, "LATE", timedelta(minutes=5))
