"""The commands an operator types, on a desk that nobody else runs."""

import json
import re

import pytest
from typer.testing import CliRunner

from bot.cli import app

SETTINGS = """
[[agents]]
name = "Sam"
email = "sam@example.org"
"""
ARTICLE = """---
id: coffee-scale
title: The coffee scale shows wrong numbers
symptoms:
  - coffee scale wrong
  - scale in the kitchen shows nonsense
services: [kitchen]
language: en
owner: kitchen crew
review: 2099-01-01
---
The scale has to be set to zero after it was moved.

1. Take everything off the scale.
2. Hold the zero key for three seconds.
3. Put the cup on again.
"""
LINK = re.compile(r"http://127\.0\.0\.1:8080/desk/in/[\w-]{40,}\n")


@pytest.fixture
def firstline(folder):
    """Run a command in an empty folder: its exit code, what it printed, what it complained of."""
    (folder / "firstline.toml").write_text(SETTINGS)

    def run(*words):
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture
def printed(firstline):
    """The same for commands that must succeed: what they printed."""

    def run(*words):
        code, out, err = firstline(*words)
        assert (code, err) == (0, "")
        return out

    return run


def flat(text):
    return " ".join(text.split())


# --- the database --------------------------------------------------------------------------------


def test_the_database_is_brought_up_to_date_and_stays_so(printed):
    said = printed("db", "upgrade")
    assert re.fullmatch(r"The database is at revision \d+\.\n", said)
    assert printed("db", "upgrade") == said
    assert json.loads(printed("ticket", "list", "--json")) == []
    assert printed("ticket", "list") == "Nothing.\n"


@pytest.mark.parametrize("words", [("ticket", "list"), ("ticket", "show", "FL-1000")])
def test_looking_at_no_database_is_one_sentence(firstline, words):
    code, out, err = firstline(*words)
    assert (code, out) == (1, "")
    assert re.fullmatch(r"There is no database file \S+firstline\.db\.\n", err)


def test_a_wrong_setting_ends_every_command_with_its_complaint(firstline, folder):
    (folder / "firstline.toml").write_text("[web]\nprot = 1")
    for words in (("ticket", "list"), ("db", "upgrade"), ("serve",), ("explain", "hello")):
        code, out, err = firstline(*words)
        assert (code, out) == (1, "")
        assert err == "firstline.toml: there is no setting web.prot. Did you mean port?\n"


def test_an_unknown_channel_is_one_sentence(firstline, folder):
    (folder / "firstline.toml").write_text("channels = ['wbe']")
    code, _, err = firstline("serve")
    assert (code, err) == (1, "There is no channel called 'wbe'; did you mean web?\n")


def test_check_says_what_is_and_exits_by_what_is_wrong(firstline, folder):
    code, out, _ = firstline("check")
    assert code == 0
    assert "ok agents: Sam" in out
    (folder / "firstline.toml").write_text("[web]\nhost = '0.0.0.0'")
    code, out, _ = firstline("check")
    assert code == 1
    assert "wrong web: listens on 0.0.0.0 without TLS." in flat(out)


# --- tickets -------------------------------------------------------------------------------------


def test_a_desk_is_filled_listed_and_shown(printed, firstline):
    assert "See them with: firstline ticket list" in flat(printed("demo"))
    listed = json.loads(printed("ticket", "list", "--json"))
    everything = json.loads(printed("ticket", "list", "--all", "--json"))
    assert len(everything) > len(listed) > 3
    places = [each["place"] for each in listed if each["place"]]
    assert places == list(range(1, len(places) + 1))
    assert all(re.fullmatch(r"FL-\d+", each["ticket"]) for each in everything)

    first = listed[0]
    story = json.loads(printed("ticket", "show", first["ticket"], "--json"))
    assert story["card"]["reference"] == first["ticket"]
    assert story["card"]["subject"] == first["subject"]
    assert story["lines"][0]["what"] == "opened"
    for spelling in (first["ticket"].lower(), first["ticket"].removeprefix("FL-")):
        assert json.loads(printed("ticket", "show", spelling, "--json")) == story

    shown = printed("ticket", "show", first["ticket"])
    assert shown.startswith(f"{first['ticket']} ")
    assert flat(first["subject"]) in flat(shown)
    code, _, err = firstline("ticket", "show", "FL-9999")
    assert (code, err) == (1, "There is no ticket FL-9999.\n")
    code, _, err = firstline("ticket", "show", "nonsense")
    assert (code, err) == (1, "There is no ticket nonsense.\n")


