"""A message in: once, durably, and whatever happens it ends with a person who reads it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.playbook import PLAYBOOK
from bot.runtime.intake import DELAYS
from store import work_queue
from store.errors import StoreUnavailable
from store.work_queue import INBOX
from tests.runtime.stories import ANN, BADGE, BO, EVERY_WAY, SAM, SAP, entry, happened, row_of

POISON = "poison"


def trips_over_poison(turn):
    """A rule with a bug."""
    if POISON in turn.said:
        raise ZeroDivisionError("a bug in a rule")
    return False


@pytest.fixture
def buggy(stage):
    """The same desk with a bug in its playbook."""
    playbook = ((trips_over_poison, None), *PLAYBOOK)
    intake = replace(stage.firstline.intake, playbook=playbook)
    stage.firstline = replace(stage.firstline, intake=intake)
    stage.intake = intake.loop()
    return stage


# --- once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", EVERY_WAY.values(), ids=EVERY_WAY)
async def test_a_message_that_comes_again_is_handled_once(stage, place):
    message = stage.message(place, BADGE)
    await stage.accept(message)
    await stage.accept(message)
    await stage.settle()
    await stage.accept(message)
    await stage.settle()

    assert await stage.count() == 1
    (answer,) = await stage.heard(place)
    assert "I have logged this as **FL-1001**" in answer
    assert len(stage.mails(place)) == place.is_mail
    shown = await stage.firstline.house.transcript(place.conversation)
    assert [line.mine for line in shown.lines] == [True, False]


@pytest.mark.parametrize("place", EVERY_WAY.values(), ids=EVERY_WAY)
async def test_a_message_that_comes_many_times_at_once_is_handled_once(stage, place):
    message = stage.message(place, BADGE)
    await asyncio.gather(*(stage.firstline.intake.accept(message) for _ in range(8)))
    await stage.settle()
    assert await stage.count() == 1
    assert len(await stage.heard(place)) == 1


async def test_the_same_words_again_are_another_message(stage):
    await stage.say(ANN, BADGE)
    assert len(await stage.say(ANN, BADGE)) == 1
    assert await happened(stage, "FL-1001") == ["opened", "announced", "said"]


# --- a bug of ours --------------------------------------------------------------------------------


async def test_a_bug_in_a_rule_costs_nobody_their_request(buggy, caplog):
    await buggy.say(SAM, "queue")
    message = buggy.message(ANN, "poison! the <b>badge</b> reader\nis broken")
    await buggy.accept(message)
    await buggy.settle()
    for tried, delay in enumerate(DELAYS, 1):
        row = await entry(buggy, message)
        assert (row.state, row.attempts) == ("pending", tried)
        assert "ZeroDivisionError" in row.reason
        assert not await buggy.heard(ANN)
        buggy.clock.wind(delay)
        await buggy.turn()

    assert (await entry(buggy, message)).state == "buried"
    (answer,) = await buggy.heard(ANN)
    assert answer.startswith("I have logged this as **FL-1001**; a colleague will read it")
    opened = (await buggy.timeline("FL-1001"))[0]
    assert opened.data["text"] == message.text
    told = await buggy.heard(SAM)
    assert any("could not handle a message" in text and "FL-1001" in text for text in told)
    assert caplog.text.count("a bug in a rule") >= len(DELAYS)


async def test_a_bug_in_a_rule_stops_nobody_else(buggy):
    await buggy.accept(buggy.message(ANN, "poison"))
    assert "FL-1001" in (await buggy.say(BO, BADGE))[0]


async def test_one_poisoned_message_does_not_take_its_neighbours_with_it(buggy):
    burst = [buggy.message(ANN, words) for words in (BADGE, "poison", "the light blinks red")]
    for message in burst:
        await buggy.accept(message)
    await buggy.settle()
    await buggy.pass_time(timedelta(minutes=5))

    states = [(await entry(buggy, message)).state for message in burst]
    assert states == ["done", "buried", "done"]
    stories = [await buggy.timeline(f"FL-{1001 + n}") for n in range(await buggy.count())]
    whys = [story[0].data["why"] for story in stories]
    said = [[event.data.get("text") for event in story] for story in stories]
    assert whys == ["logged", "unsure"]
    assert said[0][0] == BADGE
    assert said[1][0] == "poison"
    assert any("the light blinks red" in words for words in said)


async def test_silence_that_trips_a_bug_opens_no_ticket(stage):
    playbook = ((lambda turn: 1 / 0 if turn.silent else False, None), *PLAYBOOK)
    stage.intake = replace(stage.firstline.intake, playbook=playbook).loop()
    await stage.say(ANN, "my vpn drops every few minutes")
    await stage.pass_time(timedelta(hours=2))
    assert await stage.count() == 0
    assert len(await stage.heard(ANN)) == 1


# --- the store is away ----------------------------------------------------------------------------


async def test_what_cannot_be_kept_is_not_accepted(stage, store):
    store.close()
    with pytest.raises(StoreUnavailable):
        await stage.firstline.intake.accept(stage.message(ANN, BADGE))


async def test_what_was_accepted_waits_for_the_next_start(stage):
    message = stage.message(ANN, BADGE)
    await stage.accept(message)
    depth = await stage.firstline.store.read(work_queue.depth, INBOX, stage.clock())
    assert depth["pending"] == 1
    await stage.settle()
    assert (await entry(stage, message)).state == "done"


# --- second thoughts ------------------------------------------------------------------------------


async def test_an_edited_message_is_a_revision_on_its_ticket(stage):
    first = stage.message(ANN, BADGE)
    await stage.accept(first)
    await stage.settle()
    heard = await stage.say(ANN, "the badge reader at door 4", edits=first.id)

    assert heard == ()
    revised = (await stage.timeline("FL-1001"))[-1]
    assert revised.kind == "revised"
    assert revised.data["text"] == "the badge reader at door 4"
    line = await row_of(stage, first)
    assert line.text == "the badge reader at door 4"
    assert line.payload["revisions"] == [BADGE]
    assert await stage.count() == 1
    assert any("door 4" in text for text in await stage.say(SAM, "show FL-1001"))


async def test_a_deleted_message_is_kept_as_a_revision(stage):
    first = stage.message(ANN, BADGE)
    await stage.accept(first)
    await stage.settle()
    await stage.say(ANN, deletes=first.id)

    assert (await stage.timeline("FL-1001"))[-1].kind == "revised"
    line = await row_of(stage, first)
    assert (line.text, line.payload["revisions"]) == ("", [BADGE])


async def test_nobody_edits_the_words_of_somebody_else(stage):
    first = stage.message(ANN, BADGE)
    await stage.accept(first)
    await stage.settle()
    await stage.say(BO, "nothing is wrong at all", edits=first.id)

    assert (await row_of(stage, first)).text == BADGE
    assert await happened(stage, "FL-1001") == ["opened", "announced"]


async def test_an_edit_reaches_the_ticket_that_the_words_belong_to(stage):
    first = stage.message(ANN, BADGE)
    await stage.accept(first)
    await stage.settle()
    await stage.say(ANN, f"something else: {SAP}")
    await stage.say(ANN, "the badge reader at door 4", edits=first.id)
    assert "revised" in await happened(stage, "FL-1001")
    assert "revised" not in await happened(stage, "FL-1002")
