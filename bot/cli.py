"""serve, chat, explain, check, demo, ticket, knowledge, agent, db: no logic."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import app as house
from bot import checks, explaining, logs, settings, terminal, tickets_shown
from bot.settings import BadSettings, Settings
from channels.control import NotRunning, Refused
from channels.registry import UnknownChannel
from store.engine import schema_state, upgrade
from store.errors import StoreError

T = TypeVar("T")

# What ends a command with a sentence; anything else is a bug and shows where.
EXPECTED = (BadSettings, StoreError, Refused, NotRunning, UnknownChannel, OSError)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Firstline: one help address for a whole organisation.",
    pretty_exceptions_show_locals=False,
)
ticket = typer.Typer(no_args_is_help=True, help="Look at tickets.")
knowledge = typer.Typer(no_args_is_help=True, help="Articles: sync and search.")
agent = typer.Typer(no_args_is_help=True, help="Who works at the desk.")
db = typer.Typer(no_args_is_help=True, help="The database.")
for name, group in (("ticket", ticket), ("knowledge", knowledge), ("agent", agent), ("db", db)):
    app.add_typer(group, name=name)

out = Console()
err = Console(stderr=True)

LONG = ("subject", "title", "reason", "status")  # columns that may take several lines

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Words = Annotated[list[str], typer.Argument(help="What somebody says.")]


@app.command()
def serve(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step.")] = False,
) -> None:
    """Run the desk: every channel, until Ctrl-C."""
    logs.begin(verbose=verbose)
    chosen = _settings()
    firstline = _or_stop(lambda: house.build(chosen))
    try:
        _run(house.serve(firstline, started=lambda: terminal.greet(firstline, out)))
    finally:
        firstline.close()


@app.command()
def chat(
    who: Annotated[str, typer.Option("--as", help="Who speaks first.")] = "guest",
) -> None:
    """Talk to the desk in this terminal; /as switches to an agent, /help says more."""
    _run(terminal.chat(_settings(), who, out))


@app.command()
def explain(words: Words, as_json: AsJson = False) -> None:
    """Show how a message would be read, which rule holds and why, and what would be suggested."""
    told = _run(explaining.explain(_settings(), " ".join(words)))
    _print_json(told) if as_json else explaining.show(told, out)


@app.command()
def check() -> None:
    """Check settings, database, names and versions; say what is wrong and how to mend it."""
    findings = checks.run()
    for finding in findings:
        out.print(f"[{finding.colour}]{finding.mark}[/] {finding.about}: ", end="")
        out.print(finding.text, markup=False, highlight=False)
    raise typer.Exit(code=any(finding.is_wrong for finding in findings))


@app.command()
def demo() -> None:
    """Fill the desk with believable people, articles and tickets."""
    done = _order("demo")
    out.print(f"The desk has {done['tickets']} tickets now. See them with: firstline ticket list")


@ticket.command("list")
def ticket_list(
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The tickets, in the order of service."""
    cards = _run(tickets_shown.cards(_settings(), everything=everything))
    _print_json(cards) if as_json else out.print(_table(tickets_shown.in_short(cards)))


@ticket.command("show")
def ticket_show(reference: str, as_json: AsJson = False) -> None:
    """One ticket and all that happened to it."""
    story = _run(tickets_shown.story(_settings(), reference))
    if story is None:
        _stop(f"There is no ticket {reference}.")
    _print_json(story) if as_json else tickets_shown.show(story, out)


@knowledge.command("sync")
def knowledge_sync(
    folders: Annotated[list[Path] | None, typer.Argument(help="More folders of articles.")] = None,
) -> None:
    """Read the articles anew."""
    done = _order("sync", folders=[str(folder.resolve()) for folder in folders or ()])
    out.print("{added} added, {changed} changed, {removed} removed".format(**done))
    for complaint in done["complaints"]:
        err.print(complaint, markup=False)


@knowledge.command("search")
def knowledge_search(words: Words, as_json: AsJson = False) -> None:
    """Search the articles as the desk would."""
    found = _run(explaining.search(_settings(), " ".join(words)))
    _print_json(found) if as_json else out.print(_table(found))


@agent.command("add")
def agent_add(
    name: str, email: str, team: Annotated[list[str] | None, typer.Option(help="A team.")] = None
) -> None:
    """Make somebody an agent, and print their sign-in link."""
    out.print(_order("enlist", name=name, email=email, teams=team or [])["link"], soft_wrap=True)


@agent.command("link")
def agent_link(email: str) -> None:
    """Print a new one-time sign-in link for an agent."""
    out.print(_order("link", email=email)["link"], soft_wrap=True)


@agent.command("remove")
def agent_remove(email: str) -> None:
    """Somebody is no agent any more; their sessions end at once."""
    _order("dismiss", email=email)
    out.print(f"{email} is no agent any more.")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest revision."""
    url = _settings().url
    _or_stop(lambda: upgrade(url))
    out.print(f"The database is at revision {schema_state(url)[0]}.")


def _order(name: str, /, **what: object) -> dict[str, Any]:
    return _run(terminal.order(_settings(), name, what))


def _settings() -> Settings:
    return _or_stop(settings.load)


def _run(work: Coroutine[Any, Any, T]) -> T:
    return _or_stop(lambda: asyncio.run(work))


def _or_stop(act: Callable[[], T]) -> T:
    try:
        return act()
    except EXPECTED as trouble:
        _stop(str(trouble))
    except ExceptionGroup as several:
        _stop_for(several)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _table(rows: list[dict[str, Any]]) -> Table | str:
    if not rows:
        return "Nothing."
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        whole = name not in LONG
        width = max(len(str(row[name])) for row in rows) if whole else None
        table.add_column(name, no_wrap=whole, overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row.values()))
    return table


def _stop(sentence: str) -> NoReturn:
    err.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code=1)


def _stop_for(several: ExceptionGroup) -> NoReturn:
    """What ended a group of tasks: our own sentences are printed, anything else is a bug."""
    ours, others = several.split(EXPECTED)
    if others or ours is None:
        raise several
    _stop("\n".join(str(trouble) for trouble in _leaves(ours)))


def _leaves(group: BaseException) -> Iterator[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        for inner in group.exceptions:
            yield from _leaves(inner)
    else:
        yield group
