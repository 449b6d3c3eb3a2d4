"""A kept update is read: its files are fetched, an agent's words become an order, links count."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

from channels.base import House, Undeliverable
from channels.messages import Attachment, InboundMessage, OutboundMessage, Person
from channels.telegram import addressed, commands, files, heard, payloads, wording
from channels.telegram.board import reference_of_topic
from channels.telegram.client import Client
from channels.telegram.files import Missing, Sent
from channels.telegram.payloads import Message, Unreadable, Update
from channels.telegram.prompts import prompted
from channels.telegram.settings import TelegramSettings
from channels.telegram.us import Us
from channels.views import Desk

log = logging.getLogger("firstline")

SHOWN = 4000  # characters of an update that cannot be read
LINKED = "telegram/linked/"
TOO_LARGE = "too-large/"

Tell = Callable[[OutboundMessage], Awaitable[object]]


class Reading:
    """Reads what was taken in. `tell` sends a message beside the desk's own."""

    def __init__(
        self,
        settings: TelegramSettings,
        house: Desk | House,
        client: Client,
        us: Callable[[], Us],
        tell: Tell,
    ) -> None:
        self._settings = settings
        self._house = house
        self._client = client
        self._us = us
        self._tell = tell

    async def read(self, message: InboundMessage) -> InboundMessage:
        """With files, e-mail address and orders. Raises Unreadable, TryLater, NotNow."""
        update = payloads.parse(await self._house.blobs.get(message.raw))
        if message.conversation.place == heard.UNREADABLE:
            raise Unreadable("nobody could keep it as it was read")
        said = update.message or update.edited_message
        read = replace(message, raw="", person=await self._known(message, said))
        if said is None:
            return read
        read = replace(read, text=_words(message, said))
        if said.edit_date:
            return read
        with_files = await self._with_files(read, said)
        return await self._ordered(with_files, said) if message.private else with_files

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        """The words, or of what cannot be read whatever came."""
        raw = await self._house.blobs.get(message.raw)
        try:
            update = payloads.parse(raw)
        except Unreadable:
            return replace(message, raw="", text=wording.unread(_shown(raw)))
        if message.conversation.place == heard.UNREADABLE:
            return replace(message, raw="", text=wording.unread(_shown(raw)))
        return replace(message, raw="", text=_plainly(message, update))

    # --- people ------------------------------------------------------------------------------
    async def _known(self, message: InboundMessage, said: Message | None) -> Person:
        """The person, with the address that the settings or a sign-in link vouch for."""
        user = message.person.address
        email = self._settings.email_of(int(user)) if user.isdecimal() else ""
        if not email and said and said.chat.is_private:
            email = await self._linked(user, said)
        return replace(message.person, email=email)

    async def _linked(self, user: str, said: Message) -> str:
        """Whose sign-in link they came by. What is used up is remembered first, for a retry."""
        command = commands.read(said.said, self._us().username)
        if (
            command is None
            or command.verb != "start"
            or not commands.SECRET.fullmatch(command.rest)
        ):
            return ""
        desk, vault = cast("Desk", self._house), self._house.vault
        owner = await desk.link_owner(command.rest)
        if owner is None:
            known = await vault.get(f"{LINKED}{user}/{said.message_id}")
            return known.decode() if known else ""
        await vault.put(f"{LINKED}{user}/{said.message_id}", owner.address.encode())
        await desk.redeem(command.rest)
        return owner.address

    # --- files -------------------------------------------------------------------------------
    async def _with_files(self, read: InboundMessage, said: Message) -> InboundMessage:
        kept: list[Attachment] = []
        remarks: list[str] = []
        for file in files.sent(said):
            try:
                kept.append(await self._fetch(file))
            except Missing as missing:
                remarks.append(wording.file_missing(file.name, file.size, str(missing)))
                await self._say_so(self._regret(read, file, missing))
        return replace(read, attachments=tuple(kept), remark="\n".join(remarks))

    async def _say_so(self, regret: OutboundMessage) -> None:
        try:
            await self._tell(regret)
        except Undeliverable:  # the desk is told all the same
            log.info("nobody to tell", extra={"key": regret.key})

    async def _fetch(self, file: Sent) -> Attachment:
        limit = self._settings.file_limit
        return await files.fetched(file, self._client, self._house.blobs, limit=limit)

    def _regret(self, read: InboundMessage, file: Sent, missing: Missing) -> OutboundMessage:
        limit = self._settings.file_limit
        told = wording.too_large(file.name, limit) if missing.too_large else ""
        return OutboundMessage(
            key=f"{TOO_LARGE}{read.id}",
            conversation=read.conversation,
            text=told or wording.not_fetched(file.name),
            answers=read.id,
        )

    # --- orders ------------------------------------------------------------------------------
    async def _ordered(self, read: InboundMessage, said: Message) -> InboundMessage:
        """At the desk, words on a card or in a ticket's topic are about that ticket."""
        us = self._us()
        if read.choice or not us.is_at_the_desk(said.chat.id):
            return read
        words = read.text or (wording.FILE if files.sent(said) else "")
        verb, reference = prompted(said.reply_to_message, us)
        if verb:
            return replace(read, text=f"{verb} {reference} {words}".strip())
        reference = await self._about(read, said)
        if not reference:
            return read
        typed = commands.gives_order(addressed.without_our_name(said, us), us.username)
        as_order = commands.about if typed else commands.note
        return replace(read, text=as_order(words, reference))

    async def _about(self, read: InboundMessage, said: Message) -> str:
        desk = cast("Desk", self._house)
        room = replace(read.conversation, thread="")
        found = await desk.pinned(room, read.answers) if read.answers else ""
        if found or not (self._settings.topics and said.is_topic_message):
            return found
        return await reference_of_topic(desk, room, said.message_thread_id)


def _words(message: InboundMessage, said: Message) -> str:
    """What was said; what only stood for a file says nothing."""
    return "" if message.text == wording.FILE and files.sent(said) else message.text


def _plainly(message: InboundMessage, update: Update) -> str:
    """The words, and which files could not be had."""
    said = update.message or update.edited_message
    missing = files.sent(said) if said else ()
    told = (wording.file_missing(each.name, each.size, "see Telegram") for each in missing)
    words = _words(message, said) if said else message.text
    return "\n\n".join(filter(None, (words, *told)))


def _shown(raw: bytes) -> str:
    """Some of it, for a person to look at."""
    try:
        return json.dumps(json.loads(raw), indent=1, ensure_ascii=False)[:SHOWN]
    except (ValueError, RecursionError):
        return raw.decode("utf-8", "replace")[:SHOWN]
