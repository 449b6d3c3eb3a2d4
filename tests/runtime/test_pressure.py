"""In a rush handling rests for a while; else it never does."""

import pytest

from bot.runtime.pressure import HEAP, LONGEST, REST, WINDOW, Pressure


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


def a_second(pressure, watch, *, arrive, handle):
    """One second at an even pace; how much of it handling rested."""
    rested = 0
    for _ in range(10):
        pressure.arrived(arrive // 10)
        pressure.handled(handle // 10)
        rested += pressure.rest() > 0
        watch.now += 0.1
    return rested / 10


def test_who_keeps_up_never_rests(pressure, watch):
    assert not any(a_second(pressure, watch, arrive=200, handle=200) for _ in range(60))


def test_few_at_a_time_are_no_rush_however_many_wait(pressure, watch):
    pressure.arrived(5000)
    watch.now += WINDOW
    assert not any(a_second(pressure, watch, arrive=10, handle=0) for _ in range(60))


def test_in_a_rush_handling_rests_and_then_has_its_turn(pressure, watch):
    a_second(pressure, watch, arrive=500, handle=0)
    rested = [a_second(pressure, watch, arrive=500, handle=0) for _ in range(40)]
    assert 0.4 <= sum(rested) / 40 <= 0.6
    assert sum(rested[:8]) == 8
    assert 0 in rested


def test_when_nothing_more_comes_the_rush_is_over(pressure, watch):
    pressure.arrived(HEAP)
    assert pressure.rest() == REST
    watch.now += WINDOW
    assert pressure.rest() == 0


def test_what_others_have_handled_is_no_heap(pressure, watch):
    pressure.arrived(HEAP)
    pressure.idle()
    assert pressure.rest() == 0
    pressure.handled(1)
    pressure.arrived(HEAP - 1)
    assert pressure.rest() == 0
    watch.now += LONGEST
    assert pressure.rest() == 0
