"""A folder of one's own to run Firstline in, with no settings but those the test writes."""

import os

import pytest


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty working folder; nothing in the environment is about Firstline."""
    for name in [name for name in os.environ if name.startswith("FIRSTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def opened_often(one_index):
    """Many desks, one index."""
