"""FL-1042 is written, read in one word, and found in text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import references

ids = st.integers(1000, 999_999_999)


@given(ids)
def test_what_is_written_is_read_again(ticket_id):
    written = references.write(ticket_id)
    for word in (
        written,
        written.lower(),
        written.replace("-", ""),
        f"#{ticket_id}",
        f"({written}).",
    ):
        assert references.read(word) == ticket_id


@given(st.lists(ids, max_size=5), st.sampled_from([" and ", ", ", "\n", " (", "] ["]))
def test_every_ticket_a_text_names_is_found_once_and_in_order(named, between):
    text = f"about {between.join(map(references.write, named))} please"
    assert references.find(text) == tuple(dict.fromkeys(named))


@pytest.mark.parametrize(
    "word", ["", "FL-", "FL-12", "FL-123", "1234567890", "AFL-1042", "FL-1042x", "10.42", "FL 1042"]
)
def test_what_is_no_reference_is_not_read(word):
    assert references.read(word) == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Re: VPN drops [FL-1042]", (1042,)),
        ("fl-1042 and FL1043 and fl 1044", (1042, 1043, 1044)),
        ("FL-1042, see FL-1042", (1042,)),
        ("1042", ()),
        ("#1042", ()),
        ("AFL-1042 or SHELF-1042", ()),
        ("FL-1042000000001", ()),
        ("FL-12", ()),
        ("waffl1042", ()),
        ("", ()),
    ],
)
def test_only_whole_references_are_found_in_text(text, found):
    assert references.find(text) == found


@given(st.text())
def test_any_text_can_be_searched(text):
    assert all(number >= 0 for number in references.find(text))
    assert references.read(text) >= 0
