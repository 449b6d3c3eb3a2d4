"""firstline knowledge audit tells what to mend and what to write next."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from store import feedback, tickets
from store.engine import open_store
from tests.store.rows import draft, event

PAGE = "---\nid: {}\ntitle: {}\nreview: 2020-01-01\n---\n{}\n"


class Web(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/here" else 404)
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def web():
    server = HTTPServer(("127.0.0.1", 0), Web)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def audited(folder, web):
    (folder / "own").mkdir()
    links = f"[a]({web}/here) [b]({web}/gone) [c](no-such)"
    (folder / "own" / "gate.md").write_text(PAGE.format("gate", "Zeppelin gate", links))
    (folder / "firstline.toml").write_text("[knowledge]\nfolders = ['own']\n")

    def run(*words):
        done = CliRunner().invoke(app, ["knowledge", *words], catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    run("sync")
    asyncio.run(_happened())
    return run


async def _happened():
    store = open_store(settings.load().url)
    now = store.clock()
    for number in range(6):
        asked = {"text": f"the coffee scale shows nonsense, mail bo{number}@example.org"}
        begun = event(data=asked, at=now)
        await store.transact(tickets.open_ticket, draft(), begun)
        shown = {"talk": f"web|{number}|", "article_id": "gate", "question": "gate?"}
        await store.transact(feedback.show, **shown, confidence=0.7, at=now)
        failed = {"talk": shown["talk"], "article_ids": ["gate"], "outcome": "failed", "at": now}
        await store.transact(feedback.settle, **failed)
    store.close()


def test_what_to_mend_and_what_to_write(audited, web):
    told = json.loads(audited("audit", "--json"))
    gate = {one["text"] for one in told["articles"] if one["article_id"] == "gate"}
    assert {
        "Somebody should have reviewed it by 2020-01-01.",
        "Its link leads nowhere: no-such.",
        "It was shown 6 times: it helped 0 times and failed 6 times.",
    } <= gate
    assert not any("/gone" in text for text in gate)
    others = [one["text"] for one in told["articles"] if one["article_id"] == "vpn-drops"]
    assert others == ["It was never shown."]
    (gap,) = told["unanswered"]
    assert gap["count"] == 6
    assert "coffee" in gap["terms"]
    assert gap["examples"] == ["the coffee scale shows nonsense, mail …"]


def test_links_into_the_web_are_tried_where_wanted(audited, web):
    told = audited("audit", "--online")
    assert f"gate: Its link leads nowhere: {web}/gone (404)." in told.replace("\n", " ")
    assert "/here" not in told
    assert "6 x " in told
