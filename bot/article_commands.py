"""firstline knowledge drafts | show | publish | retire: articles that were written at the desk."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from bot import settings, terminal
from bot.library import article_of
from bot.printing import or_stop, out, print_json, run, say, stop, table
from knowledge.article import DRAFT, REVIEW
from knowledge.writing import to_markdown
from store import articles
from store.engine import open_reader
from store.records import ArticleRow

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="The article, such as fl-1042.")]


def drafts(as_json: AsJson = False) -> None:
    """The articles that wait for somebody to finish, read and publish them."""
    rows = [_short(row) for row in run(_waiting())]
    print_json(rows) if as_json else out.print(table(rows))


def show(article_id: Id) -> None:
    """An article as the file that it would be: save it in a folder of articles to change it."""
    row = run(_get(article_id))
    if row is None:
        stop(f"There is no article {article_id}.")
    typer.echo(to_markdown(article_of(row)), nl=False)


def publish(article_id: Id) -> None:
    """From now on this article is suggested."""
    say(f"“{_order('published', article_id)}” is suggested from now on.")


def retire(article_id: Id) -> None:
    """This article is kept, but never suggested again."""
    say(f"“{_order('retired', article_id)}” is not suggested any more.")


def _order(name: str, article_id: str) -> str:
    done = run(terminal.order(or_stop(settings.load), name, {"article": article_id}))
    return str(done["title"])


async def _waiting() -> Sequence[ArticleRow]:
    store = open_reader(or_stop(settings.load).url)
    try:
        return await store.read(articles.in_states, DRAFT, REVIEW)
    finally:
        store.close()


async def _get(article_id: str) -> ArticleRow | None:
    store = open_reader(or_stop(settings.load).url)
    try:
        return await store.read(articles.get, article_id)
    finally:
        store.close()


def _short(row: ArticleRow) -> dict[str, Any]:
    return {"id": row.id, "state": row.state, "from": row.source, "title": row.title}
