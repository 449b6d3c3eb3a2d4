"""Bytes, each kept under the SHA-256 of what they are: few in the database, many in a folder."""

import asyncio
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select

from store.tables import BLOBS
from store.together import Together
from store.transact import Store
from store.unit import Unit, insert

SMALL = 64 * 1024  # bytes; what is larger is kept as a file

_ID = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished-"


class TooLarge(ValueError):
    """More bytes came than were allowed; nothing was kept."""


class StoredBlobs:
    """Small blobs in the database, with one flush for all that come together; large ones in files.

    Several machines on one database share the small ones without a shared folder.
    """

    def __init__(self, store: Store, files: "FolderBlobs", clock: Callable[[], datetime]) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._small = Together(self._keep)

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        """Keep the bytes; durable when it returns.

        Raises TooLarge over `limit` bytes, StoreUnavailable or OSError if they cannot be kept.
        """
        begun = bytearray()
        async for chunk in chunks:
            begun += chunk
            if len(begun) > limit:
                raise TooLarge(f"more than {limit} bytes")
            if len(begun) > SMALL:
                return await self._files.put(_resumed(bytes(begun), chunks), limit=limit)
        blob_id = hashlib.sha256(begun).hexdigest()
        await self._small.add((blob_id, bytes(begun)))
        return blob_id

    async def get(self, blob_id: str) -> bytes:
        """The bytes. Raises KeyError if there are none under this id."""
        found = await self._store.read(_find, blob_id) if _ID.fullmatch(blob_id) else None
        return await self._files.get(blob_id) if found is None else found

    async def _keep(self, blobs: Sequence[tuple[str, bytes]]) -> None:
        await self._store.urgently(put_all, blobs, self._clock())


def put_all(unit: Unit, blobs: Iterable[tuple[str, bytes]], now: datetime) -> None:
    """Keep small blobs, given by id, within a transaction. What is there already stays."""
    # In this order everywhere, so that nobody waits in a circle.
    rows = [{"id": blob_id, "data": data, "put_at": now} for blob_id, data in sorted(blobs)]
    if rows:
        unit.connection.execute(insert(unit, BLOBS).on_conflict_do_nothing(), rows)


def _find(unit: Unit, blob_id: str) -> bytes | None:
    found: bytes | None = unit.connection.scalar(select(BLOBS.c.data).where(BLOBS.c.id == blob_id))
    return found


async def _resumed(begun: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for chunk in chunks:
        yield chunk


def path_of(folder: Path, blob_id: str) -> Path:
    """Where a blob lies in its folder. Raises KeyError for what is no id."""
    if not _ID.fullmatch(blob_id):
        raise KeyError(blob_id)
    return folder / blob_id[:2] / blob_id[2:]


class FolderBlobs:
    """Blobs as files: `ab/cdef...` holds the one whose id is `abcdef...`."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when it is first needed."""
        self._folder = folder

    async def put(self, chunks: AsyncIterator[bytes], *, limit: int) -> str:
        """Keep the bytes; durable when it returns. Raises TooLarge over `limit` bytes."""
        file = await asyncio.to_thread(self._begin)
        try:
            blob_id = await _copy(chunks, file, limit=limit)
            await asyncio.to_thread(self._finish, file, blob_id)
        finally:
            _drop(file)
        return blob_id

    async def get(self, blob_id: str) -> bytes:
        """The bytes. Raises KeyError if there are none under this id."""
        path = path_of(self._folder, blob_id)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError as error:
            raise KeyError(blob_id) from error

    async def sweep(self, *, before: datetime) -> None:
        """Delete what was begun, and by a crash never finished, if nothing came since `before`."""
        await asyncio.to_thread(self._sweep, before.timestamp())

    def _sweep(self, before: float) -> None:
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            with suppress(FileNotFoundError):  # finished just now
                if path.stat().st_mtime < before:
                    path.unlink()

    def _begin(self) -> IO[bytes]:
        make_folder(self._folder)
        return tempfile.NamedTemporaryFile(dir=self._folder, prefix=_UNFINISHED, delete=False)

    def _finish(self, file: IO[bytes], blob_id: str) -> None:
        """Let the file appear under its name, whole, and stay there after a power cut."""
        file.flush()
        os.fsync(file.fileno())
        path = path_of(self._folder, blob_id)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        Path(file.name).replace(path)
        sync_folder(path.parent)
        sync_folder(self._folder)


async def _copy(chunks: AsyncIterator[bytes], file: IO[bytes], *, limit: int) -> str:
    """Write the chunks as they come; returns the SHA-256 of all."""
    digest, size = hashlib.sha256(), 0

    def take(chunk: bytes) -> None:
        digest.update(chunk)
        file.write(chunk)

    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"more than {limit} bytes")
        await asyncio.to_thread(take, chunk)
    return digest.hexdigest()


def _drop(file: IO[bytes]) -> None:
    """Leave nothing unfinished behind. What was finished has another name by now."""
    with suppress(OSError):  # a full disk fails once more for what was not written out
        file.close()
    Path(file.name).unlink(missing_ok=True)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, in hex; "unreadable" if the disk cannot give it. Raises OSError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return "unreadable"


def make_folder(folder: Path) -> None:
    """Make it and all it lies in, for nobody but us; they stay there after a power cut."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """What was put into the folder stays there after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
