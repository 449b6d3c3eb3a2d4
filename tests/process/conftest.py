"""Servers to test with: fresh ones on either database, and one that many strangers share."""

import pytest

from tests.process.nursery import Nursery
from tests.process.server import WIDE, Server


@pytest.fixture(scope="session")
def nursery():
    """Where servers come from."""
    opened = Nursery(environment={"COLUMNS": WIDE})  # the width is looked up once, at the import
    yield opened
    opened.close()


@pytest.fixture
def serving(nursery):
    """Makes servers and cleans up after them."""
    made = []

    def serve(kind=Server, **how):
        made.append(kind(**{"nursery": nursery, **how}))
        return made[-1]

    yield serve
    for server in made:
        server.leave()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """The setting for the database: "" for SQLite, or a fresh PostgreSQL database."""
    return request.getfixturevalue("pg_url") if request.param == "postgresql" else ""


@pytest.fixture
def server(serving, database):
    """A fresh desk on either database, closed in order afterwards."""
    opened = serving(database=database).open()
    yield opened
    if opened.process:
        opened.close()


@pytest.fixture(scope="session")
def street(nursery):
    """A desk at which anybody may come by: tests use names of their own."""
    opened = Server(nursery=nursery)
    try:
        yield opened.open()
        opened.close()
    finally:
        opened.leave()
