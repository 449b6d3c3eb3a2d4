"""firstline knowledge drafts | show | publish | retire | versions | diff | restore: one article."""

import getpass
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from bot import settings, terminal
from bot.core.kept_articles import article_of
from bot.printing import or_stop, out, print_json, run, say, stop, table
from knowledge.article import DRAFT, REVIEW
from knowledge.writing import to_markdown
from store import articles, feedback, versions
from store.engine import open_reader
from store.records import ArticleRow, VersionRow

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Version = Annotated[int, typer.Option(help="As it was then; else as it is.")]
Old = Annotated[int, typer.Argument(help="From this version; else from the one before.")]
New = Annotated[int, typer.Argument(help="To this version; else to the newest.")]
History = Sequence[tuple[VersionRow, Mapping[str, int]]]
Id = Annotated[str, typer.Argument(help="The article, such as fl-1042.")]


def drafts(as_json: AsJson = False) -> None:
    """The articles that wait for somebody to finish, read and publish them."""
    rows = [_short(row) for row in run(_waiting())]
    print_json(rows) if as_json else out.print(table(rows))


def show(article_id: Id, version: Version = 0) -> None:
    """An article as the file that it would be: save it in a folder of articles to change it."""
    typer.echo(_file(_version(run(_history(article_id)), article_id, version)), nl=False)


def list_versions(article_id: Id, as_json: AsJson = False) -> None:
    """What an article has said: since when, by whom or from which file, and whether it helped."""
    history = _known(run(_history(article_id)), article_id)
    rows = [_line(row, told) for row, told in history]
    print_json(rows) if as_json else out.print(table(rows))


def diff(article_id: Id, old: Old = 0, new: New = 0) -> None:
    """What changed in an article: from one version to another, or at the last time."""
    import difflib  # loads what few commands need

    history = _known(run(_history(article_id)), article_id)
    after = _version(history, article_id, new)
    if after.version == 1 and not old:
        stop(f"{article_id} has said nothing else before.")
    before = _version(history, article_id, old or after.version - 1)
    was, now = (_file(row).splitlines() for row in (before, after))
    for line in difflib.unified_diff(was, now, _name(before), _name(after), lineterm=""):
        typer.echo(line)


def restore(article_id: Id, version: Annotated[int, typer.Argument(min=1)]) -> None:
    """An article says again what it said in an earlier version."""
    what = {"article": article_id, "version": version, "by": _operator()}
    done = run(terminal.order(or_stop(settings.load), "restored", what))
    say(f"“{done['title']}” says again what it said in version {version}.")


def publish(article_id: Id) -> None:
    """From now on this article is suggested."""
    say(f"“{_order('published', article_id)}” is suggested from now on.")


def retire(article_id: Id) -> None:
    """This article is kept, but never suggested again."""
    say(f"“{_order('retired', article_id)}” is not suggested any more.")


def _operator() -> str:
    """Whoever types this, as the machine knows them."""
    with suppress(KeyError, OSError):  # a user id without a name, as in some containers
        return getpass.getuser()
    return "somebody at a terminal"


def _order(name: str, article_id: str) -> str:
    done = run(terminal.order(or_stop(settings.load), name, {"article": article_id}))
    return str(done["title"])


async def _waiting() -> Sequence[ArticleRow]:
    store = open_reader(or_stop(settings.load).url)
    try:
        return await store.read(articles.in_states, DRAFT, REVIEW)
    finally:
        store.close()


async def _history(article_id: str) -> History:
    """Every version of an article, the newest first, and what became of it where it was shown."""
    store = open_reader(or_stop(settings.load).url)
    try:
        told = await store.read(feedback.by_version, article_id)
        rows = await store.read(versions.of, article_id)
    finally:
        store.close()
    return [(row, told.get(row.version, {})) for row in rows]


def _known(history: History, article_id: str) -> History:
    return history or stop(f"There is no article {article_id}.")


def _version(history: History, article_id: str, number: int) -> VersionRow:
    """The one with this number; the newest for 0."""
    newest, _ = _known(history, article_id)[0]
    wanted = number or newest.version
    for row, _ in history:
        if row.version == wanted:
            return row
    stop(f"There is no version {wanted} of {article_id}; the newest is {newest.version}.")


def _file(row: VersionRow) -> str:
    return to_markdown(article_of(row))


def _name(row: VersionRow) -> str:
    return f"{row.article_id} version {row.version}, {_since(row)}"


def _since(row: VersionRow) -> str:
    return f"{row.written_at:%Y-%m-%d %H:%M} UTC"


def _line(row: VersionRow, told: Mapping[str, int]) -> dict[str, Any]:
    return {
        "version": row.version,
        "since": _since(row),
        "from": row.author or row.place or row.source,
        "state": row.state,
        "shown": sum(told.values()),
        "helped": told.get("worked", 0) + told.get("solved", 0),
        "failed": told.get("failed", 0) + told.get("not_relevant", 0),
        "title": row.title,
    }


def _short(row: ArticleRow) -> dict[str, Any]:
    return {"id": row.id, "state": row.state, "from": row.source, "title": row.title}
