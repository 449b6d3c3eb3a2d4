"""The story of a help desk, on the fake and on local-slack, by Socket Mode and by signed HTTP."""

import pytest

from tests.emulators import help_desk
from tests.emulators.help_desk_story import play
from tests.fakes.slack import FakeSlack

pytestmark = pytest.mark.timeout(180)


async def test_the_fake_by_socket(tmp_path):
    slack = help_desk.cast(FakeSlack())
    async with help_desk.by_socket(slack, tmp_path):
        await play(slack)
    assert slack.complaints == []


async def test_the_fake_by_http(tmp_path):
    slack = help_desk.cast(FakeSlack())
    async with help_desk.by_http(slack, tmp_path, tell="after"):
        await play(slack)
    assert slack.complaints == []


async def test_local_slack_by_socket(slack, tmp_path):
    # It sends everything to every connection; Slack to one of them.
    one = {"connections": 1}
    async with help_desk.by_socket(help_desk.cast(slack), tmp_path / "desk", **one):
        await play(slack)


async def test_local_slack_by_http(slack, tmp_path):
    async with help_desk.by_http(help_desk.cast(slack), tmp_path / "desk", tell="before"):
        await play(slack)
