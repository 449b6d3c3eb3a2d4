"""No question that is asked while somebody waits reads through what grows with history."""

import re
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from bot.core import references
from channels.messages import Bounced, ConversationRef
from channels.views import Pin, page_of
from store import correspondents
from store.engine import open_store
from tests.runtime.stories import ANN, BADGE, MIRA, SAM, SAP
from tests.scenarios.stage import by_mail, by_terminal, open_stage

BOARD = ConversationRef(channel="chat", place="t/triage")
# Indexes of what is now: the line, what is down, who works here, what is due.
OF_NOW = frozenset(
    {
        "ix_tickets_line", "ix_tickets_resolved_at", "ix_outages_active", "ix_people_agents",
        "ix_talks_nudge_at", "ix_inbox_open_due", "ix_outbox_open_due", "ix_inbox_open_lane",
        "ix_outbox_open_lane", "ix_inbox_buried", "ix_outbox_buried", "ix_correspondents_kept",
    }
)  # fmt: skip
SMALL = frozenset({"articles", "leases", "sqlite_master", "alembic_version"})
ASKS = re.compile(r"SELECT|UPDATE|DELETE|INSERT|WITH")
SCAN = re.compile(r"SCAN (\S+)(?: USING(?: COVERING)? INDEX (\S+))?")


@pytest.fixture
def asked():
    """The statements the house has sent since."""
    found = []

    def remember(_connection, _cursor, statement, *_):
        if ASKS.match(statement):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", remember)
    yield found
    event.remove(Engine, "before_cursor_execute", remember)


@pytest.fixture
async def desk(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = open_store(sqlite_url)
    yield await open_stage(store, tmp_path / "desk")
    store.close()


async def a_day_at_the_desk(stage):
    """Requests of every kind, orders of every kind, and what time brings."""
    bo, cleo = by_terminal("Bo"), by_mail("Cleo", "Badge reader")
    await stage.say(ANN, SAP)
    for number in range(3):
        await stage.say(by_terminal(f"Guest {number}"), "I want to talk to a person")
    await stage.say(bo, "my vpn drops every few minutes")
    await stage.say(bo, "that did not help")
    await stage.say(cleo, BADGE)
    await stage.say(ANN, "where is FL-1001?")
    for order in ("queue", "claim FL-1001", "show", "note look", "ask since when?", "mine"):
        await stage.say(SAM, order)
    await stage.say(ANN, "since monday")
    for order in ("priority 2", "service doors", "urgency 1", "article", "resolve done"):
        await stage.say(SAM, order)
    await stage.say(ANN, "no, it is still broken")
    await stage.say(SAM, "resolve with access-request")
    await stage.say(MIRA, "next")
    await stage.say(MIRA, "assign FL-1003 sam")
    await stage.say(MIRA, "outage sap is down")
    await stage.say(by_terminal("Dan"), "sap is down")
    await stage.say(MIRA, "outage over sap back again")
    await machines(stage)
    await stage.pass_time(timedelta(days=4))


async def machines(stage):
    """What machines bring: the same again, mail that comes back, an address that is held."""
    cleo, store, now = by_mail("Cleo", "Badge reader", thread=2), stage.firstline.store, stage.clock
    await stage.say(cleo, BADGE)
    (mail, *_) = stage.mails(by_mail("Cleo", "Badge reader"))
    report = Bounced(ids=(mail["Message-ID"],), permanent=True, reason="no mailbox")
    await stage.say(by_mail("Daemon"), "no mailbox", automatic=True, bounced=report)
    address = ("email", cleo.person.address)
    await store.transact(correspondents.hold, *address, why="a test", now=now())
    await stage.say(by_mail("Cleo", "Door", thread=3), "the door squeaks and it is loud")
    await store.read(correspondents.kept)
    await stage.say(SAM, f"release {cleo.person.address}")
    await store.transact(correspondents.forget, before=now(), limit=9)


async def pages(stage):
    """What is looked at, over and over."""
    house = stage.firstline.house
    await stage.firstline.labelling.refresh(stage.firstline.store, stage.clock())
    await house.desk("sam@desk.example")
    await house.ticket("FL-1001")
    await house.transcript(ANN.conversation)
    await house.transcript(page_of(references.write(1001)))
    await house.changes(-1, within=0)
    await house.home("web", SAM.person.address)
    await boards(house)


async def boards(house):
    """A board with a card of a ticket that is over, and one that is not."""
    for reference in ("FL-1001", "FL-1002"):
        await house.put_pin(BOARD, reference, Pin(external_id=reference, digest="", version=1))
    assert await house.stale(BOARD, most=9)
    assert await house.pin(BOARD, "FL-1001")
    assert await house.pinned(BOARD, "FL-1001") == "FL-1001"


def scans(path, statements):
    """The steps that read a whole table or index which grows with history."""
    explain = sqlite3.connect(path)
    found = {}
    for statement in statements:
        nothing = [None] * statement.count("?")
        for *_, step in explain.execute(f"EXPLAIN QUERY PLAN {statement}", nothing):
            if grows(explain, step):
                found[statement] = step
    explain.close()
    return found


def grows(explain, step):
    scan = SCAN.match(step)
    if scan is None or scan[2] in OF_NOW or scan[1] in SMALL:
        return False
    known = explain.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (scan[1],)).fetchone()
    return known is not None  # else it is a part of the question itself


async def test_no_question_reads_through_history(desk, asked, sqlite_url):
    await a_day_at_the_desk(desk)
    await pages(desk)
    assert len(set(asked)) > 60
    assert scans(sqlite_url.removeprefix("sqlite:///"), set(asked)) == {}


def test_a_scan_would_be_found(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    bad = "SELECT id FROM tickets WHERE subject = ?"
    sorted_ = "SELECT id FROM tickets ORDER BY status"
    good = "SELECT id FROM tickets WHERE status = 'new' AND assignee_id IS NULL ORDER BY priority"
    assert set(scans(path, [bad, sorted_, good])) == {bad, sorted_}
