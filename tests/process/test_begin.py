"""The first start of a fresh interpreter, in an empty folder."""

import subprocess
import sys

import pytest

from tests.process.server import until

pytestmark = pytest.mark.process


def test_a_desk_opens_in_an_empty_folder_and_leaves_no_socket(serving, database):
    server = serving(database=database, nursery=None).open()
    until(lambda: "signs Sam in, once, within a day" in server.log)
    assert "Firstline is open" in server.log
    assert f"{server.url}/desk/in/" in server.log
    server.close()
    assert not server.control.exists()


def test_a_server_carries_nothing_that_only_other_commands_need():
    look = "import sys, bot.cli; print(*{*sys.argv} & {*sys.modules})"
    seldom = ["httpx", "alembic", "pygments", "imapclient", "slack_sdk", "telegram", "onnxruntime"]
    done = subprocess.run(
        [sys.executable, "-c", look, *seldom], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
