"""firstline knowledge drafts, show, publish and retire, as an operator types them."""

import asyncio
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from knowledge.article import Article, to_row_fields
from knowledge.writing import to_markdown
from store import articles
from store.engine import open_store
from store.records import ArticleRow
from tests.fakes.desk import NOON

GATE = Article(
    id="fl-1001", title="The zeppelin gate hums", steps=("Hold both buttons.",), state="review"
)


@pytest.fixture
def firstline(folder):
    (folder / "firstline.toml").write_text("")

    def run(*words):
        done = CliRunner().invoke(app, ["knowledge", *words], catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    run("sync")
    return run


@pytest.fixture
def write(firstline):
    def written(article):
        store = open_store(settings.load().url)
        row = ArticleRow(**to_row_fields(article))
        asyncio.run(store.transact(articles.write, row, now=NOON))
        store.close()

    return written


def test_a_draft_is_listed_shown_published_and_retired(firstline, write):
    assert firstline("drafts")[1] == "Nothing.\n"
    write(GATE)
    (row,) = json.loads(firstline("drafts", "--json")[1])
    assert row["state"] == "review"
    assert "steps:\n- Hold both buttons.\n" in firstline("show", "fl-1001")[1]
    assert "fl-1001" not in firstline("search", "zeppelin gate hums", "--json")[1]
    done = firstline("publish", "fl-1001")
    assert done == (0, "“The zeppelin gate hums” is suggested from now on.\n", "")
    assert firstline("drafts")[1] == "Nothing.\n"
    assert "fl-1001" in firstline("search", "zeppelin gate hums", "--json")[1]
    assert firstline("retire", "fl-1001")[0] == 0
    assert "fl-1001" not in firstline("search", "zeppelin gate hums", "--json")[1]


def test_what_cannot_be_published_says_why(firstline, write):
    write(Article(id="fl-1002", title="No steps yet", state="draft"))
    assert firstline("publish", "fl-9")[::2] == (1, "There is no article fl-9.\n")
    assert "no steps yet" in firstline("publish", "fl-1002")[2]
    assert "state: retired" in firstline("retire", "vpn-drops")[2]
    assert firstline("show", "fl-9")[::2] == (1, "There is no article fl-9.\n")


def test_a_shown_article_saved_in_a_folder_takes_over(firstline, write, folder):
    write(GATE)
    (folder / "own").mkdir()
    file = firstline("show", "fl-1001")[1].replace("hums", "sings").replace("review", "published")
    (folder / "own" / "gate.md").write_text(file)
    (folder / "firstline.toml").write_text("[knowledge]\nfolders = ['own']\n")
    assert firstline("sync")[1].endswith("0 changed, 0 removed\n")
    assert "sings" in firstline("search", "zeppelin gate", "--json")[1]
    assert "comes from a file" in firstline("retire", "fl-1001")[2]


def test_what_is_imported_is_found_after_a_sync(firstline, folder):
    (folder / "kb.csv").write_text("title,body\nZeppelin gate hums,Wait.\n,nothing\n")
    assert "--to FOLDER" in firstline("import", "kb.csv")[2]
    (folder / "firstline.toml").write_text("[knowledge]\nfolders = ['own']\n")
    code, told, missed = firstline("import", "kb.csv")
    assert code == 0
    assert told.startswith("1 articles are in ")
    assert missed.startswith("kb.csv:3: 'title' is missing")
    assert firstline("sync")[0] == 0
    assert "zeppelin-gate-hums" in firstline("search", "zeppelin gate", "--json")[1]
    assert "is there already" in firstline("import", "kb.csv")[2]
    assert firstline("import", "kb.csv", "--replace")[1].startswith("1 articles")
    assert firstline("import", "nowhere.csv")[0] == 1


def test_what_an_article_said_is_listed_compared_and_restored(firstline, write):
    write(GATE)
    write(replace(GATE, steps=("Sing to it.",)))
    firstline("publish", "fl-1001")
    new, old = json.loads(firstline("versions", "fl-1001", "--json")[1])
    assert (new["version"], new["state"], new["shown"]) == (2, "published", 0)
    assert (old["version"], old["state"]) == (1, "review")
    told = firstline("diff", "fl-1001")[1].splitlines()
    assert told[0].startswith("--- fl-1001 version 1, 20")
    assert [line for line in told[3:] if line[0] in "+-"] == [
        "-- Hold both buttons.",
        "+- Sing to it.",
        "-state: review",
    ]
    assert "Hold both buttons" in firstline("show", "fl-1001", "--version", "1")[1]
    done = firstline("restore", "fl-1001", "1")
    assert done == (0, "“The zeppelin gate hums” says again what it said in version 1.\n", "")
    (newest, *_) = json.loads(firstline("versions", "fl-1001", "--json")[1])
    assert (newest["version"], newest["state"]) == (3, "published")
    assert "\n-state: review\n" in firstline("diff", "fl-1001", "1", "3")[1]
    assert "Hold both buttons" in firstline("show", "fl-1001")[1]


def test_what_a_file_says_is_restored_in_the_file(firstline):
    code, _, err = firstline("restore", "vpn-will-not-connect", "1")
    assert code == 1
    assert err.startswith("vpn-will-not-connect comes from a file, shipped/")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("versions", "nothing"), "There is no article nothing.\n"),
        (("diff", "nothing"), "There is no article nothing.\n"),
        (("restore", "nothing", "1"), "There is no article nothing.\n"),
        (("restore", "fl-1001", "7"), "There is no version 7 of fl-1001 any more.\n"),
        (("diff", "fl-1001"), "fl-1001 has said nothing else before.\n"),
        (
            ("show", "fl-1001", "--version", "3"),
            "There is no version 3 of fl-1001; the newest is 1.\n",
        ),
    ],
)
def test_what_is_not_there_is_said(firstline, write, words, sentence):
    write(GATE)
    assert firstline(*words) == (1, "", sentence)


def test_an_article_whose_file_is_gone_can_be_had_back(firstline, folder):
    (folder / "firstline.toml").write_text('[knowledge]\nfolders = ["articles"]\n')
    (folder / "articles").mkdir()
    for id_ in ("gate", "door"):
        said = to_markdown(replace(GATE, id=id_, state="published"))
        (folder / "articles" / f"{id_}.md").write_text(said)
    assert firstline("sync")[0] == 0
    assert "comes from a file, articles/gate.md" in firstline("restore", "gate", "1")[2]
    (folder / "articles" / "gate.md").unlink()
    assert firstline("sync")[0] == 0
    assert firstline("restore", "gate", "1")[0] == 0
    assert firstline("publish", "gate")[0] == 0
    assert firstline("sync")[0] == 0
    newest, first = json.loads(firstline("versions", "gate", "--json")[1])
    assert (newest["state"], first["from"]) == ("published", "articles/gate.md")
