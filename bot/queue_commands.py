"""firstline inbox | outbox: list, retry, drop."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot import settings, terminal
from bot.printing import or_stop, print_json, run, say
from store import dead_letters
from store.dead_letters import Letter
from store.engine import open_reader
from store.work_queue import INBOX, OUTBOX

HELP = {
    INBOX: "Messages in that could not be handled: look at them, try again, let go.",
    OUTBOX: "Messages out that could not be sent: look at them, try again, let go.",
}

Keys = Annotated[list[str] | None, typer.Argument(metavar="KEY...", help="As list shows them.")]
All = Annotated[bool, typer.Option("--all", help="All given up on, none in quarantine.")]
Why = Annotated[str, typer.Option("--why", help="Kept with the row.")]
Waiting = Annotated[bool, typer.Option("--waiting", help="What is still to be done instead.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="The most rows.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def commands(queue: str) -> typer.Typer:
    """The commands of one queue."""
    group = typer.Typer(no_args_is_help=True, help=HELP[queue])
    for name, make in (("list", _list), ("retry", _retry), ("drop", _drop)):
        group.command(name)(make(queue))
    return group


def _list(queue: str) -> Callable[..., None]:
    def command(waiting: Waiting = False, limit: Limit = 100, as_json: AsJson = False) -> None:
        """What was given up on, then what is in quarantine, oldest first; never what was said."""
        letters = run(_letters(queue, waiting=waiting, limit=limit))
        rows = [_row(queue, letter) for letter in letters]
        print_json(rows) if as_json else say("\n".join(map(_told, rows)) or "Nothing.")

    return command


def _retry(queue: str) -> Callable[..., None]:
    def command(keys: Keys = None, everything: All = False) -> None:
        """Try again now, from the first attempt on."""
        done = _order("retry", queue, keys, everything)
        say(f"{_rows(done)} of the {queue} will be tried again now.")

    return command


def _drop(queue: str) -> Callable[..., None]:
    def command(keys: Keys = None, everything: All = False, why: Why = "") -> None:
        """Let go for good. The key stays known, so the same message is not taken in again."""
        done = _order("drop", queue, keys, everything, why=why)
        say(f"{_rows(done)} of the {queue} dropped.")

    return command


def _order(
    name: str, queue: str, keys: list[str] | None, everything: bool, **more: str
) -> list[str]:
    what = {"queue": queue, "keys": keys or [], "all": everything, **more}
    done: list[str] = run(terminal.order(or_stop(settings.load), name, what))["done"]
    return done


async def _letters(queue: str, *, waiting: bool, limit: int) -> tuple[Letter, ...]:
    store = open_reader(settings.load().url)
    try:
        return await store.read(dead_letters.listed, queue, waiting=waiting, limit=limit)
    finally:
        store.close()


def _row(queue: str, letter: Letter) -> dict[str, Any]:
    return {
        "key": letter.key,
        "channel": letter.channel,
        "state": letter.state,
        "attempts": letter.attempts,
        "put_at": letter.put_at.isoformat(timespec="seconds"),
        "due_at": letter.due_at.isoformat(timespec="seconds"),
        "reason": _reason(queue, letter.reason),
    }


def _reason(queue: str, reason: str) -> str:
    """What a vendor said of a message out is told; an error of ours may quote a message in."""
    return reason if queue == OUTBOX else reason.partition(":")[0]


def _told(row: dict[str, Any]) -> str:
    """Two lines: the key alone on one, for it is as wide as a terminal and is to be copied."""
    tries = "1 try" if row["attempts"] == 1 else f"{row['attempts']} tries"
    since = row["put_at"][:16].replace("T", " ")
    return f"{row['key']}\n  {row['channel']}, {tries}, since {since}: {row['reason']}".rstrip(" :")


def _rows(done: list[str]) -> str:
    return "1 row" if len(done) == 1 else f"{len(done)} rows"
