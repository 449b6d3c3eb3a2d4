"""When a mail says the same again, and when it only looks like it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import repeats
from bot.core.lifecycle import Kind
from tests.core.at_the_desk import NOON, event, ticket

FULL = "The disk of server 12 is 97% full since 10:15."


def compared(text, subject="Alarm", *, first=FULL, after=timedelta(minutes=5)):
    """Which comparison finds the ticket that began with `first` about an alarm."""
    opened = ticket()
    begun = {opened.id: event(Kind.OPENED, 1, subject="Alarm", text=first)}
    said, now = repeats.words(subject, text), NOON + after
    found = {
        "verbatim": repeats.verbatim(said, begun, (opened,), now),
        "nearly": repeats.nearly(said, begun, (opened,), now),
    }
    return {name for name, ticket in found.items() if ticket is opened}


@pytest.mark.parametrize("text", [FULL, f"  {FULL}\n\n", FULL.upper(), FULL.replace(" ", "\n")])
def test_the_same_words_are_the_same_however_they_are_set(text):
    assert compared(text) == {"verbatim", "nearly"}


@pytest.mark.parametrize(
    "text",
    ["The disk of server 13 is 98% full since 10:20.", FULL.replace("12", "x7f3a")],
)
def test_other_numbers_are_nearly_the_same(text):
    assert compared(text) == {"nearly"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The disk of server 12 is empty.", "Alarm"),
        (FULL, "Another alarm"),
        (FULL + " Please call me.", "Alarm"),
        ("Please create an account for Bo.", "Alarm"),
        ("", "Alarm"),
    ],
)
def test_other_words_are_something_else(text, subject):
    assert compared(text, subject) == set()


def test_it_is_the_same_for_a_day_and_nearly_the_same_for_a_moment():
    assert compared(FULL, after=timedelta(minutes=31)) == {"verbatim"}
    assert compared(FULL, after=timedelta(hours=24)) == {"verbatim"}
    assert compared(FULL, after=timedelta(hours=24, seconds=1)) == set()


def test_numbers_alone_are_never_nearly_the_same():
    assert compared("4712", "", first="4711") == set()


@given(text=st.text(min_size=1), subject=st.text(max_size=200))
def test_whatever_is_said_is_the_same_as_itself_as_the_ticket_has_it(text, subject):
    from bot.core import reading

    said = reading.tidy(text)
    if said:
        titled = reading.subject(said, subject)
        assert repeats.words(titled, said) == repeats.words(subject, text)
