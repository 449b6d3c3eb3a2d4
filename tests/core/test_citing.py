"""An agent names an article by its id, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import citing
from tests.core.at_the_desk import fix

VPN = fix()
STEPS = "The VPN drops\n\n1. Close the VPN.\n2. Open it again."


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("with vpn-drops", ("vpn-drops",)),
        ("With printer and patience", ("printer",)),
        ("as in `vpn-drops`, and wifi-slow.", ("vpn-drops", "wifi-slow")),
        ("VPN-Drops", ("vpn-drops",)),
        ("same as FL-1001", ("fl-1001",)),
        ("a new cable", ()),
        ("see https://example.org/vpn-drops", ()),
        ("-- regards", ()),
        ("", ()),
    ],
)
def test_the_words_that_may_be_ids(text, ids):
    assert citing.candidates(text) == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("with vpn-drops", STEPS),
        ("with vpn-drops Hi Ann:", f"Hi Ann:\n\n{STEPS}"),
        ("it was vpn-drops", "it was vpn-drops"),
        ("with a friend, vpn-drops", "with a friend, vpn-drops"),
    ],
)
def test_with_says_the_article_itself(text, said):
    assert citing.said(text, (VPN,)) == said


def test_only_an_id_that_stands_alone_is_missed():
    assert citing.missing("with vpn-dropz", ()) == "vpn-dropz"
    assert citing.missing("with vpn-drops", (VPN,)) == ""
    assert citing.missing("with an e-mail", ()) == ""
    assert citing.missing("with patience and tea", ()) == ""
    assert citing.missing("with nosuch", ()) == "nosuch"
    assert citing.missing("with", ()) == "with"
    assert citing.missing("", ()) == ""


@given(st.text(max_size=300))
def test_whatever_is_typed_it_is_bounded_and_kept(text):
    assert len(citing.candidates(text * 50)) <= citing.MOST_NAMED
    assert citing.said(text, ()) == text
