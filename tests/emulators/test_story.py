"""The same story on the fake Slack and on local-slack, through Socket Mode and signed HTTP."""

from inspect import iscoroutinefunction, signature

import pytest

from tests.emulators.local_slack import LocalSlack
from tests.emulators.pictures import HOME, picture
from tests.emulators.story import play
from tests.emulators.tiny import by_http, by_socket
from tests.fakes.browsers import CHROMIUM, launched
from tests.fakes.ports import free_port
from tests.fakes.slack import FakeSlack


def a_fake():
    slack = FakeSlack()
    slack.add_person("ann", "Ann Archer")
    slack.add_person("bob", "Bob Agent")
    slack.add_channel("help", "ann", "bob")
    return slack


async def test_the_fake_by_socket():
    async with a_fake() as slack, by_socket(slack):
        await play(slack)
    assert slack.complaints == []


async def test_the_fake_by_http():
    async with a_fake() as slack, by_http(slack) as url:
        await slack.post_to(url)
        await play(slack)
    assert slack.complaints == []


async def test_local_slack_by_socket(slack):
    async with slack, by_socket(slack):
        await play(slack)


async def test_local_slack_by_http(slack):
    port = free_port()
    slack.will_post_to(f"http://127.0.0.1:{port}/slack/events")
    async with slack, by_http(slack, port):
        await play(slack)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
async def test_what_local_slack_shows(slack, tmp_path):
    async with slack, by_socket(slack), launched() as browser:
        await slack.say("ann", "help", "my vpn drops")
        await slack.until(lambda: len(slack.messages("help")) == 2)
        channel = await picture(browser, slack, "help", tmp_path / "help.png")
        thread = await picture(
            browser, slack, "help", tmp_path / "thread.png", person="Bob Agent", thread=1
        )
        await slack.open_home("bob")
        await slack.until(lambda: slack.home("bob"))
        home = await picture(browser, slack, HOME, tmp_path / "home.png", person="Bob Agent")
        (card,) = slack.messages("help")[1:]
        await slack.press("bob", "help", card["ts"], "card:ask")
        await slack.until(lambda: slack.views("bob"))
        modal = await picture(browser, slack, "help", tmp_path / "modal.png", person="Bob Agent")
    assert "my vpn drops" in channel
    assert "What?" in modal
    assert "You said: my vpn drops" in thread
    assert "Nothing is open." in home
    assert all(each.stat().st_size > 10_000 for each in tmp_path.glob("*.png"))


def test_both_are_driven_alike():
    """Whatever can be said to local-slack can be said to the fake in the same words."""
    own = {"will_post_to", "until"}
    for name in {each for each in vars(LocalSlack) if not each.startswith("_")} - own:
        emulated, faked = getattr(LocalSlack, name), getattr(FakeSlack, name, None)
        if callable(emulated):
            said, meant = signature(emulated).parameters, signature(faked).parameters
            assert [*said] == [each for each in meant if each in said], name
            assert iscoroutinefunction(emulated) == iscoroutinefunction(faked), name
