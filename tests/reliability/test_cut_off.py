"""A replica is cut off from the database while it holds a lock: the others go on in seconds.

Two hosts of our own (network namespaces joined by a cable) are needed, and so the rights to make
them; the cable is then pulled.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.fakes.pgcluster import Cluster, binaries

# Seconds on a busy machine. Left to the system alone each takes a quarter of an hour, or for ever.
FREE_WITHIN = 30.0  # until others can have the lock
KNOWN_WITHIN = 30.0  # until the one who is cut off knows it
BACK_WITHIN = 30.0

SERVER, REPLICA = "10.213.7.1", "10.213.7.2"

# Holds the row of a ticket, says so, and goes on when it is told to; then says how that ended.
HOLDER = """
import asyncio, sys, time
from sqlalchemy import text
from store.engine import open_store
from store.errors import StoreUnavailable

def hold(unit):
    unit.connection.execute(text("SELECT * FROM people WHERE id = 1 FOR UPDATE")).one()
    print("held", flush=True)
    sys.stdin.readline()
    unit.connection.execute(text("UPDATE people SET name = 'late' WHERE id = 1"))

async def main():
    store = open_store(sys.argv[1])
    try:
        await store.transact(hold)
    except StoreUnavailable:
        print("unavailable", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            await store.read(lambda unit: unit.connection.execute(text("SELECT 1")).one())
            print("back", flush=True)
            break
        except StoreUnavailable:
            await asyncio.sleep(0.2)
    store.close()

asyncio.run(main())
"""


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def two_hosts():
    """The names of two hosts, the first with SERVER and the second with REPLICA as its address."""
    ours = [f"fl-{side}-{os.getpid()}" for side in "ab"]
    try:
        for name in ours:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", ours[0], "link", "add", "cable", "type", "veth", "peer", "cable", "netns", ours[1])
        for name, address in zip(ours, (SERVER, REPLICA), strict=True):
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")
        yield ours
    finally:
        for name in ours:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


@pytest.fixture
def hosts():
    if os.getuid() != 0 or not shutil.which("ip"):
        pytest.skip("only root with `ip` can make hosts and pull their cable")
    try:
        with two_hosts() as names:
            yield names
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no hosts of our own here: {refused.stderr.decode().strip()}")


@pytest.fixture
def cluster(hosts):
    inside = ("ip", "netns", "exec", hosts[0])
    cluster = Cluster(binaries(), address=SERVER, inside=inside)
    try:
        cluster.start()
        run(hosts[0], UPGRADE, cluster.url("postgres"))
        yield cluster
    finally:
        cluster.stop()


UPGRADE = """
import sys, psycopg
from store.engine import upgrade
upgrade(sys.argv[1])
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute(
        "INSERT INTO people (name, email, claimed_email, language, is_agent, teams, desk) "
        "VALUES ('Ann', '', '', '', false, '[]', '')"
    )
"""

TAKE = """
import sys, time, psycopg
began = time.monotonic()
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("SELECT * FROM people WHERE id = 1 FOR UPDATE")
print(time.monotonic() - began)
"""


def python(host, script, url):
    return ["ip", "netns", "exec", host, sys.executable, "-c", script, url]


def run(host, script, url):
    done = subprocess.run(python(host, script, url), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_who_is_cut_off_holds_nobody_up_and_comes_back(hosts, cluster):
    url = cluster.url("postgres")
    replica = subprocess.Popen(
        python(hosts[1], HOLDER, url), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert replica.stdout.readline() == "held\n"
        ip("-n", hosts[0], "link", "set", "cable", "down")
        assert float(run(hosts[0], TAKE, url)) < FREE_WITHIN
        began = time.monotonic()
        replica.stdin.write("go on\n")
        replica.stdin.flush()
        assert replica.stdout.readline() == "unavailable\n"
        assert time.monotonic() - began < KNOWN_WITHIN
        ip("-n", hosts[0], "link", "set", "cable", "up")
        replica.stdin.write("look again\n")
        replica.stdin.flush()
        began = time.monotonic()
        assert replica.stdout.readline() == "back\n"
        assert time.monotonic() - began < BACK_WITHIN
    finally:
        replica.kill()
        replica.wait(10)
        replica.stdin.close()
        replica.stdout.close()
    assert "late" not in run(hosts[0], NAME, url)


NAME = """
import sys, psycopg
with psycopg.connect(sys.argv[1]) as connection:
    print(connection.execute("SELECT name FROM people").fetchone()[0])
"""
