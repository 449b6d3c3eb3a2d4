"""What Slack accepts as the blocks of a message, a modal or a Home tab (docs.slack.dev, "Blocks").

A call with blocks that Slack would refuse is refused with its code and its messages.
"""

import itertools
import json
from collections.abc import Iterator

from tests.fakes.slack import elements
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.shapes import (
    Check,
    anything,
    by_type,
    flag,
    list_of,
    one_of,
    plain,
    record,
    text,
    words,
    wrong,
)

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
LONGEST_MARKDOWN = 12_000
LARGEST_VIEW = 250_000
URL = words(3000, least=1)


def _block(kind: str, needs: dict[str, Check], **may: Check) -> Check:
    return record({"type": one_of(kind), **needs}, block_id=words(255, least=1), **may)


def _section(value: object, path: str, problems: list[str]) -> None:
    SECTION(value, path, problems)
    if isinstance(value, dict) and not (value.get("text") or value.get("fields")):
        wrong(problems, "missing required field: text or fields", path)


SECTION = _block(
    "section",
    {},
    text=text(3000),
    fields=list_of(text(2000), 10),
    accessory=elements.IN_SECTION,
    expand=flag,
)
CARD = {"title": text(150), "subtitle": text(150), "body": text(200), "subtext": text(200)}
BLOCKS: dict[str, Check] = {
    "section": _section,
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain(150)}),
    "context": _block("context", {"elements": list_of(elements.IN_CONTEXT, 10)}),
    "actions": _block("actions", {"elements": list_of(elements.IN_ACTIONS, 25)}),
    "context_actions": _block(
        "context_actions", {"elements": list_of(elements.IN_CONTEXT_ACTIONS, 5)}
    ),
    "image": _block(
        "image",
        {"alt_text": words(2000, least=1)},
        image_url=URL,
        slack_file=anything,
        title=plain(2000),
    ),
    "input": _block(
        "input",
        {"label": plain(2000), "element": elements.IN_INPUT},
        hint=plain(2000),
        optional=flag,
        dispatch_action=flag,
    ),
    "rich_text": _block("rich_text", {"elements": list_of(anything, 1000)}),
    "markdown": _block("markdown", {"text": words(LONGEST_MARKDOWN, least=1)}),
    "file": _block("file", {"external_id": words(255), "source": one_of("remote")}),
    "video": _block(
        "video",
        {"alt_text": words(2000), "title": plain(200), "thumbnail_url": URL, "video_url": URL},
        author_name=words(50),
        description=plain(200),
        provider_icon_url=URL,
        provider_name=words(100),
        title_url=URL,
    ),
    "alert": _block(
        "alert",
        {"text": text(3000)},
        level=one_of("default", "info", "warning", "error", "success"),
    ),
    "card": _block(
        "card",
        {},
        **CARD,
        icon=anything,
        hero_image=anything,
        actions=list_of(elements.BUTTON, 5),
    ),
    "table": _block(
        "table", {"rows": list_of(list_of(anything, 20), 100)}, column_settings=anything
    ),
}
NOT_IN_VIEWS = ("markdown", "file", "context_actions")
TITLE = plain(24)
OF_VIEWS = {
    "private_metadata": words(3000),
    "callback_id": words(255),
    "external_id": words(255),
    "clear_on_close": flag,
    "notify_on_close": flag,
}


def _without(*kinds: str) -> Check:
    return by_type({k: check for k, check in BLOCKS.items() if k not in kinds}, what="block")


IN_MESSAGE = list_of(by_type(BLOCKS, what="block"), MOST_IN_MESSAGE, least=0)
IN_VIEW = list_of(_without(*NOT_IN_VIEWS), MOST_IN_VIEW, least=0)
VIEWS = {
    "modal": record(
        {"type": one_of("modal"), "title": TITLE, "blocks": IN_VIEW},
        submit=TITLE,
        close=TITLE,
        submit_disabled=flag,
        **OF_VIEWS,
    ),
    "home": record({"type": one_of("home"), "blocks": IN_VIEW}, **OF_VIEWS),
}


def check_message(blocks: list) -> None:
    """Raises Refused with `invalid_blocks`."""
    problems: list[str] = []
    IN_MESSAGE(blocks, "/blocks", problems)
    _ids_are_unique(blocks, "/blocks", problems)
    markdown = sum(len(b.get("text", "")) for b in blocks if _is_markdown(b))
    if markdown > LONGEST_MARKDOWN:
        wrong(problems, f"markdown must be less than {LONGEST_MARKDOWN + 1} characters", "/blocks")
    if problems:
        raise Refused("invalid_blocks", *problems, errors=problems)


def _is_markdown(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") == "markdown"


def check_view(view: dict, kind: str) -> None:
    """Raises Refused with `invalid_arguments` or `view_too_large`."""
    problems: list[str] = []
    if view.get("type") != kind:
        wrong(problems, f"must be a {kind}", "/view/type")
    else:
        VIEWS[kind](view, "/view", problems)
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    _ids_are_unique(blocks, "/view/blocks", problems)
    if kind == "modal" and not view.get("submit") and any(_is_input(each) for each in blocks):
        wrong(problems, "`submit` is required when an input block is within blocks", "/view")
    if problems:
        raise Refused("invalid_arguments", *problems)
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise Refused("view_too_large")


def _is_input(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") == "input"


def _ids_are_unique(blocks: list, path: str, problems: list[str]) -> None:
    known = [each for each in blocks if isinstance(each, dict)]
    given = [each["block_id"] for each in known if each.get("block_id")]
    if len(set(given)) < len(given):
        wrong(problems, "`block_id` must be unique", path)
    for block in known:
        actions = [each["action_id"] for each in elements_of(block) if "action_id" in each]
        if len(set(actions)) < len(actions):
            wrong(problems, "`action_id` must be unique within a block", path)


def elements_of(block: dict) -> Iterator[dict]:
    """Whatever in a block can be pressed, chosen from or written into."""
    inside = [*_list(block.get("elements")), block.get("accessory"), block.get("element")]
    inside += _list(block.get("actions")) + _list(block.get("rows"))
    live = {**elements.INTERACTIVE, **elements.ONLY_INPUT}
    yield from (each for each in inside if isinstance(each, dict) and each.get("type") in live)


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def with_ids(blocks: list[dict]) -> dict:
    """A copy of the blocks with a block_id and action_ids each, as Slack keeps them."""
    kept = json.loads(json.dumps(blocks))
    taken = {each.get("block_id") for each in kept}
    names = (name for name in (f"b{n}" for n in itertools.count(1)) if name not in taken)
    for block in kept:
        block["block_id"] = block.get("block_id") or next(names)
        for number, element in enumerate(elements_of(block), 1):
            element.setdefault("action_id", f"a{number}")
    return {"blocks": kept}
