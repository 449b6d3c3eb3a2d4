"""Whether a message is for us where only the desk knows, and which ticket an order is about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from channels.messages import ConversationRef, InboundMessage
from channels.slack import sentences
from channels.slack.deeds import Keep, When
from channels.slack.scene import Scene


class Knows(Protocol):
    """What the desk is asked."""

    async def recent_ids(self, conversation: ConversationRef) -> Sequence[str]: ...

    async def pinned(self, board: ConversationRef, external_id: str) -> str: ...


class Belonging:
    """Asks the desk. Raises NotNow while it cannot say."""

    def __init__(self, desk: Knows) -> None:
        self._desk = desk

    async def __call__(self, keep: Keep, scene: Scene) -> InboundMessage | None:
        """The message as the desk is to hear it; None if it is not for us."""
        if keep.when is When.ALWAYS:
            return keep.message
        if keep.when in (When.KNOWN, When.SOON):
            return keep.message if await self.is_ours(keep.message.conversation) else None
        return await self._of_a_card(keep, scene)

    async def is_ours(self, conversation: ConversationRef) -> bool:
        """Whether anything was said in it that we heard, or said."""
        return bool(await self._desk.recent_ids(conversation))

    async def has_come(self, message: InboundMessage) -> bool:
        """Whether the desk has heard it lately."""
        return message.id in await self._desk.recent_ids(message.conversation)

    async def _of_a_card(self, keep: Keep, scene: Scene) -> InboundMessage | None:
        message = keep.message
        here = message.conversation
        board = replace(here, thread="")
        reference = await self._desk.pinned(board, f"{here.place}/{here.thread}")
        if keep.when is When.ORDERED:
            return replace(message, text=about(message.text, reference))
        if not reference:
            return None
        return message if message.edits or message.deletes else _note(keep, reference)


def about(order: str, reference: str) -> str:
    """An order with its ticket, unless it names one: "claim" is "claim FL-1042"."""
    verb, *rest = order.split(maxsplit=1)
    named = rest[0].upper().startswith(reference.partition("-")[0] + "-") if rest else False
    return order if named or not reference else " ".join((verb, reference, *rest))


def _note(keep: Keep, reference: str) -> InboundMessage:
    message = keep.message
    words = message.text or (sentences.FILE_ONLY if keep.files else "")
    return replace(message, text=f"note {reference} {words}".strip(), doubt="")
