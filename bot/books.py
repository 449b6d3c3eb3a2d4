"""Whether the books balance: what `firstline db check` looks at, beside a running server."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from bot.checks import Finding, database
from bot.core import references
from bot.core.lifecycle import NotAllowed, replay
from bot.settings import Settings
from store import blob_names, look, upkeep
from store.blobs import path_of, sum_of
from store.records import Event, TicketRow
from store.unit import is_shared
from store.upkeep import Depth

BATCH = 500  # tickets or small blobs looked at in one transaction
TOO_LONG = timedelta(days=1)  # for a row to wait: every table of delays is shorter
NAMED = 5  # how many of many are named in a sentence

History = tuple[TicketRow, tuple[Event, ...]]


def check(chosen: Settings, *, now: datetime, contents: bool) -> Iterator[Finding]:
    """Look at everything; with `contents` at every byte of the blobs, too. Raises StoreError."""
    for finding in database(chosen):
        if finding.mark != "ok":  # a database that is not there yet has no books either
            yield replace(finding, mark="wrong")
            return
        yield finding
    yield from soundness(chosen.url)
    yield timelines(chosen.url)
    yield files(chosen.url, chosen.blobs)
    if contents:
        yield bytes_of_files(chosen.url, chosen.blobs)
    yield from queues(chosen.url, now)


def soundness(url: str) -> Iterator[Finding]:
    """Whether SQLite finds its file whole; PostgreSQL has tools of its own for that."""
    with look.look(url) as unit:
        if not is_shared(unit):
            sound = "every page and every reference is sound"
            yield _found("file", sound, look.faults(unit))


def timelines(url: str) -> Finding:
    """Whether every ticket is the fold of its timeline."""
    count, wrong = 0, []
    for ticket, events in _histories(url):
        count += 1
        if not _is_fold(ticket, events):
            wrong.append(f"{references.write(ticket.id)} is not what its timeline says")
    return _found("tickets", f"{count} are what their timelines say", wrong)


def files(url: str, folder: Path) -> Finding:
    """Whether every blob that is named is there."""
    with look.look(url) as unit:
        names, within = blob_names.named(unit), blob_names.in_tables(unit)
    missing = [name for name in sorted(names - within) if not path_of(folder, name).is_file()]
    wrong = [f"{name} is named by a message and not there" for name in missing]
    return _found("blobs", f"{len(names)} are named, and all of them are there", wrong)


def bytes_of_files(url: str, folder: Path) -> Finding:
    """Whether every blob is what its name says."""
    count, wrong = 0, []
    for name, digest in chain(_sums_of_files(folder), _sums_of_rows(url)):
        count += 1
        if name != digest:
            wrong.append(f"{name} is not what its name says")
    return _found("bytes", f"all {count} blobs are what their names say", wrong)


def queues(url: str, now: datetime) -> Iterator[Finding]:
    """Whether anything waits for too long, and what was given up on."""
    with look.look(url) as unit:
        depths = upkeep.standing(unit, (), now).depths
    for depth in depths:
        yield from _of_queue(depth)
    if not depths:
        yield Finding("queues", "nothing waits")


def _of_queue(depth: Depth) -> Iterator[Finding]:
    about = f"{depth.queue}, {depth.channel}"
    listed = f"See: firstline {depth.queue} list"
    if depth.oldest > TOO_LONG.total_seconds():
        text = f"{depth.pending} wait, the oldest for {depth.oldest / 3600:.0f} hours."
        yield Finding(about, f"{text} {listed} --waiting", "wrong")
    elif depth.pending:
        yield Finding(about, f"{depth.pending} wait, the oldest for {depth.oldest:.0f} seconds")
    if depth.buried:
        yield Finding(about, f"{depth.buried} were given up on. {listed}", "note")
    if depth.kept:
        text = f"{depth.kept} are kept. See: firstline mail quarantine list"
        yield Finding(f"{about}, quarantine", text, "note")


def _found(about: str, good: str, wrong: list[str] | tuple[str, ...]) -> Finding:
    if not wrong:
        return Finding(about, good)
    more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    return Finding(about, "; ".join(wrong[:NAMED]) + more, "wrong")


def _histories(url: str) -> Iterator[History]:
    last = 0
    while batch := _batch(url, last):
        yield from batch
        last = batch[-1][0].id


def _batch(url: str, last: int) -> tuple[History, ...]:
    with look.look(url) as unit:
        return upkeep.histories(unit, after=last, limit=BATCH)


def _is_fold(ticket: TicketRow, events: tuple[Event, ...]) -> bool:
    try:
        return replay(ticket.id, events) == ticket
    except (NotAllowed, ValueError, KeyError):  # no such story can be told
        return False


Sums = Iterator[tuple[str, str]]


def _sums_of_files(folder: Path) -> Sums:
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*")):
        yield f"{path.parent.name}{path.name}", sum_of(path)


def _sums_of_rows(url: str) -> Sums:
    last = ""
    while batch := _blobs(url, last):
        yield from ((name, hashlib.sha256(data).hexdigest()) for name, data in batch)
        last = batch[-1][0]


def _blobs(url: str, last: str) -> tuple[tuple[str, bytes], ...]:
    with look.look(url) as unit:
        return blob_names.contents(unit, after=last, limit=BATCH)
