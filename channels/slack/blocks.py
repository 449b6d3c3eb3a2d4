"""What Firstline says, as Slack draws it: a text for notifications, and blocks.

Limits of docs.slack.dev/reference/block-kit/blocks: 50 blocks a message, 3000 characters a section,
25 buttons in a row of actions, 75 characters on a button; a message of more than about 13,000
characters is refused (msg_blocks_too_long), so that we stay below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.messages import Choice, OutboundMessage, Person, Weight
from channels.slack import labels, mrkdwn

Block = dict[str, Any]

LONGEST_SECTION = 2900
LONGEST_MESSAGE = 12_000
LONGEST_TEXT = 3900
LONGEST_LABEL = 75
LONGEST_NAME = 60
BUTTONS = 5  # in a row
ROWS = 10

CHOICE = "choice:"  # how the action_id of a choice begins
STYLES = {Weight.MAIN: {"style": "primary"}, Weight.DANGER: {"style": "danger"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One message of Slack's."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Whose words they are, shown above them. `picture` is an address, "" if there is none."""

    name: str
    picture: str = ""


def draw(message: OutboundMessage, *, signed: Signature | None = None) -> tuple[Drawn, ...]:
    """The message as one or more of Slack's; the last one carries the choices."""
    source = message.text if message.text.strip() else labels.files(message.attachments)
    pages = _pages(mrkdwn.parts(source, LONGEST_SECTION) or (mrkdwn.fallback(source, 100) or "…",))
    drawn = [[section(part) for part in page] for page in pages]
    drawn[0][:0] = [signature(signed)] if signed else []
    drawn[-1] += rows(message.choices)
    texts = [mrkdwn.fallback(source, LONGEST_TEXT), *(page[0] for page in pages[1:])]
    return tuple(
        Drawn(text=text or "…", blocks=tuple(blocks))
        for text, blocks in zip(texts, drawn, strict=True)
    )


def _pages(parts: Sequence[str]) -> list[list[str]]:
    pages: list[list[str]] = []
    room = 0
    for part in parts:
        if len(part) > room:
            pages.append([])
            room = LONGEST_MESSAGE
        pages[-1].append(part)
        room -= len(part)
    return pages


# --- pieces, for cards and pages too -----------------------------------------------------------


def section(shown: str) -> Block:
    """Words in mrkdwn. What looks like a name or a channel there is not made a mention."""
    return {"type": "section", "text": words(shown)}


def words(shown: str) -> Block:
    """mrkdwn that Slack adds nothing to."""
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


def label(shown: str, longest: int = LONGEST_LABEL) -> Block:
    """Foreign words where nothing is parsed."""
    return {"type": "plain_text", "text": mrkdwn.plain(shown, longest) or "…", "emoji": True}


def context(*elements: Block) -> Block:
    """Small print."""
    return {"type": "context", "elements": list(elements)}


def signature(signed: Signature) -> Block:
    """A picture and a name."""
    name = words(f"*{mrkdwn.escape(_short(signed.name))}* · {labels.FROM_THE_DESK}")
    return context(*([_picture(signed)] if signed.picture else []), name)


def username(by: Person) -> str:
    """The name that a message is posted under."""
    return labels.posing_as(_short(by.name or by.email))


def _picture(signed: Signature) -> Block:
    return {"type": "image", "image_url": signed.picture, "alt_text": _short(signed.name)}


def _short(name: str) -> str:
    return mrkdwn.plain(name, LONGEST_NAME) or labels.FROM_THE_DESK


def rows(choices: Sequence[Choice]) -> list[Block]:
    """Choices as buttons, a few in a row."""
    distinct = list({choice.token: choice for choice in choices}.values())[: BUTTONS * ROWS]
    starts = range(0, len(distinct), BUTTONS)
    return [_row(number, distinct[at : at + BUTTONS]) for number, at in enumerate(starts)]


def _row(number: int, choices: Sequence[Choice]) -> Block:
    buttons = [_button(choice) for choice in choices]
    return {"type": "actions", "block_id": f"choices:{number}", "elements": buttons}


def _button(choice: Choice) -> Block:
    return button(f"{CHOICE}{choice.token}", choice.label, choice.token) | STYLES.get(
        choice.weight, {}
    )


def button(action_id: str, shown: str, value: str) -> Block:
    """Something to press."""
    return {"type": "button", "action_id": action_id, "text": label(shown), "value": value}
