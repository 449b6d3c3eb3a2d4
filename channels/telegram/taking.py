"""An update in: kept as it came, with as much read of it as its place in line needs."""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from channels.base import NotNow, Receive
from channels.messages import InboundMessage
from channels.telegram import addressed, commands, heard, payloads
from channels.telegram.moves import Moves
from channels.telegram.payloads import Message, Unreadable, Update
from channels.telegram.us import Us

log = logging.getLogger("firstline")

MOST_ALBUMS = 1000  # kept in mind


@dataclass(frozen=True, slots=True)
class Kept:
    """An update with its bytes, and what the desk is told of it: perhaps nothing."""

    raw: bytes
    update: Update | None
    message: InboundMessage | None


Seen = Callable[[Update, InboundMessage | None], None]
IsTickets = Callable[[int], Awaitable[bool]]


class Taking:
    """Takes updates in. `seen` is called with each when it is durable, to do what cannot wait.

    `is_tickets` tells whether a topic of the desk is a ticket's.
    """

    def __init__(
        self, moves: Moves, us: Callable[[], Us], *, seen: Seen, is_tickets: IsTickets
    ) -> None:
        self._moves = moves
        self._us = us
        self._seen = seen
        self._is_tickets = is_tickets
        self._albums: OrderedDict[tuple[int, str], tuple[int, str]] = OrderedDict()

    async def take(self, receive: Receive, updates: Sequence[object]) -> None:
        """Returns when all are durable; raises if one of them is not, and then all come again.

        In one conversation one after another, conversations beside one another.
        """
        read = [_read(_bytes(each)) for each in updates]
        for each in read:
            self._note_album(each.update)  # the file that is meant for us need not be the first
        kept = [await self._kept(each) for each in read]
        lanes: dict[str, list[Kept]] = {}
        for each in kept:
            if each.message:
                lanes.setdefault(each.message.conversation.key, []).append(each)
        await asyncio.gather(*(_hand_in(receive, lane) for lane in lanes.values()))
        for each in kept:
            if each.update:
                self._seen(each.update, each.message)

    async def _kept(self, read: Kept) -> Kept:
        return replace(read, message=await self._heard(read.update)) if read.update else read

    async def _heard(self, update: Update) -> InboundMessage | None:
        message = update.message or update.edited_message
        if message and message.migrate_to_chat_id:
            await self._moves.moved(message.chat.id, message.migrate_to_chat_id)
        if message:
            chat = await self._moves.first(message.chat.id)
            if await self._is_talk_beside(message):
                return None
            album, order = self._albums.get(_album_of(message), (0, ""))
            return heard.of_message(message, self._us(), chat=chat, album=album, order=order)
        press = update.callback_query
        if press and press.message and press.message.chat:
            chat = await self._moves.first(press.message.chat.id)
            return heard.of_press(press, self._us(), chat=chat, at=_now())
        return None

    async def _is_talk_beside(self, message: Message) -> bool:
        """Words in a topic of the desk that is no ticket's, and not meant for us. Raises NotNow."""
        us = self._us()
        may_be = addressed.is_in_a_topic_of_the_desk(message, us)
        if not may_be or addressed.is_meant(message, us):
            return False
        return not await self._is_tickets(message.message_thread_id)

    def _note_album(self, update: Update | None) -> None:
        """Which file of an album was meant for us, and what it orders: one alone says so."""
        message = (update.message or update.edited_message) if update else None
        if message is None or not message.media_group_id:
            return
        album, us = _album_of(message), self._us()
        order = commands.for_the_next_file(message.said, us.username)
        is_meant = order if message.chat.is_private else addressed.is_for_us(message, us)
        if album not in self._albums and is_meant:
            private = message.chat.is_private
            self._albums[album] = (0, order) if private else (message.message_id, "")
            if len(self._albums) > MOST_ALBUMS:
                self._albums.popitem(last=False)


def _album_of(message: Message) -> tuple[int, str]:
    return message.chat.id, message.media_group_id


def _read(raw: bytes) -> Kept:
    """What came; the desk is told of it at once only if it cannot be read."""
    try:
        return Kept(raw, payloads.parse(raw), None)
    except Unreadable as why:
        log.warning("an update cannot be read: %s", why)
        return Kept(raw, None, heard.unreadable(raw, at=_now()))


async def _hand_in(receive: Receive, lane: Sequence[Kept]) -> None:
    for each in lane:
        if each.message:
            await _keep(receive, each.message, each.raw)


async def _keep(receive: Receive, message: InboundMessage, raw: bytes) -> None:
    """It is durable when this returns. Raises NotNow, whatever stands in the way."""
    named = replace(message, raw=hashlib.sha256(raw).hexdigest())
    try:
        await receive(named, raw=raw)
    except ValueError:  # nobody could keep it as it is, and it would come for ever
        log.error("an update cannot be kept as it was read", extra={"key": message.key})
        lost = heard.unreadable(raw, at=message.at)
        await receive(replace(lost, raw=named.raw), raw=raw)
    except Exception as trouble:
        log.warning("an update could not be kept", extra={"trouble": type(trouble).__name__})
        raise NotNow("the desk can keep nothing just now") from trouble


def _bytes(update: object) -> bytes:
    """The same update, the same bytes. All are ASCII, whatever is in it."""
    if isinstance(update, bytes):
        return update
    return json.dumps(update, separators=(",", ":")).encode("ascii")


def _now() -> datetime:
    return datetime.now(UTC)
