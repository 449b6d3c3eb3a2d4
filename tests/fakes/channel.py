"""A channel in memory: remembers what it sent, and fails as it is told."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from channels.base import Receive, Traits
from channels.messages import ConversationRef, OutboundMessage, Receipt


class MemoryChannel:
    """`trouble` holds, by place, what the next sends there raise; it is used up one by one."""

    traits = Traits(longest=1000, bursts=False)

    def __init__(self, name: str) -> None:
        self.name = name
        self.sent: list[OutboundMessage] = []
        self.trouble: dict[str, list[Exception]] = defaultdict(list)

    async def run(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def send(self, message: OutboundMessage) -> Receipt:
        waiting = self.trouble[message.conversation.place]
        if waiting:
            raise waiting.pop(0)
        self.sent.append(message)
        return Receipt(external_id=f"{self.name}-{len(self.sent)}")

    def begin(self, address: str) -> ConversationRef:
        return ConversationRef(channel=self.name, place=address)

    def said_to(self, place: str) -> tuple[str, ...]:
        return tuple(m.text for m in self.sent if m.conversation.place == place)

    def fail(self, place: str, troubles: Iterable[Exception]) -> None:
        self.trouble[place].extend(troubles)


class Square(MemoryChannel):
    """A channel with rooms, where many read and write, and one person can be whispered to."""

    traits = Traits(longest=4000, can_edit=True, can_whisper=True, rooms=True)

    def begin(self, address: str) -> ConversationRef:
        return ConversationRef(channel=self.name, place=f"alone/{address}")

    def seen_in(self, conversation: ConversationRef, *, by: str = "") -> tuple[str, ...]:
        """What somebody sees there: what is for all, and what is for them."""
        here = (m for m in self.sent if m.conversation == conversation)
        return tuple(m.text for m in here if m.only_for in ("", by))
