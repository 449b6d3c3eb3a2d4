"""Articles in chat: what somebody has rewritten stays, and only agents publish."""

import pytest

from channels.text import as_plain
from store import articles
from tests.scenarios.stage import at_the_desk, by_terminal, by_web

SAM, MIRA = at_the_desk("Sam"), at_the_desk("Mira")
ASKED = "the zeppelin dispenser at gate 4 shows error Q77"


async def article(stage, article_id="fl-1001"):
    return await stage.firstline.store.read(articles.get, article_id)


@pytest.fixture
async def drafted(stage):
    """A draft of Sam's that waits for review."""
    await stage.say(by_web("Ann"), ASKED)
    for order in ("claim FL-1001", "resolve FL-1001 Kick it.", "article FL-1001"):
        await stage.say(SAM, order)
    assert (await article(stage)).state == "review"
    return stage


async def test_what_was_rewritten_is_not_drafted_anew(drafted):
    await drafted.say(MIRA, "article write fl-1001\n1. Hold both buttons.")
    await drafted.say(SAM, "article FL-1001")
    await drafted.say(SAM, "reopen FL-1001 again")
    told = await drafted.say(SAM, "resolve FL-1001 Kick it harder.")
    assert "1. Hold both buttons." in told[-1]
    assert (await article(drafted)).front["steps"] == ["Hold both buttons."]


async def test_a_press_that_a_guest_makes_up_publishes_nothing(drafted):
    eve = by_terminal("Eve")
    (answer,) = await drafted.say(eve, "Publish", choice="publish/fl-1001")
    assert answer == "That has been noted already, thank you."
    assert (await article(drafted)).state == "review"
    assert await drafted.count() == 1


async def test_who_pressed_is_told_and_the_buttons_are_gone(drafted):
    line = next(line for line in await drafted.lines(SAM) if line.choices)
    publish, back = line.choices
    assert (publish.label, back.label) == ("Publish", "Send back")
    (said,) = await drafted.say(SAM, publish.label, choice=publish.token)
    assert said == "**fl-1001** is suggested from now on."
    assert not any(line.choices for line in await drafted.lines(SAM))
    (again,) = await drafted.say(SAM, publish.label, choice=publish.token)
    assert again == "fl-1001 is published already."


async def test_who_solved_it_hears_why_it_came_back_and_their_ticket_says_so(drafted):
    seen = await drafted.last(SAM)
    await drafted.say(MIRA, "article return FL-1001 nobody kicks <anything>")
    (told,) = await drafted.heard(SAM, after=seen)
    assert told.startswith("Mira has sent the article **fl-1001** back: nobody kicks")
    (note,) = [e for e in await drafted.timeline("FL-1001") if "sent back" in str(e.data)]
    assert (note.kind, note.public) == ("noted", False)


async def test_an_article_dictated_in_chat_is_suggested_without_a_restart(stage):
    told = await stage.say(MIRA, f"article write zeppelin\n{ASKED}\n1. Hold both buttons.")
    assert told[0] == "**zeppelin** is kept."
    await stage.say(MIRA, "article publish zeppelin")
    await stage.firstline.library.refresh(stage.firstline.store)
    (offer,) = await stage.say(by_web("Ann"), ASKED)
    assert "1. Hold both buttons." in offer


async def test_the_owner_who_is_reminded_reads_it_where_they_are(stage):
    (whole,) = await stage.say(MIRA, "article read account-locked")
    assert "review: 2027-05-01" in as_plain(whole)
    assert not any(line.choices for line in await stage.lines(MIRA))
    (no,) = await stage.say(MIRA, "article retire account-locked")
    assert no == "account-locked comes from a file, and is changed there."


async def test_nobody_publishes_what_was_rewritten_meanwhile(drafted):
    line = next(line for line in await drafted.lines(SAM) if line.choices)
    publish, _ = line.choices
    await drafted.say(MIRA, "article write fl-1001\n1. Format the disk.")
    told = await drafted.say(SAM, publish.label, choice=publish.token)
    assert "has been rewritten since you read it" in told[-1]
    assert "Format the disk." in told[-1]
    assert (await article(drafted)).state == "review"


async def test_a_ticket_that_comes_back_makes_its_article_a_draft_again(drafted):
    await drafted.say(SAM, "reopen FL-1001 it hums again")
    assert (await article(drafted)).state == "draft"
    await drafted.say(SAM, "resolve FL-1001 Kick it.")
    assert (await article(drafted)).state == "review"
