"""kill -9 at the worst moments: nothing acknowledged is lost, nothing is done twice."""

import asyncio
import random
import threading
from contextlib import asynccontextmanager, suppress
from email import message_from_bytes, policy
from smtplib import SMTPException

import httpx
import pytest
from aiosmtpd.smtp import SMTP

from tests.fakes.patience import PATIENCE
from tests.process.mail import Correspondent, raw_sent, words
from tests.process.server import PLAIN, until, until_async
from tests.process.web import Guest

pytestmark = pytest.mark.process

KILLS = {"": 2, "postgresql": 1}  # by the hundred: make campaign
EACH = 24  # mails, and as many chat messages
CLIENTS = 6  # who write mails, and as many who chat
STORY = "The franking machine number {} eats our stamps"


# --- between accept and handle -----------------------------------------------------------------


def test_what_was_accepted_and_not_yet_handled_is_handled_once(serving, database):
    server = serving(database=database, settle=2).open()
    with Guest(server) as anna:
        anna.say(STORY.format(1))
        server.kill()
        assert server.rows("SELECT state FROM inbox") == [("pending",)]
        assert server.count("SELECT count(*) FROM tickets") == 0
        server.settle = 0.2
        server.open()
        anna.hears("FL-1001")
        until(server.is_at_rest)
        assert len(anna.lines("mine")) == len(anna.lines("theirs")) == 1
    assert server.count("SELECT count(*) FROM tickets") == 1
    server.check_the_books()
    server.close()


def test_a_first_message_whose_acknowledgement_was_lost_is_not_a_second_conversation(serving):
    """The page sends the form again, with the same number; its session cookie never arrived."""
    server = serving().open()
    with Guest(server) as anna:
        form = anna.form(text=STORY.format(1))
        cookies = dict(anna.http.cookies)
        sent = {"data": form, "cookies": cookies, **PLAIN}
        httpx.post(f"{server.url}/say", **sent)  # nobody reads the answer
        server.kill()
        server.open()
        again = httpx.post(f"{server.url}/say", **sent)
        assert again.status_code == 303
        until(server.is_at_rest)
    assert server.count("SELECT count(*) FROM tickets") == 1
    server.close()


# --- between send and receipt ------------------------------------------------------------------


class SlowSmarthost:
    """Takes a mail for good, and says so only when told to."""

    def __init__(self):
        self.taken = []
        self.arrived = asyncio.Event()
        self.may_answer = asyncio.Event()

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.arrived.set()
        await self.may_answer.wait()
        return "250 OK"


