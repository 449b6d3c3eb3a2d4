"""A ticket that was solved with an article is a solved question for whoever asks the like."""

import pytest

from bot.labelling import LONG_AGO
from bot.library import Library
from knowledge.suggest import Context
from store import feedback
from tests.runtime.stories import SAM
from tests.scenarios.stage import by_mail, by_terminal, by_web

STRIPES = "badge printer in the lobby prints stripes only"
ALIKE = "lobby badge printer prints only stripes"
ARTICLE = "printer-jam-quality"
TITLE = "Paper jam, streaks or pale prints"
ANN = by_terminal("Ann")


async def lessons(stage):
    rows = await stage.firstline.store.read(feedback.lessons, since=LONG_AGO, most=99)
    return [(row.article_id, row.outcome, row.ticket_id) for row in rows]


async def surest(stage, question=ALIKE):
    fresh = Library()
    await fresh.refresh(stage.firstline.store)
    return fresh.suggest(question)[0]


async def solved(stage, *orders, place=ANN, words=STRIPES):
    await stage.say(place, words)
    for order in orders:
        await stage.say(SAM, order)


@pytest.mark.parametrize(
    "order",
    [
        f"resolve FL-1001 with {ARTICLE}",
        f"resolve FL-1001 with {ARTICLE} and a new roller",
        f"resolve FL-1001 as in {ARTICLE.upper()}, then a new roller",
        f"solve FL-1001 it was `{ARTICLE}`.",
    ],
)
async def test_the_article_that_is_named_is_learnt(stage, order):
    before = await surest(stage)
    await solved(stage, order)
    assert await lessons(stage) == [(ARTICLE, "solved", 1001)]
    after = await surest(stage)
    assert after.article_id == ARTICLE
    assert after.reason.endswith("like FL-1001")
    assert after.confidence > max(before.confidence, stage.firstline.library.floor)


async def test_with_sends_the_steps_and_the_agents_words_before_them(stage):
    await solved(stage, f"resolve FL-1001 with {ARTICLE} Hi Ann, this is it:")
    told = (await stage.heard(ANN))[-1].replace("\\", "")
    assert "Hi Ann, this is it:" in told
    assert TITLE in told
    assert "1. " in told
    assert "with printer" not in told


async def test_an_article_that_was_sent_solved_it_if_no_other_is_named(stage):
    await solved(stage, f"reply FL-1001 with {ARTICLE}", "resolve FL-1001 that did it")
    assert await lessons(stage) == [(ARTICLE, "solved", 1001)]
    await solved(
        stage,
        f"reply FL-1002 with {ARTICLE}",
        "resolve FL-1002 no, it was printer-offline",
        place=by_terminal("Bo"),
        words="label printer in the lobby prints stars",
    )
    assert (await lessons(stage))[1:] == [("printer-offline", "solved", 1002)]


async def test_what_no_agent_says_is_not_learnt(stage):
    await solved(
        stage, "note FL-1001 perhaps printer-offline", "resolve FL-1001 a new e-mail client"
    )
    assert await lessons(stage) == []


async def test_an_article_that_is_not_there_is_not_sent_as_words(stage):
    await stage.say(ANN, STRIPES)
    (said,) = await stage.say(SAM, "resolve FL-1001 with no-such-thing")
    assert "no-such-thing" in said.replace("\\", "")
    assert (await stage.ticket("FL-1001")).status == "new"


async def test_two_articles_solve_one_question_once(stage):
    await solved(stage, f"resolve FL-1001 {ARTICLE}, then printer-offline")
    fresh = Library()
    await fresh.refresh(stage.firstline.store)
    (one,) = fresh.index.experience.solved
    assert (one.key, one.article_ids) == ("FL-1001", (ARTICLE, "printer-offline"))


async def test_what_comes_back_was_not_solved_by_it_and_every_machine_forgets(stage):
    await solved(stage, f"resolve FL-1001 with {ARTICLE}")
    watching = Library()
    await watching.refresh(stage.firstline.store)
    assert watching.index.experience.solved
    await stage.say(ANN, "no, it is still not solved")
    assert await lessons(stage) == [(ARTICLE, "failed", 1001)]
    await watching.refresh(stage.firstline.store)
    fresh = Library()
    await fresh.refresh(stage.firstline.store)
    assert watching.suggest(ALIKE) == fresh.suggest(ALIKE)
    assert watching.index.experience.solved == fresh.index.experience.solved == ()


async def test_the_suggestion_that_a_mail_carried_was_right(stage):
    place = by_mail("Ann", "Printer")
    await solved(
        stage,
        "resolve FL-1001 as printer-offline says",
        place=place,
        words="My printer is shown as offline.",
    )
    outcomes = {(article, outcome) for article, outcome, _ in await lessons(stage)}
    assert {("printer-offline", "worked"), ("printer-offline", "solved")} <= outcomes
    fresh = Library()
    await fresh.refresh(stage.firstline.store)
    assert [one.key for one in fresh.index.experience.solved] == ["FL-1001"]


async def test_an_article_that_was_shown_may_be_named_by_its_title(stage):
    await stage.say(ANN, "my printer is shown as offline")
    await stage.say(ANN, "I want a person")
    await stage.say(
        SAM, "resolve FL-1001 we did what “Printer offline or nothing comes out” says, together"
    )
    assert ("printer-offline", "solved", 1001) in await lessons(stage)


async def test_a_mail_is_asked_about_with_its_subject(stage):
    await solved(
        stage,
        f"resolve FL-1001 with {ARTICLE}",
        place=by_mail("Ann", "Badge printer in the lobby"),
        words="It prints stripes only. Please come.",
    )
    assert (await surest(stage)).article_id == ARTICLE
    found = (await surest(stage, "badge printer lobby stripes")).reason
    assert "FL-1001" in found


async def test_where_it_was_asked_and_on_what_is_kept_beside_it(stage):
    await solved(stage, f"resolve FL-1001 with {ARTICLE}", words=f"{STRIPES} from my Mac")
    fresh = Library()
    await fresh.refresh(stage.firstline.store)
    (one,) = fresh.index.experience.solved
    assert (one.context.services, one.context.channel) == (("print",), "console")
    assert (one.context.platform, one.context.language) == ("mac", "en")


async def test_what_helped_on_the_same_platform_counts_more(stage):
    words = "{} thing shows code Q77 when I press the blue key"
    for number, (system, article) in enumerate(
        (("Mac", "laptop-slow"), ("Windows", "disk-full")), 1001
    ):
        asked = words.format(f"On my {system} this")
        await solved(
            stage, f"resolve FL-{number} with {article}", place=by_web(system), words=asked
        )
    library = stage.firstline.library
    await library.refresh(stage.firstline.store)

    def votes(system):
        split = library.index.read(words.format("This")).words
        found = library.index.experience.votes(split, Context(platform=system))
        return found.votes[found.number["disk-full"]]

    assert votes("windows") > votes("") > votes("mac")
