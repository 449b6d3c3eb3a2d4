"""Choices as buttons. What a button sends back is at most 64 bytes: the token as it stands."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from channels.messages import Choice, Weight
from channels.telegram import wording

Button = Mapping[str, Any]
Keyboard = Mapping[str, Any]

STYLES = {Weight.MAIN: "success", Weight.DANGER: "danger"}
MOST_BYTES = 64
WIDE = 20  # characters; a longer label has a row of its own
LONGEST_LABEL = 60
REFERENCE = re.compile(r"(?<![A-Za-z0-9])FL-\d{4,9}(?!\d)")
OPENED = "opened/"  # the key of the message that says which ticket was opened begins so


def keyboard(choices: Sequence[Choice], *, copied: str = "") -> Keyboard | None:
    """The buttons below a message, and one that copies; None without any."""
    rows = [[_button(choice)] for choice in choices]
    if copied:
        rows.append([_copying(copied)])
    return {"inline_keyboard": _side_by_side(rows)} if rows else None


def number_of(key: str, text: str) -> str:
    """The ticket number to copy from this message; "" where there is none worth it."""
    found = REFERENCE.search(text) if key.startswith(OPENED) else None
    return found[0] if found else ""


def without_choices(markup: object) -> Keyboard:
    """What is left of a keyboard when its choices are made: the buttons that only copy."""
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, Mapping) else ()
    left = ([button for button in row if "callback_data" not in button] for row in rows)
    return {"inline_keyboard": [row for row in left if row]}


def _button(choice: Choice) -> Button:
    if len(choice.token.encode()) > MOST_BYTES:
        raise ValueError("a token has at most 64 bytes")
    style = STYLES.get(choice.weight)
    said = {"text": choice.label[:LONGEST_LABEL], "callback_data": choice.token}
    return {**said, "style": style} if style else said


def _copying(text: str) -> Button:
    return {"text": wording.copy_number(text), "copy_text": {"text": text}}


def _side_by_side(rows: list[list[Button]]) -> list[list[Button]]:
    """Two short labels share a row."""
    if len(rows) == 2 and all(
        len(a["text"]) <= WIDE >= len(b["text"]) for (a,), (b,) in pairwise(rows)
    ):
        return [rows[0] + rows[1]]
    return rows
