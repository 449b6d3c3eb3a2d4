"""How commands print: tables, JSON, and one red sentence when something is wrong."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import BadSettings
from channels.control import NotRunning, Refused
from channels.registry import UnknownChannel
from store.errors import StoreError

T = TypeVar("T")

# What ends a command with a sentence; anything else is a bug and shows where.
EXPECTED = (BadSettings, StoreError, Refused, NotRunning, UnknownChannel, OSError)

LONG = ("subject", "title", "reason", "status")  # columns that may take several lines

out = Console(emoji=False)  # ":ticket:" is what somebody wrote
err = Console(stderr=True, emoji=False)


def run(work: Coroutine[Any, Any, T]) -> T:
    """What it returns; what is expected to go wrong ends the command with a sentence."""
    return or_stop(lambda: asyncio.run(work))


def or_stop(act: Callable[[], T]) -> T:
    """The same for a plain function."""
    try:
        return act()
    except EXPECTED as trouble:
        stop(str(trouble))
    except ExceptionGroup as several:
        _stop_for(several)


def stop(sentence: str) -> NoReturn:
    """Say why, and end the command."""
    err.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code=1)


def say(sentence: str) -> None:
    """A sentence for whoever typed the command."""
    out.print(sentence, markup=False, highlight=False, soft_wrap=True)


def warn(sentence: str) -> None:
    """A sentence beside the answer."""
    err.print(sentence, style="yellow", markup=False, highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """For machines."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_line(value: object) -> None:
    """For machines that read line by line. Half letters, which no file can hold, are escaped."""
    typer.echo(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def table(rows: Sequence[Mapping[str, Any]]) -> Table | str:
    """Rows with the same columns, for a terminal that may be narrow."""
    if not rows:
        return "Nothing."
    shown = Table(box=None, pad_edge=False)
    for name in rows[0]:
        whole = name not in LONG
        width = max(len(str(row[name])) for row in rows) if whole else None
        shown.add_column(name, no_wrap=whole, overflow="fold", min_width=width)
    for row in rows:
        shown.add_row(*(Text(str(cell)) for cell in row.values()))
    return shown


def _stop_for(several: ExceptionGroup) -> NoReturn:
    """What ended a group of tasks: our own sentences are printed, anything else is a bug."""
    ours, others = several.split(EXPECTED)
    if others or ours is None:
        raise several
    stop("\n".join(str(trouble) for trouble in _leaves(ours)))


def _leaves(group: BaseException) -> Iterator[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        for inner in group.exceptions:
            yield from _leaves(inner)
    else:
        yield group
