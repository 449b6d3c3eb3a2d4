"""What durable intake costs, beside plain transactions on the same disk in the same run.

`Intake.accept` writes an inbox row, a conversation and a line, and knows what came before; a plain
transaction is one INSERT. Rounds take turns; what counts is the median of the ratios. `handled` is
the whole way from an accepted message to the answers in the outbox.
"""

import asyncio
import os
import re
import sqlite3
import statistics
import subprocess
from itertools import count
from time import perf_counter

import pytest

from bot import app
from bot.runtime.acceptance import Arrival, _accept_all
from bot.settings import DeskSettings, Settings
from channels.messages import ConversationRef, InboundMessage, Person
from tests.fakes.pgcluster import binaries

ROUNDS = 5
MESSAGES = 640  # in a round
CLIENTS = (1, 64)
WORDS = "SAP throws RFC_COMMUNICATION_FAILURE when I book goods receipts"

SQL = "INSERT INTO said (words) VALUES ('SAP throws it when I book goods receipts');"

numbers = count(1)


def message():
    address = f"person-{next(numbers)}"
    return InboundMessage(
        id=address,
        conversation=ConversationRef(channel="console", place=address),
        person=Person(address=address),
        at=app.wall_clock(),
        text=WORDS,
    )


@pytest.fixture
def firstline(tmp_path):
    built = app.build(Settings(data=tmp_path, desk=DeskSettings(settle=0)), only=("console",))
    asyncio.run(app.prepare(built))
    yield built
    built.close()


@pytest.fixture
def bare(tmp_path):
    """Plain sqlite3, as durable as ours."""
    opened = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        opened.execute(f"PRAGMA {pragma}")
    opened.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT)")
    yield opened
    opened.close()


def a_second(messages, begun):
    return messages / (perf_counter() - begun)


def plain_commits(bare, together):
    """Messages a second, so many in each commit."""
    begun = perf_counter()
    for _ in range(0, MESSAGES, together):
        bare.execute("BEGIN IMMEDIATE")
        for _ in range(together):
            bare.execute("INSERT INTO said (words) VALUES (?)", (WORDS,))
        bare.execute("COMMIT")
    return a_second(MESSAGES, begun)


def accepted(firstline, clients):
    """Messages a second by so many clients, each waiting for its answer."""
    said = iter([message() for _ in range(MESSAGES)])

    async def client():
        for each in said:
            await firstline.intake.accept(each)

    async def all_of_them():
        begun = perf_counter()
        await asyncio.gather(*(client() for _ in range(clients)))
        return a_second(MESSAGES, begun)

    return asyncio.run(all_of_them())


def accepted_one_by_one(firstline):
    """The same transaction, one commit a message."""

    async def one_by_one():
        store, rules, now = firstline.store, firstline.rules, firstline.clock()
        arrivals = [Arrival(message(), b"") for _ in range(MESSAGES)]
        begun = perf_counter()
        for each in arrivals:
            await store.urgently(_accept_all, (each,), rules, now)
        return a_second(MESSAGES, begun)

    return asyncio.run(one_by_one())


def report(benchmark, rounds):
    """Print the medians, and the ratio of `accepted` to each of the others."""
    print()
    for name in rounds[0]:
        rate = statistics.median(each[name] for each in rounds)
        ratio = statistics.median(each["accepted"] / each[name] for each in rounds)
        print(f"{name}: {rate:.0f}/s; accepted is {ratio:.2f} times that")
        benchmark.extra_info[name] = {"rate": rate, "ratio": ratio}


@pytest.mark.parametrize("clients", CLIENTS)
def test_accepting_beside_plain_sqlite(benchmark, firstline, bare, clients):
    def one_round():
        return {
            "accepted": accepted(firstline, clients),
            "plain sqlite3, one commit a message": plain_commits(bare, 1),
            "plain sqlite3, 64 messages a commit": plain_commits(bare, 64),
            "the same transaction, one commit a message": accepted_one_by_one(firstline),
        }

    one_round()
    report(benchmark, benchmark.pedantic(lambda: [one_round() for _ in range(ROUNDS)], rounds=1))


@pytest.mark.parametrize("clients", CLIENTS)
def test_accepting_beside_pgbench(benchmark, tmp_path, pg_url, clients):
    program = pgbench()
    script = tmp_path / "insert.sql"
    script.write_text(SQL)
    settings = Settings(data=tmp_path, database=pg_url, desk=DeskSettings(settle=0))
    firstline = app.build(settings, only=("console",))
    asyncio.run(app.prepare(firstline))

    def one_round():
        return {
            "accepted": accepted(firstline, clients),
            "pgbench, one insert a transaction": inserted(program, pg_url, script, clients),
        }

    _psql(program, pg_url, tmp_path, "CREATE TABLE said (id bigserial PRIMARY KEY, words text);")
    one_round()
    report(benchmark, benchmark.pedantic(lambda: [one_round() for _ in range(ROUNDS)], rounds=1))
    firstline.close()


def pgbench():
    found = (binaries() or "") and os.path.join(binaries(), "pgbench")
    if not (found and os.path.exists(found)):
        pytest.skip("no pgbench beside the PostgreSQL of the tests")
    return found


def inserted(program, url, script, clients):
    transactions = str(max(MESSAGES // clients, 1))
    said = _run(program, url, "-n", "-c", str(clients), "-t", transactions, "-f", str(script))
    found = re.search(r"tps = ([0-9.]+)", said)
    assert found, said
    return float(found[1])


def _psql(program, url, folder, sql):
    script = folder / "begin.sql"
    script.write_text(sql)
    _run(program, url, "-n", "-c", "1", "-t", "1", "-f", str(script))


def _run(program, url, *options):
    done = subprocess.run([program, *options, url], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_handling_costs(benchmark, firstline, bare):
    async def handled():
        intake, _ = firstline.loops()
        await asyncio.gather(*(firstline.intake.accept(message()) for _ in range(200)))
        begun = perf_counter()
        return a_second(await intake.drain(), begun)

    rate = benchmark.pedantic(lambda: asyncio.run(handled()), rounds=1)
    plain = plain_commits(bare, 1)
    print(f"\nhandled: {rate:.0f}/s, {rate / plain:.3f} of plain sqlite3 commits ({plain:.0f}/s)")
    assert rate > 0
