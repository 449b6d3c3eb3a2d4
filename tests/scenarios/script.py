"""A conversation on paper: what people do, what they hear, what the desk sees, step by step.

README.md beside this file says how one is written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

FENCE = "```"
FIRSTLINE = "Firstline"
_CHOICES = re.compile(r"\[[^\]]+\](?:\s+\[[^\]]+\])*")
_NAME = r"(?P<name>[A-Z][\w-]*)"
_ABOUT = r'(?: about "(?P<subject>[^"]*)")?'
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


class Unreadable(Exception):
    """A scenario says something that the runner does not understand; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a scenario, with what is indented below it."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Step):
    """Somebody writes. `way` is "" where it is the way they used last."""

    name: str
    text: str
    way: str = ""
    subject: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack(Step):
    """The last mail to somebody comes back for good; `text` is what its server says."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Step):
    """Somebody presses a choice; `stale` is one that is no longer shown to them."""

    name: str
    text: str
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Step):
    """Somebody is told something by Firstline, or by an agent through it. "" is who spoke last."""

    author: str
    text: str
    name: str = ""
    subject: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Step):
    """Nobody is told anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(Step):
    """Time passes."""

    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Others(Step):
    """People who are not in this story ask for a person, and so stand in line."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees(Step):
    """What the desk sees of a ticket."""

    reference: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Step):
    """The line at the desk, first to last."""

    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets(Step):
    """How many tickets there are."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads(Step):
    """What an article in the store says, and whether it is suggested."""

    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Step):
    """An article that was written at the desk is published, or retired."""

    article: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownError(Step):
    """An article is written about something that is not mended yet."""

    title: str
    workaround: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor(Step):
    """How sure the desk wants to be of a fix, in percent."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A conversation, and why it matters."""

    path: Path
    title: str
    why: str
    steps: tuple[Step, ...] = field(repr=False)


def read(path: Path) -> Scenario:
    """Read a scenario. Raises Unreadable."""
    lines = path.read_text(encoding="utf-8").splitlines()
    title, why = _head(path, lines)
    steps = tuple(_steps(path, lines))
    if not steps:
        raise Unreadable(f"{path}: there is no conversation between {FENCE} and {FENCE}")
    return Scenario(path=path, title=title, why=why, steps=steps)


def _head(path: Path, lines: list[str]) -> tuple[str, str]:
    start = next((at for at, line in enumerate(lines) if line.startswith(FENCE)), 0)
    title, *rest = lines[:start] or [""]
    why = " ".join(filter(None, rest))
    if not title.startswith("# ") or not why.endswith("."):
        raise Unreadable(f"{path}: a title and a sentence why it matters come first")
    return title.removeprefix("# "), why


def _steps(path: Path, lines: list[str]) -> list[Step]:
    steps: list[Step] = []
    inside = False
    for number, line in enumerate(lines, 1):
        if line.startswith(FENCE):
            inside = not inside
        elif inside and line.strip():
            try:
                _take(steps, line, number)
            except (LookupError, ValueError) as wrong:
                raise Unreadable(f"{path}:{number}: {wrong}: {line}") from wrong
    return steps


def _take(steps: list[Step], line: str, number: int) -> None:
    if line.startswith(" "):
        steps[-1] = _continued(steps[-1], line.strip())
    else:
        steps.append(_step(line.strip(), number))


def _continued(step: Step, more: str) -> Step:
    if isinstance(step, Heard) and _CHOICES.fullmatch(more):
        return replace(step, choices=(*step.choices, *re.findall(r"\[([^\]]+)\]", more)))
    if not isinstance(step, Said | Heard | Reads):
        raise ValueError("nothing can be continued here")
    return replace(step, text=f"{step.text}\n{more}".strip())


def _step(line: str, number: int) -> Step:
    for pattern, make in _FORMS:
        if found := pattern.fullmatch(line):
            return make({key: value or "" for key, value in found.groupdict().items()}, number)
    raise ValueError("no such form")


def _later(found: dict[str, str], number: int) -> Step:
    count = 1 if found["count"] in ("a", "an") else int(found["count"])
    return Later(line=number, length=timedelta(seconds=count * _UNITS[found["unit"]]))


def _in_line(found: dict[str, str], number: int) -> Step:
    return Line(line=number, references=tuple(re.findall(r"FL-\d+", found["references"])))


def _said(found: dict[str, str], number: int) -> Step:
    return Said(line=number, **found)


Make = Callable[[dict[str, str], int], Step]

_FORMS: tuple[tuple[re.Pattern[str], Make], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"\((?P<count>an?|\d+) (?P<unit>second|minute|hour|day)s? later\)", _later),
        (
            r"\((?P<count>\d+) others? asks? for a person\)",
            lambda found, number: Others(line=number, count=int(found["count"])),
        ),
        (
            r"\(fixes are shown from (?P<percent>\d+) % on\)",
            lambda found, number: Floor(line=number, percent=int(found["percent"])),
        ),
        (
            r"The desk sees (?P<reference>FL-\d+): (?P<text>.+)",
            lambda found, number: Sees(line=number, **found),
        ),
        (
            r"The article (?P<article>[a-z0-9-]+): (?P<text>.+)",
            lambda found, number: Reads(line=number, **found),
        ),
        (
            r"\((?P<article>[a-z0-9-]+) is (?P<state>published|retired)\)",
            lambda found, number: Moved(line=number, **found),
        ),
        (
            r"\(there is a known error: (?P<title>[^;]+); (?P<workaround>[^;]+); "
            r"see (?P<problem>[^;]+)\)",
            lambda found, number: KnownError(line=number, **found),
        ),
        (r"The line: (?P<references>FL-\d+(?:, FL-\d+)*)", _in_line),
        (r"The line is empty\.(?P<references>)", _in_line),
        (
            r"There (?:is|are) (?P<count>\d+) tickets?\.",
            lambda found, number: Tickets(line=number, count=int(found["count"])),
        ),
        (r"Firstline says nothing\.", lambda _, number: Quiet(line=number)),
        (
            rf"{_NAME} presses: (?P<text>.+)",
            lambda found, number: Pressed(line=number, **found),
        ),
        (
            rf"{_NAME} presses again: (?P<text>.+)",
            lambda found, number: Pressed(line=number, stale=True, **found),
        ),
        (
            rf"{_NAME}'s mailbox answers by itself: (?P<text>.+)",
            lambda found, number: Said(line=number, way="mail", automatic=True, **found),
        ),
        (
            rf"The last mail to {_NAME} comes back: (?P<text>.+)",
            lambda found, number: CameBack(line=number, **found),
        ),
        (
            rf"(?P<author>[A-Z]\w*) to {_NAME}{_ABOUT}:(?P<text>.*)",
            lambda found, number: Heard(line=number, **found),
        ),
        (
            rf"(?P<author>{FIRSTLINE}){_ABOUT}:(?P<text>.*)",
            lambda found, number: Heard(line=number, **found),
        ),
        (rf"{_NAME} \((?P<way>\w+)\){_ABOUT}: (?P<text>.+)", _said),
        (rf"{_NAME}: (?P<text>.+)", _said),
    )
)
