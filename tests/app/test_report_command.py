"""firstline knowledge report counts as helped only what somebody has confirmed."""

import asyncio
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from store import feedback
from store.engine import open_store

TOLD = (("worked", 2), ("worked", 2), ("worked", 4), ("failed", 6), ("silent", 1), ("shown", 0))


@pytest.fixture
def report(folder):
    (folder / "firstline.toml").write_text("")

    def run(*words):
        done = CliRunner().invoke(app, ["knowledge", *words], catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    run("sync")
    asyncio.run(_happened())
    return lambda *words: run("report", *words)


async def _happened():
    store = open_store(settings.load().url)
    now = store.clock()
    for number, (outcome, step) in enumerate(TOLD):
        await _shown(store, f"web|{number}|", "vpn-drops", outcome, step, now)
    await _shown(store, "web|long ago|", "vpn-drops", "worked", 1, now - timedelta(days=91))
    await _shown(store, "web|other|", "gate", "not_relevant", 0, now)
    await store.transact(feedback.solved, ticket_id=0, article_id="gate", question="x", at=now)
    store.close()


async def _shown(store, talk, article, outcome, step, at):
    await store.transact(
        feedback.show, talk=talk, article_id=article, question="x", confidence=0.9, at=at
    )
    if outcome != "shown":
        became = {"outcome": outcome, "at": at, "steps": {article: step} if step else {}}
        await store.transact(feedback.settle, talk=talk, article_ids=[article], **became)


def test_silence_is_not_success_and_the_step_that_helped_is_named(report):
    told = json.loads(report("--json"))
    first, second = told["articles"]
    assert first == {
        "article": "vpn-drops",
        "shown": 6,
        "helped": 3,
        "failed": 1,
        "beside the point": 0,
        "silent": 1,
        "waiting": 1,
        "at step": "2 (2), 4 (1)",
    }
    assert (second["article"], second["shown"], second["beside the point"]) == ("gate", 1, 1)
    assert told["all"]["share"] == round(3 / 7, 4)
    assert json.loads(report("--days", "100", "--json"))["all"]["helped"] == 4


def test_for_people_it_ends_in_a_sentence(report):
    said = report()
    assert "7 suggestions were shown: 3 helped, as people have confirmed (43%)" in said
    assert "Of 1 nobody knows, and 1 still wait for an answer." in said
