"""Tickets in a terminal, read beside a running server."""

from dataclasses import asdict
from typing import Any

from rich.console import Console

from bot import app
from bot.core import references
from bot.runtime import views
from bot.runtime.house_rules import HouseRules
from bot.settings import Settings
from channels.text import as_plain
from channels.views import Audience, TicketCard
from store.engine import open_reader

Row = dict[str, Any]


async def cards(settings: Settings, *, everything: bool) -> list[Row]:
    """The tickets: those in line in the order of service, then those in hand, then the solved."""
    store = open_reader(settings.url)
    try:
        seen = await store.read(views.desk, "", _rules(settings), app.wall_clock(), 0)
    finally:
        store.close()
    listed = (*seen.waiting, *seen.others, *(seen.solved if everything else ()))
    return [_row(card) for card in listed]


def in_short(rows: list[Row]) -> list[Row]:
    """The columns that fit a narrow terminal."""
    return [
        {
            "ticket": row["ticket"],
            "place": row["place"],
            "P": row["priority"],
            "status": ", ".join(filter(None, (row["status"], row["assignee"]))),
            "subject": f"{row['subject']} ({row['requester']})",
        }
        for row in rows
    ]


async def story(settings: Settings, reference: str) -> Row | None:
    """A ticket with its whole timeline; None if there is none."""
    store = open_reader(settings.url)
    try:
        found = await store.read(
            views.story,
            references.read(reference),
            Audience.INTERNAL,
            _rules(settings),
            app.wall_clock(),
        )
    finally:
        store.close()
    return _plain(asdict(found)) if found else None


def _plain(told: Row) -> Row:
    """The same with the words as people typed them."""
    lines = [{**line, "text": as_plain(line["text"])} for line in told["lines"]]
    return {**told, "lines": lines}


def show(told: Row, out: Console) -> None:
    """Print a ticket for people."""
    card = told["card"]
    out.print(f"[bold]{card['reference']}[/] ", end="")
    out.print(card["subject"], markup=False, highlight=False)
    out.print(f"P{card['priority']} {card['status']}, from {card['requester']}", markup=False)
    for line in told["lines"]:
        marked = " (desk only)" if line["audience"] == Audience.INTERNAL else ""
        said = line["text"]
        out.print(
            f"  {line['at']:%Y-%m-%d %H:%M} {line['who']} {line['what']}{marked}: {said}",
            markup=False,
            highlight=False,
        )


def _rules(settings: Settings) -> HouseRules:
    return app.house_rules(settings, app.traits_of(settings))


def _row(card: TicketCard) -> Row:
    return {
        "ticket": card.reference,
        "place": card.place or "",
        "priority": card.priority,
        "status": card.status,
        "requester": card.requester,
        "assignee": card.assignee,
        "opened": f"{card.opened_at:%Y-%m-%d %H:%M}",
        "subject": card.subject,
    }
