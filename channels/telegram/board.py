"""The desk's group: a card for every ticket, or a topic with the card in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from channels.messages import ConversationRef, Weight
from channels.telegram import keyboards, threads, wording
from channels.telegram.heard import CARD
from channels.telegram.post import HTML, Gone, Post, Step
from channels.views import BoardCard, Desk, Pin

LONGEST_TEXT = 800  # characters of what was asked
LONGEST_LINE = 200
LONGEST_TOPIC = 128
TOPICS = "topics"

OFFERED = (("claim", "Claim", Weight.MAIN),)
HELD = (
    ("ask", "Ask", Weight.PLAIN),
    ("reply", "Reply", Weight.PLAIN),
    ("note", "Note", Weight.PLAIN),
    ("assign", "Assign", Weight.PLAIN),
    ("resolve", "Resolve", Weight.MAIN),
)


def room_of(chat: int) -> ConversationRef:
    """The board in the group of the desk."""
    return threads.private(chat)


async def reference_of_topic(desk: Desk, room: ConversationRef, topic: int) -> str:
    """The ticket whose topic this is; "" if it is none's."""
    return await desk.pinned(_topics(room), f"{room.place}/{topic}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Draws the cards: an Easel."""

    post: Post
    desk: Desk
    topics: bool = False

    def render(self, card: BoardCard) -> Sequence[str]:
        """What is to be seen, its place in line left out."""
        return shown(card), json.dumps(buttons(card))

    async def put_up(self, board: ConversationRef, card: BoardCard) -> str:
        """A new card, in its own topic if each has one."""
        topic = await self._topic(board, card) if self.topics else None
        said = {**_said(card), "message_thread_id": topic}
        step = Step(chat=int(board.place), method="sendMessage", arguments=said)
        answer = await self.post.out(step, news=True)
        return f"{answer['chat']['id']}/{answer['message_id']}"

    async def change(self, board: ConversationRef, external_id: str, card: BoardCard) -> None:
        """Draw it anew where it stands."""
        chat, _, number = external_id.partition("/")
        if not number.isdecimal():
            raise Gone("no such card")
        said = {**_said(card), "message_id": int(number)}
        step = Step(
            chat=int(board.place), ids_in=int(chat), method="editMessageText", arguments=said
        )
        await self.post.out(step, news=True)

    async def look_for(self, board: ConversationRef, card: BoardCard) -> str:
        """Telegram lets no bot look: after a crash at that moment the card is put up anew."""
        return ""

    async def _topic(self, board: ConversationRef, card: BoardCard) -> int | None:
        """The ticket's topic, made if there is none."""
        reference = card.card.reference
        pin = await self.desk.pin(_topics(board), reference)
        if pin and pin.external_id:
            return int(pin.external_id.partition("/")[2])
        name = f"{reference} {card.card.subject}"[:LONGEST_TOPIC]
        step = Step(chat=int(board.place), method="createForumTopic", arguments={"name": name})
        made = await self.post.out(step, news=True)
        topic = int(made["message_thread_id"])
        pinned = Pin(external_id=f"{board.place}/{topic}", digest="", version=card.version)
        await self.desk.put_pin(_topics(board), reference, pinned)
        return topic


def shown(card: BoardCard) -> str:
    """The card as Telegram's HTML. All that people typed is escaped."""
    about = card.card
    first = (about.reference, f"P{about.priority}", about.status, about.assignee)
    second = (about.requester, about.service, about.team)
    lines = (
        " · ".join([f"<b>{_line(first[0])}</b>", *(_line(each) for each in first[1:] if each)]),
        f"<b>{_line(about.subject)}</b>",
        " · ".join([*(_line(each) for each in second if each), _time(about.opened_at)]),
        _quote(card.text),
        *(f"Tried: {_line(title)}" for title in card.tried[:5]),
        f"<i>{_line(card.hints)}</i>" if card.hints else "",
        f"<b>Solved:</b> {_quote(card.solution)}" if card.solution else "",
    )
    return "\n".join(filter(None, lines))


def buttons(card: BoardCard) -> Mapping[str, Any]:
    """What may be pressed: somebody takes it; whoever has it works on it."""
    if not card.open:
        return {"inline_keyboard": []}
    offered = HELD if card.card.assignee else OFFERED
    pressed = [_button(verb, label, weight, card) for verb, label, weight in offered]
    reference = card.card.reference
    copying = {"text": wording.copy_number(reference), "copy_text": {"text": reference}}
    every = [*pressed, copying]
    return {"inline_keyboard": [every[at : at + 3] for at in range(0, len(every), 3)]}


def _button(verb: str, label: str, weight: Weight, card: BoardCard) -> Mapping[str, Any]:
    data = f"{CARD}{verb}:{card.card.reference}"
    style = keyboards.STYLES.get(weight)
    said = {"text": label, "callback_data": data}
    return {**said, "style": style} if style else said


def _said(card: BoardCard) -> Mapping[str, Any]:
    return {"text": shown(card), "reply_markup": buttons(card), **HTML}


def _topics(board: ConversationRef) -> ConversationRef:
    return replace(board, thread=TOPICS)


def _time(at: datetime) -> str:
    """In each reader's own zone and words; older apps show what stands inside."""
    return f'<tg-time unix="{int(at.timestamp())}" format="r">{at:%Y-%m-%d %H:%M} UTC</tg-time>'


def _line(text: str) -> str:
    return escape(" ".join(text.split())[:LONGEST_LINE], quote=False)


def _quote(text: str) -> str:
    if not text.strip():
        return ""
    short = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    return f"<blockquote>{escape(short.strip(), quote=False)}</blockquote>"
