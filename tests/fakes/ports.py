"""A port that nobody uses, and that nobody takes before it is opened.

Each test process has ports of its own and hands them out in turn; none is among those that the
system gives by chance to whoever connects to somewhere.
"""

import itertools
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

EACH, PROCESSES = 600, 16
FIRST = 20_000
GIVEN_BY_CHANCE = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """Nobody listens there; it is not given again before all others of this process were."""
    for port in itertools.islice(_turn, EACH):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError(f"all {EACH} ports of this test process are taken")


def _ours() -> range:
    """The worker's number says which."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = min(FIRST, max(1024, _first_by_chance() - EACH * PROCESSES))
    return range(first, first + EACH * PROCESSES)[worker % PROCESSES :: PROCESSES]


def _first_by_chance() -> int:
    with suppress(OSError):
        return int(GIVEN_BY_CHANCE.read_text().split()[0])
    return 32_768  # what Linux has unless told otherwise


def _in_turn() -> itertools.cycle:
    """From anywhere: somebody else's tests may run on this machine."""
    begin = secrets.randbelow(EACH)
    return itertools.cycle([*_ours()[begin:], *_ours()[:begin]])


_turn = _in_turn()
