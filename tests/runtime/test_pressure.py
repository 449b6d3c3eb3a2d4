"""In a rush the handling of a channel rests for a while; else it never does."""

import pytest

from bot.runtime.pressure import HEAP, LONGEST, TURN, WINDOW, Pressure


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


def a_second(pressure, watch, *, arrive, handle, by="email"):
    """One second at an even pace; how much of it the channel rested."""
    rested = 0
    for _ in range(10):
        pressure.arrived([by] * (arrive // 10))
        pressure.handled(by, handle // 10)
        rested += by in pressure.resting()
        watch.now += 0.1
    return rested / 10


def test_who_keeps_up_never_rests(pressure, watch):
    assert not any(a_second(pressure, watch, arrive=200, handle=200) for _ in range(60))


def test_few_at_a_time_are_no_rush_however_many_wait(pressure, watch):
    pressure.arrived(["email"] * 5000)
    watch.now += WINDOW
    assert not any(a_second(pressure, watch, arrive=10, handle=0) for _ in range(60))


def test_in_a_rush_handling_rests_and_then_has_its_turn(pressure, watch):
    a_second(pressure, watch, arrive=500, handle=0)
    period = int(LONGEST + TURN)
    rested = [a_second(pressure, watch, arrive=500, handle=0) for _ in range(2 * period)]
    assert sum(rested) == pytest.approx(2 * LONGEST, abs=1)
    assert sum(rested[: int(LONGEST) - 2]) == int(LONGEST) - 2
    assert rested.count(0) >= 2 * (TURN - 2)


def test_a_rush_by_mail_holds_up_no_chat(pressure, watch):
    for _ in range(20):
        assert a_second(pressure, watch, arrive=20, handle=20, by="web") == 0
        pressure.arrived(["email"] * 500)
        assert pressure.resting() == ("email",)


def test_when_nothing_more_comes_the_rush_is_over(pressure, watch):
    pressure.arrived(["email"] * HEAP)
    assert pressure.resting()
    watch.now += WINDOW
    assert not pressure.resting()


def test_a_pause_is_time_to_handle_so_the_next_rush_is_a_new_one(pressure, watch):
    for _ in range(4):
        for _ in range(int(LONGEST) - 1):
            assert a_second(pressure, watch, arrive=500, handle=0) == 1
        watch.now += WINDOW
        assert not pressure.resting()


def test_what_others_have_handled_is_no_heap(pressure, watch):
    pressure.arrived(["email"] * HEAP)
    pressure.idle()
    assert not pressure.resting()
    pressure.handled("email", 1)
    pressure.arrived(["email"] * (HEAP - 1))
    assert not pressure.resting()
