"""The whole desk on each database, with its loops turned by hand."""

import pytest

from tests.fakes.channel import MemoryChannel
from tests.scenarios.stage import open_stage


@pytest.fixture
async def stage(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # whatever settings file lies about elsewhere is not ours
    return await open_stage(store, tmp_path / "desk")


@pytest.fixture
def open_channel(stage):
    """Open one more way in and out: a channel in memory."""

    def open_(name, kind=MemoryChannel):
        channel = kind(name)
        stage.firstline.channels[name] = channel
        stage.firstline.rules.traits[name] = channel.traits
        return channel

    return open_


@pytest.fixture(autouse=True)
def opened_often(one_index):
    """Many desks, one index."""
