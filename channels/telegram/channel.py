"""Telegram as a channel: updates are kept and handed to the desk, which has them read later."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar, cast

from starlette.routing import BaseRoute
from telegram.error import InvalidToken, TelegramError

from channels.base import House, NotNow, Receive, Traits, TryLater
from channels.messages import ConversationRef, InboundMessage, OutboundMessage, Receipt
from channels.telegram import polling, setup, webhook
from channels.telegram.board import reference_of_topic, room_of
from channels.telegram.client import Client
from channels.telegram.courtesy import Courtesy
from channels.telegram.errands import Errands
from channels.telegram.limits import Limiter
from channels.telegram.moves import Moves
from channels.telegram.payloads import Update
from channels.telegram.polling import Stopped
from channels.telegram.post import Post
from channels.telegram.reading import Reading
from channels.telegram.rendering import LONGEST
from channels.telegram.sending import Sending
from channels.telegram.settings import TelegramSettings
from channels.telegram.taking import Taking
from channels.telegram.us import Us
from channels.views import Desk

log = logging.getLogger("firstline")

T = TypeVar("T")

LOOK_AGAIN = 600.0  # seconds; what stopped us may be over


class TelegramChannel:
    """`ready` is set while updates come in; `trouble` is why none do, a sentence."""

    name = "telegram"
    traits = Traits(
        longest=LONGEST,
        can_edit=True,
        can_offer=True,
        can_attach=True,
        bursts=True,
        can_whisper=True,
        rooms=True,
    )

    def __init__(
        self,
        settings: TelegramSettings,
        house: Desk | House,
        *,
        limiter: Limiter | None = None,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        """After `look_again` seconds what stopped us is looked at again."""
        self._settings = settings
        self._house = house
        self._look_again = look_again
        self._us = setup.at_first(settings)
        self._client = Client(settings)
        self._moves = Moves(lambda: house.vault)
        self._errands = Errands()
        self._limiter = limiter or Limiter()
        self._post = Post(self._client, self._limiter, self._moves)
        self._sending = Sending(self._post, lambda: house.blobs, self.us)
        self._reading = Reading(settings, house, self._client, self.us, self._sending.send)
        self._courtesy = Courtesy(
            client=self._client, post=self._post, limiter=self._limiter, errands=self._errands
        )
        self._taking = Taking(
            self._moves, self.us, seen=self._seen, is_tickets=self._is_a_tickets_topic
        )
        self._receive: Receive | None = None
        self.ready = asyncio.Event()
        self.trouble = ""

    def us(self) -> Us:
        """Who we are, as far as it is known by now."""
        agents_chat = self._us.agents_chat
        return replace(self._us, moved_to=self._moves.known(agents_chat))

    def begin(self, address: str) -> ConversationRef:
        """The private chat with this account; it arrives only if they have begun one."""
        return ConversationRef(channel=self.name, place=address)

    def routes(self) -> Sequence[BaseRoute]:
        """Where Telegram calls us, for the web channel to serve; none where updates are fetched."""
        if self._settings.mode != "webhook":
            return ()
        return (webhook.route(self._settings.webhook_secret, self._called),)

    async def run(self, receive: Receive) -> None:
        try:
            while True:
                await self._begin(receive)
        finally:
            self._receive = None
            self.ready.clear()
            await self._errands.close()
            await self._client.close()

    async def send(self, message: OutboundMessage) -> Receipt:
        if not self._settings.bot_id:
            raise TryLater(setup.NOT_SET_UP)
        return await self._sending.send(message)

    async def read(self, message: InboundMessage) -> InboundMessage:
        return await self._reading.read(message)

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        return await self._reading.undecoded(message)

    # --- taking in ---------------------------------------------------------------------------
    async def _begin(self, receive: Receive) -> None:
        """Find out who we are and attend; or say why not, and look again after a while."""
        try:
            await self._introduce()
        except Stopped as why:
            await self._rest(str(why))
            return
        self._receive = receive
        self.ready.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(setup.offer_commands(self._client, self._us))
            group.create_task(self._attend(receive))
            if self._settings.agents_chat:
                group.create_task(self._house.alone("telegram board", self._keep_board))

    async def _introduce(self) -> None:
        """Raises Stopped."""
        client, settings = self._client, self._settings
        if not settings.bot_id:
            raise Stopped(setup.NOT_SET_UP)
        self._us = await _insist(lambda: setup.who_we_are(client, settings, self._moves))
        if settings.mode == "polling":
            await _insist(lambda: setup.be_let_fetch(client))
        else:
            await _insist(lambda: setup.be_called(client, settings))

    async def _attend(self, receive: Receive) -> None:
        if self._settings.mode == "polling":
            await self._house.alone("telegram poll", partial(self._poll, receive))
        else:
            await asyncio.Event().wait()

    async def _poll(self, receive: Receive) -> None:
        take = partial(self._taking.take, receive)
        self.ready.set()
        try:
            await polling.poll(self._client, take, seconds=self._settings.poll_seconds)
        except Stopped as why:
            await self._rest(str(why))

    async def _rest(self, why: str) -> None:
        """Take nothing in for a while: somebody has to mend it. What the desk says still goes out.

        That somebody else fetches may be a server of ours that has not ended yet, and will.
        """
        self.trouble = why
        self.ready.clear()
        try:
            await self._house.alarm(f"Telegram: {why}")
        except NotNow:
            log.error("Telegram: %s", why)
        if not self._settings.bot_id:  # that does not change while we run
            await asyncio.Event().wait()
        await asyncio.sleep(self._look_again)
        self.trouble = ""

    async def _called(self, raw: bytes) -> None:
        if self._receive is None:
            raise NotNow("the desk is not open yet")
        await self._taking.take(self._receive, [raw])

    def _seen(self, update: Update, message: InboundMessage | None) -> None:
        self._courtesy.after(update, message, self.us())

    async def _is_a_tickets_topic(self, topic: int) -> bool:
        desk, room = cast("Desk", self._house), room_of(self._us.agents_chat)
        return bool(await reference_of_topic(desk, room, topic))

    async def _keep_board(self) -> None:
        from channels import board
        from channels.telegram.board import Cards

        desk = cast("Desk", self._house)
        cards = Cards(post=self._post, desk=desk, topics=self._settings.topics)
        room = room_of(self._us.agents_chat)
        await board.keep_up(desk, room, cards, pause=self._settings.card_seconds)


async def _insist(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until there is an answer. Raises Stopped if the token is none."""
    for number in range(10**9):
        try:
            return await ask()
        except InvalidToken:
            raise Stopped("Telegram does not know the bot's token; see telegram.token.") from None
        except (TelegramError, NotNow) as trouble:
            log.warning("Telegram does not answer: %s", type(trouble).__name__)
            await asyncio.sleep(polling.DELAYS[min(number, len(polling.DELAYS) - 1)])
    raise AssertionError
