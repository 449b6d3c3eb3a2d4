"""E-mail as a channel: raw mail is kept and handed to the desk, which has it read later."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from channels.base import House, Markup, Receive, Traits, Undeliverable
from channels.email import composing, cover, reading
from channels.email.carriers import Carrier, carrier
from channels.email.cover import Delivery
from channels.email.reading import File, Head
from channels.email.server import Clerk, Gate, Visit, quiet_library
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
LARGE = 1024 * 1024  # bytes; to sum up more would hold up the others
GOODBYE_SECONDS = 2.0
READING_SECONDS = 10.0


def _now() -> datetime:
    return datetime.now(UTC)


def connect(settings: EmailSettings, house: House) -> "EmailChannel":
    """The e-mail channel; it listens while `run` runs."""
    return EmailChannel(settings, house)


class EmailChannel:
    """`port` is where it listens, once `ready` is set."""

    name = "email"
    traits = Traits(
        longest=100_000,
        can_offer=False,
        can_attach=True,
        bursts=False,
        machines=True,
        markup=Markup.HTML,
    )

    def __init__(
        self, settings: EmailSettings, house: House, *, clock: Callable[[], datetime] = _now
    ) -> None:
        self._settings = settings
        self._house = house
        self._clock = clock
        self._carrier: Carrier = carrier(settings)
        self.ready = asyncio.Event()
        self.port = settings.port

    def begin(self, address: str) -> ConversationRef:
        """A new correspondence with this address, from the first of ours."""
        return ConversationRef(channel=self.name, place=f"{self._settings.addresses[0]}>{address}")

    def correspondent(self, conversation: ConversationRef) -> str:
        """The mailbox at the other end."""
        theirs = conversation.place.partition(">")[2]
        return "" if theirs == cover.NOBODY else theirs

    async def run(self, receive: Receive) -> None:
        quiet_library()
        visits: set[Visit] = set()
        gate = Gate(self._settings)
        take = partial(self.take, receive)
        visit = Visit(Clerk(self._settings, take), self._settings, gate, visits)
        server = await asyncio.get_running_loop().create_server(
            visit.another, self._settings.host, self._settings.port
        )
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ready.clear()
            server.close()
            await _say_goodbye(visits)

    async def take(self, receive: Receive, delivery: Delivery) -> None:
        """Hand a mail in, to be read later; returns once it is durable."""
        raw = delivery.stamped()
        await receive(self._message(delivery, await _sum(raw), len(raw)), raw=raw)

    async def send(self, message: OutboundMessage) -> Receipt:
        ours, theirs = composing.correspondents(message)
        files = [(each, await self._bytes(each)) for each in message.attachments]
        mail = await asyncio.to_thread(
            composing.compose,
            message,
            from_name=self._settings.from_name,
            at=self._clock(),
            files=files,
        )
        await self._carrier.carry(mail, sender=ours, recipient=theirs)
        return Receipt(external_id=composing.message_id(message))

    async def _bytes(self, attachment: Attachment) -> bytes:
        try:
            return await self._house.blobs.get(attachment.source)
        except KeyError:
            raise Undeliverable(f"the file {attachment.name} is gone") from None

    def _message(self, delivery: Delivery, source: str, size: int) -> InboundMessage:
        """A mail that is still to be read: its blob, `source`, is the mail as it came."""
        seen = cover.cover(delivery, self._settings)
        original = Attachment(
            name="original.eml", media_type="message/rfc822", size=size, source=source
        )
        return InboundMessage(
            id=seen.id,
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
        async with asyncio.timeout(READING_SECONDS):
            head, body = await asyncio.to_thread(reading.read, raw, self._settings)
        files = [await self._keep(file) for file in body.files]
        attachments = (*files, *message.attachments)
        return replace(_headed(message, head), text=body.text, attachments=attachments, raw="")

    async def undecoded(self, message: InboundMessage) -> InboundMessage:
        raw = await self._house.blobs.get(message.raw)
        head = reading.head(raw, self._settings)
        return replace(_headed(message, head), text=reading.undecoded(raw), raw="")

    async def _keep(self, file: File) -> Attachment:
        source = await self._house.blobs.put(_chunks(file.content), limit=len(file.content))
        return Attachment(
            name=file.name, media_type=file.media_type, size=len(file.content), source=source
        )


def _headed(message: InboundMessage, head: Head) -> InboundMessage:
    return replace(message, answers=head.answers, automatic=head.automatic)


async def _sum(raw: bytes) -> str:
    """The SHA-256, in hex."""
    if len(raw) <= LARGE:
        return hashlib.sha256(raw).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, raw)).hexdigest()


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


async def _say_goodbye(visits: set[Visit]) -> None:
    """Nobody still connected has been told "taken", so they will come again."""
    tasks = [task for visit in list(visits) if (task := visit.leave())]
    if tasks:
        await asyncio.wait(tasks, timeout=GOODBYE_SECONDS)
