"""A message of ours on its way: composed, made answerable, signed and handed to a carrier."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from channels.base import House, TryLater, Undeliverable
from channels.email import composing, dkim, headers, signed
from channels.email.carriers import Outgoing, carrier
from channels.email.dkim import CannotSign
from channels.email.settings import EmailSettings
from channels.messages import Attachment, Choice, InboundMessage, OutboundMessage, Person, Receipt

LONGEST_LABEL = 100


class Sending:
    """The way out of the e-mail channel."""

    def __init__(
        self, settings: EmailSettings, house: House, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._house = house
        self._clock = clock
        self._carrier = carrier(settings)

    @property
    def lanes(self) -> int:
        """As many as go by the smarthost at a time; 0 without one.

        Never one: somebody new then has their turn after each mail that is tried again.
        """
        return max(self._settings.smarthost_connections, 2) if self._settings.smarthost else 0

    def at_work(self) -> AbstractAsyncContextManager[None]:
        """Within this block connections are kept from one mail to the next."""
        return self._carrier.at_work()

    async def send(self, message: OutboundMessage) -> Receipt:
        """Send it. Raises TryLater or Undeliverable."""
        ours, theirs = composing.correspondents(message)
        id = composing.message_id(message)
        mail = Outgoing(
            raw=await self._written(message, ours),
            id=id,
            sender=self._bounces_to(ours, id),
            recipient=theirs,
        )
        await self._carrier.carry(mail)
        return Receipt(external_id=id)

    async def _written(self, message: OutboundMessage, ours: str) -> bytes:
        files = [(each, await self._bytes(each)) for each in message.attachments]
        earlier = await self._earlier(message)
        links = await self._links(message)

        def write() -> bytes:
            mail = composing.compose(
                message,
                from_name=self._settings.from_name,
                at=self._clock(),
                reply_to=self._answers_to(ours, composing.message_id(message)),
                earlier=earlier,
                links=links,
                files=files,
            )
            domain = ours.rpartition("@")[2]
            return dkim.signed(mail.as_bytes(), domain=domain, settings=self._settings)

        try:
            return await asyncio.to_thread(write)
        except CannotSign as problem:  # ours to mend, and then the mail goes
            raise TryLater(str(problem)) from problem

    def _answers_to(self, ours: str, id: str) -> str:
        if not self._settings.plus_addresses:
            return ours
        return signed.reply_address(ours, id, self._house.signer)

    def _bounces_to(self, ours: str, id: str) -> str:
        """Never <>, which RFC 3834 allows: who cannot be reached is reached some other way, and a
        bounce is known as one and not answered."""
        if not self._settings.verp:
            return ours
        return signed.bounce_address(ours, id, self._house.signer)

    async def _earlier(self, message: OutboundMessage) -> Sequence[str]:
        """What was said before, in a conversation that is a thread."""
        if not message.conversation.thread:
            return ()
        return await self._house.recent_ids(message.conversation)

    async def _links(self, message: OutboundMessage) -> Mapping[str, str]:
        """By token of a choice: where it is made with one press."""
        choices = {choice.token: choice for choice in message.choices}
        answers = [self._answer(message, choice) for choice in choices.values()]
        links = await self._house.offer(answers) if answers else ()
        return dict(zip(choices, links, strict=False))

    def _answer(self, message: OutboundMessage, choice: Choice) -> InboundMessage:
        """What its recipient says by a press. The id is the same however often it is pressed, and
        ends like that of a mail, so that an answer to it is threaded."""
        _, theirs = composing.correspondents(message)
        id = composing.message_id(message)
        return InboundMessage(
            id=f"press/{choice.token}/{id}",
            conversation=message.conversation,
            person=Person(address=theirs),
            at=self._clock(),
            text=headers.one_line(choice.label, longest=LONGEST_LABEL),
            subject=headers.one_line(message.subject),
            choice=choice.token,
            answers=id,
        )

    async def _bytes(self, attachment: Attachment) -> bytes:
        try:
            return await self._house.blobs.get(attachment.source)
        except KeyError:
            raise Undeliverable(f"the file {attachment.name} is gone") from None
