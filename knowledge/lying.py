"""How the files of some folders lie there: a stamp for each, which changes when the file does."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from knowledge.folder import builtin_folder

SHIPPED = "shipped"  # our own articles, which come with Firstline
MOST_FILES = 200_000  # of one folder
DEEPEST = 20  # folders within folders

Stamp = tuple[int, int, int, int]


def labelled(folders: Sequence[Path]) -> Mapping[str, Path]:
    """The shipped articles and these folders, each by the name that its places begin with.

    They are called alike on every machine on which the folders are: by their own names.
    """
    named = {SHIPPED: builtin_folder()}
    for folder in folders:
        name, number = folder.name or "articles", 2
        label = name
        while label in named:
            label, number = f"{name}-{number}", number + 1
        named[label] = folder
    return named


def stamps(folder: Path, label: str) -> dict[str, Stamp]:
    """Every `*.md` in `folder` and below by its place, in order; what is hidden is left out."""
    found: dict[str, Stamp] = {}
    for path, stamp in _walk(os.fspath(folder), DEEPEST):
        if len(found) == MOST_FILES:
            break
        found[f"{label}/{Path(path).relative_to(folder).as_posix()}"] = stamp
    return dict(sorted(found.items()))


def _walk(folder: str, depth: int) -> Iterator[tuple[str, Stamp]]:
    for entry in _entries(folder):
        if entry.name.startswith("."):  # of an editor, or of Git
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _walk(entry.path, depth - 1)
        elif entry.name.endswith(".md"):
            yield from _stamped(entry)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:  # it went away while we looked
        return []


def _stamped(entry: "os.DirEntry[str]") -> Iterator[tuple[str, Stamp]]:
    try:
        about = entry.stat()
    except OSError:  # gone by now, or a link to nothing
        return
    yield entry.path, (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)
