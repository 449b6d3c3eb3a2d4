"""What an agent orders is read from the first words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import orders, references
from bot.core.labels import FIELDS
from bot.core.orders import ALIASES, TEXT_VERBS, VERBS
from bot.core.turn import Order


def order(verb, ticket_id=0, rest="", typed=""):
    return Order(verb=verb, ticket_id=ticket_id, rest=rest, typed=typed or verb)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("queue", order("queue")),
        ("next", order("next")),
        ("claim FL-1042", order("claim", 1042)),
        ("claim 1042", order("claim", 1042)),
        ("claim #1042", order("claim", 1042)),
        ("Claim fl-1042.", order("claim", 1042)),
        ("/claim fl1042", order("claim", 1042)),
        ("#claim: FL-1042", order("claim", 1042, typed="claim")),
        ("take FL-1042", order("claim", 1042, typed="take")),
        ("note FL-1042 rang her", order("note", 1042, "rang her")),
        ("note rang her", order("note", 0, "rang her")),
        ("note 2024 was a good year", order("note", 0, "2024 was a good year")),
        ("note FL-2024 was a good year", order("note", 2024, "was a good year")),
        ("reply 5000 euros is too much", order("reply", 0, "5000 euros is too much")),
        ("note FL 1042 rang her", order("note", 1042, "rang her")),
        ("note FL\u20131042: rang her", order("note", 1042, "rang her")),
        ('note "FL-1042" rang her', order("note", 1042, "rang her")),
        ("resolve FL-1 with vpn-drops", order("resolve", 1, "with vpn-drops")),
        ("resolve FL-104 done", order("resolve", 104, "done")),
        ("resolve FL-12345678901 done", order("resolve", 999_999_999, "done")),
        ("note FL 250 is too high", order("note", 0, "FL 250 is too high")),
        ("assign 1042 sam", order("assign", 1042, "sam")),
        ("assign FL-1042 @Sam Reed", order("assign", 1042, "@Sam Reed")),
        ("reply FL-1042 one\n\ntwo", order("reply", 1042, "one\n\ntwo")),
        ("reply FL-1042\none\ntwo", order("reply", 1042, "one\ntwo")),
        ("ask FL-1042 which *model* is it?", order("ask", 1042, "which *model* is it?")),
        ("solve FL-1042 new cable", order("resolve", 1042, "new cable", "solve")),
        ("close fl-1042 done", order("resolve", 1042, "done", "close")),
        ("outage vpn is down", order("outage", 0, "vpn is down")),
        ("service FL-1042 vpn", order("service", 1042, "vpn")),
        ("service SAP", order("service", 0, "SAP")),
        ("class service request", order("class", 0, "service request")),
        ("urgency 1", order("urgency", 0, "1")),
        ("class FL-1042 of its own", order("class", 1042, "of its own")),
        ("/service is what I miss", order("service", 0, "is what I miss")),
        ("Service portal is down", order("", 0, "portal is down", "service")),
        ("class 4b has no projector", order("", 0, "4b has no projector", "class")),
        ("urgency is high", order("", 0, "is high", "urgency")),
        ("release 1001@example.org", order("release", 0, "1001@example.org")),
        ("?", order("help", typed="?")),
        ("claim 42", order("claim", 0, "42")),
        ("claim VPN-1042", order("claim", 0, "VPN-1042")),
        ("clam FL-1042", order("", 1042, "", "clam")),
        ("my vpn drops", order("", 0, "vpn drops", "my")),
        ("", order("")),
        ("   ", order("")),
    ],
)
def test_an_order_is_a_verb_a_ticket_and_the_rest(text, expected):
    assert orders.parse(text) == expected


@pytest.mark.parametrize("verb", [*VERBS, *ALIASES])
def test_every_verb_is_an_order_however_it_is_typed(verb):
    polite = () if verb in FIELDS else (f"{verb}, please",)
    for text in (verb, verb.upper(), f"/{verb} FL-1042", *polite):
        assert orders.is_order(text), text
    assert orders.parse(verb).verb in VERBS


@pytest.mark.parametrize("text", ["queues are long", "claims", "hello", "FL-1042", "", "/", "!"])
def test_ordinary_words_are_no_order(text):
    assert not orders.is_order(text)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("clam", "claim"),
        ("resovle", "resolve"),
        ("asign", "assign"),
        ("que", "queue"),
        ("reopne", "reopen"),
        ("banana", ""),
        ("", ""),
    ],
)
def test_a_mistyped_verb_is_nearly_one_we_know(typed, near):
    assert orders.nearest(typed) == near


def test_the_tables_agree():
    assert set(VERBS) >= TEXT_VERBS
    assert set(ALIASES.values()) <= set(VERBS)
    assert not set(ALIASES) & set(VERBS)


@given(st.sampled_from(sorted(TEXT_VERBS)), st.integers(1000, 999_999_999), st.text(min_size=1))
def test_the_words_of_an_order_arrive_as_they_were_typed(verb, ticket_id, words):
    read = orders.parse(f"{verb} {references.write(ticket_id)} {words}")
    assert (read.verb, read.ticket_id) == (verb, ticket_id)
    assert read.rest == words.strip()


@given(st.text())
def test_any_text_can_be_read_as_an_order(text):
    read = orders.parse(text)
    assert read.verb in {"", *VERBS}
    assert read.ticket_id >= 0


@pytest.mark.parametrize(
    ("rest", "address"),
    [
        ("ann@example.org", "ann@example.org"),
        (" Ann@Example.org. ", "ann@example.org"),
        ("<mailto:ann@example.org>", "ann@example.org"),
        ("**ann_b@example.org**", "ann_b@example.org"),
        ("ann", ""),
        ("ann@example.org please", ""),
        ("", ""),
    ],
)
def test_an_address_in_an_order(rest, address):
    assert orders.address(rest) == address
