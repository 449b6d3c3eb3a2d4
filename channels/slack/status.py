"""A sign that an answer is being looked for: Slack's own, or else eyes on the message.

It is a courtesy: whatever goes wrong with it is kept quiet, and what is not allowed is not tried
again for a while.
"""

from collections.abc import Callable
from time import monotonic

from channels.base import TryLater, Undeliverable
from channels.messages import ConversationRef
from channels.slack import labels
from channels.slack.addresses import Room, room_of
from channels.slack.client import Slack
from channels.slack.errors import Refused

EYES = "eyes"
PAUSE = 3600.0  # seconds before something that was refused is tried again
MOST = 5000
# With these the next message would be refused too.
FOR_ALL = frozenset(
    {"access_denied", "missing_scope", "no_permission", "not_allowed_token_type", "unknown_method"}
)


class Status:
    """The signs that stand somewhere. `clock` gives seconds."""

    def __init__(self, slack: Slack, *, clock: Callable[[], float] = monotonic) -> None:
        self._slack = slack
        self._clock = clock
        self._refused: dict[tuple[str, str], float] = {}
        self._eyes: dict[ConversationRef, str] = {}
        self._on_its_way: set[ConversationRef] = set()
        self._too_late: set[ConversationRef] = set()

    async def searching(self, conversation: ConversationRef, message_ts: str) -> None:
        """Show that an answer to this message is being looked for. Raises nothing."""
        self._on_its_way.add(conversation)
        try:
            await self._show(conversation, message_ts)
        finally:
            self._on_its_way.discard(conversation)
            was_answered = conversation in self._too_late
            self._too_late.discard(conversation)
        if was_answered:
            await self.done(conversation)

    async def _show(self, conversation: ConversationRef, message_ts: str) -> None:
        room = room_of(conversation)
        if await self._set(room, labels.SEARCHING):
            return
        if await self._try(room, "reactions.add", **_eyes(room, message_ts)):
            if len(self._eyes) >= MOST:
                self._eyes.clear()
            self._eyes[conversation] = message_ts

    async def done(self, conversation: ConversationRef) -> None:
        """Nothing is looked for there any more. Raises nothing.

        Slack's own sign goes with the next message; only where none comes, this must be said.
        """
        room = room_of(conversation)
        message_ts = self._eyes.pop(conversation, "")
        if message_ts:
            await self._try(room, "reactions.remove", **_eyes(room, message_ts))
        else:
            await self._set(room, "")

    async def answered(self, conversation: ConversationRef) -> None:
        """A message has come; eyes do not go by themselves, nor a sign that comes after it.

        Raises nothing.
        """
        if conversation in self._on_its_way:
            self._too_late.add(conversation)
        elif conversation in self._eyes:
            await self.done(conversation)

    async def _set(self, room: Room, status: str) -> bool:
        return bool(room.thread) and await self._try(
            room,
            "assistant.threads.setStatus",
            channel_id=room.channel,
            thread_ts=room.thread,
            status=status,
        )

    async def _try(self, room: Room, method: str, **arguments: str) -> bool:
        what = (room.team, method)
        if self._clock() - self._refused.get(what, -PAUSE) < PAUSE:
            return False
        try:
            await self._slack.quietly(room.team, method, **arguments)
        except Refused as no:
            if no.code in FOR_ALL:
                self._refused[what] = self._clock()
            return False
        except (TryLater, Undeliverable):
            return False
        return True


def _eyes(room: Room, message_ts: str) -> dict[str, str]:
    return {"channel": room.channel, "timestamp": message_ts, "name": EYES}
