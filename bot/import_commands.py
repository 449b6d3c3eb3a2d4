"""firstline knowledge import: articles from elsewhere become files in a folder of ours."""

from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.printing import or_stop, say, stop, warn
from knowledge.article import Article
from knowledge.importing import read_path
from knowledge.writing import to_markdown

From = Annotated[Path, typer.Argument(help="A file or a folder: HTML, CSV or Markdown.")]
To = Annotated[Path | None, typer.Option("--to", help="The folder; else the first of ours.")]
Anew = Annotated[bool, typer.Option("--replace", help="Write over files that are there.")]


def import_articles(path: From, to: To = None, replace: Anew = False) -> None:
    """Take over articles; what cannot be read is told with file and line."""
    folder = to or _first_folder()
    found = read_path(path)
    folder.mkdir(parents=True, exist_ok=True)
    written = [_write(article, folder, anew=replace) for article in found.articles]
    for complaint in found.complaints:
        warn(complaint)
    say(f"{sum(written)} articles are in {folder} now; {len(found.complaints)} could not be read.")
    say("Look at them. A desk that runs here uses them already if the folder is one of its own;")
    say("for any other desk, run: firstline knowledge sync")
    raise typer.Exit(code=0 if found.articles else 1)


def _first_folder() -> Path:
    folders = or_stop(settings.load).knowledge.folders
    if not folders:
        stop("Say where to: --to FOLDER, or name one in knowledge.folders of the settings.")
    return folders[0]


def _write(article: Article, folder: Path, *, anew: bool) -> bool:
    file = folder / f"{article.id}.md"
    if file.exists() and not anew:
        warn(f"{file} is there already and stays as it is; --replace writes over it.")
        return False
    file.write_text(to_markdown(article), encoding="utf-8")
    return True
