"""firstline mail quarantine: list, release, drop."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import settings, terminal
from bot.printing import or_stop, out, print_json, run, say, table
from store import correspondents
from store.correspondents import Kept
from store.engine import open_reader

quarantine = typer.Typer(
    no_args_is_help=True,
    help="Addresses that answer like machines, and those whose mail comes back.",
)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="As list shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@quarantine.command("list")
def list_(as_json: AsJson = False) -> None:
    """Who is in quarantine and why, how many messages are kept, and who cannot be reached."""
    kept = run(_kept())
    print_json([_row(each) for each in kept]) if as_json else out.print(_listed(kept))


@quarantine.command()
def release(address: Address) -> None:
    """It is no machine: handle and send what was kept, in order, and answer as ever."""
    done = _order("release", address)
    say(f"{address} is answered again; {_messages(done)} handled now.")


@quarantine.command()
def drop(address: Address) -> None:
    """It is a machine: let go of what was kept. Where it stands stays as it is."""
    done = _order("let_go", address)
    say(f"{_messages(done)} let go. What comes from {address} now is kept as before.")


def _order(name: str, address: str) -> int:
    what = {"address": address.strip().lower()}
    done: int = run(terminal.order(or_stop(settings.load), name, what))["kept"]
    return done


async def _kept() -> tuple[Kept, ...]:
    store = open_reader(settings.load().url)
    try:
        return await store.read(correspondents.kept)
    finally:
        store.close()


def _row(kept: Kept) -> dict[str, Any]:
    return {
        "address": kept.address,
        "channel": kept.channel,
        "since": kept.since.isoformat(timespec="seconds"),
        "messages in": kept.inbound,
        "messages out": kept.outbound,
        "why": kept.why,
    }


def _listed(kept: Sequence[Kept]) -> Table | str:
    """The same for a terminal that may be narrow: nothing that can be left out."""
    return table(
        [
            {
                "since": f"{each.since:%Y-%m-%d %H:%M}",
                "in": each.inbound,
                "out": each.outbound,
                "address": each.address,
                "reason": each.why,
            }
            for each in kept
        ]
    )


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
