"""E-mail as a channel: raw mail is kept and handed to the desk, which has it read later."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from channels.base import House, Markup, Receive, Traits
from channels.email import cover, mailbox, reading, returned
from channels.email.beside import beside
from channels.email.bounces import Bounce
from channels.email.cover import Delivery
from channels.email.doors import open_doors
from channels.email.files import File
from channels.email.reader import Reader
from channels.email.sending import Sending
from channels.email.settings import EmailSettings
from channels.messages import (
    Attachment,
    ConversationRef,
    InboundMessage,
    OutboundMessage,
    Person,
    Receipt,
)

CHUNK = 256 * 1024


def _now() -> datetime:
    return datetime.now(UTC)


def connect(settings: EmailSettings, house: House) -> "EmailChannel":
    """The e-mail channel; it listens while `run` runs."""
    return EmailChannel(settings, house)


class EmailChannel:
    """Once `ready` is set, `port` is where it takes SMTP; `ports` are all, by their settings."""

    name = "email"
    traits = Traits(
        longest=100_000,
        can_offer=False,
        can_attach=True,
        bursts=False,
        machines=True,
        takes_orders=False,
        markup=Markup.HTML,
    )

    def __init__(
        self, settings: EmailSettings, house: House, *, clock: Callable[[], datetime] = _now
    ) -> None:
        self._settings = settings
        self._house = house
        self._clock = clock
        self._sending = Sending(settings, house, clock)
        self.traits = replace(self.traits, lanes=self._sending.lanes)
        self._reader = Reader(settings.ours)
        self.ready = asyncio.Event()
        self.port = settings.port
        self.ports: dict[str, int] = {}

    def begin(self, address: str) -> ConversationRef:
        """A new correspondence with this address, from the first of ours."""
        return ConversationRef(channel=self.name, place=f"{self._settings.addresses[0]}>{address}")

    def correspondent(self, conversation: ConversationRef) -> str:
        """The mailbox at the other end."""
        theirs = conversation.place.partition(">")[2]
        return "" if theirs == cover.NOBODY else theirs

    async def run(self, receive: Receive) -> None:
        take = partial(self.take, receive)
        async with open_doors(self._settings, take) as ports:
            self.ports = ports
            self.port = ports.get("port", 0)
            self.ready.set()
            try:
                async with self._sending.at_work():
                    await mailbox.attend(self._settings, take, self._house)
            finally:
                self.ready.clear()
                self._reader.close()

    async def take(self, receive: Receive, delivery: Delivery) -> None:
        """Hand a mail in, to be read later; returns once it is durable."""
        looked_at = partial(self._looked_at, delivery)
        message, raw = await beside(looked_at, size=len(delivery.raw))
        await receive(message, raw=raw)

    def _looked_at(self, delivery: Delivery) -> tuple[InboundMessage, bytes]:
        """The message and the mail as it is kept."""
        raw = delivery.stamped()
        return self._message(delivery, hashlib.sha256(raw).hexdigest(), len(raw)), raw

    async def send(self, message: OutboundMessage) -> Receipt:
        return await self._sending.send(message)

    def _message(self, delivery: Delivery, source: str, size: int) -> InboundMessage:
        """A mail that is still to be read: its blob, `source`, is the mail as it came."""
        seen = cover.cover(delivery, self._settings)
        original = Attachment(
            name="original.eml", media_type="message/rfc822", size=size, source=source
        )
        return InboundMessage(
            id=seen.id,
            known_as=seen.known_as,
            conversation=ConversationRef(
                channel=self.name, place=f"{delivery.ours}>{seen.sender.address}", thread=seen.root
            ),
            person=Person(address=seen.sender.address, name=seen.sender.name),
            at=self._clock(),
            subject=seen.subject,
            attachments=(original,),
            raw=source,
        )

    async def read(self, message: InboundMessage) -> InboundMessage:
        raw = await self._house.blobs.get(message.raw)
        body = await self._reader.read(raw)
        files = [await self._keep(file) for file in body.files]
        read = replace(
            message,
            text=body.text,
            cut=body.cut,
            remark=body.remark,
            sealed=body.is_sealed,
            attachments=(*files, *message.attachments),
            automatic=bool(body.judgement.not_automated),
            unanswered=body.judgement.not_answered,
            keeps_state=body.judgement.not_reopening,
            order=reading.ordered(body),
            raw="",
        )
        headed = self._headed(read, raw, body.judgement.bounce)
        # What is done by an order takes along what was attached, and not the mail itself.
        is_done = headed.order and not headed.doubt
        return replace(headed, attachments=tuple(files)) if is_done else headed

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        raw = await self._house.blobs.get(message.raw)
        return self._headed(replace(message, text=reading.undecoded(raw), raw=""), raw)

    def _headed(
        self, message: InboundMessage, raw: bytes, bounce: Bounce | None = None
    ) -> InboundMessage:
        head = reading.head(raw, self._settings, self._house.signer)
        person = message.person
        return replace(
            message,
            person=replace(person, email=person.address if head.proved == person.address else ""),
            answers=head.answers,
            follows=head.follows,
            # No person writes to the address that only our envelopes show.
            automatic=message.automatic or bool(head.bounced),
            bounced=returned.bounced(bounce, head.bounced, is_nobodys=head.is_nobodys),
            doubt=reading.doubt(head, person.address) if message.order else "",
            disowned=head.disowned,
        )

    async def _keep(self, file: File) -> Attachment:
        source = await self._house.blobs.put(_chunks(file.content), limit=len(file.content))
        return Attachment(
            name=file.name, media_type=file.media_type, size=len(file.content), source=source
        )


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
