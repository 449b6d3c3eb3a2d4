"""One file that holds a copy of the database and its blobs: written whole, read with distrust.

A tar: a heading first, so that a stranger or a newer format is refused early; the copy; the blobs
under their ids; at the end the SHA-256 of every part, so that a shortened file is noticed.
"""

import hashlib
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from store.errors import StoreError

FORMAT = 1
HEADING = "firstline-backup.json"
DATABASE = "database"
SUMS = "sums.json"
_BLOB = re.compile(r"blobs/([0-9a-f]{64})")
_CHUNK = 1024 * 1024


class Damaged(StoreError):
    """The file is no whole backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the backup is of. `revision` is that of the tables, `counts` what lies in them."""

    dialect: str
    revision: str
    made_at: datetime
    counts: Mapping[str, int]
    format: int = FORMAT


class Summed:
    """A file that is summed up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._file.read(size)
        self._digest.update(content)
        return content

    @property
    def sum(self) -> str:
        """The SHA-256 of what was read, in hex."""
        return self._digest.hexdigest()

    def copy_to(self, target: IO[bytes]) -> None:
        """Read to the end and write it there."""
        while chunk := self.read(_CHUNK):
            target.write(chunk)


@dataclass(frozen=True, slots=True)
class Part:
    """The database or one blob; `blob` is its id, "" for the database."""

    blob: str
    content: Summed


def name_of(blob: str) -> str:
    """How a part is called in the file."""
    return f"blobs/{blob}" if blob else DATABASE


def write(target: Path, heading: Heading, parts: Iterable[tuple[str, Path]]) -> None:
    """Write the heading, the parts (blob id, file) and their sums; compressed if named .gz."""
    with _new(target) as tar:
        _add(tar, HEADING, _json({**asdict(heading), "made_at": heading.made_at.isoformat()}))
        sums = {name_of(blob): _add_file(tar, name_of(blob), path) for blob, path in parts}
        _add(tar, SUMS, _json(sums))


def _new(target: Path) -> tarfile.TarFile:
    if target.suffix == ".gz":
        return tarfile.open(target, "w:gz", compresslevel=6)
    return tarfile.open(target, "w:")


@contextmanager
def opened(source: Path) -> Iterator[tuple[Heading, Iterator[Part]]]:
    """The heading, and the parts in the order they lie in; each must be read before the next.

    Raises Damaged, at the latest after the last part: nothing may be relied on before the end.
    Whether a blob is what its name says is for the reader to see: the others do not hang on it.
    """
    try:
        with tarfile.open(source, mode="r|*") as tar:
            yield _heading(tar), _parts(tar)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{source} is no backup of Firstline, or a damaged one: {error}.") from error


def is_backup(path: Path) -> bool:
    """Whether the file begins like one of ours."""
    try:
        with opened(path):
            return True
    except Damaged:
        return False


def _heading(tar: tarfile.TarFile) -> Heading:
    first = tar.next()
    if first is None or first.name != HEADING:
        raise ValueError("it does not begin like one")
    said = _read_json(tar, first)
    if said["format"] > FORMAT:
        raise StoreError("This backup was made by a newer Firstline: install that first.")
    return Heading(**{**said, "made_at": datetime.fromisoformat(said["made_at"])})


def _parts(tar: tarfile.TarFile) -> Iterator[Part]:
    found: dict[str, str] = {}
    while (member := tar.next()) is not None and member.name != SUMS:
        summed = Summed(_content(tar, member))
        yield Part(_blob_of(member.name), summed)
        while summed.read(_CHUNK):
            pass  # whatever the reader left
        found[member.name] = summed.sum
    if member is None or not _fit(found, _read_json(tar, member)):
        raise ValueError("parts are missing or changed")


def _fit(found: Mapping[str, str], said: Mapping[str, str]) -> bool:
    """Whether these are the parts that were written. A blob's name tells if it is whole."""
    return said[DATABASE] == found[DATABASE] and {*said} == {*found}


def _blob_of(name: str) -> str:
    match = _BLOB.fullmatch(name)
    if match is None and name != DATABASE:
        raise ValueError("it holds what no backup holds")
    return match[1] if match else ""


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        summed = Summed(file)
        info = tarfile.TarInfo(name)
        info.size = path.stat().st_size
        tar.addfile(info, summed)
    return summed.sum


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mtime = int(datetime.now(UTC).timestamp())
    tar.addfile(info, io.BytesIO(content))


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, indent=1).encode()


def _read_json(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_content(tar, member).read())
    return read


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise ValueError(f"{member.name} is no file")
    return content
