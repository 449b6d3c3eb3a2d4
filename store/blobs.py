"""Bytes in a folder, each kept under the SHA-256 of what it says."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

_ID = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "unfinished-"


class TooLarge(ValueError):
    """More bytes came than were allowed; nothing was kept."""


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
        path = self._path(blob_id)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError as error:
            raise KeyError(blob_id) from error

    def _path(self, blob_id: str) -> Path:
        if not _ID.fullmatch(blob_id):
            raise KeyError(blob_id)
        return self._folder / blob_id[:2] / blob_id[2:]

    def _begin(self) -> IO[bytes]:
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(self._folder.parent)
        return tempfile.NamedTemporaryFile(dir=self._folder, prefix=_UNFINISHED, delete=False)

    def _finish(self, file: IO[bytes], blob_id: str) -> None:
        """Let the file appear under its name, whole, and stay there after a power cut."""
        file.flush()
        os.fsync(file.fileno())
        path = self._path(blob_id)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        Path(file.name).replace(path)
        _sync_folder(path.parent)
        _sync_folder(self._folder)


async def _copy(chunks: AsyncIterator[bytes], file: IO[bytes], *, limit: int) -> str:
    """Write the chunks as they come; returns the SHA-256 of all."""
    digest, size = hashlib.sha256(), 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"more than {limit} bytes")
        digest.update(chunk)
        await asyncio.to_thread(file.write, chunk)
    return digest.hexdigest()


def _drop(file: IO[bytes]) -> None:
    """Leave nothing unfinished behind. What was finished has another name by now."""
    file.close()
    Path(file.name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
