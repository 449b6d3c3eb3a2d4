"""Feedback bends our confidence and moves the floor; and it can be looked at."""

import random
import struct
import zlib

import pytest

from knowledge import calibration, reliability
from knowledge.calibration import AS_IT_IS, Judged, floor_for, learn

CHANCE = random.Random(3)  # noqa: S311 - a draw, no secret


def judged(count, real):
    sure = [CHANCE.uniform(0.3, 0.99) for _ in range(count)]
    return [Judged(one, CHANCE.random() < real(one)) for one in sure]


def test_without_feedback_nothing_changes():
    assert learn([]) == AS_IT_IS
    assert AS_IT_IS(0.7) == pytest.approx(0.7)


def test_one_press_moves_us_a_little_and_in_the_right_direction():
    up, down = learn([Judged(0.8, True)]), learn([Judged(0.8, False)])
    assert 0.7 < down(0.8) < 0.8 < up(0.8) < 0.85


def test_those_who_are_too_sure_learn_it_and_the_floor_rises():
    correction = learn(judged(800, lambda sure: sure - 0.25))
    assert correction(0.8) == pytest.approx(0.55, abs=0.08)
    assert floor_for(0.9, correction) > floor_for(0.9)


def test_those_who_are_not_sure_enough_learn_it_and_the_floor_falls():
    correction = learn(judged(800, lambda sure: min(sure + 0.2, 1)))
    assert correction(0.6) > 0.7
    assert floor_for(0.95, correction) < floor_for(0.95)


def test_the_more_is_wanted_the_higher_the_floor():
    floors = [floor_for(wanted) for wanted in (0.6, 0.8, 0.9, 0.95, 0.99)]
    assert floors == sorted(floors)
    assert all(calibration.LOWEST <= floor <= calibration.HIGHEST for floor in floors)


def test_feedback_that_is_all_alike_is_survived():
    for helped in (True, False):
        correction = learn([Judged(1.0, helped)] * 50 + [Judged(0.0, helped)] * 50)
        assert 0 <= correction(0.5) <= 1


def test_only_the_newest_is_looked_at():
    old, new = [Judged(0.9, False)] * 50, [Judged(0.9, True)] * calibration.MOST_JUDGED
    assert learn([*old, *new]) == learn(new)


def test_bins_hold_what_was_said_and_what_was_so():
    bins = reliability.bins([Judged(0.95, True), Judged(0.95, False), Judged(1.0, True)])
    assert bins[9].count == 3
    assert bins[9].right == pytest.approx(2 / 3)
    assert sum(one.count for one in bins) == 3
    assert reliability.error(bins) == pytest.approx(abs(bins[9].sure - 2 / 3))


def test_the_diagram_as_text():
    text = reliability.as_text(reliability.bins([Judged(0.95, True), Judged(0.95, False)]))
    lines = text.splitlines()
    assert len(lines) == 10
    assert lines[0].endswith("none")
    assert lines[9].startswith(" 90-100 %")
    assert lines[9].count("#") == 20
    assert lines[9].endswith("50% of 2 were right")


def test_the_diagram_as_a_picture():
    picture = reliability.as_png(reliability.bins([Judged(0.55, True), Judged(0.15, False)]))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", picture[16:24])
    at = picture.index(b"IDAT")
    size = struct.unpack(">I", picture[at - 4 : at])[0]
    pixels = zlib.decompress(picture[at + 4 : at + 4 + size])
    assert len(pixels) == high * (3 * wide + 1)
    assert reliability.BAR in pixels
