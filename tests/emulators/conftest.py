"""Where the emulators are; without them these tests are skipped, and say why."""

import os
from pathlib import Path

import pytest

from tests.emulators.local_slack import LocalSlack

FOLDER = Path(__file__).parents[2] / ".cache/emulators"
PROGRAM = "node_modules/local-slack-linux-x64/bin/local-slack"


@pytest.fixture(scope="session")
def local_slack():
    """The program, as `make test-emulators` fetches it."""
    found = Path(os.environ.get("FIRSTLINE_EMULATORS", FOLDER)) / PROGRAM
    if not os.access(found, os.X_OK):
        pytest.skip("no local-slack: `make test-emulators` fetches it with npm")
    return found


@pytest.fixture
def slack(local_slack, tmp_path):
    """A workspace that has not started yet, with a requester and an agent."""
    slack = LocalSlack(local_slack, tmp_path)
    slack.add_person("ann", "Ann Archer")
    slack.add_person("bob", "Bob Agent")
    slack.add_channel("help", "ann", "bob")
    slack.add_channel("triage", "bob")
    return slack
