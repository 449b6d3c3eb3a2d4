"""A message on its way out: said, whispered, or written over an earlier one; each of them once."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from channels.base import Blobs, TryLater, Undeliverable
from channels.messages import OutboundMessage, Receipt
from channels.slack import addresses, blocks, strays, traces, uploads
from channels.slack.addresses import Room
from channels.slack.blocks import Drawn
from channels.slack.client import Slack
from channels.slack.errors import NO_SUCH_MESSAGE, Refused, Unsure
from channels.slack.signatures import Signatures, Voice
from channels.slack.traces import NOTHING, Traces

K = TypeVar("K")
V = TypeVar("V")

LOOK_AGAIN = timedelta(seconds=5)  # what Slack still works at is to be seen by then
MOST_KEPT = 5000
GONE = "the message that it answers was deleted in Slack"
UNFOLD_NOTHING = {"unfurl_links": False, "unfurl_media": False}


def _now() -> datetime:
    return datetime.now(UTC)


class Unchangeable(Exception):
    """There is no message that could be written over."""


class Sending:
    """The way out of the Slack channel."""

    def __init__(self, slack: Slack, blobs: Blobs, *, clock: Callable[[], datetime] = _now) -> None:
        self._slack = slack
        self._blobs = blobs
        self._clock = clock
        self._signatures = Signatures(slack)
        self._direct: dict[tuple[str, str], str] = {}
        self._begun: dict[str, bool] = {}  # of which something stands, and not all
        self._sent: dict[tuple[str, str], Receipt] = {}
        self._gone: dict[Room, bool] = {}  # threads that nobody can answer in any more

    async def send(self, message: OutboundMessage) -> Receipt:
        """Send it; the receipt names the last part. Raises TryLater or Undeliverable.

        What was sent lately gets the same receipt again: the first may not have been kept.
        """
        what = (message.conversation.key, message.key)
        receipt = self._sent.get(what) or await self._send(message)
        _keep(self._sent, what, receipt)
        return receipt

    async def _send(self, message: OutboundMessage) -> Receipt:
        room = await self._opened(addresses.room_of(message.conversation))
        if room in self._gone:
            raise Undeliverable(GONE)
        if message.only_for and not room.is_direct:
            return await self._whisper(message, room)
        return await self._say(message, room)

    async def _say(self, message: OutboundMessage, room: Room) -> Receipt:
        is_repeat = message.again or message.key in self._begun
        there = await self._traces(message, room) if is_repeat else NOTHING
        voice = await self._signatures.voice(room.team, message.by)
        ts = ""
        for part, drawn in enumerate(blocks.draw(message, signed=voice.signature)):
            ts = there.parts.get(part) or await self._put(message, room, part, drawn, voice)
        await self._share(message, room, there)
        self._begun.pop(message.key, None)
        return Receipt(external_id=room.called(ts))

    async def _put(
        self, message: OutboundMessage, room: Room, part: int, drawn: Drawn, voice: Voice
    ) -> str:
        """One part, where it belongs; its ts."""
        if message.replaces and part == 0:
            with suppress(Unchangeable):
                return await self._write_over(message, room, drawn)
        return await self._post(message, room, part, drawn, voice)

    async def _post(
        self, message: OutboundMessage, room: Room, part: int, drawn: Drawn, voice: Voice
    ) -> str:
        """Where nobody knows whether it is there, it is looked for, and not posted again yet."""
        try:
            posted = await self._slack.call(
                room.team,
                "chat.postMessage",
                **_body(room, drawn),
                **room.threaded,
                **voice.arguments,
                **UNFOLD_NOTHING,
                metadata=traces.metadata(message.key, part),
            )
        except Unsure as unsure:
            _keep(self._begun, message.key, True)
            found = (await self._traces(message, room)).parts.get(part)
            if not found:
                raise TryLater(str(unsure), after=LOOK_AGAIN) from unsure
            return found
        _keep(self._begun, message.key, True)
        ts = str(posted.get("ts", ""))
        if strays.is_stray(posted, room):
            await strays.take_back(self._slack, room, ts, message.key, clock=self._clock)
            _keep(self._gone, room, True)
            raise Undeliverable(GONE)
        return ts

    async def _write_over(self, message: OutboundMessage, room: Room, drawn: Drawn) -> str:
        """Doing it twice does no harm. Raises Unchangeable if there is nothing to write over."""
        where, ts = addresses.message_called(message.replaces)
        if not ts or where.team != room.team:
            raise Unchangeable
        try:
            await self._slack.call(
                room.team,
                "chat.update",
                **_body(where, drawn),
                ts=ts,
                metadata=traces.metadata(message.key),
            )
        except Refused as no:
            if no.code in NO_SUCH_MESSAGE:
                raise Unchangeable from no
            raise
        return ts

    async def _share(self, message: OutboundMessage, room: Room, there: Traces) -> None:
        for file in there.missing(message.attachments):
            try:
                await uploads.share(self._slack, self._blobs, room, file)
            except Unsure as unsure:
                raise TryLater(str(unsure), after=LOOK_AGAIN) from unsure

    async def _whisper(self, message: OutboundMessage, room: Room) -> Receipt:
        """To one person in a room; alone, where that cannot be, or where files come along."""
        user = addresses.user_of(message.only_for)
        if not message.attachments:
            with suppress(Refused):
                return await self._whispered(message, room, user)
        return await self._say(message, await self._opened(Room(room.team, user)))

    async def _whispered(self, message: OutboundMessage, room: Room, user: str) -> Receipt:
        """It leaves no trace that could be looked for: at worst it is seen twice, for a while."""
        ts = ""
        for drawn in blocks.draw(message):
            told = await self._slack.quietly(
                room.team, "chat.postEphemeral", user=user, **_body(room, drawn), **room.threaded
            )
            ts = str(told.get("message_ts", ""))
        return Receipt(external_id=room.called(ts))

    async def _opened(self, room: Room) -> Room:
        """The room; where it is a person, the direct messages with them."""
        if not room.is_person:
            return room
        who = (room.team, room.channel)
        if who not in self._direct:
            opened = await self._slack.call(room.team, "conversations.open", users=room.channel)
            _keep(self._direct, who, str((opened.get("channel") or {}).get("id", "")))
        return replace(room, channel=self._direct[who])

    async def _traces(self, message: OutboundMessage, room: Room) -> Traces:
        return await traces.find(self._slack, room, message.key, clock=self._clock)


def _body(room: Room, drawn: Drawn) -> dict[str, Any]:
    return {"channel": room.channel, "text": drawn.text, "blocks": list(drawn.blocks)}


def _keep(memory: dict[K, V], key: K, value: V) -> None:
    """The oldest make room."""
    if len(memory) >= MOST_KEPT:
        del memory[next(iter(memory))]
    memory[key] = value
