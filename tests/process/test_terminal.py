"""`firstline chat` as people run it: words typed, or piped in from a file."""

import re

import pytest

from tests.process.server import until
from tests.process.web import Agent

pytestmark = pytest.mark.process


def chat(server, *lines):
    """What the terminal shows when these lines are typed, without a regard for line ends."""
    return " ".join(server.command("chat", said="".join(f"{line}\n" for line in lines)).split())


def test_a_chat_without_a_server_opens_a_ticket_that_is_still_there_later(serving):
    server = serving()
    server.write_settings()
    first = chat(server, "The franking machine eats our stamps")
    assert "I have logged this as FL-1001. You are next in line." in first
    assert "FL-1001" in server.command("ticket", "list")
    later = chat(server, "status")
    assert "FL-1001 (The franking machine eats our stamps): waiting for a colleague." in later
    assert "Traceback" not in first + later


def test_one_plays_employee_and_agent_in_one_terminal(serving):
    server = serving()
    server.write_settings()
    chat(server, "The franking machine eats our stamps")
    shown = chat(server, "/as Sam", "queue", "claim FL-1001", "resolve FL-1001 Changed the roller")
    assert "FL-1001 P4 The franking machine eats our stamps is yours." in shown
    assert re.search(r"\(to \w+\): Sam is working on it", shown), shown
    assert "Changed the roller" in shown
    told = server.command("ticket", "show", "FL-1001")
    assert "claimed" in told
    assert "resolved" in told


def test_a_chat_beside_a_running_server_is_the_same_desk(server):
    shown = chat(server, "The franking machine eats our stamps")
    assert "I have logged this as FL-1001." in shown
    with Agent(server, server.order("link", email="sam@example.org")["link"]) as sam:
        sam.order("FL-1001", "reply", "I am on my way.")
        until(lambda: "on its way" in "".join(sam.told()))
    shown = chat(server, "any news?")
    assert "FL-1001" in shown
    server.check_the_books()


def test_no_command_needs_the_database_for_itself_beside_a_server(serving):
    server = serving().open()
    link = server.command("agent", "add", "Kim", "kim@example.org").strip()
    with Agent(server, link) as kim:
        assert "added" in server.command("knowledge", "sync")
        server.command("agent", "remove", "kim@example.org")
        assert "Send me a link" in kim.page()
    server.check_the_books()
    server.close()
