"""Both databases, and a browser, for every test that asks for one.

PostgreSQL is a throw-away server, one for each test process, with a database of its own for every
test. Without its programs the tests fail; FIRSTLINE_TESTS=sqlite skips them instead.

What hypothesis makes up is the same in every run, so that no run fails by chance and none by the
clock; `pytest --hypothesis-profile=search` looks for what nobody has tried yet.
"""

import gc
import itertools
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from store.engine import open_store, upgrade
from tests.fakes import browsers, memory, shelf, statements
from tests.fakes.pgcluster import Cluster, binaries

MOST_WORKERS = 8  # each has a PostgreSQL and perhaps a Chromium of its own

_numbers = itertools.count(1)

settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True)
settings.load_profile("same")

statements.share()


def pytest_xdist_auto_num_workers():
    """Two for each processor: half of the time a test waits for a server, a disk or a browser."""
    return min(2 * (os.cpu_count() or 1), MOST_WORKERS)


def pytest_collection_finish():
    """All that was imported and collected stays: it need not be searched for garbage for ever."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def pg_cluster():
    """The server of this test process, with an up-to-date database named `template`."""
    if os.environ.get("FIRSTLINE_TESTS") == "sqlite":
        pytest.skip("FIRSTLINE_TESTS=sqlite")
    programs = binaries()
    if programs is None:
        pytest.fail("no PostgreSQL: install it, or set FIRSTLINE_TESTS=sqlite to go without")
    cluster = Cluster(programs, place=memory.place())
    try:
        cluster.start()
        _create(cluster, "template", "template1")
        upgrade(cluster.url("template"))
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """An empty, up-to-date database file."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_folder():
    """Where SQLite databases lie that need not survive a power cut."""
    folder = Path(tempfile.mkdtemp(prefix="firstline-sqlite-", dir=memory.place()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template, sqlite_folder):
    """A fresh SQLite database with all tables, in a folder of its own."""
    folder = sqlite_folder / str(next(_numbers))
    folder.mkdir()
    path = shutil.copy(sqlite_template, folder / "firstline.db")
    yield f"sqlite:///{path}"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pg_url(pg_cluster):
    """A fresh PostgreSQL database with all tables."""
    name = f"test_{next(_numbers)}"
    _create(pg_cluster, name, "template")
    yield pg_cluster.url(name)
    _drop(pg_cluster, name)


@pytest.fixture
def empty_pg_url(pg_cluster):
    """A PostgreSQL database without any table."""
    name = f"test_{next(_numbers)}"
    _create(pg_cluster, name, "template1")
    yield pg_cluster.url(name)
    _drop(pg_cluster, name)


@pytest.fixture
def pg_programs(monkeypatch):
    """The client programs of the PostgreSQL that is tested with come first."""
    found = binaries()
    if found:
        monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """A fresh database with all tables, on each of the two in turn."""
    return request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "pg_url"}[request.param])


@pytest.fixture
def store(database_url):
    """An open store on a fresh database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def one_index(monkeypatch):
    """For tests that open a desk each: the shipped articles are read and laid out once."""
    shelf.made_once(monkeypatch)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def the_browser():
    """The one Chromium of this test process."""
    async with browsers.launched() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(the_browser):
    """A browser that nobody has used: its windows and what they remember go with the test."""
    yield the_browser
    for context in tuple(the_browser.contexts):
        await context.close()


def _create(cluster, name, template):
    with _administered(cluster) as connection:
        # A copy of files is by far the quickest in memory; before PostgreSQL 15 it is the only way.
        way = "STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {way}")


def _drop(cluster, name):
    with _administered(cluster) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _administered(cluster):
    return psycopg.connect(cluster.url("postgres"), autocommit=True)
