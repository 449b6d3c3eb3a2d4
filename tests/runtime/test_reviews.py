"""Who owns an article is asked to look again: an agent, a team, or everybody."""

from datetime import date

import pytest

from bot.reviews import remind
from knowledge.article import Article, to_row_fields
from store import articles, people
from store.records import ArticleRow
from tests.scenarios.stage import at_the_desk

DUE = date(2026, 5, 3)  # the day before the stage's


async def asked(stage, owner):
    """Who hears of it, of Sam (network) and Mira, who both work at the desk."""
    firstline, now = stage.firstline, stage.clock()
    email = "sam@desk.example"
    await firstline.store.transact(people.enlist, name="Sam", email=email, teams=("network",))
    places = {name: at_the_desk(name) for name in ("Sam", "Mira")}
    for place in places.values():
        await stage.say(place, "queue")
    seen = {name: await stage.last(place) for name, place in places.items()}
    row = ArticleRow(**to_row_fields(Article(id="gate", title="Gate", owner=owner, review=DUE)))
    await firstline.store.transact(articles.write, row, now=now)
    assert await firstline.store.transact(remind, firstline.rules, now) == 1
    assert await firstline.store.transact(remind, firstline.rules, now) == 0
    return {name for name, place in places.items() if await stage.heard(place, after=seen[name])}


@pytest.mark.parametrize(
    ("owner", "who"),
    [
        ("Sam", {"Sam"}),
        ("mira@desk.example", {"Mira"}),
        ("Network", {"Sam"}),
        ("Nobody", {"Sam", "Mira"}),
        ("", {"Sam", "Mira"}),
    ],
)
async def test_the_owner_is_asked(stage, owner, who):
    assert await asked(stage, owner) == who
