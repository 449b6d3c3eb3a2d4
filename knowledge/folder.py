"""Articles from a folder of Markdown files; what could not be read is told, file by file."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from knowledge.article import Article, BadArticle, parse

LARGEST = 500_000  # bytes; a longer file is no article


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a folder gave: its articles by id, and a sentence for every file left out."""

    articles: tuple[Article, ...] = ()
    complaints: tuple[str, ...] = ()


def builtin_folder() -> Path:
    """Where the articles that come with Firstline are."""
    return Path(str(files("knowledge") / "articles"))


def read_folder(path: Path) -> Reading:
    """Every `*.md` in `path` and below. One bad article does not stop the others."""
    if not path.is_dir():
        return Reading(complaints=(f"{path}: there is no such folder.",))
    return _sort_out(_named(file, path) for file in _markdown(path))


def _markdown(path: Path) -> list[Path]:
    found = sorted(file for file in path.rglob("*.md") if file.is_file())
    return [file for file in found if not _is_hidden(file.relative_to(path))]


def _is_hidden(file: Path) -> bool:
    """It is of an editor, or of Git."""
    return any(part.startswith(".") for part in file.parts)


def _named(file: Path, folder: Path) -> tuple[str, Article | BadArticle]:
    name = file.relative_to(folder).as_posix()
    return name, _try(file, name)


def _try(file: Path, name: str) -> Article | BadArticle:
    try:
        return parse(text_of(file, name), name=name)
    except BadArticle as problem:
        return problem


def text_of(file: Path, name: str) -> str:
    """What is in a file. Raises BadArticle with a sentence that names `name`."""
    try:
        if file.stat().st_size > LARGEST:
            raise BadArticle(f"{name}: the file is over {LARGEST:,} bytes.")
        return file.read_bytes().decode()
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise BadArticle(f"{name}:{line}: the file is not UTF-8 text.") from problem
    except OSError as problem:
        raise BadArticle(f"{name}: {problem.strerror}.") from problem


def _sort_out(found: Iterable[tuple[str, Article | BadArticle]]) -> Reading:
    kept: dict[str, Article] = {}
    complaints: list[str] = []
    for name, article in found:
        if isinstance(article, BadArticle):
            complaints.append(str(article))
        elif article.id in kept:
            complaints.append(f"{name}:1: another file already has the id '{article.id}'.")
        else:
            kept[article.id] = article
    return Reading(articles=tuple(kept[id] for id in sorted(kept)), complaints=tuple(complaints))
