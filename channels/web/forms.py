"""Reading a posted form: small fields into memory, files straight to the blobs, all with a cap."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from channels.base import Blobs, BlobTooLarge, NotNow
from channels.messages import Attachment
from channels.web import multipart, wording
from channels.web.filenames import tidy_media_type, tidy_name
from channels.web.multipart import Event, PartHead, Piece
from channels.web.refusals import Refused
from channels.web.settings import WebSettings

FIELDS_AT_MOST = 20
BYTES_A_CHARACTER = 12  # the most one character takes once it is percent-encoded
OVERHEAD = 64 * 1024  # names, tokens, boundaries
PATIENCE = 120.0  # seconds for a whole body

TOKEN_FIELD = "csrf"  # noqa: S105 - the field's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A genuine form: its token has been checked."""

    fields: Mapping[str, str]
    attachments: tuple[Attachment, ...] = ()

    def get(self, name: str) -> str:
        """A field's text, "" if it was not sent."""
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a form is read with. Fields alone come in where `blobs` is None.

    The token stands before the files in our forms, so no byte of a file is kept for a stranger.
    """

    settings: WebSettings
    is_genuine: Callable[[str], bool]
    blobs: Blobs | None = None
    admit: Callable[[], None] = lambda: None  # refuses the next file if there were too many

    @property
    def longest_field(self) -> int:
        """In bytes, as sent."""
        return self.settings.text_limit * BYTES_A_CHARACTER

    @property
    def longest_body(self) -> int:
        """In bytes, with everything in it."""
        files = self.settings.upload_limit if self.blobs else 0
        return files + self.longest_field + OVERHEAD

    def check(self, fields: Mapping[str, str]) -> None:
        """Refuse a form whose token is missing or not ours."""
        if not self.is_genuine(fields.get(TOKEN_FIELD, "")):
            raise Refused(403, wording.STALE_FORM)


async def read(request: Request, intake: Intake) -> Form:
    """Read the form. Refuses what is too large, too slow, broken or not from our page."""
    _check_length(request, intake)
    request.state.typed = fields = dict[str, str]()
    try:
        async with asyncio.timeout(PATIENCE):
            return await _read(request, intake, fields)
    except TimeoutError as slow:
        raise Refused(408, wording.TOO_SLOW) from slow


def typed(request: Request) -> Mapping[str, str]:
    """The fields read so far, whatever became of the form; none if nobody has begun to read."""
    fields: Mapping[str, str] = getattr(request.state, "typed", {})
    return fields


def _check_length(request: Request, intake: Intake) -> None:
    # The server holds the sender to this number, so the body is never longer.
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise Refused(411, wording.NO_LENGTH)
    if int(length) > intake.longest_body:
        raise Refused(413, too_much(intake.settings))


def too_much(settings: WebSettings) -> str:
    """The sentence for files that are too large."""
    return wording.TOO_MUCH.format(limit=wording.size(settings.upload_limit))


async def _read(request: Request, intake: Intake, fields: dict[str, str]) -> Form:
    boundary = multipart.boundary_of(request.headers.get("content-type", ""))
    if boundary:
        async with aclosing(multipart.events(request, boundary)) as events:
            return await _read_parts(events, intake, fields)
    fields |= _plain_fields(await request.body(), intake)
    intake.check(fields)
    return Form(fields=fields)


def _plain_fields(body: bytes, intake: Intake) -> dict[str, str]:
    if len(body) > intake.longest_field + OVERHEAD:
        raise Refused(413, _too_long(intake))
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_AT_MOST)
    except ValueError as broken:
        raise Refused(400, wording.BROKEN_FORM) from broken
    return dict(pairs)


async def _read_parts(events: AsyncIterator[Event], intake: Intake, fields: dict[str, str]) -> Form:
    files: list[Attachment] = []
    async for event in events:
        if not isinstance(event, PartHead):
            continue
        if event.filename:
            intake.check(fields)
            intake.admit()
            files.append(await _file(event, events, intake, files))
        elif len(fields) < FIELDS_AT_MOST:
            fields[event.name] = await _field(events, intake)
    intake.check(fields)
    return Form(fields=fields, attachments=tuple(files))


async def _pieces(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    """The bytes of the part at hand, up to its end."""
    async for event in events:
        if not isinstance(event, Piece):
            return
        yield event.data


async def _field(events: AsyncIterator[Event], intake: Intake) -> str:
    value = b""
    async for piece in _pieces(events):
        value += piece
        if len(value) > intake.longest_field:
            raise Refused(413, _too_long(intake))
    return value.decode(errors="replace")


async def _file(
    head: PartHead, events: AsyncIterator[Event], intake: Intake, before: list[Attachment]
) -> Attachment:
    settings = intake.settings
    if intake.blobs is None or len(before) >= settings.uploads_per_message:
        raise Refused(413, wording.TOO_MANY_FILES.format(limit=settings.uploads_per_message))
    meter = Meter(_pieces(events))
    left = settings.upload_limit - sum(file.size for file in before)
    try:
        source = await intake.blobs.put(aiter(meter), limit=left)
    except BlobTooLarge as large:
        raise Refused(413, too_much(settings)) from large
    except NotNow:
        await _hear_out(events)
        raise
    return Attachment(
        name=tidy_name(head.filename),
        media_type=tidy_media_type(head.media_type),
        size=meter.count,
        source=source,
    )


async def _hear_out(events: AsyncIterator[Event]) -> None:
    """Read the rest: a browser that is cut off while it sends shows no answer of ours."""
    async for _ in events:
        pass


@dataclass(slots=True)
class Meter:
    """Passes bytes on and counts them."""

    pieces: AsyncIterator[bytes]
    count: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.pieces:
            self.count += len(piece)
            yield piece


def _too_long(intake: Intake) -> str:
    return wording.TOO_LONG.format(limit=intake.settings.text_limit)
