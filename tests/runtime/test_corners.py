"""Corners where a message, a word or an order once got lost."""

from datetime import timedelta

import pytest

from store.engine import open_store
from tests.runtime.stories import ANN, BADGE, MIRA, SAM, SAP, happened

VPN = "my vpn drops every few minutes"


@pytest.fixture
def store(sqlite_url):
    """The database does not matter to any of them."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


async def test_what_is_said_with_a_no_reaches_the_desk(stage):
    await stage.say(ANN, VPN)
    await stage.say(ANN, "it is still dropping and the phone hotspot drops as well")
    await stage.say(ANN, "nothing helped")
    assert any("hotspot" in text for text in await stage.say(SAM, "show FL-1001"))


async def test_an_agent_reads_what_was_tried(stage):
    await stage.say(ANN, VPN)
    await stage.say(ANN, "no, nothing of it helped")
    assert any("VPN drops" in text for text in await stage.say(SAM, "show FL-1001"))


async def test_something_else_is_answered(stage):
    assert "What is it about?" in "".join(await stage.say(ANN, "something else"))


async def test_something_new_behind_a_comma_is_not_lost(stage):
    await stage.say(ANN, BADGE)
    assert await stage.say(ANN, "another problem, my wifi is slow")


async def test_a_greeting_is_no_subject(stage):
    for words in ("hi", BADGE):
        await stage.accept(stage.message(ANN, words))
    await stage.settle()
    assert (await stage.ticket("FL-1001")).subject == BADGE


async def test_a_question_behind_a_greeting_is_answered(stage):
    await stage.say(ANN, BADGE)
    for words in ("hello there", "any news?"):
        await stage.accept(stage.message(ANN, words))
    await stage.settle()
    assert "waiting for a colleague" in (await stage.heard(ANN))[-1]


async def test_broken_again_opens_it_again(stage):
    await stage.say(ANN, SAP)
    await stage.say(SAM, "claim FL-1001")
    await stage.say(SAM, "resolve the interface user was locked")
    await stage.pass_time(timedelta(days=1))
    await stage.say(ANN, "it is broken again")
    assert "reopened" in await happened(stage, "FL-1001")


async def test_next_takes_nothing_that_does_not_stand_in_line(stage):
    await stage.say(SAM, "outage vpn the gateway is down")
    await stage.say(ANN, VPN)
    await stage.say(MIRA, "show FL-1001")
    assert await stage.line() == ()
    assert await stage.say(MIRA, "next") == ("The line is empty. Well done.",)
    assert (await stage.ticket("FL-1001")).assignee_id == 0


async def test_next_after_an_outage_is_no_bug_report(stage):
    await stage.say(SAM, "outage vpn the gateway is down")
    await stage.say(ANN, VPN)
    await stage.say(MIRA, "show FL-1001")
    await stage.say(SAM, "outage over vpn it is back")
    await stage.say(MIRA, "next")
    await stage.pass_time(timedelta(minutes=10))
    assert await stage.count() == 1


async def test_an_edit_before_the_ticket_changes_what_is_logged(stage):
    first = stage.message(ANN, "it is broken")
    await stage.accept(first)
    await stage.settle()
    await stage.say(ANN, "the badge reader is broken", edits=first.id)
    await stage.say(ANN, "at door 3")
    assert "badge reader" in (await stage.timeline("FL-1001"))[0].data["text"]
