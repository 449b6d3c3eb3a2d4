"""Nobody is left in a text that is to be an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.scrubbing import names_in, says_something, without_people

ANNA = ("Anna Berg", "Will", "O'Neill-Sato")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Anna Berg cannot print", "… cannot print"),
        ("ANNA's laptop is slow", "… laptop is slow"),
        ("write to anna.berg@example.org now", "write to … now"),
        ("call +49 (30) 123-4567 please", "call … please"),
        ("error 0x80070005 and code 1234", "error 0x80070005 and code 1234"),
        ("the VPN will not connect, says Will", "the VPN will not connect, says …"),
        ("the annals of the icebergs", "the annals of the icebergs"),
        ("on 192.168.1.10 port 8080", "on 192.168.1.10 port 8080"),
        ("your new password is Hunter2! Log in", "your new password is … Log in"),
        ("my password is wrong", "my password is wrong"),
        ("the PIN: 4711", "the PIN: …"),
        ("Ms O'Neill-Sato has a new phone", "Ms … has a new phone"),
    ],
)
def test_people_leave_a_gap(said, kept):
    assert without_people(said, ANNA) == kept


def test_an_address_tells_names():
    assert names_in("anna.berg+it@example.org") == ("anna", "berg")


@pytest.mark.parametrize("said", ["Hi …,", "Best regards", "…", "Thanks!", ""])
def test_a_courtesy_says_nothing(said):
    assert not says_something(said)


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_is_taken(text, names):
    assert "anna@example.org" not in without_people(f"{text} anna@example.org", names)


def test_a_long_text_takes_no_longer_than_it_is_long():
    for piece in ("a@", "1 ", "a.", "(", "a-", "Anna "):
        without_people(piece * 100_000, ANNA)
