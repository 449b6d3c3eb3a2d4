"""An update in: kept as it came, with as much read of it as its place in line needs."""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from channels.base import NotNow, Receive
from channels.messages import InboundMessage
from channels.telegram import addressed, heard, payloads
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


class Taking:
    """Takes updates in. `seen` is called with each when it is durable, to do what cannot wait."""

    def __init__(self, moves: Moves, us: Callable[[], Us], seen: Seen) -> None:
        self._moves = moves
        self._us = us
        self._seen = seen
        self._albums: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def take(self, receive: Receive, updates: Sequence[object]) -> None:
        """Returns when all are durable; raises if one of them is not, and then all come again.

        In one conversation one after another, conversations beside one another.
        """
        kept = [await self._kept(_bytes(each)) for each in updates]
        lanes: dict[str, list[Kept]] = {}
        for each in kept:
            if each.message:
                lanes.setdefault(each.message.conversation.key, []).append(each)
        await asyncio.gather(*(_hand_in(receive, lane) for lane in lanes.values()))
        for each in kept:
            if each.update:
                self._seen(each.update, each.message)

    async def _kept(self, raw: bytes) -> Kept:
        try:
            update = payloads.parse(raw)
        except Unreadable as why:
            log.warning("an update cannot be read: %s", why)
            return Kept(raw, None, heard.unreadable(raw, at=_now()))
        return Kept(raw, update, await self._heard(update))

    async def _heard(self, update: Update) -> InboundMessage | None:
        message = update.message or update.edited_message
        if message and message.migrate_to_chat_id:
            await self._moves.moved(message.chat.id, message.migrate_to_chat_id)
        if message:
            chat = await self._moves.first(message.chat.id)
            return heard.of_message(message, self._us(), chat=chat, album=self._album(message))
        press = update.callback_query
        if press and press.message and press.message.chat:
            chat = await self._moves.first(press.message.chat.id)
            return heard.of_press(press, self._us(), chat=chat, at=_now())
        return None

    def _album(self, message: Message) -> int:
        """The file of the same album that was meant for us: one alone says so. 0 if none was."""
        if not message.media_group_id or message.chat.is_private:
            return 0
        album = message.chat.id, message.media_group_id
        if album not in self._albums and addressed.is_for_us(message, self._us()):
            self._albums[album] = message.message_id
            if len(self._albums) > MOST_ALBUMS:
                self._albums.popitem(last=False)
        return self._albums.get(album, 0)


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
