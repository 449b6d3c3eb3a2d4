"""A place in memory for what only has to last as long as the test, where there is room.

A database there syncs as it does on a disk, and need not wait for one. What is to survive a kill
of its processes does; what is to survive a power cut is tested in tests/reliability, on a disk.
"""

import os
import shutil
from pathlib import Path

PLACE = Path("/dev/shm")  # noqa: S108 - new folders with names of their own are made in it
ENOUGH = 2 * 1024**3  # bytes


def place() -> str | None:
    """The folder; None if there is none, or not enough room for the databases of all tests."""
    if os.access(PLACE, os.W_OK) and shutil.disk_usage(PLACE).free >= ENOUGH:
        return str(PLACE)
    return None
