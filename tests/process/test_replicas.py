"""Several servers on one PostgreSQL: what one leaves behind another finishes."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.runtime.crew import LEASE
from tests.fakes.patience import PATIENCE
from tests.process.mail import Correspondent
from tests.process.server import until, until_async
from tests.process.test_killed import SlowSmarthost, listening

pytestmark = pytest.mark.process

LEASED_UNTIL = "SELECT max(lease_until) FROM outbox WHERE state = 'pending'"
STORY = "The franking machine eats our stamps"

MOST = 4  # mails that a server hands to the smarthost at the same time


@pytest.fixture
def replicas(serving, pg_url):
    """Two servers with a data folder each; what is theirs together is the database."""

    def opened(port):
        return [serving(database=pg_url, smarthost=f"127.0.0.1:{port}") for _ in range(2)]

    return opened


async def test_the_work_of_a_killed_replica_is_finished_by_the_others(replicas):
    host = SlowSmarthost()
    async with listening(host) as port:
        left, right = replicas(port)
        await asyncio.to_thread(left.open)
        ben = Correspondent(left, "ben@example.net", "Ben")
        await asyncio.to_thread(ben.write, STORY, subject="Stamps")
        await asyncio.wait_for(host.arrived.wait(), PATIENCE)
        await asyncio.to_thread(right.open)
        await asyncio.to_thread(left.kill)
        host.may_answer.set()
        assert right.count(LEASED_UNTIL) <= datetime.now(UTC) + LEASE
        await until_async(right.is_at_rest)
        await asyncio.to_thread(right.close)
    assert [mail["To"] for mail in host.taken] == [ben.address] * 2  # the first was not receipted
    assert right.count("SELECT count(*) FROM tickets") == 1
    right.check_the_books()


async def test_an_orderly_end_finishes_what_is_under_way(replicas):
    host = SlowSmarthost()
    async with listening(host) as port:
        left, right = replicas(port)
        await asyncio.to_thread(left.open)
        for number in range(MOST):
            writer = Correspondent(left, f"person{number}@example.net", "P")
            await asyncio.to_thread(writer.write, STORY, subject="Stamps")
        await until_async(lambda: len(host.taken) == MOST)
        await asyncio.to_thread(right.open)
        closing = asyncio.create_task(asyncio.to_thread(left.close))
        await until_async(lambda: not left.is_ready())
        host.may_answer.set()
        await closing
        assert left.is_at_rest()
        await asyncio.to_thread(right.close)
    assert len(host.taken) == MOST


def test_work_is_shared_and_done_once(serving, pg_url):
    servers = [serving(database=pg_url).open() for _ in range(2)]
    for number in range(12):
        writer = Correspondent(servers[number % 2], f"person{number}@example.net", "P")
        writer.write(STORY, subject="Stamps")
    until(servers[0].is_at_rest)
    sent = [list((server.folder / "data" / "outgoing" / "new").glob("*")) for server in servers]
    assert sum(map(len, sent)) == 12
    assert servers[0].count("SELECT count(*) FROM tickets") == 12
    for server in servers:
        server.close()
    servers[0].check_the_books()
