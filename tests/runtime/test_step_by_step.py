"""Steps one at a time: where somebody is outlives a restart, and what helped is counted once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.kept_articles import article_of
from knowledge.article import to_row_fields
from store import articles, feedback
from store.records import ArticleRow
from tests.scenarios.stage import by_mail, by_terminal, by_web, open_stage

ASKED = "my vpn drops every few minutes"
LOCKED = "my account is locked and I forgot my password"
DROPS = "vpn-drops"
DAY = timedelta(days=1)


@pytest.fixture
def open_desk(store, tmp_path):
    """A desk that is sooner content with a fix."""

    async def opened(**settings):
        return await open_stage(store, tmp_path / "desk", **settings)

    return opened


async def shown(stage, place):
    return await stage.firstline.store.read(feedback.of_talk, place.conversation.key)


async def choices(stage, place):
    return [choice for line in await stage.lines(place) for choice in line.choices]


async def press(stage, place, label):
    token = next(one.token for one in await choices(stage, place) if one.label == label)
    return await stage.say(place, label, choice=token)


async def change(stage, article_id, **changes):
    """Somebody edits the article meanwhile."""
    store = stage.firstline.store
    kept = article_of(await store.read(articles.get, article_id))
    row = ArticleRow(**to_row_fields(replace(kept, **changes)))
    await store.transact(articles.write, row, now=stage.clock())
    await stage.firstline.library.refresh(store)


async def test_this_fixed_it_at_the_second_step_counts_for_the_article_and_the_step(stage):
    ann = by_web("Ann")
    await stage.say(ann, ASKED)
    await press(stage, ann, "Next step")
    await press(stage, ann, "This fixed it")
    (row,) = await shown(stage, ann)
    assert (row.article_id, row.outcome, row.step) == (DROPS, "worked", 2)


async def test_silence_is_kept_apart_with_the_step_it_began_at(stage):
    ann = by_web("Ann")
    await stage.say(ann, ASKED)
    await press(stage, ann, "Next step")
    for _ in range(3):
        await stage.pass_time(DAY)
    (row,) = await shown(stage, ann)
    assert (row.outcome, row.step) == ("silent", 2)
    assert await stage.count() == 0


async def test_a_fix_that_was_only_named_was_not_shown(open_desk):
    stage = await open_desk(floor=0.4)
    ann = by_web("Ann")
    assert "It could also be" in (await stage.say(ann, LOCKED))[0]
    await press(stage, ann, "Still need help")
    await press(stage, ann, "This fixed it")
    rows = [(row.article_id, row.outcome) for row in await shown(stage, ann)]
    assert rows == [("account-locked", "failed"), ("password-forgotten", "worked")]


async def test_after_a_restart_it_goes_on_at_the_same_step(stage, store, tmp_path):
    ann = by_web("Ann")
    await stage.say(ann, ASKED)
    await press(stage, ann, "Next step")
    again = await open_stage(store, tmp_path / "desk")
    again.clock.now = stage.clock()
    again._numbers = stage._numbers
    (third,) = await press(again, ann, "Next step")
    assert "step 3 of 6" in third
    (fourth,) = await again.say(ann, "no, still not working")
    assert "step 4 of 6" in fourth


async def test_pressed_twice_it_goes_one_step(stage):
    ann = by_web("Ann")
    await stage.say(ann, ASKED)
    token = next(one.token for one in await choices(stage, ann) if one.label == "Next step")
    assert "step 2 of 6" in (await stage.say(ann, "Next step", choice=token))[0]
    assert "noted already" in (await stage.say(ann, "Next step", choice=token))[0]
    assert "step 3 of 6" in (await press(stage, ann, "Next step"))[0]


@pytest.mark.parametrize("changes", [{"state": "retired"}, {"steps": ("Move closer.",)}])
async def test_an_article_that_is_gone_or_shorter_meanwhile_is_over(stage, changes):
    ann = by_web("Ann")
    await stage.say(ann, ASKED)
    await change(stage, DROPS, **changes)
    (logged,) = await press(stage, ann, "Next step")
    assert "with everything you tried" in logged


async def test_few_steps_are_shown_at_once(stage):
    await change(stage, DROPS, steps=("One.", "Two.", "Three."))
    ann = by_web("Ann")
    (offer,) = await stage.say(ann, ASKED)
    assert "1. One.\n2. Two.\n3. Three." in offer
    assert "Next step" not in [one.label for one in await choices(stage, ann)]


async def test_by_mail_the_whole_article_comes(stage):
    (offer,) = await stage.say(by_mail("Ann", "VPN"), ASKED)
    assert "\n6. " in offer
    assert "step 1 of" not in offer


@pytest.mark.parametrize("worked", [True, False])
async def test_nothing_is_shown_twice_in_one_conversation(stage, worked):
    ann = by_terminal("Ann")
    await stage.say(ann, ASKED)
    await press(stage, ann, "This fixed it" if worked else "Still need help")
    (logged,) = await stage.say(ann, f"new: {ASKED}")
    assert "I have logged this" in logged
    newest = f"FL-{1001 if worked else 1002}"
    opened, *_ = await stage.timeline(newest)
    tried = "VPN drops or keeps disconnecting"
    assert opened.data["tried"] == [tried]
    await stage.pass_time(2 * DAY)
    assert "This looks like" in (await stage.say(ann, f"new: {ASKED}"))[0]


async def test_at_most_three_are_shown_for_one_request(open_desk):
    stage = await open_desk(floor=0.0)
    ann = by_web("Ann")
    await stage.say(ann, "my vpn drops and my wifi is slow")
    while any(one.label == "Not my problem" for one in await choices(stage, ann)):
        await press(stage, ann, "Not my problem")
    (logged,) = await stage.say(ann, "the printer in the hall blinks, and outlook does not send")
    assert "FL-1001" in logged
    assert len({row.article_id for row in await shown(stage, ann)}) == len(await shown(stage, ann))
    assert len(await shown(stage, ann)) <= 3


async def test_after_two_fixes_that_failed_the_ticket_says_how_far_each_was_tried(open_desk):
    stage = await open_desk(floor=0.4)
    ann = by_web("Ann")
    await stage.say(ann, LOCKED)
    await press(stage, ann, "Next step")
    await press(stage, ann, "Still need help")
    (logged,) = await stage.say(ann, "nothing helped")
    assert "with everything you tried" in logged
    opened, *_ = await stage.timeline("FL-1001")
    assert opened.data["tried"] == [
        "Account locked (steps 1 to 2 of 6)",
        "Forgotten password (step 1 of 6)",
    ]


async def test_free_words_narrow_it_down_like_the_button(open_desk):
    stage = await open_desk(floor=0.4)
    ann = by_terminal("Ann")
    await stage.say(ann, LOCKED)
    (other,) = await stage.say(ann, "that's not my problem")
    assert "Is it **Forgotten password**?" in other
    rows = [(row.article_id, row.outcome) for row in await shown(stage, ann)]
    assert rows == [("account-locked", "not_relevant"), ("password-forgotten", "shown")]


async def test_something_new_in_the_middle_begins_anew(stage):
    ann = by_terminal("Ann")
    await stage.say(ann, ASKED)
    await press(stage, ann, "Next step")
    (offer,) = await stage.say(ann, "new: my spreadsheet program crashes, I mean Excel")
    assert "Excel or Word crashes" in offer
    assert "step 1 of 7" in offer
