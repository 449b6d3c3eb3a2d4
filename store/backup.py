"""Everything into one file, and everything back from it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Table, func, select

from store import archive, blob_names, copies, schema
from store.archive import Heading, Part
from store.blobs import make_folder, path_of, sum_of, sync_folder
from store.errors import SchemaAhead, StoreError
from store.look import look, revision
from store.place import file_of, is_file, lock, place_of
from store.tables import LINES, TICKETS
from store.unit import Unit

_OURS = ".firstline-"  # what is unfinished is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that is good. Named blobs are not in it if they were `missing` or `damaged`."""

    heading: Heading
    size: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back: everything but the blobs that are `damaged` in the backup."""

    heading: Heading
    damaged: tuple[str, ...]


def back_up(url: str, blobs: Path, target: Path, *, now: datetime) -> Made:
    """Write all that the database and its blobs hold to `target`, also while servers run.

    A backup that is there is replaced once the new one is whole. Raises StoreError, OSError.
    """
    _refuse_to_replace(target)
    place = place_of(url)
    with _folder(target.parent) as folder:
        copy, whole = folder / archive.DATABASE, folder / f"whole{target.suffix}"
        copies.copy(place, copy)
        # Of PostgreSQL's copy only the original can be asked, and after it was made: no blob is
        # deleted, so all that the copy names are found.
        with look(f"sqlite:///{copy}" if is_file(place) else url) as unit:
            heading, names = _heading(unit, place, now), blob_names.named(unit)
            names -= blob_names.in_tables(unit)
        sums = {name: _sum(path_of(blobs, name)) for name in sorted(names)}
        good = ((name, path_of(blobs, name)) for name in sums if sums[name] == name)
        archive.write(whole, heading, (("", copy), *good))
        _keep(whole, target)
    return Made(
        heading=heading,
        size=target.stat().st_size,
        missing=tuple(name for name in sums if not sums[name]),
        damaged=tuple(name for name in sums if sums[name] not in ("", name)),
    )


def restore(source: Path, url: str, blobs: Path) -> Restored:
    """Make database and blobs what they were. All of it or nothing; nothing is written over.

    Only blobs that are damaged are left out: what people said is worth more than one picture.
    Raises StoreError, OSError.
    """
    place = place_of(url)
    beside = file_of(place).parent if is_file(place) else blobs
    make_folder(blobs)
    make_folder(beside)
    with _alone(place), _added() as added, _folder(beside) as folder:
        copy = folder / archive.DATABASE
        restored = _unpack(source, place, copy, blobs, added)
        sync_folder(blobs)  # before there is a database that names what lies in it
        copies.install(copy, place)
        added.clear()
    return restored


# --- back up --------------------------------------------------------------------------------------


def _refuse_to_replace(target: Path) -> None:
    if target.exists() and not (target.is_file() and archive.is_backup(target)):
        raise StoreError(f"{target} is there already and is no backup: choose another name.")


def _heading(unit: Unit, place: URL, now: datetime) -> Heading:
    tables = {"tickets": TICKETS, "messages": LINES}
    return Heading(
        dialect=place.get_backend_name(),
        revision=revision(unit),
        made_at=now,
        counts={name: _count(unit, table) for name, table in tables.items()},
    )


def _count(unit: Unit, table: Table) -> int:
    return unit.connection.scalar(select(func.count()).select_from(table)) or 0


def _sum(path: Path) -> str:
    """The SHA-256 of a file; "" if there is none."""
    return sum_of(path) if path.is_file() else ""


def _keep(whole: Path, target: Path) -> None:
    """Let it appear under its name, and stay there after a power cut."""
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    whole.chmod(0o600)
    whole.replace(target)
    sync_folder(target.parent)


# --- restore --------------------------------------------------------------------------------------


def _unpack(source: Path, place: URL, copy: Path, blobs: Path, added: list[Path]) -> Restored:
    damaged = []
    with archive.opened(source) as (heading, parts):
        _refuse(heading, place)
        for part in parts:
            if not part.blob:
                _write(part, copy)
            elif not _add_blob(part, blobs, added):
                damaged.append(part.blob)
    return Restored(heading=heading, damaged=tuple(damaged))


def _refuse(heading: Heading, place: URL) -> None:
    if heading.dialect != place.get_backend_name():
        raise StoreError(
            f"This is the backup of a {heading.dialect} database, and the settings name another "
            f"kind: restore it to its own kind."
        )
    try:
        schema.refuse_newer(heading.revision)
    except SchemaAhead as error:
        raise SchemaAhead(
            f"The backup has the tables of revision {heading.revision}, which this Firstline is "
            f"too old for: install the newer version first."
        ) from error
    copies.refuse_full(place)


def _write(part: Part, path: Path) -> str:
    """Write a part to a new file, durably; returns its SHA-256."""
    with path.open("xb") as file:
        part.content.copy_to(file)
        file.flush()
        os.fsync(file.fileno())
    return part.content.sum


def _add_blob(part: Part, blobs: Path, added: list[Path]) -> bool:
    """Put a blob into its place if nothing lies there; False if it is not what its name says."""
    path = path_of(blobs, part.blob)
    if path.exists():
        return True
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_name(f"{_OURS}{path.name}")
    unfinished.unlink(missing_ok=True)
    added.append(unfinished)
    if _write(part, unfinished) != part.blob:
        unfinished.unlink()
        return False
    unfinished.replace(path)
    added.append(path)
    sync_folder(path.parent)
    return True


@contextmanager
def _alone(place: URL) -> Iterator[None]:
    """Nobody else works with the database. On PostgreSQL there are no tables to work with yet."""
    if not is_file(place):
        yield
        return
    held = lock(file_of(place))
    try:
        yield
    finally:
        held.release()


@contextmanager
def _added() -> Iterator[list[Path]]:
    """What was put here is gone again, unless the list is empty in the end."""
    paths: list[Path] = []
    try:
        yield paths
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder for what is unfinished, on the same disk. Raises StoreError."""
    try:
        made = tempfile.TemporaryDirectory(dir=beside, prefix=_OURS)
    except OSError as error:
        why = f"Nothing can be written to the folder {beside}: {error.strerror}."
        raise StoreError(why) from error
    with made as folder:
        yield Path(folder)
