"""Accepted together, each as if it had come alone; a mail is kept first and read later."""

import asyncio
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg

from bot.runtime import health
from bot.runtime.intake import DELAYS
from channels.email import reader
from channels.email.cover import Delivery
from store import queue_care, talks, together
from store.blobs import SMALL
from store.errors import StoreUnavailable
from store.work_queue import INBOX
from tests.fakes.patience import PATIENCE
from tests.runtime.stories import ANN, BADGE, BO, entry, happened, row_of
from tests.scenarios.stage import OUR_ADDRESS, by_mail, by_web

MAIL = (
    b"From: Ann <ann@desk.example>\r\nSubject: Badge reader\r\nMessage-ID: <1@mail.example>\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\n\r\nthe badge reader at door 3 does not open for our whole team\r\n"
    b"--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=log.csv\r\n\r\n"
    b"1,2\r\n--x--\r\n"
)


async def accept_all(stage, messages):
    accept = stage.firstline.intake.accept
    return await asyncio.gather(*(accept(each) for each in messages), return_exceptions=True)


async def lines(stage, place):
    shown = await stage.firstline.store.read(talks.lines, place.conversation.key)
    return [(line.seq, line.text) for line in shown]


# --- together -------------------------------------------------------------------------------------


async def test_what_comes_at_once_is_in_order_and_without_a_gap(stage):
    people = [by_web(f"P{number}") for number in range(10)]
    messages = [stage.message(person, f"word {n}") for n in range(12) for person in people]
    assert await accept_all(stage, messages) == [None] * 120
    for person in people:
        assert await lines(stage, person) == [(n + 1, f"word {n}") for n in range(12)]


async def test_the_same_one_many_times_at_once_is_one(stage):
    first, other = stage.message(ANN, BADGE), stage.message(ANN, "and the light is red")
    await accept_all(stage, [first, first, other, first, other])
    await accept_all(stage, [other, first])
    assert await lines(stage, ANN) == [(1, BADGE), (2, "and the light is red")]
    await stage.settle()
    assert await stage.count() == 1


async def test_a_line_that_is_known_is_not_written_twice(stage):
    """The row of the inbox may be gone by then: what is done is forgotten some day."""
    message = stage.message(ANN, BADGE)
    await accept_all(stage, [message])
    await stage.settle()
    await stage.firstline.store.transact(
        queue_care.forget, INBOX, before=stage.clock() + timedelta(days=1), limit=10
    )
    seen = await lines(stage, ANN)
    await accept_all(stage, [message, stage.message(ANN, "more")])
    assert await lines(stage, ANN) == [*seen, (len(seen) + 1, "more")]


async def test_one_that_cannot_be_stored_harms_nobody_else(stage):
    endless = replace(stage.message(BO, "hi"), id="x" * 5000)
    outcomes = await accept_all(
        stage, [stage.message(ANN, BADGE), endless, stage.message(BO, "hi")]
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), type(outcomes[1]), type(None)]
    assert isinstance(outcomes[1], ValueError)
    assert await lines(stage, ANN) == [(1, BADGE)]
    assert await lines(stage, BO) == [(1, "hi")]


async def test_an_id_that_no_database_keeps_as_it_is(stage):
    odd = replace(stage.message(ANN, BADGE), id="odd\0id")
    await accept_all(stage, [odd, odd])
    await accept_all(stage, [odd])
    assert await lines(stage, ANN) == [(1, BADGE)]


async def test_short_messages_that_come_at_once_settle_together(stage):
    burst = [stage.message(ANN, words) for words in ("the badge reader", "at door 3", "is broken")]
    await accept_all(stage, burst)
    await stage.turn()
    assert not await stage.heard(ANN)  # they may not be all
    await stage.settle()
    assert await stage.count() == 1
    (told,) = [event for event in await stage.timeline("FL-1001") if event.kind == "opened"]
    assert told.data["text"] == "the badge reader\nat door 3\nis broken"


async def test_without_a_database_nobody_is_told_that_it_was_taken(stage):
    stage.firstline.store.close()
    outcomes = await accept_all(stage, [stage.message(ANN, BADGE) for _ in range(5)])
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 5


