"""firstline mail quarantine: who is held, and what became of what was kept."""

import asyncio
import json
from datetime import timedelta
from functools import partial

import pytest
from typer.testing import CliRunner

from bot.cli import app
from channels.messages import ConversationRef, InboundMessage, Person, to_json
from store import correspondents, dead_letters, tickets, work_queue
from store.engine import open_store
from store.work_queue import INBOX
from tests.store.rows import NOON

BOT = "bot@shop.example"
WHY = "more than 12 automatic answers within an hour"
SETTINGS = """
channels = ["console", "email"]
[[agents]]
name = "Sam"
email = "sam@example.org"
"""


@pytest.fixture
def firstline(folder, database_url):
    """Run a command on a database: exit code, what it printed, what it complained of."""
    (folder / "firstline.toml").write_text(f"database = {json.dumps(database_url)}\n{SETTINGS}")

    return partial(said_by, "mail", "quarantine")


def said_by(*words):
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def done(database_url, act):
    """What this does to the database, as one transaction."""
    store = open_store(database_url)
    try:
        return asyncio.run(store.transact(act))
    finally:
        store.close()


@pytest.fixture
def held(database_url):
    """Two mails of one address are kept, and mail to another comes back."""

    def hold(unit):
        for number in (1, 2):
            message = InboundMessage(
                id=f"m{number}",
                conversation=ConversationRef(
                    channel="email", place=f"helpdesk@localhost>{BOT}", thread=f"<{number}@x>"
                ),
                person=Person(address=BOT),
                at=NOON,
                subject=f"Case {number}",
                text="hunter2 is what the coffee scale shows",
            )
            row = {"key": message.key, "lane": message.conversation.key}
            work_queue.put(unit, INBOX, payload=to_json(message), now=NOON, **row)
            why = correspondents.reason("email", BOT)
            dead_letters.keep_back(unit, INBOX, message.key, reason=why, now=NOON)
        correspondents.hold(unit, "email", BOT, why=WHY, now=NOON)
        correspondents.bounced(unit, "email", "ann@x.example", why="no mailbox", now=NOON)

    done(database_url, hold)


def test_nobody_is_held_at_first(firstline):
    assert firstline("list") == (0, "Nothing.\n", "")


def test_who_is_held_is_listed_without_what_they_said(firstline, held):
    code, out, err = firstline("list", "--json")
    assert (code, err) == (0, "")
    bot, ann = json.loads(out)
    assert (bot["address"], bot["messages in"], bot["messages out"]) == (BOT, 2, 0)
    assert bot["why"] == WHY
    assert (ann["address"], ann["why"]) == ("ann@x.example", "mail comes back: no mailbox")
    assert "hunter2" not in out


def test_the_list_fits_a_narrow_terminal(firstline, held, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    head, *rows = firstline("list")[1].splitlines()
    assert head.split() == ["since", "in", "out", "address", "reason"]
    assert (rows[0].split()[2:5], WHY[:20] in rows[0]) == (["2", "0", BOT], True)
    assert all(len(row) <= 80 for row in rows)


def test_a_release_lets_everything_go_its_way(firstline, held, database_url):
    said = firstline("release", BOT.upper())
    assert said == (0, f"{BOT.upper()} is answered again; 2 messages handled now.\n", "")
    assert [each["address"] for each in json.loads(firstline("list", "--json")[1])] == [
        "ann@x.example"
    ]
    row = done(database_url, lambda unit: work_queue.find(unit, INBOX, "email|m1"))
    assert row.state in ("pending", "done")
    assert firstline("release", "ann@x.example")[0] == 0
    assert firstline("list") == (0, "Nothing.\n", "")


def test_what_is_dropped_leaves_a_trace_and_nothing_else(firstline, held, database_url):
    said = firstline("drop", BOT)
    assert said == (
        0, f"2 messages let go. What comes from {BOT} now is kept as before.\n", ""
    )  # fmt: skip
    for key in ("email|m1", "email|m2"):
        row = done(database_url, lambda unit, key=key: work_queue.find(unit, INBOX, key))
        assert row.state == "done"
        assert row.reason == f"dropped by the operator: quarantine: {BOT} (email)"
    assert done(database_url, tickets.count) == 0
    bot = done(database_url, lambda unit: correspondents.get(unit, "email", BOT))
    assert bot.held_at == NOON


# --- beside dead letters --------------------------------------------------------------------------


@pytest.fixture
def given_up(database_url, held):
    """One more mail was given up on, after those that are kept."""

    def bury(unit):
        work_queue.put(unit, INBOX, key="email|m3", lane="email|m3|", payload={}, now=NOON)
        ((work,),) = work_queue.claim(unit, INBOX, now=NOON, lease=timedelta(seconds=30))
        work_queue.bury(unit, INBOX, work, now=NOON, reason="KeyError: a bug")

    done(database_url, bury)


def state_of(database_url, key):
    return done(database_url, lambda unit: work_queue.find(unit, INBOX, key)).state


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("retry", "1 row of the inbox will be tried again now.\n"),
        ("drop", "1 row of the inbox dropped.\n"),
    ],
)
def test_all_dead_letters_are_not_what_is_kept(firstline, given_up, database_url, verb, answer):
    assert said_by("inbox", verb, "--all") == (0, answer, "")
    assert state_of(database_url, "email|m3") != "buried"
    assert {state_of(database_url, key) for key in ("email|m1", "email|m2")} == {"buried"}
    bot, _ = json.loads(firstline("list", "--json")[1])
    assert (bot["address"], bot["messages in"]) == (BOT, 2)


def test_a_key_by_name_may_be_one_that_is_kept(firstline, given_up, database_url):
    said = said_by("inbox", "drop", "email|m1")
    assert said == (0, "1 row of the inbox dropped.\n", "")
    assert state_of(database_url, "email|m1") == "done"


def test_dead_letters_and_what_is_kept_are_counted_and_listed_apart(firstline, given_up):
    checked = json.loads(said_by("db", "check", "--json")[1])
    notes = {each["about"]: each["text"] for each in checked if each["mark"] == "note"}
    assert notes == {
        "inbox, email": "1 were given up on. See: firstline inbox list",
        "inbox, email, quarantine": "2 are kept. See: firstline mail quarantine list",
    }
    listed = json.loads(said_by("inbox", "list", "--json")[1])
    assert [each["key"] for each in listed] == ["email|m3", "email|m1", "email|m2"]
    assert [each["reason"] for each in listed] == ["KeyError", "quarantine", "quarantine"]


@pytest.mark.parametrize("verb", ["release", "drop"])
def test_who_is_not_held_can_be_neither_released_nor_dropped(firstline, held, verb):
    code, out, err = firstline(verb, "bo@x.example")
    assert (code, out) == (1, "")
    assert err == "bo@x.example is not in quarantine, and its mail does not come back.\n"
