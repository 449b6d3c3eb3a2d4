"""firstline knowledge calibration | eval: how far our confidence is to be believed."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Literal

import typer

from bot import settings
from bot.library import judged
from bot.printing import or_stop, print_json, run, say, stop
from knowledge import calibration, encoder, index, reliability
from knowledge.article import Article
from knowledge.calibration import AS_IT_IS, Correction, Judged
from knowledge.evaluation import Answered, line, summary
from knowledge.index import Index
from knowledge.meaning import Memory
from knowledge.solved import EPOCH, MOST_KEPT, Solved
from knowledge.suggest import Context
from store import feedback
from store.engine import open_reader

Row = dict[str, Any]
Field = Literal["title", "text", "both"]

_TEXTS = ("title", "text", "summary", "body", "lang")

Picture = Annotated[Path | None, typer.Option("--png", help="Write the diagram there, too.")]
Wanted = Annotated[float, typer.Option(min=0.5, max=0.99, help="The share that is to be right.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Docs = Annotated[Path, typer.Option(help="Articles: JSON lines with id, title, summary, body.")]
Queries = Annotated[Path, typer.Option(help="Questions: JSON lines with id, title, text, rel.")]
Past = Annotated[list[Path] | None, typer.Option("--solved", help="Questions solved before.")]
Known = Annotated[list[Path] | None, typer.Option("--calibrate", help="Questions to learn from.")]
Part = Annotated[Field, typer.Option("--field", help="What of a question is asked.")]
Meaning = Annotated[bool, typer.Option("--semantic", help="With the encoder.")]


def show_calibration(
    png: Picture = None, precision: Wanted = 0.95, as_json: AsJson = False
) -> None:
    """How sure we were of suggestions, and how often they helped, by what people pressed."""
    told = run(_judged())
    bins, correction = reliability.bins(told), calibration.learn(told)
    found = {
        "judged": len(told),
        "ece": round(reliability.error(bins), 4),
        "slope": round(correction.slope, 3),
        "shift": round(correction.shift, 3),
        "precision": precision,
        "floor": calibration.floor_for(precision, correction),
    }
    if png:
        or_stop(lambda: png.write_bytes(reliability.as_png(bins)))
    if as_json:
        print_json(found)
        return
    say(reliability.as_text(bins))
    say("{judged} suggestions were judged; sure and right are {ece:.3f} apart.".format(**found))
    say("To be right in {precision:.0%} of all, show those from {floor:.0%} on.".format(**found))


async def _judged() -> list[Judged]:
    store = or_stop(lambda: open_reader(settings.load().url))
    try:
        since = datetime(1970, 1, 1, tzinfo=UTC)
        return judged(await store.read(feedback.lessons, since=since, most=MOST_KEPT))
    finally:
        store.close()


def evaluate(
    docs: Docs,
    queries: Queries,
    solved: Past = None,
    calibrate: Known = None,
    field: Part = "both",
    semantic: Meaning = False,
) -> None:
    """Ask questions whose articles are known: a JSON line for each, then the figures."""
    library = index.build(map(_article, _rows(docs)))
    if semantic:
        library = library.with_memory(_memory())
    library = library.with_solved([_solved(row) for path in solved or () for row in _rows(path)])
    known = [_answer(library, row, field) for path in calibrate or () for row in _rows(path)]
    correction = _learn(known)
    answered = [_corrected(_answer(library, row, field), correction) for row in _rows(queries)]
    for one in answered:
        typer.echo(json.dumps(line(one)))
    typer.echo(json.dumps(summary(answered)))


def _memory() -> Memory:
    try:
        return Memory(encoder.load())
    except encoder.NoEncoder as missing:
        stop(str(missing))


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open("rb") as file:
            for number, text in enumerate(file, 1):
                if text.strip():
                    yield _row(path, number, text)
    except OSError as problem:
        stop(f"{path}: {problem.strerror}.")


def _row(path: Path, number: int, text: bytes) -> Row:
    try:
        row = json.loads(text.removeprefix(BOM_UTF8))
    except ValueError:  # no JSON, or no UTF-8
        row = None
    if not isinstance(row, dict) or "id" not in row:
        stop(f"{path}:{number}: this is not a JSON object with an id.")
    for key in _TEXTS:
        if not isinstance(row.get(key) or "", str):
            stop(f"{path}:{number}: '{key}' must be a text.")
    if not isinstance(row.get("rel") or [], list):
        stop(f"{path}:{number}: 'rel' must be a list of ids.")
    return _timed(path, number, row)


def _timed(path: Path, number: int, row: Row) -> Row:
    try:
        return {**row, "ts": _moment(row.get("ts"))}
    except (ValueError, TypeError, OverflowError, OSError):
        stop(f"{path}:{number}: 'ts' must be a time such as 2026-11-27T08:00:00.")


def _moment(told: object) -> datetime:
    """A time as a text (ISO 8601), or as seconds since 1970; that where nothing is told."""
    if isinstance(told, (int, float)):
        return datetime.fromtimestamp(told, UTC)
    at = datetime.fromisoformat(str(told)) if told else EPOCH
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _article(row: Row) -> Article:
    summary = row.get("summary") or ""
    return Article(
        id=str(row["id"]),
        title=row.get("title") or "",
        symptoms=(summary,) if summary else (),
        body=row.get("body") or "",
        language=row.get("lang") or "en",
    )


def _question(row: Row, field: Field) -> str:
    title, text = row.get("title") or "", row.get("text") or ""
    chosen = {"title": title or text, "text": text or title, "both": f"{title}. {text}".strip(". ")}
    return chosen[field]


def _solved(row: Row) -> Solved:
    return Solved(
        key=str(row["id"]),
        question=_question(row, "both"),
        article_ids=tuple(map(str, row.get("rel") or ())),
        at=row["ts"],
        context=Context(),
    )


def _answer(library: Index, row: Row, field: Field) -> Answered:
    start = perf_counter()
    found = library.suggest(_question(row, field), limit=10)
    return Answered(
        id=str(row["id"]),
        ranked=tuple(one.article_id for one in found),
        confidence=found[0].confidence if found else 0.0,
        ms=round((perf_counter() - start) * 1000, 3),
        right=frozenset(map(str, row.get("rel") or ())),
    )


def _learn(known: Sequence[Answered]) -> Correction:
    return calibration.learn([Judged(one.confidence, one.is_right) for one in known])


def _corrected(one: Answered, correction: Correction) -> Answered:
    if correction == AS_IT_IS:
        return one
    return replace(one, confidence=round(correction(one.confidence), 4))
