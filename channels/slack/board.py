"""The triage channel as a board: one card for every ticket, written over in place."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from channels import board
from channels.base import TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.slack import addresses, cards, traces
from channels.slack.addresses import SLACK, room_of
from channels.slack.client import Slack
from channels.slack.errors import NO_SUCH_MESSAGE, Refused
from channels.slack.sending import UNFOLD_NOTHING
from channels.views import BoardCard, Desk


def board_in(team: str, channel: str) -> ConversationRef:
    """The board that a triage channel is; `channel` is its id."""
    return ConversationRef(channel=SLACK, place=f"{team}/{channel}")


async def keep_up(slack: Slack, desk: Desk, team: str, channel: str, *, pause: float = 1.0) -> None:
    """Keep the cards until cancelled. To be run by `House.alone`."""
    await board.keep_up(desk, board_in(team, channel), SlackEasel(slack), pause=pause)


class SlackEasel:
    """An Easel."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def render(self, card: BoardCard) -> Sequence[str]:
        drawn = cards.draw(card)
        return (drawn.text, json.dumps(drawn.blocks, sort_keys=True))

    async def put_up(self, board: ConversationRef, card: BoardCard) -> str:
        room = room_of(board)
        posted = await self._slack.call(
            room.team, "chat.postMessage", **_body(room.channel, card), **UNFOLD_NOTHING
        )
        return room.called(str(posted.get("ts", "")))

    async def change(self, board: ConversationRef, external_id: str, card: BoardCard) -> None:
        room, ts = addresses.message_called(external_id)
        try:
            await self._slack.call(room.team, "chat.update", **_body(room.channel, card), ts=ts)
        except Refused as no:
            if no.code in NO_SUCH_MESSAGE:
                raise Undeliverable("the card is not there any more") from no
            raise TryLater(str(no)) from no

    async def look_for(self, board: ConversationRef, card: BoardCard) -> str:
        room = room_of(board)
        found = await traces.find(self._slack, room, _key(card), clock=_now)
        return room.called(found.parts[0]) if found.parts else ""


def _key(card: BoardCard) -> str:
    return f"card/{card.card.reference}"


def _body(channel: str, card: BoardCard) -> dict[str, Any]:
    drawn = cards.draw(card)
    return {
        "channel": channel,
        "text": drawn.text,
        "blocks": list(drawn.blocks),
        "metadata": traces.metadata(_key(card)),
    }


def _now() -> datetime:
    return datetime.now(UTC)
