"""What a person does with a button, a menu or a field becomes in a payload.

The shapes are those of docs.slack.dev, "block_actions payload" and "view.state.values".
"""

from collections.abc import Iterator

from tests.fakes.slack import blocks
from tests.fakes.slack.refusals import NotPossible

SELECTED = {  # the field of an action or a state that holds what was chosen
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "file_input": "files",
    "rich_text_input": "rich_text_value",
}
INITIAL = {
    "initial_value", "initial_option", "initial_options", "initial_user", "initial_users",
    "initial_conversation", "initial_channel", "initial_date", "initial_time", "initial_date_time",
}  # fmt: skip


def pressable(shown: list[dict]) -> Iterator[tuple[dict, dict]]:
    """Every block and element in it that can be used."""
    for block in shown:
        for element in blocks.elements_of(block):
            yield block, element


def found(
    shown: list[dict],
    action_id: str = "",
    *,
    value: str | None = None,
    label: str = "",
    block: str = "",
) -> tuple[dict, dict]:
    """The one element that a person would use. Raises NotPossible if there is none."""
    wanted = [
        (where, each)
        for where, each in pressable(shown)
        if (not action_id or each["action_id"] == action_id)
        and (value is None or each.get("value") == value)
        and (not label or each.get("text", {}).get("text") == label)
        and (not block or where["block_id"] == block)
    ]
    if not wanted:
        here = [(each["action_id"], each.get("value")) for _, each in pressable(shown)]
        raise NotPossible(
            f"nothing to press like {action_id or label or value!r}; there are {here}"
        )
    return wanted[0]


def action(block: dict, element: dict, *, ts: str, selected: object = None) -> dict:
    """What a press says of the element."""
    kind = element["type"]
    made = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    if kind == "button":
        value = {"value": element["value"]} if "value" in element else {}
        return made | value | {"text": element["text"], "action_ts": ts}
    return made | chosen(element, selected) | {"action_ts": ts}


def chosen(element: dict, selected: object) -> dict:
    """The field that holds what was chosen; options are given by their values or labels."""
    kind = element["type"]
    name = SELECTED.get(kind, "value")
    if name == "selected_option":
        return {name: option(element, selected) if selected else None}
    if name == "selected_options":
        return {name: [option(element, each) for each in selected or ()]}
    return {name: selected}


def option(element: dict, wanted: object) -> dict:
    """Raises NotPossible if there is no such option."""
    grouped = [group["options"] for group in element.get("option_groups", [])]
    offered = [each for some in (element.get("options", []), *grouped) for each in some]
    if element["type"].endswith("external_select") and isinstance(wanted, dict):
        return wanted
    for each in offered:
        if wanted in (each["value"], each["text"]["text"]):
            return each
    raise NotPossible(f"no option {wanted!r} among {[each['value'] for each in offered]}")


def initial(element: dict) -> dict:
    """What the element holds before anybody touched it."""
    name = SELECTED.get(element["type"], "value")
    given = [element[each] for each in INITIAL if each in element]
    empty = [] if name == "selected_options" else None
    return {"type": element["type"], name: given[0] if given else empty}


def values(view: dict, given: dict) -> dict:
    """`state.values` of a view filled in so: by block_id or action_id. Raises NotPossible."""
    known, made = set(), {}
    for block, element in pressable(view["blocks"]):
        if element["type"] in ("button", "overflow"):
            continue
        filled = initial(element)
        for name in {block["block_id"], element["action_id"]} & set(given):
            filled |= chosen(element, given[name])
            known.add(name)
        _fits(block, element, filled)
        made.setdefault(block["block_id"], {})[element["action_id"]] = filled
    if set(given) - known:
        raise NotPossible(f"no field {sorted(set(given) - known)} among {sorted(made)}")
    return made


def _fits(block: dict, element: dict, filled: dict) -> None:
    """Slack's client does not send a form off whose fields it finds wrong."""
    content = filled[SELECTED.get(element["type"], "value")]
    if block["type"] == "input" and not block.get("optional") and not content:
        raise NotPossible(f"{block['block_id']} must be filled in")
    if not isinstance(content, str):
        return
    if len(content) > element.get("max_length", 3000):
        raise NotPossible(f"{block['block_id']} is too long")
    if content and len(content) < element.get("min_length", 0):
        raise NotPossible(f"{block['block_id']} is too short")
