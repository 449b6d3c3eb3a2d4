"""Modals sent off or closed, shortcuts, looked-up options, and what Slack had before blocks."""

from tests.fakes.slack.samples.messages import earlier
from tests.fakes.slack.samples.presses import ELEMENTS, IN_MESSAGE, VIEW
from tests.fakes.slack.samples.shape import (
    CHANNEL,
    DM,
    RESPONSE_URL,
    ROOT,
    TS,
    USER,
    Sample,
    actor,
    option,
    plain,
)

IN_INPUTS = [name for name in ELEMENTS if "button" not in name and name != "overflow"]


def sent(name: str, kind: str, /, **fields: object) -> Sample:
    payload = {"type": kind, **actor(), **fields}
    left = {field: value for field, value in payload.items() if value != "left out"}
    return Sample(name, "interactive", left)


def filled(**changes: object) -> dict:
    """A modal with a field of every kind, filled in."""
    state = {name: {f"{name}:input": _held(name)} for name in IN_INPUTS}
    return VIEW | {"callback_id": "request", "state": {"values": state}} | changes


def _held(name: str) -> dict:
    kept = {k: value for k, value in ELEMENTS[name].items() if k not in ("placeholder", "text")}
    return {"type": name.removesuffix("_emptied"), **kept}


EMPTY = {"values": {"words": {"typed": {"type": "plain_text_input", "value": None}}}}
TARGET = {"block_id": "words", "action_id": "typed", "channel_id": CHANNEL}
FORMS = (
    sent("view_submission", "view_submission", view=filled(), response_urls=[]),
    sent("view_submission/empty", "view_submission", view=filled(state=EMPTY)),
    sent("view_submission/no_state", "view_submission", view=filled(state={"values": {}})),
    sent("view_submission/metadata", "view_submission", view=filled(private_metadata='{"a":1}')),
    sent("view_submission/forged", "view_submission", view=filled(private_metadata="not json")),
    sent("view_submission/unknown", "view_submission", view=filled(callback_id="of another time")),
    sent("view_submission/pushed", "view_submission", view=filled(previous_view_id="V0")),
    sent(
        "view_submission/response_urls",
        "view_submission",
        view=filled(),
        response_urls=[TARGET | {"response_url": RESPONSE_URL}],
    ),
    sent("view_closed", "view_closed", view=VIEW, is_cleared=False, trigger_id="left out"),
    sent("view_closed/cleared", "view_closed", view=VIEW, is_cleared=True, trigger_id="left out"),
)
SHORTCUT = {"callback_id": "firstline_new_request", "action_ts": "1725040130.123456"}
ON_MESSAGE = {
    "callback_id": "firstline_message_ticket",
    "action_ts": "1725040130.123456",
    "message_ts": TS,
    "channel": {"id": CHANNEL, "name": "general"},
    "message": earlier(),
    "response_url": RESPONSE_URL,
}
BY_A_BOT = earlier(user=None, subtype="bot_message", bot_id="B0OTHER", username="Deploys")
SHORTCUTS = (
    sent("shortcut", "shortcut", **SHORTCUT),
    sent("shortcut/unknown", "shortcut", **SHORTCUT | {"callback_id": "of another time"}),
    sent("message_action", "message_action", **ON_MESSAGE),
    sent(
        "message_action/in_thread",
        "message_action",
        **ON_MESSAGE | {"message": earlier(thread_ts=ROOT)},
    ),
    sent("message_action/of_a_bot", "message_action", **ON_MESSAGE | {"message": BY_A_BOT}),
    sent(
        "message_action/in_dm",
        "message_action",
        **ON_MESSAGE | {"channel": {"id": DM, "name": "directmessage"}},
    ),
    sent("message_action/unknown", "message_action", **ON_MESSAGE | {"callback_id": "else"}),
)
ASKED = {"action_id": "service", "block_id": "service", "value": "vp", "trigger_id": "left out"}
SUGGESTIONS = (
    sent("block_suggestion", "block_suggestion", **ASKED, view=VIEW),
    sent("block_suggestion/message", "block_suggestion", **ASKED | {"value": ""}, **IN_MESSAGE),
)
OLD = {"callback_id": "old", "attachment_id": "1", "message_ts": TS, "channel": {"id": CHANNEL}}
OF_OLD = (
    sent(
        "interactive_message/button",
        "interactive_message",
        **OLD,
        actions=[{"name": "yes", "type": "button", "value": "1"}],
        original_message={"text": "old", "ts": TS},
        response_url=RESPONSE_URL,
    ),
    sent(
        "interactive_message/select",
        "interactive_message",
        **OLD,
        actions=[{"name": "who", "type": "select", "selected_options": [{"value": USER}]}],
        response_url=RESPONSE_URL,
    ),
    sent(
        "dialog_submission",
        "dialog_submission",
        submission={"name": "Ann", "email": "ann@example.org"},
        callback_id="old",
        state="",
        channel={"id": CHANNEL, "name": "general"},
        action_ts="1.2",
        response_url=RESPONSE_URL,
        trigger_id="left out",
    ),
    sent(
        "dialog_cancellation", "dialog_cancellation", callback_id="old", state="", action_ts="1.2"
    ),
    sent("dialog_suggestion", "dialog_suggestion", callback_id="old", name="who", value="a"),
    sent("workflow_step_edit", "workflow_step_edit", callback_id="old", workflow_step={}),
    sent("an_interaction_of_tomorrow", "an_interaction_of_tomorrow", title=plain("x")),
    sent("an_interaction_with_options", "block_actions", actions=[option("a")], **IN_MESSAGE),
)
SAMPLES = (*FORMS, *SHORTCUTS, *SUGGESTIONS, *OF_OLD)
