"""The real `firstline serve` under the conditions of a campaign.

`python -m tests.reliability.launch` runs the command line's own `serve`, with this patched and
nothing else:

* the pauses before a message is sent again (bot.runtime.dispatch.DELAYS) are shorter,
* the wait for an answer to our one question (house_rules.NUDGES["log"]) is 2 seconds,
* the clockwork looks every second (bot.ticker.EVERY),
* the fault that FIRSTLINE_TEST_MUTANT names and the condition that FIRSTLINE_TEST_CONDITION names,
  if any (see mutants.py).

`--nursery` imports the same modules once and forks a server for every line it reads, for a
processor that cannot start hundreds of interpreters in minutes.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from datetime import timedelta

import bot.app
import bot.cli
import bot.terminal
from bot import ticker
from bot.runtime import dispatch, house_rules
from tests.reliability import mutants

# Imported by the product where it needs them; the nursery does it once.
READY_MADE = (
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.auto",
)

PAUSES = tuple(timedelta(seconds=s) for s in (0.2, 0.3, 0.5, 0.5, 1, 1, 2, 2, 5, 5, 5, 5, 5, 5, 5))
LOOK_EVERY = 1.0
PR_SET_PDEATHSIG = 1
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


def serve():
    """What `firstline serve` does."""
    change()
    sys.argv = ["firstline", "serve"]
    bot.cli.app()


def nursery():
    """Fork a server for every line of JSON: {"folder", "environment"}; answer with its number."""
    for name in READY_MADE:
        __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: no zombies
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
        print(child, flush=True)


def _become(folder, environment):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    code = 1
    try:
        serve()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    nursery() if "--nursery" in sys.argv else serve()
