"""Desks for small storms, on either database."""

import random

import pytest

from tests.reliability import power
from tests.reliability.desk import Desk
from tests.reliability.replica import Nursery, Replica, Watched


@pytest.fixture(scope="session")
def nursery(tmp_path_factory):
    """Where servers come from; with the library preloaded where there is a compiler."""
    preload = power.library(tmp_path_factory.mktemp("power")) if power.has_compiler() else ""
    opened = Nursery(preload)
    yield opened
    opened.close()


@pytest.fixture
def make_desk(nursery):
    """Makes desks; `watched` ones need a compiler."""

    def make(*, watched=False, seed=7, **how):
        if watched and not power.has_compiler():
            pytest.skip("there is no C compiler (cc): no power cuts, no failing disks")
        kind = {"make": Watched if watched else Replica}
        return Desk(nursery, random.Random(seed), **(kind | how))  # noqa: S311 - nothing secret

    return make
