"""A power cut: what a killed server had written and not yet synced is taken back.

`powerfail.c` keeps an undo log below one folder. After the kill `Power.cut` reverts all of it or a
random part: of a file page by page, of a folder the latest changes. Folder changes count as safe
once the folder itself was synced, as POSIX has it. SQLite's shared memory is gone in any case.
"""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("powerfail.c")
LOG_SIZE = 4 * 1024 * 1024 * 1024  # sparse; a storm on a quick machine writes hundreds of MB
PAGE = 4096
START = 8  # the first record lies behind the eight bytes that say where the last one ends

WRITE, TRUNCATE, SYNC, CREATE, RENAME, UNLINK, MKDIR = range(1, 8)
OF_A_FOLDER = (CREATE, RENAME, UNLINK, MKDIR)
HEAD = struct.Struct("<IIQQqqq")


def has_compiler():
    return shutil.which("cc") is not None


def library(folder):
    """The library, built anew in this folder."""
    made = Path(folder) / "powerfail.so"
    command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One note of the log; `inode` of a folder change is that of the folder."""

    kind: int
    at: int
    inode: tuple[int, int]
    offset: int
    length: int
    before: int
    payload: bytes

    @property
    def names(self):
        return [name.decode() for name in self.payload.split(b"\0")[:3]]


class Power:
    """What keeps one data folder under watch. `home` lies on the same disk, outside of it."""

    def __init__(self, home, data):
        self._graves, self._data = home / "graves", data
        self._log = _memory(home) / f"{home.name}.power"
        self._faults = home / "faults"
        self._graves.mkdir()
        self.disturb()
        self._forget()

    @property
    def environment(self):
        """What the server must be told, besides LD_PRELOAD."""
        return {
            "FIRSTLINE_TEST_POWER_ROOT": str(self._data),
            "FIRSTLINE_TEST_POWER_LOG": str(self._log),
            "FIRSTLINE_TEST_POWER_GRAVES": str(self._graves),
            "FIRSTLINE_TEST_FAULTS": str(self._faults),
        }

    def disturb(self, *, clock=0, error=0):
        """Set the wall clock wrong by so many seconds, let writes fail so; nothing for a calm."""
        with self._faults.open("r+b" if self._faults.exists() else "wb") as faults:
            faults.write(struct.pack("<qq", clock, error))

    def cut(self, chance, *, everything):
        """Take back what was not synced: all of it, or what `chance` picks. How much that was."""
        lost = self._unsynced()
        written = [record for record in lost if record.kind not in OF_A_FOLDER]
        changed = [record for record in lost if record.kind in OF_A_FOLDER]
        gone = _Everything() if everything else _SomePages(chance)
        paths = self._paths() if written else {}
        for record in reversed(written):
            gone.take_back(record, paths.get(record.inode))
        since = 0 if everything else chance.randint(0, len(changed))
        for record in reversed(changed[since:]):
            _UNDO[record.kind](*record.names)
        for shared in self._data.rglob("*-shm"):
            shared.unlink()
        self._forget()
        return len(lost)

    def settle(self):
        """After a kill without a cut: keep only what is still in danger; the log stays short."""
        kept = self._unsynced()
        with self._log.open("r+b") as log:
            log.seek(START)
            for record in kept:
                log.write(_packed(record))
            end = log.tell()
            log.truncate(end)
            log.truncate(LOG_SIZE)
            log.seek(0)
            log.write(struct.pack("<Q", end))

    def leave(self):
        """Nothing is left behind."""
        self._log.unlink(missing_ok=True)

    def _forget(self):
        with self._log.open("wb") as log:
            log.write(struct.pack("<Q", START))
            log.truncate(LOG_SIZE)
        for grave in self._graves.iterdir():
            grave.unlink()

    def _unsynced(self):
        records = list(_records(self._log))
        covered = {}
        for record in records:
            if record.kind == SYNC:
                known = covered.get(record.inode, 0)
                covered[record.inode] = max(known, record.offset)
        notes = (record for record in records if record.kind != SYNC)
        return [note for note in notes if note.at >= covered.get(note.inode, 0)]

    def _paths(self):
        found = {}
        for folder in (self._graves, self._data):
            for path in folder.rglob("*"):
                with suppress(FileNotFoundError):
                    state = path.lstat()
                    found[state.st_dev, state.st_ino] = path
        return found


def _memory(home):
    """Where the log costs no disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the name of the log is not to be guessed
    return memory if memory.is_dir() else home


def _records(path) -> Iterator[Record]:
    with path.open("rb") as log:
        (end,) = struct.unpack("<Q", log.read(8))
        while (at := log.tell()) < end:
            kind, size, device, inode, offset, length, before = HEAD.unpack(log.read(HEAD.size))
            payload = log.read(size - HEAD.size)
            yield Record(
                kind=kind, at=at, inode=(device, inode), offset=offset, length=length,
                before=before, payload=payload,
            )  # fmt: skip


def _packed(record):
    size = HEAD.size + len(record.payload)
    head = (record.kind, size, *record.inode, record.offset, record.length, record.before)
    return HEAD.pack(*head) + record.payload


def _old(record):
    """The bytes that were there before, without the padding."""
    return record.payload[: max(0, min(record.length, record.before - record.offset))]


class _Everything:
    """Nothing that was not synced has reached the disk."""

    def take_back(self, record, path):
        if path is None:
            return
        with path.open("r+b") as file:
            file.seek(record.offset)
            file.write(_old(record))
            if record.kind == WRITE:
                file.truncate(record.before)


class _SomePages:
    """Each page has reached the disk, or has not; a file is as long as it was."""

    def __init__(self, chance):
        self._chance = chance
        self._lost = {}

    def take_back(self, record, path):
        if path is None or record.kind == TRUNCATE:
            return
        old = _old(record).ljust(record.length, b"\0")
        with path.open("r+b") as file:
            for begin, end in _pages(record):
                if self._is_lost(record.inode, begin // PAGE):
                    file.seek(begin)
                    file.write(old[begin - record.offset : end - record.offset])

    def _is_lost(self, inode, page):
        return self._lost.setdefault((inode, page), self._chance.random() < 0.5)


def _pages(record):
    """The pieces of a write, cut at the pages of the file."""
    begin, last = record.offset, record.offset + record.length
    while begin < last:
        end = min(last, (begin // PAGE + 1) * PAGE)
        yield begin, end
        begin = end


# --- changes of a folder, undone ---------------------------------------------------------------


def _uncreate(path, *_):
    Path(path).unlink(missing_ok=True)


def _unrename(old, new, grave):
    if Path(new).exists():
        Path(new).replace(old)
    if grave:
        os.link(grave, new)


def _unremove(path, grave, _):
    if grave and not Path(path).exists():
        os.link(grave, path)


def _unmake(path, *_):
    shutil.rmtree(path, ignore_errors=True)


_UNDO = {CREATE: _uncreate, RENAME: _unrename, UNLINK: _unremove, MKDIR: _unmake}