@contextmanager
def hanging(url):
    """Somebody keeps the database to themselves: nothing is refused, and nothing ends."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url)
        other.execute("LOCK TABLE inbox")
    yield
    other.close()


async def test_who_gets_no_answer_in_time_is_refused_and_may_come_again(
    stage, database_url, monkeypatch
):
    message, house = stage.message(ANN, BADGE), stage.firstline.house
    assert await house.healthy()
    with hanging(database_url), monkeypatch.context() as hurried:
        hurried.setattr(together, "PATIENCE", 0.2)
        hurried.setattr(health, "BELIEVED", PATIENCE)
        outcomes = await accept_all(stage, [message, message])
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
    assert not await house.healthy()  # for a while, though what is tiny could be written
    assert await accept_all(stage, [message]) == [None]
    assert await lines(stage, ANN) == [(1, BADGE)]


# --- mail -----------------------------------------------------------------------------------------


async def deliver(stage, raw=MAIL):
    """As the channel does it when a mail server hands one over."""
    taken = []

    async def receive(message, *, raw):
        await stage.firstline.intake.accept(message, raw=raw)
        taken.append(message)

    delivery = Delivery(raw=raw, mail_from="ann@desk.example", ours=OUR_ADDRESS)
    await stage.firstline.channels["email"].take(receive, delivery)
    return taken[0]


ENVELOPE = f"Return-Path: <ann@desk.example>\r\nDelivered-To: {OUR_ADDRESS}\r\n".encode()
ANN_BY_MAIL = by_mail("Ann", "Badge reader")


async def test_a_mail_is_kept_first_and_read_later(stage):
    message = await deliver(stage)
    blobs = stage.firstline.house.blobs
    assert await blobs.get(message.raw) == ENVELOPE + MAIL
    assert (await row_of(stage, message)).text == ""

    await stage.settle()
    assert (await entry(stage, message)).state == "done"
    line = await row_of(stage, message)
    assert line.text == BADGE
    assert [each["name"] for each in line.payload["attachments"]] == ["log.csv", "original.eml"]
    opened = (await stage.timeline("FL-1001"))[0]
    assert opened.data["text"] == BADGE
    assert await blobs.get(opened.data["attachments"][0]["source"]) == b"1,2"


async def test_a_mail_that_comes_again_changes_nothing(stage):
    await deliver(stage)
    await deliver(stage)
    await stage.settle()
    await deliver(stage, b"Received: from a relay\r\n" + MAIL)
    await stage.settle()
    assert await happened(stage, "FL-1001") == ["opened", "announced"]
    assert await stage.count() == 1


async def test_a_large_mail_is_kept_too(stage):
    large = MAIL.replace(b"1,2", b"1,2\r\n" * SMALL)
    message = await deliver(stage, large)
    assert await stage.firstline.house.blobs.get(message.raw) == ENVELOPE + large
    await stage.settle()
    assert (await row_of(stage, message)).text == BADGE


async def test_a_mail_that_no_reader_survives_becomes_a_plain_ticket(stage, monkeypatch):
    def broken(_raw, _ours):
        raise RecursionError("a bug in reading")

    monkeypatch.setattr(reader, "body", broken)
    message = await deliver(stage)
    for delay in (timedelta(0), *DELAYS):
        stage.clock.wind(delay)
        await stage.turn()

    assert (await entry(stage, message)).state == "buried"
    opened = (await stage.timeline("FL-1001"))[0]
    assert opened.data["why"] == "unsure"
    assert BADGE in opened.data["text"]
    assert BADGE in (await row_of(stage, message)).text
    ticket = await stage.ticket("FL-1001")
    assert ticket.subject == "Badge reader"
    (original,) = opened.data["attachments"]
    assert await stage.firstline.house.blobs.get(original["source"]) == ENVELOPE + MAIL
    assert len(stage.mails(replace(ANN_BY_MAIL, conversation=message.conversation))) == 1


async def test_a_mail_whose_file_is_gone_is_still_somebody_who_wrote(stage):
    """Another machine took it in, and its folder is not shared."""
    message = await deliver(stage, MAIL.replace(b"1,2", b"1,2\r\n" * SMALL))
    shutil.rmtree(stage.firstline.settings.blobs)
    for delay in (timedelta(0), *DELAYS):
        stage.clock.wind(delay)
        await stage.turn()
    assert (await entry(stage, message)).state == "buried"
    assert (await stage.ticket("FL-1001")).subject == "Badge reader"
    assert len(stage.mails(replace(ANN_BY_MAIL, conversation=message.conversation))) == 1


async def test_what_only_a_closed_channel_could_read_waits(stage):
    message = await deliver(stage)
    reader = stage.firstline.channels.pop("email")
    await stage.turn()
    row = await entry(stage, message)
    assert (row.state, row.attempts) == ("pending", 1)
    stage.firstline.channels["email"] = reader
    await stage.pass_time(timedelta(minutes=1))
    assert (await row_of(stage, message)).text == BADGE
