"""Everybody in line has one place, hears a time only on evidence, and is not told too often."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core import queueing
from bot.core.queueing import ENOUGH_GAPS, NIGHT, QUIET, Queue
from tests.core.at_the_desk import MINUTE, NOON, ticket

HOUR = 60 * MINUTE
FAST = tuple(NOON + n * 10 * MINUTE for n in range(ENOUGH_GAPS + 1))  # a claim every ten minutes
waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
places = st.integers(1, 60)


@pytest.mark.parametrize(
    ("status", "assignee", "waits"),
    [
        ("new", 0, True),
        ("new", 7, False),
        ("in_progress", 7, False),
        ("waiting_customer", 0, False),
        ("waiting_third_party", 0, False),
        ("closed", 0, False),
    ],
)
def test_only_what_nobody_has_taken_waits(status, assignee, waits):
    assert queueing.waits_in_line(ticket(status=status, assignee_id=assignee)) is waits


def test_a_place_is_that_in_the_line_and_the_others_have_none():
    queue = Queue(places={1042: 1, 1001: 2})
    assert [queueing.place(queue, id) for id in (1042, 1001, 1003)] == [1, 2, 0]


def test_no_time_is_told_without_evidence():
    assert queueing.expected_wait(Queue(claims=FAST), 3) == timedelta(minutes=30)
    assert queueing.expected_wait(Queue(claims=FAST[1:]), 3) is None
    assert queueing.expected_wait(Queue(claims=()), 3) is None
    assert queueing.expected_wait(Queue(claims=FAST), 0) is None


def test_a_night_without_claims_does_not_slow_the_desk():
    next_day = tuple(at + timedelta(hours=20) for at in FAST)
    both = Queue(claims=(*FAST, *next_day))
    assert queueing.expected_wait(both, 1) == timedelta(minutes=10)
    only_nights = Queue(claims=tuple(NOON + n * NIGHT for n in range(20)))
    assert queueing.expected_wait(only_nights, 1) is None


@given(st.randoms(), places)
def test_the_order_of_the_claims_does_not_matter(randomness, place):
    mixed = list(FAST)
    randomness.shuffle(mixed)
    expected = queueing.expected_wait(Queue(claims=FAST), place)
    assert queueing.expected_wait(Queue(claims=tuple(mixed)), place) == expected


@given(st.lists(st.integers(0, 600), min_size=ENOUGH_GAPS + 1, max_size=20), places)
def test_further_back_never_means_a_shorter_wait(minutes, place):
    queue = Queue(claims=tuple(NOON + m * MINUTE for m in minutes))
    here, behind = (queueing.expected_wait(queue, at) for at in (place, place + 1))
    assume(here is not None)
    assert timedelta(0) < here <= behind


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, 5), (1, 5), (5, 5), (5.1, 10), (59, 60), (60, 60), (61, 75), (239, 240), (240, 240),
        (241, 300), (1441, 1500),
    ],
)  # fmt: skip
def test_a_wait_is_rounded_up_to_a_time_one_would_say(minutes, told):
    assert queueing.rounded_up(timedelta(minutes=minutes)) == timedelta(minutes=told)


@given(waits, waits)
def test_rounding_never_promises_too_much_and_keeps_the_order(one, other):
    told = queueing.rounded_up(one)
    assert one <= told <= one + HOUR
    assert told >= 5 * MINUTE
    assert told % (5 * MINUTE) == timedelta(0)
    assert queueing.rounded_up(told) == told
    if one <= other:
        assert told <= queueing.rounded_up(other)


def told(place, ago=HOUR):
    return ticket(told_place=place, told_at=NOON - ago)


@pytest.mark.parametrize(
    ("before", "now", "worth"),
    [
        (8, 4, True),
        (8, 5, False),
        (8, 7, False),
        (9, 4, True),
        (2, 1, True),
        (20, 1, True),
        (3, 7, True),
        (3, 6, False),
        (1, 3, True),
        (1, 2, False),
        (1, 1, False),
        (5, 0, False),
        (0, 1, False),
        (0, 9, False),
    ],
)
def test_being_next_half_the_line_or_much_more_of_it_is_news(before, now, worth):
    assert queueing.is_worth_telling(told(before), now, NOON) is worth


@given(places, places, st.timedeltas(timedelta(0), QUIET - timedelta(seconds=1)))
def test_nobody_is_told_twice_within_the_quiet_time(before, now, ago):
    assert not queueing.is_worth_telling(told(before, ago), now, NOON)


@given(places)
def test_nobody_is_told_the_same_place_again(place):
    assert not queueing.is_worth_telling(told(place), place, NOON)


@given(st.lists(st.tuples(places, st.integers(0, 30)), max_size=40))
def test_over_a_whole_day_news_is_never_dense_and_never_repeats_itself(day):
    found, heard, now = told(8), [], NOON
    for place, minutes in day:
        now += minutes * MINUTE
        if queueing.is_worth_telling(found, place, now):
            heard.append((now, place))
            found = ticket(told_place=place, told_at=now)
    for (earlier, one), (later, other) in pairwise(heard):
        assert later - earlier >= QUIET
        assert one != other
