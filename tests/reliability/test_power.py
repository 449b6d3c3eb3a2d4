"""The power cut itself: what was synced stays, what was not goes."""

import os
import random
import subprocess
import sys

import pytest

from tests.reliability import power
from tests.reliability.power import Power

WRITES = """
import os, sys
from pathlib import Path
os.chdir(sys.argv[1])
def sync(path):
    fd = os.open(path, os.O_RDONLY); os.fsync(fd); os.close(fd)
with open("kept", "wb", buffering=0) as file:
    file.write(b"old" * 2000); os.fsync(file.fileno()); sync(".")
    file.seek(0); file.write(b"new" * 3000)
with open("draft", "wb", buffering=0) as file:
    file.write(b"whole"); os.fsync(file.fileno())
os.replace("draft", "named"); sync(".")
os.mkdir("folder"); Path("folder/lost").write_bytes(b"x")
os.replace("named", "renamed")
os.unlink("before")
"""


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "before").write_bytes(b"there")
    return tmp_path / "data"


@pytest.fixture
def kept(tmp_path, data):
    """A disk on which the lines above were run."""
    if not power.has_compiler():
        pytest.skip("there is no C compiler (cc)")
    watch = Power(tmp_path, data)
    environment = {**os.environ, **watch.environment, "LD_PRELOAD": str(power.library(tmp_path))}
    subprocess.run([sys.executable, "-c", WRITES, str(data)], env=environment, check=True)
    yield watch
    watch.leave()


def test_nothing_that_was_not_synced_survives(kept, data):
    assert kept.cut(random.Random(1), everything=True) == 6  # noqa: S311 - nothing secret
    assert (data / "kept").read_bytes() == b"old" * 2000
    assert (data / "named").read_bytes() == b"whole"
    assert (data / "before").read_bytes() == b"there"
    assert {path.name for path in data.iterdir()} == {"kept", "named", "before"}


def test_part_of_what_was_not_synced_may_survive_page_by_page(kept, data):
    contents = set()
    kept.cut(random.Random(3), everything=False)  # noqa: S311 - nothing secret
    content = (data / "kept").read_bytes()
    old, new, gap = b"old" * 3000, b"new" * 3000, bytes(9000)
    for start in range(0, 9000, power.PAGE):
        page = content[start : start + power.PAGE]
        whole = old[:6000] + gap[6000:]
        contents.add(page == new[start : start + power.PAGE])
        assert page in (new[start : start + power.PAGE], whole[start : start + power.PAGE])
    assert contents == {True, False}


def test_a_kill_alone_takes_nothing_and_a_later_cut_still_can(kept, data):
    kept.settle()
    assert (data / "kept").read_bytes() == b"new" * 3000
    assert kept.cut(random.Random(1), everything=True) == 6  # noqa: S311 - nothing secret
    assert (data / "kept").read_bytes() == b"old" * 2000


def test_the_wall_clock_jumps_and_the_steady_one_does_not(kept, tmp_path):
    ask = "import time; a = time.time(), time.monotonic(); print(*a)"
    environment = {
        **os.environ, **kept.environment, "LD_PRELOAD": str(tmp_path / "powerfail.so"),
    }  # fmt: skip

    def clocks():
        said = subprocess.run(
            [sys.executable, "-c", ask], env=environment, check=True, capture_output=True, text=True
        )
        return [float(clock) for clock in said.stdout.split()]

    wall, steady = clocks()
    kept.disturb(clock=-3600)
    wrong, later = clocks()
    assert -3600 <= wrong - wall < -3500
    assert 0 <= later - steady < 100


def test_every_write_fails_with_the_error_that_is_asked_for(kept, data, tmp_path):
    kept.disturb(error=28)
    ask = "import sys; open(sys.argv[1], 'w').write('x')"
    environment = {
        **os.environ, **kept.environment, "LD_PRELOAD": str(tmp_path / "powerfail.so"),
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", ask, str(data / "new")],
        env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "No space left on device" in said.stderr
    assert not (data / "new").exists()