def test_the_table_of_tickets_can_be_read_on_a_narrow_screen(printed):
    printed("demo")
    listed = json.loads(printed("ticket", "list", "--json"))
    table = printed("ticket", "list")
    assert [each["ticket"] for each in listed if each["ticket"] not in table] == []


# --- knowledge -----------------------------------------------------------------------------------


def test_articles_are_searched_with_and_without_a_database(printed):
    before = json.loads(printed("knowledge", "search", "vpn", "keeps", "dropping", "--json"))
    assert before[0]["article_id"] == "vpn-drops"
    assert 0 < before[0]["confidence"] <= 1
    assert len(before) <= 10
    printed("knowledge", "sync")
    after = json.loads(printed("knowledge", "search", "vpn", "keeps", "dropping", "--json"))
    assert [each["article_id"] for each in after] == [each["article_id"] for each in before]
    assert printed("knowledge", "search", "zzz", "qqq") == "Nothing.\n"


def test_a_bad_article_is_complained_of_and_the_others_are_synced(firstline, folder):
    own = folder / "own"
    own.mkdir()
    (own / "coffee-scale.md").write_text(ARTICLE)
    (own / "broken.md").write_text("---\nid: broken\n---\nNo title.\n")
    (folder / "firstline.toml").write_text(SETTINGS + "[knowledge]\nfolders = ['own']\n")
    code, out, err = firstline("knowledge", "sync")
    assert code == 0
    assert re.fullmatch(r"\d+ added, 0 changed, 0 removed\n", out)
    assert "broken.md" in err
    assert "coffee-scale" not in err
    code, out, _ = firstline("knowledge", "search", "coffee scale wrong", "--json")
    assert json.loads(out)[0]["article_id"] == "coffee-scale"


def test_a_changed_and_a_vanished_article_are_counted(firstline, folder):
    own = folder / "own"
    own.mkdir()
    (own / "coffee-scale.md").write_text(ARTICLE)
    (folder / "firstline.toml").write_text(SETTINGS + "[knowledge]\nfolders = ['own']\n")
    firstline("knowledge", "sync")
    assert firstline("knowledge", "sync")[1] == "0 added, 0 changed, 0 removed\n"
    assert "coffee-scale" in firstline("knowledge", "search", "coffee scale", "--json")[1]
    (folder / "firstline.toml").write_text(SETTINGS)
    firstline("knowledge", "sync")
    assert "coffee-scale" not in firstline("knowledge", "search", "coffee scale", "--json")[1]


# --- agents --------------------------------------------------------------------------------------


def test_agents_come_get_new_links_and_go(printed, firstline):
    first = printed("agent", "add", "Kim Lee", "Kim@Example.org", "--team", "network")
    assert LINK.fullmatch(first)
    second = printed("agent", "link", "kim@example.org")
    assert LINK.fullmatch(second)
    assert second != first
    assert printed("agent", "remove", "kim@example.org") == (
        "kim@example.org is no agent any more.\n"
    )
    for verb in ("link", "remove"):
        code, _, err = firstline("agent", verb, "kim@example.org")
        assert (code, err) == (1, "kim@example.org is no agent.\n")


@pytest.mark.parametrize(
    "address",
    [
        "kim",
        "kim@@example.org",
        "@",
    ],
)
def test_what_is_no_address_makes_no_agent(firstline, address):
    code, _, err = firstline("agent", "add", "Kim", address)
    assert (code, err) == (1, f"{address} is no e-mail address.\n")


def test_an_agent_of_the_settings_is_one_from_the_first_start(printed):
    assert LINK.fullmatch(printed("agent", "link", "sam@example.org"))


def test_a_command_without_words_shows_how_to_use_it(firstline):
    code, out, err = firstline("ticket")
    assert code == 2
    assert "Usage:" in out + err


def test_orders_are_done_though_the_settings_leave_the_terminal_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "firstline.toml").write_text('channels = ["web"]\n')
    done = CliRunner().invoke(app, ["knowledge", "sync"])
    assert done.exit_code == 0, done.output
