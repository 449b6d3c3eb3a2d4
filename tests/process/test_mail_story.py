"""By mail: from the first complaint to "still broken", each step in the sender's mailbox."""

import re

import pytest

from tests.process.mail import Correspondent, words
from tests.process.web import Agent

pytestmark = pytest.mark.process


def test_a_mail_becomes_a_ticket_and_every_step_is_told_in_its_thread(server):
    anna = Correspondent(server)
    first = anna.write("The franking machine eats our stamps.", subject="Franking machine")

    logged = anna.answer(1)
    assert logged["In-Reply-To"] == logged["References"] == first["Message-ID"]
    assert logged["Subject"] == "Re: Franking machine [FL-1001]"
    assert logged["Auto-Submitted"].startswith("auto-")
    assert "FL-1001" in words(logged)
    assert "You are next in line" in words(logged)
    assert "Next: a colleague reads it and writes to you here." in words(logged)

    link = server.command("agent", "link", "sam@example.org").strip()
    with Agent(server, link) as sam:
        assert "Franking machine" in sam.page()
        _work_on_it(sam, anna, first)
        anna.write("still broken", answering=anna.answer(6))
        sam.sees("FL-1001", "reopened")
    assert "opened it again; it is back with Sam" in words(anna.answer(7))
    _one_thread(anna, first)
    told = server.command("ticket", "show", "FL-1001")
    for step in ("opened", "claimed", "replied", "asked", "said", "resolved", "reopened"):
        assert f" {step}" in told
    server.check_the_books()


def _work_on_it(sam, anna, first):
    sam.order("FL-1001", "claim")
    assert re.search(r"Sam is working on it since \d\d:\d\d UTC", words(anna.answer(2)))
    sam.order("FL-1001", "note", "She is new here.")
    sam.order("FL-1001", "reply", "I am on my way.")
    assert words(anna.answer(3)) == "I am on my way. Sam, IT help desk"
    sam.order("FL-1001", "ask", "Which floor?")
    asked = anna.answer(4)
    assert "Which floor?" in words(asked)
    anna.write("The third floor.", answering=asked)
    sam.sees("FL-1001", "The third floor.")
    sam.order("FL-1001", "reply", "Found it.")
    anna.answer(5)
    sam.order("FL-1001", "resolve", "Changed the roller.")
    solved = anna.answer(6)
    assert "Sam has marked this as solved" in words(solved)
    assert "Changed the roller." in words(solved)


def _one_thread(anna, first):
    """Seven mails, all in the thread of the first, each with an id of its own, none with a note."""
    answers = anna.answers()
    assert len(answers) == 7
    assert len({mail["Message-ID"] for mail in answers}) == 7
    for mail in answers:
        assert mail["References"].split()[0] == first["Message-ID"]
        assert "FL-1001" in mail["Subject"]
        assert "She is new here" not in words(mail)
