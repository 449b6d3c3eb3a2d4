"""Said twice is said once; claimed by many is claimed by one."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from email.policy import SMTP

import httpx
import pytest

from tests.fakes.patience import PATIENCE
from tests.process.mail import Correspondent
from tests.process.server import PLAIN, SAM, until
from tests.process.web import Agent, Guest, seen

pytestmark = pytest.mark.process

AGENTS = (SAM, *((f"Agent{n}", f"agent{n}@example.org") for n in range(1, 12)))
CLAIMS = 50


def all_at_once(calls):
    """What these calls return, begun in the same moment."""
    gate = threading.Barrier(len(calls))

    def wait_and(call):
        gate.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(wait_and, calls))


def test_the_same_mail_again_and_ten_times_at_once_is_one_ticket_and_one_answer(server):
    anna = Correspondent(server)
    said = anna.write("The franking machine eats our stamps.", subject="Stamps")
    raw = said.as_bytes(policy=SMTP)
    anna.answer(1)
    all_at_once([lambda: anna.hand_over(raw)] * 8)
    ben = Correspondent(server, "ben@example.net", "Ben")
    other = ben.compose("The lift sings at night.", subject="Lift").as_bytes(policy=SMTP)
    all_at_once([lambda: ben.hand_over(other)] * 8)
    ben.answer(1)
    until(server.is_at_rest)
    assert (len(anna.answers()), len(ben.answers())) == (1, 1)
    assert server.count("SELECT count(*) FROM tickets") == 2
    assert server.count("SELECT count(*) FROM inbox") == 2
    server.check_the_books()


def test_the_same_form_again_and_ten_times_at_once_is_one_message_and_one_answer(server):
    """Even the first form of a new browser, which has no session yet."""
    with Guest(server) as anna:
        form = anna.form(text="The franking machine eats our stamps")
        cookies = dict(anna.http.cookies)
        address = f"{server.url}/say"
        sent = {"data": form, "cookies": cookies, **PLAIN}
        answers = all_at_once([lambda: httpx.post(address, **sent)] * 10)
        assert {answer.status_code for answer in answers} == {303}
        sessions = {answer.cookies["firstline_chat"] for answer in answers}
        assert len(sessions) == 1
        anna.http.cookies.set("firstline_chat", sessions.pop(), domain="127.0.0.1")
        anna.hears("FL-1001")
        anna.http.post("/say", data=form)
        until(server.is_at_rest)
        assert len(anna.lines("mine")) == 1
        assert len(anna.lines("theirs")) == 1
    assert server.count("SELECT count(*) FROM tickets") == 1
    server.check_the_books()


def test_fifty_claims_at_once_have_one_winner_and_everybody_else_is_told_who(serving, database):
    server = serving(database=database, agents=AGENTS).open()
    with Guest(server) as anna, ExitStack() as desks:
        reference, _ = anna.say("The franking machine eats our stamps").ticket()
        agents = [desks.enter_context(_signed_in(server, email)) for _, email in AGENTS]
        pages = [agent.page(reference) for agent in agents]
        claims = [_claim(agents, pages, reference, number) for number in range(CLAIMS)]
        assert {answer.status_code for answer in all_at_once(claims)} == {303}
        until(server.is_at_rest)
        winner = _the_winner(server, reference)
        for (name, _), agent in zip(AGENTS, agents, strict=True):
            said = agent.told()
            if name == winner:
                assert sum("is yours. The requester has been told." in s for s in said) == 1
            else:
                assert all(f"{winner} has {reference} since" in s for s in said)
                assert len(said) >= CLAIMS // len(AGENTS)
        assert len([s for s in anna.lines("theirs") if "is working on it" in s]) == 1
        assert f"{winner} is working on it" in seen(anna.page())
    server.check_the_books()
    server.close()


def _signed_in(server, email):
    return Agent(server, server.order("link", email=email)["link"])


def _claim(agents, pages, reference, number):
    agent = agents[number % len(agents)]
    form = agent.form(reference, "claim", page=pages[number % len(agents)])
    form["id"] = f"claim-number-{number}"
    return lambda: agent.http.post("/desk/order", data=form)


def _the_winner(server, reference):
    ticket_id = int(reference.removeprefix("FL-"))
    question = "SELECT actor FROM events WHERE kind = 'claimed' AND ticket_id = :ticket_id"
    claims = server.rows(question, ticket_id=ticket_id)
    assert len(claims) == 1
    assert re.fullmatch(r"Sam|Agent\d+", claims[0][0])
    return claims[0][0]
