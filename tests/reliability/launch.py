"""The real `firstline serve` under the conditions of a campaign.

`python -m tests.reliability.launch` runs the command line's own `serve`, with this patched and
nothing else:

* the pauses before a message is sent again (bot.runtime.dispatch.DELAYS) are shorter,
* the wait for an answer to our one question (house_rules.NUDGES["log"]) is 2 seconds,
* the clockwork looks every second (bot.ticker.EVERY),
* the fault that FIRSTLINE_TEST_MUTANT names and the condition that FIRSTLINE_TEST_CONDITION names,
  if any (see mutants.py),
* where FIRSTLINE_TEST_DOOM is set, it can be killed by what it has kept (see doom.py).

`--nursery` makes it a nursery of such servers: see tests/process/nursery.py.
"""

import ctypes
import os
import signal
import sys
from datetime import timedelta

import bot.app
import bot.cli
import bot.terminal
from bot import ticker
from bot.runtime import dispatch, house_rules
from tests.process.nursery import PR_SET_PDEATHSIG, children
from tests.reliability import doom, mutants

PAUSES = tuple(timedelta(seconds=s) for s in (0.2, 0.3, 0.5, 0.5, 1, 1, 2, 2, 5, 5, 5, 5, 5, 5, 5))
LOOK_EVERY = 1.0
UNANSWERED = timedelta(seconds=2)


def change():
    """Apply what the docstring says; and end with whoever started it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    dispatch.DELAYS = PAUSES
    ticker.EVERY = LOOK_EVERY
    house_rules.NUDGES["log"] = UNANSWERED
    if condition := os.environ.get("FIRSTLINE_TEST_CONDITION"):
        mutants.CONDITIONS[condition]()
    if fault := os.environ.get("FIRSTLINE_TEST_MUTANT"):
        mutants.FAULTS[fault].seed()
    if "FIRSTLINE_TEST_DOOM" in os.environ:
        doom.seed()


if __name__ == "__main__":
    if "--nursery" in sys.argv:
        children(int(sys.argv[-1]))
    change()
    sys.argv = ["firstline", "serve"]
    bot.cli.app()
