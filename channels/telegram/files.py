"""The files of a message: which there are, and how they are fetched and kept."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from telegram.error import BadRequest, TelegramError

from channels.base import Blobs, BlobTooLarge, TryLater
from channels.messages import Attachment
from channels.telegram import errors
from channels.telegram.client import Client
from channels.telegram.errors import Flaw
from channels.telegram.payloads import Media, Message

SECONDS = 12.0  # for all files of one message
AGAIN = timedelta(seconds=30)
NOT_THERE = "Telegram does not have it any more"
GONE = (400, 403, 404)  # a file that is not there any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file somebody sent, not fetched yet. `size` is 0 where Telegram does not tell."""

    name: str
    media_type: str
    size: int
    file_id: str


class Missing(Exception):
    """The file will never be here. `too_large` says that it is because of its size."""

    def __init__(self, why: str, *, too_large: bool = False) -> None:
        super().__init__(why)
        self.too_large = too_large


# Where a file may be, and what it is called and is where nothing says so.
_PLACES: tuple[tuple[Callable[[Message], Media | None], str, str], ...] = (
    (lambda m: m.photo[-1] if m.photo else None, "photo-{}.jpg", "image/jpeg"),
    (lambda m: m.animation or m.document, "file-{}", "application/octet-stream"),
    (lambda m: m.voice, "voice-{}.ogg", "audio/ogg"),
    (lambda m: m.video, "video-{}.mp4", "video/mp4"),
    (lambda m: m.video_note, "video-{}.mp4", "video/mp4"),
    (lambda m: m.audio, "audio-{}.mp3", "audio/mpeg"),
)


def sent(message: Message) -> tuple[Sent, ...]:
    """The files of a message; a sticker is what it shows, and no file."""
    found = ((find(message), name, kind) for find, name, kind in _PLACES)
    return tuple(
        Sent(
            name=media.file_name or name.format(message.message_id),
            media_type=media.mime_type or kind,
            size=media.file_size,
            file_id=media.file_id,
        )
        for media, name, kind in found
        if media
    )


async def fetched(file: Sent, client: Client, blobs: Blobs, *, limit: int) -> Attachment:
    """The file, kept. Raises Missing if it never can be, TryLater if it may be later."""
    if file.size > limit:
        raise Missing("too large", too_large=True)
    try:
        async with asyncio.timeout(SECONDS):
            return await _kept(file, client, blobs, limit)
    except (BlobTooLarge, TelegramError, httpx.HTTPError, TimeoutError) as trouble:
        raise _meaning(trouble) from None


def _meaning(trouble: Exception) -> Exception:
    """Missing or TryLater. The addresses of files hold the token, so nothing is quoted."""
    if isinstance(trouble, BlobTooLarge):
        return Missing("too large", too_large=True)
    if isinstance(trouble, BadRequest):
        is_big = errors.flaw(trouble) is Flaw.TOO_BIG
        return Missing("too large" if is_big else NOT_THERE, too_large=is_big)
    if isinstance(trouble, httpx.HTTPStatusError) and trouble.response.status_code in GONE:
        return Missing(NOT_THERE)
    return TryLater("a file could not be fetched", after=AGAIN)


async def _kept(file: Sent, client: Client, blobs: Blobs, limit: int) -> Attachment:
    told = await client.call("getFile", file_id=file.file_id)
    measure = _Measure(client.fetch(_path(told)))
    source = await blobs.put(measure.chunks(), limit=limit)
    return Attachment(name=file.name, media_type=file.media_type, size=measure.size, source=source)


def _path(told: Any) -> str:  # noqa: ANN401 - what Telegram answers
    path = told.get("file_path") if isinstance(told, dict) else None
    if not isinstance(path, str) or not path:
        raise Missing(NOT_THERE)
    return path


class _Measure:
    """Counts what passes."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.size = 0

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._source:
            self.size += len(chunk)
            yield chunk
