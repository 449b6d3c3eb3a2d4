"""Outages, articles, and what became of suggestions."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from store import articles, feedback, outages, tickets
from tests.store.rows import NOON, article, at, draft, event


async def test_an_outage_begins_and_ends(store):
    vpn = await store.transact(outages.begin, service="vpn", text="VPN is down", now=NOON)
    mail = await store.transact(outages.begin, service="mail", text="Mail is slow", now=at(1))
    assert await store.read(outages.active) == (vpn, mail)
    assert await store.transact(outages.end, vpn.id, now=at(2)) is True
    assert await store.transact(outages.end, vpn.id, now=at(3)) is False
    assert await store.transact(outages.end, 99, now=at(3)) is False
    assert await store.read(outages.active) == (mail,)
    assert await store.read(outages.get, vpn.id) == replace(vpn, ended_at=at(2))
    assert await store.read(outages.get, 99) is None


async def test_syncing_articles(store):
    first = [article("vpn"), article("wifi"), article("mail")]
    assert await store.transact(articles.sync, first, now=NOON) == (3, 0, 0)
    before = await store.read(articles.version)
    assert await store.transact(articles.sync, first, now=at(1)) == (0, 0, 0)
    assert await store.read(articles.version) == before
    second = [article("vpn"), article("wifi", "d2"), article("disk")]
    assert await store.transact(articles.sync, second, now=at(2)) == (1, 1, 1)
    assert await store.read(articles.version) > before
    assert await store.read(articles.in_states, articles.PUBLISHED) == (
        article("disk"),
        article("vpn"),
        article("wifi", "d2"),
    )


async def test_a_retired_article_is_kept_and_may_come_back(store):
    await store.transact(articles.sync, [article("vpn")], now=NOON)
    await store.transact(articles.sync, [], now=NOON)
    retired = await store.read(articles.version)
    assert await store.read(articles.in_states, articles.PUBLISHED) == ()
    assert await store.read(articles.get, "vpn") == article("vpn", state="retired")
    assert await store.transact(articles.sync, [article("vpn")], now=NOON) == (1, 0, 0)
    assert await store.read(articles.in_states, articles.PUBLISHED) == (article("vpn"),)
    assert await store.read(articles.version) > retired
    assert await store.read(articles.get, "wifi") is None


async def test_only_what_is_published_is_suggested(store):
    shelf = [article("vpn", state="draft"), article("wifi"), article("mail", state="retired")]
    assert await store.transact(articles.sync, shelf, now=NOON) == (3, 0, 0)
    assert await store.transact(articles.sync, shelf, now=NOON) == (0, 0, 0)
    assert [row.id for row in await store.read(articles.in_states, articles.PUBLISHED)] == ["wifi"]
    shelf[0] = article("vpn", state="published")
    assert await store.transact(articles.sync, shelf, now=NOON) == (0, 1, 0)
    assert [row.id for row in await store.read(articles.in_states, articles.PUBLISHED)] == [
        "vpn",
        "wifi",
    ]


async def test_what_was_written_at_the_desk_stays_until_a_folder_has_it(store):
    before = await store.read(articles.version)
    await store.transact(articles.write, article("fl-1001", state="review"), now=NOON)
    assert await store.read(articles.version) > before
    assert await store.transact(articles.sync, [article("vpn")], now=NOON) == (1, 0, 0)
    assert [row.id for row in await store.read(articles.in_states, "review")] == ["fl-1001"]
    await store.transact(articles.move, "fl-1001", "published", now=NOON)
    kept = await store.read(articles.get, "fl-1001")
    assert (kept.state, kept.source) == ("published", "desk")
    both = [article("vpn"), article("fl-1001", "d2")]
    assert await store.transact(articles.sync, both, now=NOON) == (1, 0, 0)
    assert (await store.read(articles.get, "fl-1001")).source == "folder"
    assert await store.transact(articles.sync, [], now=NOON) == (0, 0, 2)


async def test_somebody_is_reminded_once_for_each_day(store):
    def due(day):
        return article("vpn", day, front={"review": day})

    async def to_review():
        return [row.id for row in await store.read(articles.to_review, NOON.date(), 10)]

    shelf = [due(NOON.date().isoformat()), article("wifi")]
    await store.transact(articles.sync, shelf, now=NOON)
    assert await to_review() == []
    await store.transact(articles.sync, [due("2020-01-01"), article("wifi")], now=NOON)
    assert await to_review() == ["vpn"]
    assert await store.transact(articles.reminded, ["vpn", "wifi"]) == 1
    assert await store.transact(articles.reminded, ["vpn", "wifi"]) == 0
    assert await to_review() == []
    await store.transact(articles.sync, [due("2020-02-01")], now=NOON)
    assert await to_review() == ["vpn"]


async def show(store, article_id, talk="web|a|"):
    return await store.transact(
        feedback.show, talk=talk, article_id=article_id, question="vpn?", confidence=0.75, at=NOON
    )


async def settle(store, outcome, *article_ids, **more):
    return await store.transact(
        feedback.settle,
        talk="web|a|",
        article_ids=article_ids,
        outcome=outcome,
        at=at(9),
        **more,
    )


async def test_what_became_of_suggestions(store):
    ticket = await store.transact(tickets.open_ticket, draft(), event())
    for article_id in ("vpn", "wifi", "mail"):
        await show(store, article_id)
    await show(store, "vpn", talk="web|b|")
    assert await settle(store, "worked", "vpn") == 1
    assert await settle(store, "failed", "vpn", "wifi", ticket_id=ticket.id) == 1
    assert await settle(store, "failed") == 0
    rows = await store.read(feedback.of_talk, "web|a|")
    assert [(row.article_id, row.outcome, row.ticket_id) for row in rows] == [
        ("vpn", "worked", 0),
        ("wifi", "failed", ticket.id),
        ("mail", "shown", 0),
    ]
    assert (rows[0].question, rows[0].confidence, rows[0].shown_at) == ("vpn?", 0.75, NOON)
    assert await store.read(feedback.counts) == {
        "vpn": {"worked": 1, "shown": 1},
        "wifi": {"failed": 1},
        "mail": {"shown": 1},
    }


async def test_there_are_only_so_many_outcomes(store):
    await show(store, "vpn")
    with pytest.raises(IntegrityError):
        await settle(store, "pleased", "vpn")


async def test_lessons_are_what_has_an_end_the_newest_last(store):
    ticket = await store.transact(tickets.open_ticket, draft(), event())
    for article_id in ("vpn", "wifi"):
        await show(store, article_id)
    await settle(store, "worked", "vpn")
    await store.transact(
        feedback.solved,
        ticket_id=ticket.id,
        article_id="mail",
        question="no mail",
        service="email",
        at=at(10),
    )
    rows = await store.read(feedback.lessons, since=NOON, most=10)
    assert [(row.article_id, row.outcome) for row in rows] == [
        ("vpn", "worked"),
        ("mail", "solved"),
    ]
    assert (rows[1].ticket_id, rows[1].service, rows[1].settled_at) == (ticket.id, "email", at(10))
    assert await store.read(feedback.lessons, since=NOON, most=1) == rows[1:]
    assert await store.read(feedback.lessons, since=at(10), most=10) == rows[1:]
    assert await store.read(feedback.lessons, since=at(11), most=10) == ()


async def test_vectors_are_kept_by_encoder(store):
    await store.transact(articles.keep_vectors, "one", {"a": b"1", "b": b"2"})
    await store.transact(articles.keep_vectors, "one", {"a": b"other"})
    await store.transact(articles.keep_vectors, "two", {"a": b"3"})
    await store.transact(articles.keep_vectors, "two", {})
    assert dict(await store.read(articles.vectors, "one")) == {"a": b"1", "b": b"2"}
    assert dict(await store.read(articles.vectors, "two")) == {"a": b"3"}
