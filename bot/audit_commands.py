"""firstline knowledge audit: which articles need care, and which are still to be written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot import settings
from bot.library import Library
from bot.printing import or_stop, print_json, run, say
from knowledge import unanswered
from knowledge.article import Article
from knowledge.audit import Complaint, audit
from store import feedback, tickets, versions
from store.engine import open_reader
from store.records import Event
from store.transact import Store

FEWEST_SHOWN = 5  # an article that was shown less often has not failed yet

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Online = Annotated[bool, typer.Option("--online", help="Try links into the web, too.")]
Days = Annotated[int, typer.Option(min=1, max=3650, help="How far to look back for contacts.")]
Counts = Mapping[str, Mapping[str, int]]


def show_audit(online: Online = False, days: Days = 90, as_json: AsJson = False) -> None:
    """What to mend: stale, failing, doubled articles and dead links; and what to write next."""
    complaints, gaps = run(_look(online=online, days=days))
    if as_json:
        print_json({"articles": [*map(asdict, complaints)], "unanswered": [*map(asdict, gaps)]})
        return
    for one in complaints:
        say(f"{one.article_id}: {one.text}")
    say(f"{len(complaints)} things to mend.")
    say("")
    say(f"What people asked in {days} days and no article answers:")
    for gap in gaps:
        say(f"{gap.count} x {', '.join(gap.terms)}")
        for example in gap.examples:
            say(f"    “{example}”")


async def _look(*, online: bool, days: int) -> tuple[Sequence[Complaint], Sequence[unanswered.Gap]]:
    chosen = or_stop(settings.load)
    store = open_reader(chosen.url)
    now = datetime.now(UTC)
    try:
        library = Library(floor=chosen.knowledge.floor, precision=chosen.knowledge.precision)
        await library.refresh(store)
        shelf = library.index.articles
        found = [
            *audit(shelf, today=now.date(), written=await store.read(versions.written)),
            *_seldom(shelf, await store.read(feedback.counts)),
        ]
        if online:
            from bot import web_links  # brings what a server has no use for

            found += await web_links.not_there(shelf)
        asked = await _unanswered(store, library, now - timedelta(days=days))
    finally:
        store.close()
    return sorted(found, key=lambda one: one.article_id), unanswered.group(asked)


def _seldom(shelf: Iterable[Article], counts: Counts) -> Iterator[Complaint]:
    """Never shown, and shown but of no help."""
    for article in shelf:
        told = counts.get(article.id, {})
        shown, worked = sum(told.values()), told.get("worked", 0) + told.get("solved", 0)
        failed = told.get("failed", 0) + told.get("not_relevant", 0)
        if not shown:
            yield Complaint(article_id=article.id, text="It was never shown.")
        elif shown >= FEWEST_SHOWN and failed > worked:
            text = (
                f"It was shown {shown} times: it helped {worked} times and failed {failed} times."
            )
            yield Complaint(article_id=article.id, text=text)


async def _unanswered(store: Store, library: Library, since: datetime) -> list[str]:
    """What was asked in tickets, the newest first, and no article is sure enough about."""
    begun = await store.read(tickets.openings_since, since=since, limit=unanswered.MOST)
    return [text for text in map(_asked, begun) if text and not library.fixes(text)]


def _asked(opened: Event) -> str:
    return str(opened.data.get("text") or opened.data.get("subject") or "")
