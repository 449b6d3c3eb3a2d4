"""Presses of every element, in messages, ephemerals, modals and the Home tab ("block_actions")."""

from tests.fakes.slack.samples.messages import earlier
from tests.fakes.slack.samples.shape import (
    APP,
    BOT,
    BOT_USER,
    CHANNEL,
    DM,
    RESPONSE_URL,
    ROOT,
    TEAM,
    TS,
    USER,
    Sample,
    actor,
    option,
    plain,
)

VIEW = {
    "id": "VMHU10V25",
    "team_id": TEAM,
    "app_id": APP,
    "bot_id": BOT,
    "type": "modal",
    "callback_id": "ask",
    "private_metadata": "",
    "external_id": "",
    "hash": "1725040121.a1b2c3d4",
    "root_view_id": "VMHU10V25",
    "previous_view_id": None,
    "title": plain("Ask"),
    "submit": plain("Send"),
    "close": None,
    "clear_on_close": False,
    "notify_on_close": False,
    "blocks": [],
    "state": {"values": {}},
    "app_installed_team_id": TEAM,
}
ELEMENTS: dict[str, dict] = {
    "button": {"text": plain("Claim"), "value": "FL-1042"},
    "button_without_value": {"text": plain("Open thread")},
    "static_select": {"selected_option": option("2"), "placeholder": plain("Priority")},
    "static_select_emptied": {"selected_option": None},
    "external_select": {"selected_option": option("service"), "placeholder": plain("Service")},
    "users_select": {"selected_user": USER},
    "conversations_select": {"selected_conversation": CHANNEL},
    "channels_select": {"selected_channel": CHANNEL},
    "multi_static_select": {"selected_options": [option("a"), option("b")]},
    "multi_external_select": {"selected_options": []},
    "multi_users_select": {"selected_users": [USER]},
    "multi_conversations_select": {"selected_conversations": [CHANNEL, DM]},
    "multi_channels_select": {"selected_channels": [CHANNEL]},
    "overflow": {"selected_option": option("not_mine")},
    "checkboxes": {"selected_options": [option("suggest")]},
    "radio_buttons": {"selected_option": option("2")},
    "datepicker": {"selected_date": "2026-01-31", "initial_date": "2026-01-01"},
    "timepicker": {"selected_time": "09:30"},
    "datetimepicker": {"selected_date_time": 1769853000},
    "plain_text_input": {"value": "typed and entered"},
    "email_text_input": {"value": "ann@example.org"},
    "url_text_input": {"value": "https://example.org"},
    "number_input": {"value": "8"},
    "rich_text_input": {"rich_text_value": {"type": "rich_text", "elements": []}},
    "file_input": {"files": []},
    "feedback_buttons": {"text": plain("Good"), "value": "good"},
    "icon_button": {"text": plain("Delete"), "value": "delete"},
    "workflow_button": {"text": plain("Run")},
    "an_element_of_tomorrow": {},
}
VARIANTS = {"button_without_value": "button", "static_select_emptied": "static_select"}


def action(name: str) -> dict:
    kind = VARIANTS.get(name, name)
    at = {"action_id": f"card:{name}", "block_id": "FL-1042", "action_ts": "1725040130.123456"}
    return {"type": kind, **at, **ELEMENTS[name]}


def pressed(name: str, /, *actions: dict, **changes: object) -> Sample:
    payload = {"type": "block_actions", **actor(), "actions": [*actions]} | changes
    left = {field: value for field, value in payload.items() if value != "left out"}
    return Sample(f"block_actions/{name}", "interactive", left)


def message(**changes: object) -> dict:
    ours = {"user": BOT_USER, "bot_id": BOT, "app_id": APP, "text": "FL-1042"}
    return earlier(**{"client_msg_id": None, **ours, **changes})


IN_MESSAGE = {
    "container": {
        "type": "message",
        "message_ts": TS,
        "channel_id": CHANNEL,
        "is_ephemeral": False,
    },
    "channel": {"id": CHANNEL, "name": "triage"},
    "message": message(),
    "state": {"values": {}},
    "response_url": RESPONSE_URL,
}
IN_THREAD = IN_MESSAGE | {
    "container": {**IN_MESSAGE["container"], "thread_ts": ROOT},
    "message": message(thread_ts=ROOT),
}
EPHEMERAL = IN_MESSAGE | {
    "container": {**IN_MESSAGE["container"], "is_ephemeral": True},
    "message": "left out",
}
IN_DM = IN_MESSAGE | {
    "container": {**IN_MESSAGE["container"], "channel_id": DM},
    "channel": {"id": DM, "name": "directmessage"},
}
IN_VIEW = {"container": {"type": "view", "view_id": VIEW["id"]}, "view": VIEW}
IN_HOME = {
    "container": {"type": "view", "view_id": VIEW["id"]},
    "view": VIEW | {"type": "home", "callback_id": ""},
}
ATTACHMENT = IN_MESSAGE | {
    "container": {
        "type": "message_attachment",
        "message_ts": TS,
        "attachment_id": 1,
        "channel_id": CHANNEL,
        "is_ephemeral": False,
        "is_app_unfurl": True,
        "app_unfurl_url": "https://desk.example.org/t/FL-1042",
    },
    "app_unfurl": {"id": 1, "from_url": "https://desk.example.org/t/FL-1042"},
}
STATE = {"values": {"FL-1042": {"card:assign": {"type": "users_select", "selected_user": USER}}}}
FUNCTION = {"execution_id": "Fx1", "function": {"callback_id": "f"}, "inputs": {}}
CLAIM = action("button")

SAMPLES = (
    *(pressed(name, action(name), **IN_MESSAGE) for name in ELEMENTS),
    *(pressed(f"in_view/{name}", action(name), **IN_VIEW) for name in ELEMENTS),
    pressed("in_thread", CLAIM, **IN_THREAD),
    pressed("ephemeral", CLAIM, **EPHEMERAL),
    pressed("in_dm", CLAIM, **IN_DM),
    pressed("in_home", CLAIM, **IN_HOME),
    pressed("in_preview", CLAIM, **ATTACHMENT),
    pressed("with_state", CLAIM, **IN_MESSAGE | {"state": STATE}),
    pressed("two_at_once", CLAIM, action("overflow"), **IN_MESSAGE),
    pressed("by_a_stranger", CLAIM, **IN_MESSAGE, user={"id": "U9", "team_id": "T0OTHER"}),
    pressed("message_is_gone", CLAIM, **IN_MESSAGE | {"message": None}),
    pressed("enterprise", CLAIM, **IN_MESSAGE, team=None, enterprise={"id": "E1", "name": "Acme"}),
    pressed("of_a_function", CLAIM, **IN_MESSAGE, function_data=FUNCTION, trigger_id="left out"),
    pressed(
        "private_channel", CLAIM, **IN_MESSAGE | {"channel": {"id": "G1", "name": "privategroup"}}
    ),
)
