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
    return _sort_out((file.relative_to(path).as_posix(), _try(file)) for file in _markdown(path))


def _markdown(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*.md") if file.is_file())


def _try(file: Path) -> Article | BadArticle:
    try:
        return parse(_text(file), name=file.name)
    except BadArticle as problem:
        return problem


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise BadArticle(f"{file.name}: the file is over {LARGEST:,} bytes.")
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise BadArticle(f"{file.name}: the file is not UTF-8 text.") from problem
    except OSError as problem:
        raise BadArticle(f"{file.name}: {problem.strerror}.") from problem


def _sort_out(found: Iterable[tuple[str, Article | BadArticle]]) -> Reading:
    kept: dict[str, Article] = {}
    complaints: list[str] = []
    for name, article in found:
        if isinstance(article, BadArticle):
            complaints.append(str(article))
        elif article.id in kept:
            complaints.append(f"{name}: another file already has the id '{article.id}'.")
        else:
            kept[article.id] = article
    return Reading(articles=tuple(kept[id] for id in sorted(kept)), complaints=tuple(complaints))
