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
from store.archive import Damaged, Heading, Part
from store.blobs import path_of, sync_folder
from store.errors import SchemaAhead, StoreError
from store.look import look, revision
from store.place import file_of, is_file, lock, place_of
from store.tables import LINES, TICKETS
from store.unit import Unit

_OURS = ".firstline-"  # what is unfinished is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that is good; `missing` are named blobs that were not there to be put in."""

    heading: Heading
    size: int
    missing: tuple[str, ...]


def back_up(url: str, blobs: Path, target: Path, *, now: datetime) -> Made:
    """Write all that the database and its blobs hold to `target`, also while servers run.

    A backup that is there is replaced once the new one is whole. Raises StoreError, OSError.
    """
    _refuse_to_replace(target)
    place = place_of(url)
    with _folder(target.parent) as folder:
        copy, whole = folder / archive.DATABASE, folder / f"whole{target.suffix}"
        copies.copy(place, copy)
        # Read after the copy was made: no blob is deleted, so all that the copy names are found.
        with look(url) as unit:
            heading, names = _heading(unit, place, now), blob_names.named(unit)
            names -= blob_names.in_tables(unit)
        found = {name: path_of(blobs, name) for name in sorted(names)}
        there = {name: path for name, path in found.items() if path.is_file()}
        archive.write(whole, heading, (("", copy), *there.items()))
        _keep(whole, target)
    missing = tuple(name for name in found if name not in there)
    return Made(heading=heading, size=target.stat().st_size, missing=missing)


def restore(source: Path, url: str, blobs: Path) -> Heading:
    """Make database and blobs what they were. All of it or nothing; nothing is written over.

    Raises StoreError, OSError.
    """
    place = place_of(url)
    blobs.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file_of(place).parent if is_file(place) else blobs
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(place), _added() as added, _folder(beside) as folder:
        copy = folder / archive.DATABASE
        heading = _unpack(source, place, copy, blobs, added)
        copies.install(copy, place)
        added.clear()
    return heading


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


def _keep(whole: Path, target: Path) -> None:
    """Let it appear under its name, and stay there after a power cut."""
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    whole.chmod(0o600)
    whole.replace(target)
    sync_folder(target.parent)


# --- restore --------------------------------------------------------------------------------------


def _unpack(source: Path, place: URL, copy: Path, blobs: Path, added: list[Path]) -> Heading:
    with archive.opened(source) as (heading, parts):
        _refuse(heading, place)
        for part in parts:
            if part.blob:
                added.extend(_add_blob(part, blobs))
            else:
                _write(part, copy)
    return heading


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


def _add_blob(part: Part, blobs: Path) -> Iterator[Path]:
    """Put a blob into its place, whose path is yielded if nothing lay there."""
    path = path_of(blobs, part.blob)
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_name(f"{_OURS}{path.name}")
    unfinished.unlink(missing_ok=True)
    yield unfinished
    if _write(part, unfinished) != part.blob:
        raise Damaged(f"The file {part.blob} in the backup is not what its name says.")
    unfinished.replace(path)
    yield path
    sync_folder(path.parent)


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
    """A folder for what is unfinished, on the same disk."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=_OURS) as folder:
        yield Path(folder)
