"""firstline mail explain: how a mail was read, threaded and judged, and why."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import app

MAIL = """Return-Path: <ann@example.org>
Delivered-To: helpdesk@localhost
From: Ann <ann@example.org>
Reply-To: Bo <bo@example.org>
Subject: Re: SAP
Message-ID: <2@x>
In-Reply-To: <1@x>
Content-Type: multipart/mixed; boundary=b

--b

#resolve it is done

On Mon, 2 Nov 2026 at 10:00, Sam wrote:
> Is it done?
--b
Content-Type: text/csv; name=log.csv

1,2
--b--
"""
MACHINE = "From: ann@example.org\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n"


@pytest.fixture
def explain(folder):
    def run(mail, *options):
        (folder / "mail.eml").write_text(mail)
        words = ["mail", "explain", "mail.eml", *options]
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    return run


def test_what_was_made_of_a_mail_and_why(explain):
    told = json.loads(explain(MAIL, "--json"))
    assert "So <bo@example.org> asks, about: SAP" in told["Who"]
    assert told["Parts"] == [
        "multipart/mixed, 143 bytes",
        "  text/plain, 77 bytes",
        "  text/csv, 3 bytes",
    ]
    assert told["Words"][0].endswith("#resolve it is done")
    assert "> Is it done?" in told["Words"][1]
    assert told["Files"] == ["log.csv (text/csv, 3 bytes)"]
    assert told["Thread"] == ["It follows <1@x>"]
    assert told["Orders"][0] == "Its first line orders: resolve it is done"
    assert "No mail server is set up" in told["Orders"][1]
    assert "no desk" in told["Tickets"][0]


def test_a_machine_is_named_and_why(explain):
    assert "machine replied" in explain(MACHINE)


def test_a_file_that_is_not_there_is_one_sentence(folder):
    done = CliRunner().invoke(app, ["mail", "explain", "nowhere.eml"])
    assert done.exit_code == 1
    assert "nowhere.eml" in done.output
