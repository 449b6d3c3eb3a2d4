"""What is wrong with an installation is found and told with its remedy; what is right is left."""

import re
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from importlib.metadata import packages_distributions
from types import SimpleNamespace

import pytest

from bot import checks, settings
from store import postgres
from store.engine import upgrade

BAD_ARTICLE = "---\nid: broken\n---\nNo title, no symptoms.\n"


@pytest.fixture
def found(folder):
    """Write a settings file, run every check; the findings by what they are about."""

    def run(text=""):
        (folder / "firstline.toml").write_text(text)
        return [(each.about, each.mark, each.text) for each in checks.run()]

    return run


def about(findings, name):
    return [(mark, text) for what, mark, text in findings if what == name]


def test_a_fresh_folder_has_nothing_wrong(found):
    findings = found()
    assert [each for each in findings if each[1] == "wrong"] == []
    assert about(findings, "settings") == [("ok", "firstline.toml")]
    ((mark, text),) = about(findings, "database")
    assert (mark, "first start" in text) == ("note", True)
    assert about(findings, "agents")[0][0] == "note"


def test_defaults_are_called_defaults(folder):
    texts = {each.about: each.text for each in checks.run()}
    assert texts["settings"] == "defaults and environment (no firstline.toml)"


def test_settings_that_cannot_be_read_are_told_line_by_line(found):
    findings = found("databse = 'x'\n[web]\nprot = 1")
    told = about(findings, "settings")
    assert [mark for mark, _ in told] == ["wrong", "wrong"]
    assert "Did you mean database?" in " ".join(text for _, text in told)
    assert {what for what, _, _ in findings} == {"names", "settings"}


def test_the_four_names_are_ours(monkeypatch):
    (finding,) = checks.names()
    assert not finding.is_wrong
    owners = {**packages_distributions(), "bot": ["firstline", "bot"], "store": ["store-kit"]}
    monkeypatch.setattr(checks, "packages_distributions", lambda: owners)
    (finding,) = checks.names()
    assert finding.is_wrong
    assert "bot (from bot), store (from store-kit)" in finding.text
    assert "an environment of its own" in finding.text


@pytest.mark.parametrize(
    ("version", "mark"), [((3, 40, 1), "note"), ((3, 51, 2), "note"), ((3, 51, 3), "ok")]
)
def test_an_old_sqlite_is_mentioned(monkeypatch, folder, version, mark):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(sqlite3, "sqlite_version", ".".join(map(str, version)))
    python, sqlite = checks.versions(settings.load())
    assert (python.mark, sqlite.mark) == ("ok", mark)
    assert sqlite.text.startswith(".".join(map(str, version)))


def test_an_up_to_date_database_is_right_on_both(found, database_url):
    ((mark, text),) = about(found(f"database = '{database_url}'"), "database")
    assert (mark, text.startswith("at revision ")) == ("ok", True)


def test_a_file_without_tables_gets_them_at_the_start(found, folder):
    sqlite3.connect(folder / "empty.db").close()
    ((mark, text),) = about(found("database = 'sqlite:///empty.db'"), "database")
    assert mark == "note"
    assert "the first start makes them" in text


def test_a_server_without_tables_wants_an_upgrade(found, empty_pg_url):
    ((mark, text),) = about(found(f"database = '{empty_pg_url}'"), "database")
    assert mark == "wrong"
    assert "Run: firstline db upgrade" in text


def test_a_database_of_another_revision_is_wrong(found, folder):
    upgrade("sqlite:///old.db")
    with sqlite3.connect(folder / "old.db") as old:
        old.execute("UPDATE alembic_version SET version_num = '0000'")
    old.close()
    ((mark, text),) = about(found("database = 'sqlite:///old.db'"), "database")
    assert mark == "wrong"
    assert "0000" in text


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///missing/firstline.db",
        "mysql://localhost/firstline",
        "no url at all",
        "postgresql://firstline:hunter2@127.0.0.1:1/firstline",
    ],
)
def test_a_database_that_does_not_answer_is_wrong(found, url):
    ((mark, text),) = about(found(f"database = '{url}'"), "database")
    assert (mark, bool(text)) == ("wrong", True)
    assert "hunter2" not in text


def test_commits_are_durable_on_both_as_they_come(found, database_url):
    assert about(found(f"database = '{database_url}'"), "commits") == [
        ("ok", "are durable when they are acknowledged")
    ]
    assert about(found(f"database = '{database_url}'"), "clock") == []


def test_a_server_that_may_forget_is_wrong(found, pg_url):
    url = f"{pg_url}?options=-c%20synchronous_commit%3Doff"
    ((mark, text),) = about(found(f"database = '{url}'"), "commits")
    assert (mark, "synchronous_commit=off" in text) == ("wrong", True)


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_clock_that_is_far_off_is_mentioned(found, pg_url, monkeypatch, seconds):
    theirs = datetime.now(UTC) + timedelta(seconds=seconds)
    monkeypatch.setattr(postgres, "server_time", lambda connection: theirs)
    ((mark, text),) = about(found(f"database = '{pg_url}'"), "clock")
    assert mark == "note"
    assert re.search(r"clock is [+-](89|90)\.\d seconds", text)


