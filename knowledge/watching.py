"""Folders of articles that change while we look: what is new in them since the last time.

Only files that lie there otherwise than before are read. As long as some still change nothing is
told: a checkout of many files is one change, and a file that is half written is not read. What
cannot be read says so once, and what it said before goes on to count; so does all of a folder that
is gone, or empty as an unmounted one is.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, time_ns

from knowledge.article import Article, BadArticle, parse, to_row_fields
from knowledge.folder import text_of
from knowledge.lying import Stamp, labelled, stamps

PATIENCE = 10.0  # seconds after which what lies still is read, though others go on changing
YOUNG = 2_000_000_000  # ns: a file as young as that may change again and look the same
UNREAD: Stamp = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class File:
    """What is known of a file: its article, or the one of before where it cannot be read now."""

    stamp: Stamp
    id: str = ""
    digest: str = ""
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How folders were: their files by place, and the names of the folders that were away."""

    files: Mapping[str, File] = field(default_factory=dict, repr=False)
    away: frozenset[str] = frozenset()
    doubled: frozenset[str] = frozenset()  # files with the id of another

    def stays(self, place: str) -> bool:
        """Whether what came from there cannot be read now, and goes on to count as it was."""
        file = self.files.get(place)
        return bool(file and file.complaint) or _label(place) in self.away

    def counting(self) -> dict[str, tuple[str, str]]:
        """Of each article that counts, its digest and its place, by id."""
        return {
            file.id: (file.digest, place)
            for place, file in self.files.items()
            if self._counts(place, file)
        }

    def _counts(self, place: str, file: File) -> bool:
        return bool(file.id) and place not in self.doubled

    @property
    def state(self) -> str:
        """A name for all of it: the same wherever the same files are."""
        told = hashlib.sha256()
        for place, file in sorted(self.files.items()):
            how = "?" if file.complaint else file.digest
            told.update(f"{place}\0{how}\n".encode(errors="surrogateescape"))
        return told.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is new: articles with their places, ids that are gone, and what is to be complained of.

    `seen` is how everything is now, and `before` how it was.
    """

    seen: Seen
    before: Seen = field(default_factory=Seen)
    found: tuple[tuple[Article, str], ...] = ()
    gone: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

    @property
    def frees(self) -> bool:
        """Whether something stayed because it could not be read, and now need not."""
        freed = (place for place, file in self.before.files.items() if file.complaint)
        return bool(self.before.away - self.seen.away) or any(map(self.is_freed, freed))

    def is_freed(self, place: str) -> bool:
        """Whether what came from there stayed until now."""
        return self.before.stays(place) and not self.seen.stays(place)


class Watch:
    """Our own articles and some folders: the article of a later folder replaces an earlier one's,
    of two files in one folder the first counts. For one thread at a time.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.seen = Seen()
        self._folders = labelled(folders)
        self._lying: Mapping[str, Stamp] = {}
        self._known: Mapping[str, Stamp] = {}
        self._restless = 0.0

    def read(self) -> Change:
        """Everything that is there, as if nothing had been known."""
        self.keep(Change(seen=Seen()))
        self._lying, away = self._look()
        change = self._compare(self._lying, away, told=self._missing(away))
        return replace(change, seen=replace(change.seen, files=_reread_young(change.seen.files)))

    def read_as_ordered(self) -> Change:
        """The same, but somebody says that a folder which is empty is meant to be so."""
        change = self.read()
        there = {label for label in change.seen.away if self._folders[label].is_dir()}
        return replace(change, seen=replace(change.seen, away=change.seen.away - there))

    def look(self) -> Change | None:
        """What has changed and come to rest; None if nothing has. It is told again until `keep`."""
        before, (self._lying, away) = self._lying, self._look()
        lying = self._at_rest(before)
        if lying is None:
            return None
        if lying == self._known and away == self.seen.away:
            return None
        return self._compare(lying, away, told=self._missing(away - self.seen.away))

    @property
    def is_restless(self) -> bool:
        """Whether something changed and has not come to rest yet."""
        return bool(self._restless)

    def keep(self, change: Change) -> None:
        """This has been taken over."""
        self.seen = change.seen
        self._known = {place: file.stamp for place, file in self.seen.files.items()}

    def _look(self) -> tuple[dict[str, Stamp], frozenset[str]]:
        """How the files lie there. Those of a folder that is away lie as they did."""
        found = {label: stamps(folder, label) for label, folder in self._folders.items()}
        away = frozenset(label for label, files in found.items() if not files)
        if away:
            known = self._known.items()
            found["away"] = {p: one for p, one in known if _label(p) in away}
        lying: dict[str, Stamp] = {}
        for files in found.values():
            lying |= files
        return lying, away

    def _missing(self, labels: Iterable[str]) -> list[str]:
        """A sentence for each folder that is away and ought not to be."""
        return [why for label in sorted(labels) if (why := self._why_away(label))]

    def _why_away(self, label: str) -> str:
        folder = self._folders[label]
        if not folder.is_dir():
            return f"{folder}: there is no such folder. Its articles stay as they are."
        had = sum(_label(place) == label for place in self.seen.files)
        if not had:
            return ""
        return (
            f"{folder}: the folder is empty and had {had} files. Its articles stay as they are "
            f"until `firstline knowledge sync` is run."
        )

    def _at_rest(self, before: Mapping[str, Stamp]) -> Mapping[str, Stamp] | None:
        """How the files lie if they lie still; None if some do not, and that not for long."""
        now = self._lying
        if before == now:
            self._restless = 0.0
            return now
        self._restless = self._restless or monotonic()
        if monotonic() - self._restless < PATIENCE:
            return None
        self._restless = 0.0
        moving = {p for p in before.keys() | now.keys() if before.get(p) != now.get(p)}
        known = {p: self._known[p] for p in moving & self._known.keys()}
        return {**{p: one for p, one in now.items() if p not in moving}, **known}

    def _compare(
        self, lying: Mapping[str, Stamp], away: frozenset[str], *, told: Sequence[str]
    ) -> Change:
        read: dict[str, Article] = {}
        files = dict(self._files(lying, read))
        doubled = frozenset(_doubled(files))
        seen = Seen(files, away, doubled)
        was, now = self.seen.counting(), seen.counting()
        fresh = [place for id_, (digest, place) in now.items() if was.get(id_) != (digest, place)]
        return Change(
            seen=seen,
            before=self.seen,
            found=tuple(self._found(fresh, read)),
            gone=tuple(sorted(was.keys() - now.keys())),
            complaints=(*told, *self._complaints(files, doubled)),
        )

    def _files(
        self, lying: Mapping[str, Stamp], read: dict[str, Article]
    ) -> Iterator[tuple[str, File]]:
        """Every file, folder by folder; what was `read` for it is put there."""
        rank = {label: number for number, label in enumerate(self._folders)}
        for place in sorted(lying, key=lambda one: (rank[_label(one)], one)):
            known = self.seen.files.get(place, File(UNREAD))
            if known.stamp == lying[place]:
                yield place, known
                continue
            try:
                read[place] = article = self._read(place)
            except BadArticle as wrong:
                yield place, replace(known, stamp=lying[place], complaint=str(wrong))
            else:
                yield place, File(lying[place], article.id, to_row_fields(article)["digest"])

    def _found(
        self, places: Iterable[str], read: Mapping[str, Article]
    ) -> Iterator[tuple[Article, str]]:
        for place in places:
            with suppress(BadArticle):  # it was read before, so it changes now: the next look tells
                yield read[place] if place in read else self._read(place), place

    def _read(self, place: str) -> Article:
        label, _, path = place.partition("/")
        shown = place.encode(errors="backslashreplace").decode()
        if shown != place:  # no database keeps such a name
            raise BadArticle(f"{shown}: the name of the file is not UTF-8.")
        return parse(text_of(self._folders[label] / path, place), name=place)

    def _complaints(self, files: Mapping[str, File], doubled: frozenset[str]) -> Iterator[str]:
        for place, file in files.items():
            before = self.seen.files.get(place)
            if file.complaint and not (before and before.complaint == file.complaint):
                yield file.complaint
        for place in sorted(doubled - self.seen.doubled):
            yield f"{place}:1: another file already has the id '{files[place].id}'."


def _label(place: str) -> str:
    return place.partition("/")[0]


def _doubled(files: Mapping[str, File]) -> Iterator[str]:
    """Of files with the same id in one folder, all but the first."""
    known: set[tuple[str, str]] = set()
    for place, file in files.items():
        one = (_label(place), file.id)
        if file.id and one in known:
            yield place
        known.add(one)


def _reread_young(files: Mapping[str, File]) -> dict[str, File]:
    """What was written a moment ago may be half of it: it is read once more."""
    now = time_ns()
    return {
        place: replace(file, stamp=UNREAD) if abs(now - file.stamp[1]) < YOUNG else file
        for place, file in files.items()
    }
