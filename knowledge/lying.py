"""How the files of some folders lie there: a stamp for each, which changes when the file does."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

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
    """Every `*.md` in `folder` and below by its place; what is hidden is left out.

    Little is done for each: there may be thousands, and they are looked at again and again.
    """
    found: dict[str, Stamp] = {}
    below = [(os.fspath(folder), label, DEEPEST)]
    while below:
        path, place, depth = below.pop()
        for entry in _entries(path):
            name = entry.name
            if name.startswith("."):  # of an editor, or of Git
                continue
            if name.endswith(".md"):
                _stamp(entry, f"{place}/{name}", found)
            elif depth and entry.is_dir(follow_symlinks=False):
                below.append((entry.path, f"{place}/{name}", depth - 1))
    return found


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:  # it went away while we looked
        return []


def _stamp(entry: "os.DirEntry[str]", place: str, found: dict[str, Stamp]) -> None:
    """Nothing is found of what is gone by now, or no file, or one too many."""
    if len(found) < MOST_FILES:
        with suppress(OSError):
            about = entry.stat()
            if S_ISREG(about.st_mode):
                found[place] = about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino
