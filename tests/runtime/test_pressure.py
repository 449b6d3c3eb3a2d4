"""In a rush handling rests; else it never does."""

import pytest

from bot.runtime.pressure import REST, RUSH, WINDOW, Pressure


class Watch:
    """A stopwatch that is wound by hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def pressure(watch):
    return Pressure(watch)


@pytest.mark.parametrize(("a_second", "rest"), [(5, 0), (150, 0), (250, REST), (900, REST)])
def test_handling_rests_while_more_comes_than_anybody_handles(pressure, watch, a_second, rest):
    for _ in range(20):
        pressure.arrived(a_second // 5)
        watch.now += 0.2
    assert pressure.rest() == rest


def test_when_nothing_more_comes_the_rush_is_over(pressure, watch):
    pressure.arrived(RUSH)
    watch.now += WINDOW / 2
    assert pressure.rest() == REST
    watch.now += WINDOW / 2
    assert pressure.rest() == 0
    pressure.arrived(RUSH - 1)
    assert pressure.rest() == 0


def test_nothing_is_remembered_of_what_is_long_ago(pressure, watch):
    for _ in range(1000):
        pressure.arrived(1)
        watch.now += WINDOW
    assert len(pressure._arrivals) == 1