def test_a_folder_that_takes_no_files_is_wrong(found, folder, monkeypatch):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert about(found(), "files") == [
        ("wrong", f"nothing can be written to {folder}: No space left on device")
    ]


@pytest.mark.parametrize(
    ("total", "free", "mark"), [(100, 50, "ok"), (100, 4, "note"), (2, 0.9, "note"), (30, 2, "ok")]
)
def test_little_room_is_mentioned(found, folder, monkeypatch, total, free, mark):
    usage = SimpleNamespace(total=total * checks.GIB, free=free * checks.GIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    (folder / "data" / "blobs").mkdir(parents=True)
    ((seen, text),) = about(found(), "disk")
    assert (seen, text.startswith(f"{free:.1f} GiB free")) == (mark, True)
    assert list((folder / "data" / "blobs").iterdir()) == []


@pytest.mark.parametrize(
    ("web", "wrong"),
    [
        ("host = '127.0.0.1'", False),
        ("host = '::1'", False),
        ("host = 'localhost'", False),
        ("host = '0.0.0.0'", True),
        ("host = '192.0.2.7'\npublic_url = 'http://help.example.org'", True),
        ("host = '0.0.0.0'\npublic_url = 'https://help.example.org'", False),
    ],
)
def test_listening_to_the_world_needs_tls(found, web, wrong):
    told = about(found(f"[web]\n{web}"), "web")
    assert [mark for mark, _ in told] == (["wrong"] if wrong else [])
    assert not wrong or "web.public_url" in told[0][1]


def test_a_closed_web_channel_listens_to_nobody(found):
    assert about(found("channels = ['email']\n[web]\nhost = '0.0.0.0'"), "web") == []


def test_answers_that_are_not_sent_are_mentioned(found):
    ((mark, text),) = about(found(), "email")
    assert (mark, "smarthost" in text) == ("note", True)
    assert about(found("[email]\nsmarthost = 'mail.example.org:587'"), "email") == []
    assert about(found("channels = ['web']"), "email") == []


def test_who_works_here(found):
    told = about(found("[[agents]]\nname = 'Sam'\nemail = 'sam@example.org'"), "agents")
    assert told == [("ok", "Sam")]


def test_articles_that_cannot_be_read_are_named(found, folder):
    (folder / "own").mkdir()
    (folder / "own" / "broken.md").write_text(BAD_ARTICLE)
    told = about(found("[knowledge]\nfolders = ['own']"), "articles")
    assert told[0][0] == "ok"
    assert [mark for mark, _ in told[1:]] == ["wrong"]
    assert "broken.md" in told[1][1]


MAILBOX = """
[email.imap]
host = "127.0.0.1"
port = 1
security = "plain"
user = "helpdesk"
password = "pass"
since = 2026-11-30
"""


def test_a_mailbox_that_does_not_answer_is_wrong_and_none_is_nothing(found):
    ((mark, text),) = about(found(MAILBOX), "mail folder INBOX")
    assert mark == "wrong"
    assert text.startswith("The mail server failed: ConnectionRefusedError")
    assert about(found(), "mail folder INBOX") == []
    assert about(found(f'channels = ["web"]{MAILBOX}'), "mail folder INBOX") == []


def test_every_check_is_tried_here():
    tried = {"versions", "database", "promises", "room", "openness", "sending", "mailbox"}
    tried |= {"people", "articles"}
    tried |= {"secrets", "slack"}  # in test_slack_commands
    tried |= {"telegram"}  # in test_telegram_check
    assert {check.__name__ for check in checks.CHECKS} == tried


def test_a_dkim_key_that_cannot_be_used_is_wrong(found, folder):
    text = "[email]\ndkim_key = 'lost.pem'\ndkim_selector = 'mail26'"
    ((mark, said),) = about(found(text), "dkim")
    assert (mark, "lost.pem: No such file" in said) == ("wrong", True)
    (folder / "lost.pem").write_text("no key at all")
    ((mark, said),) = about(found(text), "dkim")
    assert (mark, "no RSA key in PEM" in said) == ("wrong", True)
    assert about(found(), "dkim") == []


def test_a_dkim_key_that_signs_is_right(found, folder):
    command_line = ["openssl", "genrsa", "-out", folder / "key.pem", "2048"]
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a key with")
    subprocess.run(command_line, check=True, capture_output=True)
    text = "[email]\ndkim_key = 'key.pem'\ndkim_selector = 'mail26'"
    assert about(found(text), "dkim") == [("ok", "mail is signed with key.pem as mail26")]


def test_where_answers_come_to_is_told_to_who_has_a_mail_server(found):
    smarthost = "[email]\naddresses = ['it@example.org']\nsmarthost = 'mail.example.org:587'\n"
    ((mark, text),) = about(found(smarthost), "answers")
    assert (mark, "it+TOKEN@example.org" in text) == ("ok", True)
    assert about(found(f"{smarthost}plus_addresses = false"), "answers") == []
    assert about(found(), "answers") == []
