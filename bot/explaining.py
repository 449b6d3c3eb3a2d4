"""Why Firstline would do what: the steps, the row that holds, the suggestions with their scores."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.core import triage
from bot.core.playbook import PLAYBOOK, Row, row_for
from bot.core.turn import Talk, Turn
from bot.library import Library, read_folders
from bot.runtime.gather import Reading, read
from bot.settings import Settings
from channels.messages import ConversationRef, InboundMessage, Person
from knowledge.suggest import Context
from store.engine import open_reader
from store.errors import StoreError
from store.records import PersonRow

Told = dict[str, Any]


async def explain(settings: Settings, words: str) -> Told:
    """How a stranger's first message in a chat would be handled; nothing is stored."""
    shelf = await _shelf(settings)
    message = _message(words)
    found = read(message, Talk())
    turn = _turn(message, found, shelf)
    held = row_for(turn)
    suggestions = [asdict(each) for each in shelf.suggest(found.request)] if found.request else []
    return {
        "text": words,
        "steps": _steps(found),
        "rules": [_row(row, row is held) for row in PLAYBOOK[: PLAYBOOK.index(held) + 1]],
        "rule": held[0].__name__,
        "why": _first_line(held[0].__doc__),
        "action": held[1].__name__,
        "then": _first_line(held[1].__doc__),
        "floor": settings.knowledge.floor,
        "suggestions": suggestions,
    }


async def search(settings: Settings, words: str) -> list[Told]:
    """The articles that a question finds, best first, whatever their confidence."""
    shelf = await _shelf(settings)
    return [asdict(each) for each in shelf.suggest(words, limit=10)]


def show(told: Told, out: Console) -> None:
    """Print an explanation for people."""
    for name, value in told["steps"].items():
        out.print(f"  {name:10} {value}", highlight=False, markup=False)
    for row in told["rules"]:
        mark = "[bold green]holds[/]" if row["holds"] else "[dim]no[/]"
        out.print(f"  {row['rule']:26} {mark}")
    out.print(f"\n[bold]{told['rule']}[/]: {told['why']}", highlight=False)
    out.print(f"[bold]{told['action']}[/]: {told['then']}", highlight=False)
    if told["suggestions"]:
        out.print(_suggestions(told))


def _suggestions(told: Told) -> Table:
    table = Table("article", "confidence", "reason", title=f"Suggestions (floor {told['floor']})")
    for each in told["suggestions"]:
        shown = "green" if each["confidence"] >= told["floor"] else "dim"
        table.add_row(each["title"], f"{each['confidence']:.2f}", each["reason"], style=shown)
    return table


def _steps(found: Reading) -> Told:
    seen = found.triage
    return {
        "said": found.said,
        "intent": found.intent.value,
        "class": seen.kind,
        "service": seen.service or "not recognised",
        "language": seen.language,
        "impact": seen.impact,
        "urgency": seen.urgency,
        "priority": triage.priority(seen),
        "danger": seen.danger or "none",
    }


def _row(row: Row, holds: bool) -> Told:
    return {"rule": row[0].__name__, "holds": holds, "means": _first_line(row[0].__doc__)}


def _first_line(docstring: str | None) -> str:
    return (docstring or "").strip().split("\n")[0]


def _message(words: str) -> InboundMessage:
    return InboundMessage(
        id="explain",
        conversation=ConversationRef(channel="console", place="explain"),
        person=Person(address="somebody"),
        at=datetime.now(UTC),
        text=words,
    )


def _turn(message: InboundMessage, found: Reading, shelf: Library) -> Turn:
    known = Context(language=found.triage.language)
    stranger = PersonRow(
        id=0,
        name="",
        email="",
        claimed_email="",
        language="",
        is_agent=False,
        teams=(),
        desk="",
    )
    return Turn(
        message=message,
        now=message.at,
        speaker=stranger,
        said=found.said,
        request=found.request,
        intent=found.intent,
        triage=found.triage,
        fixes=shelf.fixes(found.request, known) if found.request else (),
    )


async def _shelf(settings: Settings) -> Library:
    """The articles in the store, or those of the folders where there is no store yet."""
    floor = settings.knowledge.floor
    try:
        store = open_reader(settings.url)
    except StoreError:
        return Library(read_folders(settings.knowledge.folders).articles, floor=floor)
    try:
        shelf = Library(floor=floor)
        await shelf.refresh(store)
        return shelf
    finally:
        store.close()
