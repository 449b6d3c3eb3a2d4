"""A server that is killed by what it has just kept, before it can acknowledge it.

Seeded by launch.py where FIRSTLINE_TEST_DOOM is set: while a file named `doom` lies in the folder
of the server, the next thing that comes from Slack and is kept is its last.
"""

import os
import signal
from pathlib import Path

from channels.slack.keeping import Door

DOOM = Path("doom")


def seed():
    """From now on."""
    take = Door.__call__

    async def keep(self, message, **more):
        await take(self, message, **more)
        _end_if_doomed()

    Door.__call__ = keep


def _end_if_doomed():
    if DOOM.exists():
        DOOM.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
