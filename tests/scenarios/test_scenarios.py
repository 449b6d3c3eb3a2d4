"""Every conversation in this folder goes as it is written, on both databases."""

from pathlib import Path

import pytest

from knowledge.confidence import FLOOR
from tests.scenarios.play import Player
from tests.scenarios.script import Floor, read
from tests.scenarios.stage import open_stage

HERE = Path(__file__).parent
SCENARIOS = sorted(path for path in HERE.glob("*.md") if path.name != "README.md")


@pytest.fixture(autouse=True)
def no_settings_file(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_it_goes_as_written(path, store, tmp_path):
    scenario = read(path)
    floors = [step.percent / 100 for step in scenario.steps if isinstance(step, Floor)]
    stage = await open_stage(store, tmp_path / "desk", floor=floors[0] if floors else FLOOR)
    await Player(scenario, stage).play()


def test_there_are_enough_of_them():
    assert len(SCENARIOS) >= 20
