"""firstline mail: how mails are read; to parse them needs no desk, database or settings."""

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from bot.printing import or_stop, out, print_json, print_line, run
from channels.email import telling
from channels.email.telling import Told

mail = typer.Typer(no_args_is_help=True, help="See how mails are read.")

STANDARD_INPUT = "-"
LARGEST = 128 * 1024 * 1024  # bytes; a device never ends


class Kind(StrEnum):
    """What a file holds: a whole mail, or the bare body of one."""

    EML = "eml"
    TEXT = "text"
    HTML = "html"
    TNEF = "tnef"


Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files; - is standard input.")]
AsKind = Annotated[Kind, typer.Option("--kind", help="What the files hold.")]


@mail.callback()
def _group() -> None:
    """See how mails are read."""


@mail.command("parse")
def mail_parse(paths: Paths, kind: AsKind = Kind.EML) -> None:
    """Print one line of JSON for each file: what was read in it."""
    failed = False
    for path in paths:
        told = _told(path, kind)
        failed = failed or bool(told["error"])
        print_line({"path": path, **told})
    raise typer.Exit(code=failed)


@mail.command("explain")
def mail_explain(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A mail; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell how a mail was read, threaded and judged, and why."""
    from bot import mail_explained, settings  # the database, which `parse` needs nothing of

    raw = or_stop(lambda: _content(path))
    told = run(mail_explained.explain(or_stop(settings.load), raw))
    print_json(told) if as_json else _show(told)


def _show(told: Mapping[str, Sequence[str]]) -> None:
    for heading, sentences in told.items():
        out.print(f"[bold]{heading}[/]")
        for sentence in sentences or ["None."]:
            for line in sentence.splitlines():
                out.print(f"  {line}", markup=False, highlight=False)


def _told(path: str, kind: Kind) -> Told:
    """What was read, or why nothing was; one bad file must not hide the others."""
    try:
        return telling.told(kind, _content(path))
    except OSError as trouble:
        return telling.untold(trouble.strerror or str(trouble))
    except Exception as bug:
        return telling.untold(f"{type(bug).__name__}: {bug}")


def _content(path: str) -> bytes:
    if path == STANDARD_INPUT:
        return _all(sys.stdin.buffer)
    with Path(path).open("rb") as file:
        return _all(file)


def _all(file: IO[bytes]) -> bytes:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError("It is larger than any mail.")
    return content
