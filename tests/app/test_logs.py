"""What the log says: when, what, which key; and never what people wrote, whatever goes wrong."""

import asyncio
import gc
import io
import json
import logging
import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bot import logs
from bot.cli import app
from bot.core.playbook import PLAYBOOK
from bot.runtime.intake import DELAYS
from bot.settings import LogSettings
from store.errors import StoreUnavailable
from tests.scenarios.stage import by_web, open_stage

SECRET = "my password is hunter2"
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00:00 [A-Z]+ [\w.]+: .*")


@pytest.fixture(params=["text", "json"])
def written(request, monkeypatch):
    """Log in one of the formats; all that was written so far."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    logs.begin(LogSettings(format=request.param, level="info"))
    yield Written(request.param, stream)
    root.handlers[:], root.level = before
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)


class Written:
    """What stands in the log."""

    def __init__(self, form, stream):
        self.form = form
        self.stream = stream

    @property
    def text(self):
        return self.stream.getvalue()

    def entries(self):
        """The entries as their first lines, or as objects."""
        if self.form == "json":
            return [json.loads(line) for line in self.text.splitlines()]
        return [line for line in self.text.splitlines() if not line.startswith(" ")]


def test_an_entry_says_when_what_and_about_which_key(written):
    about = {"key": "web|m1", "seconds": 0.25, "words": SECRET}
    logging.getLogger("firstline").info("sent %s", "it", extra=about)
    (entry,) = written.entries()
    if written.form == "json":
        time = entry.pop("time")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", time)
        assert entry == {
            "level": "info",
            "logger": "firstline",
            "message": "sent it",
            "key": "web|m1",
            "seconds": 0.25,
        }
    else:
        assert LINE.fullmatch(entry)
        assert entry.endswith(" INFO firstline: sent it key=web|m1 seconds=0.25")
    assert SECRET not in written.text


def test_an_exception_is_told_by_kind_and_place_with_its_cause(written):
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError:
        logging.getLogger("firstline").exception("failed", extra={"key": "web|m1"})
    assert SECRET not in written.text
    assert "ValueError" in written.text
    assert "KeyError" in written.text
    assert written.text.count("test_logs.py") == 2
    if written.form == "json":
        (entry,) = written.entries()
        outer, cause = entry["exceptions"]
        assert (outer["type"], cause["type"]) == ("ValueError", "KeyError")
        assert outer["frames"][0]["function"].startswith("test_an_exception")
        assert "message" not in outer


def test_sentences_of_our_own_and_of_the_system_are_told(written):
    for error in (StoreUnavailable("the database is away"), PermissionError(13, "no", "data")):
        logging.getLogger("firstline").error("failed", exc_info=error)
    assert "the database is away" in written.text
    assert "[Errno 13] no: 'data'" in written.text


def test_several_exceptions_at_once_and_a_circle_of_them_come_to_an_end(written):
    one, other = ValueError(SECRET), TypeError(SECRET)
    one.__context__, other.__context__ = other, one
    group = ExceptionGroup(SECRET, [one, ExceptionGroup("inner", [other])])
    logging.getLogger("firstline").error("failed", exc_info=group)
    assert SECRET not in written.text
    for kind in ("ExceptionGroup", "ValueError", "TypeError"):
        assert kind in written.text
    assert written.text.count("TypeError") == 1


def test_others_are_heard_from_their_warnings_on_in_the_same_form(written):
    for name in ("uvicorn.error", "asyncio", "alembic.runtime.migration"):
        logging.getLogger(name).info(SECRET)
        logging.getLogger(name).warning("something is odd")
    assert SECRET not in written.text
    assert len(written.entries()) == 3


async def test_a_task_that_nobody_waited_for_does_not_quote(written):
    async def fail():
        raise ValueError(SECRET)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
    (entry,) = written.entries()
    message = entry["message"] if written.form == "json" else entry
    assert message.endswith("Task exception was never retrieved")
    assert SECRET not in written.text


@pytest.mark.parametrize("level", ["warning", "error"])
def test_the_level_is_that_of_our_own(monkeypatch, written, level):
    monkeypatch.setattr("sys.stderr", written.stream)
    logs.begin(LogSettings(level=level))
    for name in ("firstline", "channels.web.site", "uvicorn.error"):
        logging.getLogger(name).warning("careful")
        logging.getLogger(name).error("broken")
    count = {"warning": 3, "error": 0}[level]
    assert written.text.count("careful") == count
    assert written.text.count("broken") == 3


def test_the_last_entry_of_a_server_with_a_bug_does_not_quote_either(written):
    logs.end(ValueError(SECRET))
    assert "ended by a bug" in written.text
    assert SECRET not in written.text


def test_a_server_that_a_bug_ends_says_so_in_its_log(folder, written, monkeypatch):
    async def ends(firstline, *, started):
        raise ExceptionGroup(SECRET, [ValueError(SECRET)])

    monkeypatch.setattr("bot.app.serve", ends)
    done = CliRunner().invoke(app, ("serve",))
    assert done.exit_code == 1
    assert "CRITICAL firstline: ended by a bug\n  Traceback: ExceptionGroup" in done.stderr
    assert SECRET not in done.output


async def test_what_a_person_wrote_is_in_no_log_even_if_a_rule_quotes_it(
    written, store, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    def quotes(turn):
        raise ValueError(f"cannot judge {turn.message.text!r}")

    stage = await open_stage(store, tmp_path / "desk")
    playbook = ((quotes, PLAYBOOK[0][1]),)
    stage.intake = replace(stage.firstline.intake, playbook=playbook).loop()
    await stage.say(by_web("Ann"), SECRET)
    for delay in DELAYS:
        await stage.pass_time(delay)
    assert await stage.count() == 1  # a plain ticket, for nothing is lost
    assert "ValueError" in written.text
    assert "web|said-1" in written.text
    assert "hunter2" not in written.text
