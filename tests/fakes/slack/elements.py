"""What Slack accepts inside blocks: buttons, menus, fields (docs.slack.dev, "Block elements")."""

from tests.fakes.slack.shapes import (
    Check,
    anything,
    by_type,
    flag,
    list_of,
    number,
    one_of,
    plain,
    record,
    text,
    words,
)

ACTION = words(255, least=1)
URL = words(3000, least=1)
CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    style=one_of("primary", "danger"),
)
OPTION = record({"text": text(75), "value": words(150, least=1)}, description=text(75), url=URL)
GROUP = record({"label": plain(75), "options": list_of(OPTION, 100)})


def _element(kind: str, needs: dict[str, Check], **may: Check) -> Check:
    return record({"type": one_of(kind), **needs}, action_id=ACTION, **may)


def _menu(kind: str, needs: dict[str, Check], **may: Check) -> Check:
    return _element(kind, needs, placeholder=plain(150), confirm=CONFIRM, focus_on_load=flag, **may)


OPTIONS = list_of(OPTION, 100)
CHOICES = {"options": list_of(OPTION, 10)}
FILTER = {"filter": anything, "response_url_enabled": flag}
MANY = number(1, 100)
FIELD = {"placeholder": plain(150), "focus_on_load": flag, "dispatch_action_config": anything}

BUTTON = _element(
    "button",
    {"text": plain(75)},
    value=words(2000),
    url=URL,
    style=one_of("primary", "danger"),
    confirm=CONFIRM,
    accessibility_label=words(75),
)
FEEDBACK = record({"text": plain(75), "value": words(2000)}, accessibility_label=words(75))


def _selects() -> dict[str, Check]:
    kinds: dict[str, Check] = {}
    for one, initial in (
        ("user", "user"),
        ("conversation", "conversation"),
        ("channel", "channel"),
    ):
        extra = {} if one == "user" else FILTER
        start = {"default_to_current_conversation": flag} if one == "conversation" else {}
        kinds[f"{one}s_select"] = _menu(
            f"{one}s_select", {}, **{f"initial_{initial}": words(255)}, **extra, **start
        )
        kinds[f"multi_{one}s_select"] = _menu(
            f"multi_{one}s_select",
            {},
            **{f"initial_{initial}s": list_of(words(255), 100)},
            max_selected_items=MANY,
            **extra,
            **start,
        )
    return kinds


def _option_menus() -> dict[str, Check]:
    groups = list_of(GROUP, 100)
    many = {"initial_options": OPTIONS, "max_selected_items": MANY}
    fetched = {"min_query_length": number(0, 10_000)}
    static = {"options": OPTIONS, "option_groups": groups}
    return {
        "static_select": _menu("static_select", {}, **static, initial_option=OPTION),
        "multi_static_select": _menu("multi_static_select", {}, **static, **many),
        "external_select": _menu("external_select", {}, **fetched, initial_option=OPTION),
        "multi_external_select": _menu("multi_external_select", {}, **fetched, **many),
    }


IMAGE = record(
    {"type": one_of("image"), "alt_text": words(2000, least=1)}, image_url=URL, slack_file=anything
)
INTERACTIVE: dict[str, Check] = {
    "button": BUTTON,
    "overflow": _element("overflow", {"options": list_of(OPTION, 5)}, confirm=CONFIRM),
    "datepicker": _menu("datepicker", {}, initial_date=words(10)),
    "timepicker": _menu("timepicker", {}, initial_time=words(5), timezone=words(100)),
    "datetimepicker": _menu("datetimepicker", {}, initial_date_time=number(0, 9_999_999_999)),
    "checkboxes": _menu("checkboxes", CHOICES, initial_options=list_of(OPTION, 10)),
    "radio_buttons": _menu("radio_buttons", CHOICES, initial_option=OPTION),
    "workflow_button": _element("workflow_button", {"text": plain(75), "workflow": anything}),
    **_selects(),
    **_option_menus(),
}
ONLY_INPUT: dict[str, Check] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        **FIELD,
        initial_value=words(3000),
        multiline=flag,
        min_length=number(0, 3000),
        max_length=number(1, 3000),
    ),
    "email_text_input": _element("email_text_input", {}, **FIELD, initial_value=words(3000)),
    "url_text_input": _element("url_text_input", {}, **FIELD, initial_value=words(3000)),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": flag},
        **FIELD,
        initial_value=words(100),
        min_value=words(100),
        max_value=words(100),
    ),
    "rich_text_input": _element("rich_text_input", {}, **FIELD, initial_value=anything),
    "file_input": _element(
        "file_input", {}, filetypes=list_of(words(20), 100), max_files=number(1, 10)
    ),
}
NOT_IN_INPUT = ("button", "overflow", "workflow_button")
IN_ACTIONS = by_type(
    {kind: check for kind, check in INTERACTIVE.items() if not kind.startswith("multi_")},
    what="element",
)
IN_SECTION = by_type({**INTERACTIVE, "image": IMAGE}, what="element")
IN_INPUT = by_type(
    {k: check for k, check in {**INTERACTIVE, **ONLY_INPUT}.items() if k not in NOT_IN_INPUT},
    what="element",
)
IN_CONTEXT = by_type(
    {"image": IMAGE, "plain_text": text(3000), "mrkdwn": text(3000)}, what="element"
)
IN_CONTEXT_ACTIONS = by_type(
    {
        "feedback_buttons": _element(
            "feedback_buttons", {"positive_button": FEEDBACK, "negative_button": FEEDBACK}
        ),
        "icon_button": _element(
            "icon_button",
            {"icon": one_of("trash"), "text": plain(75)},
            value=words(2000),
            confirm=CONFIRM,
            accessibility_label=words(75),
            visible_to_user_ids=list_of(words(20), 100),
        ),
    },
    what="element",
)
