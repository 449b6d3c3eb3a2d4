"""firstline db: upgrade, backup, restore, check, new-key, forget-secrets."""

from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.filesize import decimal

from bot import app, books, checks, settings, terminal
from bot.checks import Finding
from bot.printing import or_stop, print_json, run, say, warn
from bot.settings import Settings
from store import backup as backups
from store.archive import Heading
from store.engine import schema_state, upgrade

db = typer.Typer(
    no_args_is_help=True, help="The database: upgrade, backup, restore, check, new-key."
)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Compressed if it ends in .gz.")]


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest revision."""
    url = _settings().url
    or_stop(lambda: upgrade(url))
    say(f"The database is at revision {schema_state(url)[0]}.")


@db.command("backup")
def db_backup(file: File) -> None:
    """Write everything, database and files, to one file; servers may go on working."""
    chosen, began = _settings(), monotonic()
    made = or_stop(lambda: backups.back_up(chosen.url, chosen.blobs, file, now=app.wall_clock()))
    took = monotonic() - began
    say(f"{file}: {_what(made.heading)}, {decimal(made.size)} in {took:.1f} seconds.")
    _name_lost("not there", made.missing)
    _name_lost("damaged and left out", made.damaged)
    raise typer.Exit(code=bool(made.missing or made.damaged))


@db.command("restore")
def db_restore(file: File) -> None:
    """Make an empty database what it was; nothing is written over."""
    chosen = _settings()
    restored = or_stop(lambda: backups.restore(file, chosen.url, chosen.blobs))
    heading = restored.heading
    say(f"Restored {_what(heading)} as of {heading.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    _name_lost("damaged in the backup and left out", restored.damaged)
    raise typer.Exit(code=bool(restored.damaged))


@db.command("check")
def db_check(
    contents: Annotated[bool, typer.Option("--blobs", help="Read every file, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look whether everything fits together; servers may go on working."""
    found = or_stop(lambda: _check(_settings(), contents=contents, quietly=as_json))
    if as_json:
        print_json([asdict(finding) for finding in found])
    raise typer.Exit(code=any(finding.is_wrong for finding in found))


@db.command("new-key")
def db_new_key(
    only: Annotated[bool, typer.Option("--only", help="Believe the older ones no more.")] = False,
) -> None:
    """Make a new key to sign addresses and links with; what older ones signed stays good."""
    run(terminal.order(_settings(), "new-key", {"only": only}))
    say("There is a new key, and no other." if only else "There is a new key.")


@db.command("forget-secrets")
def db_forget_secrets() -> None:
    """Give up the secrets whose key is lost, such as the tokens of workspaces; others stay."""
    names = run(terminal.order(_settings(), "forget-secrets", {}))["names"]
    say("\n".join(("Forgotten:", *names)) if names else "Every secret can be opened: nothing done.")


def _check(chosen: Settings, *, contents: bool, quietly: bool) -> list[Finding]:
    """The findings; each is shown as soon as it is there, for it may take a while."""
    found = []
    for finding in books.check(chosen, now=app.wall_clock(), contents=contents):
        found.append(finding)
        if not quietly:
            checks.show(finding)
    return found


def _name_lost(state: str, blobs: tuple[str, ...]) -> None:
    """Whoever has them somewhere else can put them back by their names."""
    if blobs:
        some = "1 file is" if len(blobs) == 1 else f"{len(blobs)} files are"
        warn("\n".join((f"{some} {state}:", *blobs)))


def _settings() -> Settings:
    return or_stop(settings.load)


def _what(heading: Heading) -> str:
    named = (name if count != 1 else name[:-1] for name, count in heading.counts.items())
    return ", ".join(map("{} {}".format, heading.counts.values(), named))
