"""Articles change while real servers work: in a folder, or by an operator's word."""

import shutil

import pytest

from tests.process.server import SETTINGS, Server, until
from tests.process.web import Guest

pytestmark = pytest.mark.process

ASKED = "the zeppelin gate hums loudly"
GATE = """\
---
id: zeppelin-gate
title: The zeppelin gate hums loudly
symptoms: [zeppelin gate hums, humming at the zeppelin gate]
steps: [{step}]
---

The gate is where the zeppelin is tied.
"""


class Reading(Server):
    """A server with a folder of articles of its own."""

    settings = SETTINGS + '\n[knowledge]\nfolders = ["articles"]\n'

    def __init__(self, **how):
        super().__init__(**how)
        self.articles = self.folder / "articles"
        self.articles.mkdir()

    def write(self, step):
        """As an editor does it: the file is there, or it is not."""
        beside = self.articles / ".zeppelin.md.new"
        beside.write_text(GATE.format(step=step))
        beside.rename(self.articles / "zeppelin.md")


def says(server, words):
    """Whether somebody new who asks is answered like that."""
    with Guest(server) as guest:
        return words in guest.say(ASKED).hears("")


def test_an_article_is_used_as_soon_as_it_is_written_and_no_longer(serving, database):
    servers = [serving(Reading, database=database).open() for _ in range(2 if database else 1)]
    writing = servers[0]
    for step in ("Hold both buttons.", "Sing to it."):
        writing.write(step)
        for server in servers:
            until(lambda server=server, step=step: says(server, step))
    (writing.articles / "zeppelin.md").write_text("---\nid: zeppelin-gate\nti")
    until(lambda: "articles/zeppelin.md:1: " in writing.log)
    shutil.move(writing.articles, writing.folder / "elsewhere")
    until(lambda: "there is no such folder" in writing.log)
    assert all(says(server, "Sing to it.") for server in servers)
    assert writing.log.count("articles/zeppelin.md:1: ") == 1
    for server in servers:
        server.close()


def test_an_article_that_is_published_is_used_by_every_server(serving, database):
    servers = [serving(Reading, database=database).open() for _ in range(2 if database else 1)]
    with Guest(servers[0]) as ben:
        reference, _ = ben.say(ASKED).ticket()
    chat = f"article {reference}\nresolve {reference} Sing to it.\n"
    servers[0].command("chat", "--as", "sam", said=chat)
    id_ = reference.lower()
    until(lambda: servers[0].count("SELECT count(*) FROM articles WHERE state = 'review'"))
    servers[-1].command("knowledge", "publish", id_)
    for server in servers:
        until(lambda server=server: says(server, "Sing to it."))
    servers[0].command("knowledge", "retire", id_)
    for server in servers:
        until(lambda server=server: not says(server, "Sing to it."))
    for server in servers:
        server.close()
