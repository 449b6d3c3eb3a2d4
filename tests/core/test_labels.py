"""What history hints never overrules a person or plain words, and moves nobody in the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import labels
from bot.core.labels import CLASS, SERVICE, URGENCY
from bot.core.triage import triage
from bot.core.turn import Hint, Triage
from tests.core.at_the_desk import ticket

hints = st.lists(
    st.builds(
        Hint,
        name=st.sampled_from(["service", "kind", "urgency"]),
        label=st.sampled_from(["vpn", "question", "1", "gates"]),
        confidence=st.floats(0, 1),
        like=st.sampled_from(["FL-1001", ""]),
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("verb", "typed", "label"),
    [
        (SERVICE, "VPN", "vpn"),
        (SERVICE, "hr/payroll.", "hr/payroll"),
        (SERVICE, "two words", ""),
        (SERVICE, "x" * 41, ""),
        (CLASS, "Request", "service request"),
        (CLASS, "service  request", "service request"),
        (CLASS, "nonsense", ""),
        (URGENCY, "1", 1),
        (URGENCY, "u3", 3),
        (URGENCY, "4", 0),
        (URGENCY, "", 0),
    ],
)
def test_a_label_is_read_or_is_none(verb, typed, label):
    assert labels.typed(verb, typed) == label


@given(hints)
def test_what_the_words_say_stays(found):
    said = triage("my printer is broken, it is urgent, I cannot work")
    assert said.said == {"service", "kind", "urgency"}
    assert labels.filled(said, found) == said


@given(hints)
def test_the_priority_never_moves_by_itself(found):
    usual = Triage()
    filled = labels.filled(usual, found)
    assert (filled.urgency, filled.impact) == (usual.urgency, usual.impact)


def test_what_is_sure_is_filled_in_and_what_is_likely_only_shown():
    sure = Hint(name="service", label="vpn", confidence=0.9, like="FL-1001")
    likely = Hint(name="kind", label="question", confidence=0.3, like="FL-1002")
    unlikely = Hint(name="urgency", label="1", confidence=0.1, like="FL-1003")
    found = (sure, likely, unlikely)
    filled = labels.filled(Triage(), found)
    assert (filled.service, filled.kind) == ("vpn", "incident")
    shown = labels.to_show(Triage(), found)
    assert [(one["label"], one["filled"]) for one in shown] == [("vpn", True), ("question", False)]
    assert labels.filled_in({"hints": shown}, "service")
    assert not labels.filled_in({"hints": shown}, "kind")
    assert not labels.filled_in({}, "service")


def test_a_hint_that_agrees_is_no_news():
    hint = Hint(name="kind", label="incident", confidence=0.9, like="FL-1001")
    assert labels.to_show(Triage(), (hint,)) == []


def test_an_urgency_takes_the_priority_along_unless_that_was_set_by_hand():
    usual, by_hand = ticket(priority=4), ticket(priority=1)
    assert labels.said(usual, URGENCY, 1)["priority"] == 3
    assert "priority" not in labels.said(by_hand, URGENCY, 1)
    assert "priority" not in labels.said(usual, SERVICE, "vpn")
