"""firstline knowledge report: what articles have saved the desk, as people have confirmed it.

Only who says that it helped counts as helped. Silence is a column of its own: nobody knows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from bot import settings
from bot.printing import or_stop, out, print_json, run, say, table
from store import feedback
from store.engine import open_reader
from store.feedback import Outcome

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Days = Annotated[int, typer.Option(min=1, max=3650, help="How far to look back.")]

# How each outcome is called in the report.
COLUMNS: Mapping[str, str] = {
    "worked": "helped",
    "failed": "failed",
    "not_relevant": "beside the point",
    "silent": "silent",
    "shown": "waiting",
}


def report(days: Days = 90, as_json: AsJson = False) -> None:
    """How often each article was shown, and what people said of it."""
    found = run(_outcomes(days))
    rows, whole = _by_article(found), _summed(found)
    if as_json:
        print_json({"articles": rows, "all": whole})
        return
    out.print(table(rows))
    say(
        "In {days} days {shown} suggestions were shown: {helped} helped, as people have confirmed "
        "({share:.0%}); {failed} failed, {beside} were beside the point. Of {silent} nobody knows, "
        "and {waiting} still wait for an answer.".format(
            days=days, beside=whole["beside the point"], **whole
        )
    )


async def _outcomes(days: int) -> Sequence[Outcome]:
    store = or_stop(lambda: open_reader(settings.load().url))
    try:
        since = datetime.now(UTC) - timedelta(days=days)
        return await store.read(feedback.outcomes, since=since)
    finally:
        store.close()


def _by_article(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The one that helped most comes first."""
    rows = [_row(id_, found) for id_ in sorted({one.article_id for one in found})]
    return sorted(rows, key=lambda row: (-int(row["helped"]), -int(row["shown"])))


def _row(article_id: str, found: Iterable[Outcome]) -> dict[str, Any]:
    those = [one for one in found if one.article_id == article_id]
    return {"article": article_id, **_counted(those), "at step": _steps(those)}


def _counted(found: Iterable[Outcome]) -> dict[str, int]:
    told: Counter[str] = Counter()
    for one in found:
        told[COLUMNS[one.outcome]] += one.count
    return {"shown": told.total(), **{name: told[name] for name in COLUMNS.values()}}


def _steps(found: Iterable[Outcome]) -> str:
    """After which step it helped, and how often: "2 (5), 4 (1)"."""
    helped = (one for one in found if one.outcome == "worked" and one.step)
    return ", ".join(f"{one.step} ({one.count})" for one in helped)


def _summed(found: Sequence[Outcome]) -> dict[str, Any]:
    whole = _counted(found)
    return {**whole, "share": round(whole["helped"] / max(whole["shown"], 1), 4)}
