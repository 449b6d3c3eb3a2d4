"""Dialogs: Slack takes them, and what comes back is understood, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack import modals
from channels.slack.modals import Errors, Origin, Submitted
from tests.channels.slack import hostile
from tests.fakes.slack.blocks import check_view

ORIGIN = Origin(reference="FL-1042", place="T1/C1", thread="1700000000.000100")

origins = st.builds(
    Origin,
    reference=st.text(max_size=20),
    place=st.text(max_size=4000),
    thread=st.text(max_size=40),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["state", "values", "question", "value", "private_metadata", "x"]),
            inside,
            max_size=4,
        )
    ),
    max_leaves=20,
)


def sent(view, **values):
    """The view as Slack sends it back, with what was typed by block."""
    return view | {"state": {"values": {name: {name: value} for name, value in values.items()}}}


def typed(words):
    return {"type": "plain_text_input", "value": words}


def checked(*values):
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


@given(origins, hostile.words, hostile.words)
def test_slack_takes_every_dialog(origin, said, service):
    for view in (
        modals.ask(origin),
        modals.resolve(origin),
        modals.request(origin, said=said, service=service),
    ):
        check_view(view, "modal")
        assert hostile.mentions(view | {"private_metadata": ""}) == []  # nobody is shown that


@given(st.builds(Origin, reference=st.text(max_size=20), thread=st.text(max_size=40)))
def test_where_it_was_opened_comes_back(origin):
    assert modals.origin_of(modals.ask(origin)) == origin


def test_a_question_becomes_an_order():
    view = sent(modals.ask(ORIGIN), question=typed("  Which printer?\nAnd where? "))
    assert modals.parse_submission(view) == Submitted(
        form="ask", origin=ORIGIN, words="Which printer?\nAnd where?"
    )
    assert modals.parse_submission(view).orders == ("ask FL-1042 Which printer?\nAnd where?",)


def test_a_resolution_may_become_an_article_too():
    view = sent(
        modals.resolve(ORIGIN), resolution=typed("Replaced the toner"), article=checked("article")
    )
    assert modals.parse_submission(view).orders == (
        "resolve FL-1042 Replaced the toner",
        "article FL-1042",
    )
    unchecked = sent(modals.resolve(ORIGIN), resolution=typed("Done"), article=checked())
    assert modals.parse_submission(unchecked).orders == ("resolve FL-1042 Done",)


def test_a_request_has_words_and_perhaps_a_service():
    view = sent(modals.request(Origin()), what=typed("VPN drops"), service=typed("VPN"))
    parsed = modals.parse_submission(view)
    assert (parsed.form, parsed.words, parsed.service) == ("request", "VPN drops", "VPN")
    assert parsed.orders == ()
    blank = sent(modals.request(Origin()), what=typed("VPN drops"), service={"value": None})
    assert modals.parse_submission(blank).service == ""


@pytest.mark.parametrize(
    ("view", "block_id"),
    [
        (modals.ask(ORIGIN), "question"),
        (modals.resolve(ORIGIN), "resolution"),
        (modals.request(ORIGIN), "what"),
    ],
)
@pytest.mark.parametrize("words", [None, "", " \n ", "x" * 3001])
def test_what_is_missing_or_too_long_is_said_where_it_stands(view, block_id, words):
    found = modals.parse_submission(sent(view, **{block_id: {"value": words}}))
    assert isinstance(found, Errors)
    assert list(found.sentences) == [block_id]
    assert found.sentences[block_id].startswith("Please ")


@given(json_values, st.sampled_from(["ask", "resolve", "request", "other"]))
def test_whatever_comes_back_is_understood_or_refused(junk, form):
    view = junk if isinstance(junk, dict) else {"state": junk}
    found = modals.parse_submission(view | {"callback_id": form})
    assert (found is None) == (form == "other")
    assert json.dumps(view) or found


def test_what_somebody_typed_before_is_filled_in():
    view = modals.request(Origin(), said="<b>VPN</b> & co", service="VPN")
    elements = {block["block_id"]: block["element"] for block in view["blocks"][:2]}
    assert elements["what"]["initial_value"] == "<b>VPN</b> & co"
    assert elements["service"]["initial_value"] == "VPN"
