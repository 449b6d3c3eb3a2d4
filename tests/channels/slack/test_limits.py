"""When Slack may be asked again: bursts are free until it says otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from channels.slack.limits import MOST, Limits, key_of

POST = key_of("T1", "chat.postMessage", "C1")
UPDATE = key_of("T1", "chat.update", "C1")


def test_nothing_waits_before_slack_says_so():
    limits = Limits()
    assert [limits.turn(POST, 0.0, patience=4) for _ in range(100)] == [0.0] * 100


def test_after_a_burst_that_was_too_long_we_wait_and_then_keep_the_pace():
    limits = Limits()
    limits.rest(POST, 100.0, seconds=2)
    assert [limits.turn(POST, 100.0, patience=99) for _ in range(4)] == [2.0, 3.0, 4.0, 5.0]
    assert limits.turn(POST, 200.0, patience=4) == 0.0
    assert limits.turn(POST, 200.0, patience=4) == 0.0


def test_who_does_not_wait_takes_nobodys_turn():
    limits = Limits()
    limits.rest(POST, 0.0, seconds=30)
    assert limits.turn(POST, 0.0, patience=4) == 30.0
    assert limits.turn(POST, 1.0, patience=4) == 29.0


def test_posts_are_counted_by_channel_and_all_else_by_workspace():
    limits = Limits()
    limits.rest(POST, 0.0, seconds=30)
    limits.rest(UPDATE, 0.0, seconds=30)
    assert limits.turn(key_of("T1", "chat.postMessage", "C2"), 0.0, patience=4) == 0.0
    assert limits.turn(key_of("T1", "chat.update", "C2"), 0.0, patience=4) == 30.0
    assert limits.turn(key_of("T2", "chat.update", "C2"), 0.0, patience=4) == 0.0


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0.5, 60) | st.none()), max_size=60))
def test_no_turn_comes_before_slack_allows_it(story):
    """Time passes; Slack asks for a pause, or somebody wants a turn and takes it."""
    limits, now, free_at = Limits(), 0.0, 0.0
    for passed, pause in story:
        now += passed
        if pause is not None:
            limits.rest(POST, now, seconds=pause)
            free_at = max(free_at, now + pause)
        elif (wait := limits.turn(POST, now, patience=4)) <= 4:
            assert now + wait >= free_at - 1e-6


def test_it_remembers_no_more_than_it_must():
    limits = Limits()
    for number in range(MOST + 5):
        limits.rest(key_of("T1", "chat.postMessage", f"C{number}"), float(number), seconds=1)
    assert len(limits._paces) < MOST
