"""An orderly restart: what people hold in their hands stays good."""

import pytest

from tests.process.mail import Correspondent, words
from tests.process.web import Agent, Guest, seen

pytestmark = pytest.mark.process


def test_tickets_links_and_sessions_survive_a_restart(server):
    ben = Correspondent(server, "ben@example.net", "Ben")
    ben.write("The lift sings at night.", subject="Lift")
    logged = ben.answer(1)
    unused = server.order("link", email="sam@example.org")["link"]
    with Guest(server) as anna, Agent(server, _link(server)) as sam:
        reference, page = anna.say("The franking machine eats our stamps").ticket()
        sam.order(reference, "claim")
        anna.hears("Sam is working on it")

        server.close()
        server.open()

        assert "Sam is working on it" in seen(anna.page())
        assert "franking machine" in anna.http.get(page).text
        sam.order(reference, "reply", "I am on my way.")
        anna.hears("I am on my way.")
        with Agent(server, unused) as again:
            assert reference in again.page()
        ben.write("It is the lift on the left.", answering=logged)
        sam.sees("FL-1001", "It is the lift on the left.")
        anna.say("My coffee robot has been stolen by a penguin, new: lift").hears(reference)
    assert len(ben.answers()) == 1
    assert "FL-1001" in words(ben.answers()[0])
    server.check_the_books()


def _link(server):
    return server.order("link", email="sam@example.org")["link"]