@asynccontextmanager
async def listening(host):
    """The port of this smarthost, for as long as the block lasts."""
    visits = []

    def visit():
        visits.append(SMTP(host, hostname="smarthost.test", loop=asyncio.get_running_loop()))
        return visits[-1]

    server = await asyncio.get_running_loop().create_server(visit, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        host.may_answer.set()
        server.close()
        await server.wait_closed()
        tasks = [each._handler_coroutine for each in visits if each._handler_coroutine]
        if tasks:
            await asyncio.wait(tasks, timeout=5)


async def test_what_was_sent_and_not_yet_receipted_is_sent_once_more_and_known_as_the_same(serving):
    host = SlowSmarthost()
    async with listening(host) as port:
        server = serving(smarthost=f"127.0.0.1:{port}")
        await asyncio.to_thread(server.open)
        anna = Correspondent(server)
        await asyncio.to_thread(anna.write, STORY.format(1), subject="Stamps")
        await asyncio.wait_for(host.arrived.wait(), PATIENCE)
        await asyncio.to_thread(server.kill)
        assert server.rows("SELECT state, attempts FROM outbox") == [("pending", 1)]
        host.may_answer.set()
        await asyncio.to_thread(server.open)
        await until_async(server.is_at_rest)
        await asyncio.to_thread(server.close)
    assert [mail["To"] for mail in host.taken] == [anna.address] * 2
    assert len({mail["Message-ID"] for mail in host.taken}) == 1
    assert words(host.taken[0]) == words(host.taken[1])
    kinds = server.rows("SELECT kind FROM events ORDER BY seq")
    assert kinds == [("opened",), ("announced",)]
    assert server.rows("SELECT state, attempts FROM outbox") == [("done", 2)]
    assert server.count("SELECT count(*) FROM tickets") == 1
    server.check_the_books()


# --- at any moment -----------------------------------------------------------------------------


class Crowd:
    """People who try again until they are told that the desk has it."""

    def __init__(self, server, guests):
        self.server = server
        self.acknowledged = []
        self._jobs = [lambda n=n: self._mail(n) for n in range(EACH)]
        self._jobs += [lambda g=g, n=n: self._chat(g, n) for n, g in enumerate(guests)]
        self._threads = [
            threading.Thread(target=self._work, args=(self._jobs[start :: 2 * CLIENTS],))
            for start in range(2 * CLIENTS)
        ]
        self._end = threading.Event()

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        for thread in self._threads:
            thread.join(60)
        self._end.set()

    def _work(self, jobs):
        for job in jobs:
            until(lambda job=job: self._end.is_set() or job(), within=90)

    def _mail(self, number):
        writer = Correspondent(self.server, f"person{number}@example.net", f"Person {number}")
        mail = writer.compose(STORY.format(number), subject=f"Stamps {number}")
        with suppress(OSError, SMTPException):
            writer.hand_over(mail.as_bytes(policy=policy.SMTP))
            self.acknowledged.append(mail["Message-ID"])
            return True
        return False

    def _chat(self, guest_and_form, number):
        guest, form = guest_and_form
        with suppress(httpx.TransportError):
            answer = guest.http.post("/say", data=form, headers={"Accept": "application/json"})
            if answer.status_code == 200:
                self.acknowledged.append(form["id"])
                return True
        return False


def test_kills_at_random_moments_lose_nothing_and_double_nothing(serving, database):
    server = serving(database=database, settle=0).open()
    guests = [_with_a_form(Guest(server), number) for number in range(EACH)]
    try:
        with Crowd(server, guests) as crowd:
            _kill_again_and_again(server, crowd, random.Random(7))  # noqa: S311 - not a secret
        until(server.is_at_rest, within=60)
        _everything_is_there_once(server, crowd, [guest for guest, _ in guests])
    finally:
        for guest, _ in guests:
            guest.http.close()
    server.close()
    server.check_the_books()


def _with_a_form(guest, number):
    guest.introduce(f"Guest {number}", "")
    return guest, guest.form(text=STORY.format(1000 + number))


def _kill_again_and_again(server, crowd, chance):
    """Each time when some more was acknowledged, and a moment later."""
    kills = KILLS[server.database.partition(":")[0]]
    for kill in range(kills):
        wanted = int(2 * EACH * (kill + chance.random()) / (kills + 1))
        until(lambda wanted=wanted: len(crowd.acknowledged) >= wanted, within=60)
        threading.Event().wait(chance.random() / 10)
        server.kill()
        server.let_leases_run_out()
        server.open()


def _everything_is_there_once(server, crowd, guests):
    assert len(crowd.acknowledged) == len(set(crowd.acknowledged)) == 2 * EACH
    states = "SELECT state, count(*) FROM {} GROUP BY state"
    assert server.rows(states.format("inbox")) == [("done", 2 * EACH)]
    assert [state for state, _ in server.rows(states.format("outbox"))] == ["done"]
    assert server.count("SELECT count(*) FROM tickets") == 2 * EACH
    assert server.count("SELECT count(DISTINCT home) FROM tickets") == 2 * EACH
    recipients = [mail["To"] for mail in map(message_from_bytes, raw_sent(server))]
    wanted = sorted(f"person{number}@example.net" for number in range(EACH))
    assert sorted(recipients) == wanted
    for guest in guests:
        assert len(guest.lines("mine")) == 1
        assert len(guest.lines("theirs")) == 1
