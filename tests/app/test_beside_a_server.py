"""What an operator types while the desk runs: the server does it, or it is refused politely."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-c", "from bot.cli import app; app()")
SETTINGS = """
[web]
port = {web}
[email]
port = {mail}
[[agents]]
name = "Sam"
email = "sam@example.org"
"""
PATIENCE = 60  # seconds

pytestmark = pytest.mark.process


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTLINE")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def open_desk(folder, *, web=0, mail=0):
    (folder / "firstline.toml").write_text(SETTINGS.format(web=web, mail=mail))


@pytest.fixture
def firstline(running, monkeypatch):
    """One command in the server's folder: exit code, what it printed, what it complained of."""
    for name in [name for name in os.environ if name.startswith("FIRSTLINE")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(running)

    def run(*words):
        done = CliRunner().invoke(app, words, catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    return run


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A folder in which a server works; it ends well when the tests are over."""
    folder = tmp_path_factory.mktemp("desk")
    open_desk(folder)
    server = subprocess.Popen(
        (*COMMAND, "serve"),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        greeting = _until(server.stdout, "signs Sam in")
        yield folder
        assert server.poll() is None, greeting
    finally:
        server.terminate()
        _, complaints = server.communicate(timeout=PATIENCE)
    assert (server.returncode, complaints) == (0, "")


def _until(stream, words):
    """What a process prints up to the line with these words, or its end."""
    heard = ""
    for line in stream:
        heard += line
        if words in line:
            return heard
    return pytest.fail(f"the server ended: {heard}")


def test_tickets_are_made_by_the_server_and_listed_beside_it(firstline):
    code, out, err = firstline("demo")
    assert (code, err) == (0, "")
    code, out, err = firstline("ticket", "list", "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert len(listed) > 3
    code, out, _ = firstline("ticket", "show", listed[0]["ticket"], "--json")
    assert json.loads(out)["card"]["subject"] == listed[0]["subject"]


def test_an_agent_is_added_through_the_server(firstline):
    code, out, err = firstline("agent", "add", "Kim", "kim@example.org")
    assert (code, err) == (0, "")
    assert "/desk/in/" in out
    code, out, err = firstline("agent", "remove", "kim@example.org")
    assert (code, out, err) == (0, "kim@example.org is no agent any more.\n", "")
    code, out, err = firstline("agent", "link", "kim@example.org")
    assert (code, out, err) == (1, "", "kim@example.org is no agent.\n")


def test_articles_are_synced_through_the_server(firstline):
    assert firstline("knowledge", "sync") == (0, "0 added, 0 changed, 0 removed\n", "")


def test_nothing_to_upgrade_needs_no_closed_desk(firstline):
    code, out, err = firstline("db", "upgrade")
    assert (code, err) == (0, "")
    assert out.startswith("The database is at revision ")


def test_books_are_checked_and_saved_beside_a_server(firstline, running):
    assert firstline("db", "check", "--blobs")[0] == 0
    code, out, err = firstline("db", "backup", "safe.tar")
    assert (code, err, out.startswith("safe.tar: ")) == (0, "", True)
    code, out, err = firstline("db", "restore", "safe.tar")
    assert (code, out) == (1, "")
    assert err.startswith("Another Firstline is using this database")


def test_nothing_given_up_on_is_nothing_to_release(firstline):
    assert firstline("outbox", "list") == (0, "Nothing.\n", "")
    code, out, err = firstline("outbox", "retry", "--all")
    assert (code, out, err) == (0, "0 rows of the outbox will be tried again now.\n", "")
    code, _, err = firstline("inbox", "drop", "no such key")
    assert (code, err.startswith("Not in the inbox")) == (1, True)


def test_a_second_writer_is_refused_with_a_sentence(firstline):
    code, out, err = firstline("serve")
    assert (code, out) == (1, "")
    assert err.startswith("Another Firstline is using this database")
    assert err.count("\n") == 1


def test_only_its_owner_can_reach_the_control_socket(running):
    mode = (running / "data" / "control.sock").stat().st_mode
    assert mode & 0o077 == 0


@pytest.mark.parametrize("door", ["web", "mail"])
def test_a_taken_port_is_one_sentence(tmp_path, door):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        open_desk(tmp_path, **{door: port})
        done = subprocess.run(
            (*COMMAND, "serve"),
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert str(port) in done.stderr
