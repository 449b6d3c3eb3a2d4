"""firstline knowledge classify-eval: how often the desk's own labels are guessed right."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from bot.printing import stop
from knowledge import classify
from knowledge.classify import MOST_LABELS, Classifier, Labelled

Row = dict[str, str]
Figures = dict[str, str | float]

LEARNT_FROM = "train.jsonl"
ASKED = ("test.jsonl", "val.jsonl", "dev.jsonl")  # the first that is there
KEPT_BACK = 5  # where none is, every so manieth is asked instead of learnt
NO_LABELS = ("id", "text", "title")

Data = Annotated[
    Path, typer.Option(help="A folder with train.jsonl (text, and labels), or folders of such.")
]


def classify_eval(data: Data) -> None:
    """Learn labels from train.jsonl and guess those of test.jsonl or val.jsonl: a line for each.

    Where neither is there, every fifth contact is kept back to be asked. Beside the accuracy
    stand those of the nearest contacts alone and of always saying the commonest label.
    """
    folders = [file.parent for file in sorted({data / LEARNT_FROM, *data.glob(f"*/{LEARNT_FROM}")})]
    found = [folder for folder in folders if (folder / LEARNT_FROM).is_file()]
    if not found:
        stop(f"{data}: there is no {LEARNT_FROM} here.")
    for folder in found:
        for figures in _judge(folder):
            typer.echo(json.dumps(figures))


def _judge(folder: Path) -> Iterator[Figures]:
    learnt, asked = _split(folder)
    for name in _labels(learnt):
        figures = _figures(_labelled(learnt, name), _labelled(asked, name))
        yield {"set": folder.name, "label": name, **figures}


def _split(folder: Path) -> tuple[list[Row], list[Row]]:
    rows = list(_rows(folder / LEARNT_FROM))
    there = [folder / name for name in ASKED if (folder / name).is_file()]
    if there:
        return rows, list(_rows(there[0]))
    kept = rows[KEPT_BACK - 1 :: KEPT_BACK]
    del rows[KEPT_BACK - 1 :: KEPT_BACK]
    return rows, kept


def _labels(rows: Sequence[Row]) -> list[str]:
    """The fields that say what a contact is."""
    names = dict.fromkeys(name for row in rows for name in row if name not in NO_LABELS)
    return [name for name in names if 2 <= len({row.get(name, "") for row in rows}) <= MOST_LABELS]


def _figures(learnt: Sequence[Labelled], asked: Sequence[Labelled]) -> Figures:
    if not learnt or not asked:
        return {"learnt": len(learnt), "asked": len(asked)}
    start = perf_counter()
    classifier = classify.learn(learnt)
    took = perf_counter() - start
    commonest = Counter(one.label for one in learnt).most_common(1)[0][0]
    accuracy, ms = _accuracy(classifier, asked)
    return {
        "learnt": len(learnt),
        "asked": len(asked),
        "accuracy": accuracy,
        "nearest": _accuracy(Classifier(classifier.known), asked)[0],
        "commonest": round(sum(one.label == commonest for one in asked) / len(asked), 4),
        "learn_s": round(took, 1),
        "mean_ms": ms,
    }


def _accuracy(classifier: Classifier, asked: Sequence[Labelled]) -> tuple[float, float]:
    """The share guessed right, and how long one takes."""
    start = perf_counter()
    right = sum(classifier.guess(one.text).label == one.label for one in asked)
    return (
        round(right / len(asked), 4),
        round((perf_counter() - start) * 1000 / len(asked), 2),
    )


def _labelled(rows: Sequence[Row], name: str) -> list[Labelled]:
    return [
        Labelled(key=str(at), text=row["text"], label=row[name])
        for at, row in enumerate(rows)
        if row.get(name) and "text" in row
    ]


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if text.strip():
                yield _row(path, number, text)


def _row(path: Path, number: int, text: str) -> Row:
    try:
        row = json.loads(text)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        stop(f"{path}:{number}: this is not a JSON object.")
    return {str(name): str(value) for name, value in row.items()}
