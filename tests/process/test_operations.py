"""An operator beside the real server: backups, dead letters, figures, logs."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from email import policy

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.fakes.smtp import smarthost
from tests.process.mail import Correspondent
from tests.process.server import PLAIN, Server, until, until_async
from tests.process.web import Agent, Guest

pytestmark = [pytest.mark.process, pytest.mark.usefixtures("pg_programs")]

SECRET = "the password on the sticker is hunter2"
BIG = b"\x89PNG" + bytes(range(256)) * 400  # too large to be kept in the database


@pytest.fixture
def elsewhere(request, serving, database):
    """A machine with nothing on it, where the backup is to be restored."""
    return serving(database=request.getfixturevalue("empty_pg_url") if database else "")


def figures(server):
    """Every figure of the server by name and labels."""
    page = httpx.get(f"{server.url}/metrics", **PLAIN)
    assert page.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


def test_a_desk_goes_on_from_its_backup(server, elsewhere):
    ben = Correspondent(server, "ben@example.net", "Ben")
    mail = ben.compose("The lift sings at night.", subject="Lift")
    mail.add_attachment(BIG, maintype="image", subtype="png", filename="lift.png")
    ben.hand_over(mail.as_bytes(policy=policy.SMTP))
    logged = ben.answer(1)
    until(server.is_at_rest)
    acknowledged = [f"Printer {number} is on fire-red" for number in range(20)]
    for number, text in enumerate(acknowledged):
        Correspondent(server, f"person{number}@example.net", "P").write(text, subject="Printer")
    file = str(server.folder / "safe.tar.gz")
    assert "messages, " in server.command("db", "backup", file)
    server.kill()

    elsewhere.write_settings()
    assert elsewhere.command("db", "restore", file).startswith("Restored ")
    elsewhere.command("db", "check", "--blobs")
    elsewhere.open()
    until(elsewhere.is_at_rest)
    assert elsewhere.count("SELECT count(*) FROM tickets") == 1 + len(acknowledged)
    again = Correspondent(elsewhere, "ben@example.net", "Ben")
    assert again.answers() == []  # it had been sent before the backup
    for number in range(len(acknowledged)):
        answered = Correspondent(server, f"person{number}@example.net").answers()
        answered += Correspondent(elsewhere, f"person{number}@example.net").answers()
        assert len(answered) >= 1
    again._count = 1
    again.write("It is the lift on the left.", answering=logged)
    with Agent(elsewhere, elsewhere.order("link", email="sam@example.org")["link"]) as sam:
        sam.sees("FL-1001", "It is the lift on the left.")
        page = sam.page("FL-1001")
        path = re.search(r'href="(/desk/tickets/FL-1001/files/[^"]+)"[^>]*>\s*lift\.png', page)[1]
        assert sam.http.get(path).content == BIG
    elsewhere.check_the_books()


async def test_a_dead_letter_arrives_once_its_cause_is_gone(serving):
    async with smarthost(RCPT="550 no such user") as host:
        server = serving(smarthost=host.address)
        await asyncio.to_thread(server.open)
        ben = Correspondent(server, "ben@example.net", "Ben")
        await asyncio.to_thread(ben.write, SECRET, subject=SECRET)

        def listed(*words):
            return json.loads(server.command("outbox", "list", "--json", *words))

        (dead,) = await until_async(listed)
        assert "550" in dead["reason"]
        assert "hunter2" not in str(dead)
        assert host.taken == []
        host.says.clear()
        said = await asyncio.to_thread(server.command, "outbox", "retry", dead["key"])
        assert said == "1 row of the outbox will be tried again now.\n"
        await until_async(lambda: host.taken)
        assert await asyncio.to_thread(listed) == []
        refused = await asyncio.to_thread(
            lambda: server.command("outbox", "retry", dead["key"], ok=False)
        )
        assert refused.startswith("Not in the outbox, done already")
        await asyncio.to_thread(server.close)


def test_the_figures_of_a_server(serving):
    server = serving().open()
    before = figures(server)
    assert before["firstline_database_up",] == 1
    with Guest(server) as anna:
        anna.say("The franking machine eats our stamps").hears("FL-1001")
    until(server.is_at_rest)
    until(lambda: _are_counted(figures(server)))
    after = figures(server)
    assert after["firstline_accepted_total", "web"] == 1
    assert after["firstline_handled_total", "inbox"] == 1
    assert after["firstline_handled_total", "outbox"] >= 1
    assert after["firstline_send_seconds_count", "web"] >= 1
    assert after["firstline_tickets_open", "new"] == 1
    counted = after["firstline_transaction_seconds_count",]
    assert counted > before["firstline_transaction_seconds_count",]
    server.close()


def _are_counted(seen):
    """What was done is counted just after it was committed."""
    return seen["firstline_handled_total", "inbox"] and seen["firstline_handled_total", "outbox"]


class Verbose(Server):
    """A server that logs every step as JSON."""

    def write_settings(self):
        super().write_settings()
        with (self.folder / "firstline.toml").open("a") as file:
            file.write('\n[log]\nformat = "json"\nlevel = "info"\n')


def test_the_log_is_json_and_holds_nobodys_words(serving):
    server = serving(Verbose).open()
    ben = Correspondent(server, "ben@example.net", "Ben")
    ben.write(SECRET, subject=SECRET)
    ben.answer(1)
    with Guest(server) as anna:
        anna.say(SECRET).hears("FL-1002")
    server.close()
    lines = [line for line in server.log.splitlines() if line.startswith("{")]
    entries = [json.loads(line) for line in lines]
    assert {"accepted", "handled", "sent"} <= {entry["message"] for entry in entries}
    assert any(entry.get("key", "").startswith("web|") for entry in entries)
    now = datetime.now(UTC)
    times = [datetime.fromisoformat(entry["time"]) for entry in entries]
    assert now - timedelta(minutes=5) < min(times) <= max(times) <= now
    assert "hunter2" not in server.log
