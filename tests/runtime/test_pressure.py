"""While more comes in than can be handled, handling rests; else it never does."""

import pytest

from bot.runtime.pressure import GUESS, LONGEST_REST, OVER, REST, WINDOW, Pressure


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


def handle(pressure, watch, seconds):
    with pressure.handling():
        watch.now += seconds


def seen(pressure, watch, seconds):
    """So many were handled that the guess no longer counts."""
    for _ in range(60):
        handle(pressure, watch, seconds)


def test_before_anything_was_seen_there_is_a_guess(pressure):
    pressure.arrived(10)
    assert pressure.rest() == 0
    pressure.arrived(500)
    assert pressure.rest() == pytest.approx(REST * GUESS)


@pytest.mark.parametrize(("a_second", "rests"), [(5, False), (60, False), (100, True), (900, True)])
def test_handling_rests_when_it_could_not_keep_up_anyway(pressure, watch, a_second, rests):
    seen(pressure, watch, 0.01)
    for _ in range(20):
        pressure.arrived(a_second // 5)
        watch.now += 0.2
    assert (pressure.rest() > 0) is rests


def test_it_rests_for_many_times_what_it_took_and_not_for_long(pressure, watch):
    seen(pressure, watch, 0.01)
    pressure.arrived(500)
    assert pressure.rest() == pytest.approx(REST * 0.01, rel=0.01)
    for _ in range(100):
        handle(pressure, watch, 2.0)
    pressure.arrived(500)
    assert pressure.rest() == LONGEST_REST


def test_when_nothing_more_comes_the_rush_is_over(pressure, watch):
    handle(pressure, watch, 0.01)
    pressure.arrived(500)
    watch.now += OVER
    assert pressure.rest() == 0
    pressure.arrived(1)
    assert pressure.rest() > 0  # it was a pause within the rush
    watch.now += WINDOW
    pressure.arrived(1)
    assert pressure.rest() == 0


def test_those_handled_at_the_same_time_share_the_processor(pressure, watch):
    with pressure.handling(), pressure.handling(), pressure.handling():
        watch.now += 0.03
    pressure.arrived(500)
    assert pressure.rest() < REST * 0.03
