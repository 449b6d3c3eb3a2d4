"""firstline mail parse: one line of JSON for each file, whatever is in it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from channels.email.telling import KINDS
from tests.channels.email.winmail import BODY, attribute, file, winmail

MAIL = (
    "From: Zoë Ångström <zoe@example.org>\nReply-To: team@example.org\nSubject: Re: Tastatur\n"
    "Message-ID: <2@example.org>\nIn-Reply-To: <1@example.org>\nReferences: <0@x> <1@example.org>\n"
    "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n"
    "Läuft wieder.\n--x\nContent-Type: image/png; name=a/b.png\n\npicture\n--x--\n"
)
KEYS = (
    "path subject from_email from_name requester_email message_id in_reply_to references text html"
    " reply attachments is_auto_reply is_bounce is_dsn is_feedback_report bounce_recipients"
    " bounce_statuses bounce_permanent forward error"
)


@pytest.fixture
def parse(folder):
    """Run it in an empty folder: its exit code and the objects it printed."""

    def run(*words, said=b""):
        done = CliRunner().invoke(
            app, ["mail", "parse", *words], input=said, catch_exceptions=False
        )
        return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]

    return run


def put(name, content):
    raw = content if isinstance(content, bytes) else content.encode()
    Path(name).write_bytes(raw)
    return name


def test_what_a_mail_says(parse):
    code, (told,) = parse(put("a.eml", MAIL))
    assert code == 0
    assert set(KEYS.split()) <= set(told)
    expected = {
        "path": "a.eml",
        "subject": "Re: Tastatur",
        "from_email": "zoe@example.org",
        "from_name": "Zoë Ångström",
        "requester_email": "team@example.org",
        "message_id": "2@example.org",
        "in_reply_to": "1@example.org",
        "references": ["0@x", "1@example.org"],
        "text": "Läuft wieder.",
        "reply": "Läuft wieder.",
        "is_auto_reply": False,
        "is_bounce": False,
        "error": "",
    }
    assert {key: told[key] for key in expected} == expected
    assert told["attachments"] == [
        {
            "name": "a_b.png",
            "type": "image/png",
            "size": 7,
            "md5": hashlib.md5(b"picture", usedforsecurity=False).hexdigest(),
            "sha256": hashlib.sha256(b"picture").hexdigest(),
            "inline": False,
        }
    ]


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text", "Grüße\r\nAnn\n".encode("cp1252"), "Grüße\nAnn"),
        ("html", b"<p>one</p><p>two</p>", "one\n\ntwo"),
        ("tnef", winmail(attribute(BODY, b"words\0"), file("a.txt", b"abc")), "words"),
        ("eml", b"no header at all\n", "no header at all"),
    ],
)
def test_bare_bodies(parse, kind, content, text):
    code, (told,) = parse("--kind", kind, put("body", content))
    assert (code, told["text"], told["error"]) == (0, text, "")
    assert [each["name"] for each in told["attachments"]] == ["a.txt"] * (kind == "tnef")


def test_standard_input(parse):
    code, (told,) = parse("-", said=MAIL.encode())
    assert (code, told["path"], told["subject"]) == (0, "-", "Re: Tastatur")


def test_what_cannot_be_read_is_told_and_hides_nothing(parse):
    code, (missing, folder, good) = parse("missing.eml", ".", put("a.eml", MAIL))
    assert code == 1
    assert missing["error"]
    assert folder["error"]
    assert (good["error"], good["subject"]) == ("", "Re: Tastatur")
    assert set(missing) == set(good)


def test_a_bug_is_told_and_hides_nothing(parse, monkeypatch):
    def broken(raw):
        raise RuntimeError("a bug")

    monkeypatch.setitem(KINDS, "text", broken)
    code, told = parse("--kind", "text", put("a", "x"), put("b", "y"))
    assert (code, [each["error"] for each in told]) == (1, ["RuntimeError: a bug"] * 2)


def test_half_letters_can_be_printed(parse):
    raw = b"Content-Type: text/html\n\nx&#xd800;y"
    assert parse(put("a.eml", raw))[0] == 0


def test_hundreds_in_one_call_need_no_settings_and_no_desk(folder):
    names = [put(f"{number}.eml", MAIL) for number in range(300)]
    command = "from bot.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", command, "mail", "parse", *names],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONIOENCODING": "ascii",
        },
        capture_output=True,
        timeout=60,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [each["path"] for each in told] == names
    assert sorted(path.name for path in Path().iterdir()) == sorted(names)
