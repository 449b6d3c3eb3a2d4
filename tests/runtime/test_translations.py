"""An article in two languages is one at the desk: shown in the reader's, and never twice."""

import pytest

from bot.core.kept_articles import row_of
from knowledge.article import Article
from store import articles, feedback
from tests.scenarios.stage import by_web

GATE = Article(
    id="gate",
    title="The zeppelin gate hums loudly",
    symptoms=("the zeppelin gate hums loudly", "loud humming at the zeppelin gate"),
    steps=("Hold both buttons.",),
)
TOR = Article(
    id="tor",
    title="Das Zeppelintor brummt laut",
    symptoms=("das zeppelintor brummt laut", "lautes brummen am zeppelintor"),
    steps=("Beide Tasten halten.",),
    language="de",
    translates="gate",
)
GERMAN = "Das Zeppelintor brummt laut, was kann ich tun?"
ANN, BO = by_web("Ann"), by_web("Bo")


@pytest.fixture
async def shelf(stage):
    firstline = stage.firstline
    for article in (GATE, TOR):
        await firstline.store.transact(articles.write, row_of(article), now=stage.clock())
    await firstline.library.refresh(firstline.store)
    return stage


async def answer(stage, place, words):
    return "\n".join(await stage.say(place, words))


async def test_each_reads_their_own_language(shelf):
    assert "Beide Tasten halten." in await answer(shelf, ANN, GERMAN)
    assert "Hold both buttons." in await answer(shelf, BO, GATE.title)


async def test_the_same_in_another_language_is_not_offered_after_it_failed(shelf):
    await answer(shelf, ANN, GERMAN)
    told = await answer(shelf, ANN, "no, that did not help. the zeppelin gate hums loudly")
    assert "Hold both buttons." not in told


async def test_what_failed_in_one_language_is_less_trusted_in_the_other(shelf):
    firstline = shelf.firstline
    before = firstline.library.suggest(GATE.title)[0]
    for number in range(8):
        talk, now = f"web|{number}|", shelf.clock()
        shown = {"question": GERMAN, "confidence": 0.9, "at": now}
        await firstline.store.transact(feedback.show, talk=talk, article_id="tor", **shown)
        done = {"article_ids": ["tor"], "outcome": "failed", "at": now}
        await firstline.store.transact(feedback.settle, talk=talk, **done)
    await firstline.library.refresh(firstline.store)
    assert firstline.library.index.trust["gate"] == firstline.library.index.trust["tor"] < 0.3
    after = {one.article_id: one.confidence for one in firstline.library.suggest(GATE.title)}
    assert after.get("gate", 0) < before.confidence
