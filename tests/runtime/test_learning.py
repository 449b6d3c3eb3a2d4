"""What people press teaches the desk, on every machine, and survives a restart."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.kept_articles import row_of
from bot.library import Library, read_folders
from store import articles, feedback
from tests.store.rows import NOON

ASKED = "the tunnel to the mothership is closed"


@pytest.fixture
async def shelf(store):
    rows = [row_of(article) for article in read_folders(()).articles]
    await store.transact(articles.sync, rows, now=NOON)
    found = Library()
    await found.refresh(store)
    return found


async def told(store, outcome, *, article="vpn-will-not-connect", question=ASKED, at=0):
    moment = NOON + timedelta(minutes=at)
    talk = f"web|{at}|"
    await store.transact(
        feedback.show, talk=talk, article_id=article, question=question, confidence=0.9, at=moment
    )
    await store.transact(
        feedback.settle, talk=talk, article_ids=[article], outcome=outcome, at=moment
    )


async def test_this_fixed_it_is_remembered_by_every_machine(store, shelf):
    other = Library()
    await other.refresh(store)
    before = other.suggest(ASKED)
    await told(store, "worked")
    assert await shelf.refresh(store) is True
    assert await other.refresh(store) is True
    assert other.suggest(ASKED) == shelf.suggest(ASKED) != before
    assert other.suggest(ASKED)[0].article_id == "vpn-will-not-connect"
    assert await shelf.refresh(store) is False


async def test_a_late_lesson_is_not_missed(store, shelf):
    await told(store, "worked", at=10)
    await shelf.refresh(store)
    await told(store, "worked", question="mothership unreachable", at=9)
    assert await shelf.refresh(store) is True
    assert len(shelf.index.experience.solved) == 2


async def test_a_fix_that_keeps_failing_loses_our_trust(store, shelf):
    before = shelf.suggest("vpn drops")[0]
    for at in range(8):
        await told(store, "failed", article=before.article_id, question="vpn drops", at=at)
    await shelf.refresh(store)
    assert shelf.index.trust[before.article_id] < 0.3
    after = {one.article_id: one.confidence for one in shelf.suggest("vpn drops")}
    assert after.get(before.article_id, 0) < before.confidence


async def test_the_floor_follows_feedback_only_if_a_precision_is_wanted(store):
    fixed, moving = Library(floor=0.7), Library(precision=0.9)
    before = moving.floor
    for at in range(60):
        await told(store, "failed", at=at)
    for each in (fixed, moving):
        await each.refresh(store)
    assert fixed.floor == 0.7
    assert moving.floor > before


async def test_silence_teaches_nothing(store, shelf):
    await told(store, "silent")
    assert await shelf.refresh(store) is False


async def test_only_what_changed_is_read_and_the_rest_stays_the_same(store, shelf):
    before = {article.id: article for article in shelf.index.articles}
    changed = replace(before["vpn-will-not-connect"], title="The tunnel is shut")
    await store.transact(articles.change, [row_of(changed)], ["wifi-slow"], now=NOON)
    assert await shelf.refresh(store) is True
    after = {article.id: article for article in shelf.index.articles}
    assert after.pop(changed.id) == changed
    assert all(before[id] is article for id, article in after.items())
    assert before.keys() - after.keys() - {changed.id} <= {"wifi-slow"}


async def test_a_database_that_was_restored_is_read_anew(store, shelf):
    shelf._seen = 1_000  # of what was lost
    gone = shelf.index.articles[0].id
    await store.transact(articles.change, [], [gone], now=NOON)
    assert await shelf.refresh(store) is True
    assert gone not in {article.id for article in shelf.index.articles}
    assert await shelf.refresh(store) is False
