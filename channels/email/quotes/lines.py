"""A mail as lines, each as it is shown and as it is compared; linear and bounded."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import NamedTuple

from channels.email.folding import unaccented

LONGEST_TEXT = 256 * 1024
MOST_LINES = 5000
LONGEST_COMPARED = 500  # what mailers write themselves is shorter

# A few blanks before the mark: some mailers indent it.
QUOTE_MARKS = re.compile(r"(?>(?: {0,3}>)+) ?")
# Zero width, soft hyphens and directions, which Outlook puts around dates.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
FRAME = "*_ \t"


class Mark(Enum):
    """What the markup of an HTML mail says about a line."""

    NONE = auto()
    SIGNATURE = auto()
    OLD = auto()
    ATTRIBUTION = auto()
    FRAMED = auto()  # below a drawn line, as Outlook puts before the mail it answers


class Line(NamedTuple):
    """`shown` is what is given back, `said` is tidy and without quote marks, `low` is folded."""

    shown: str
    said: str
    low: str
    depth: int = 0
    mark: Mark = Mark.NONE


def line(shown: str, *, depth: int = 0, mark: Mark = Mark.NONE, marks_end: int = 0) -> Line:
    """A line of known depth; up to `marks_end` it is quote marks."""
    inner = shown[marks_end : marks_end + LONGEST_COMPARED]
    inner = inner if inner.isascii() else UNSEEN.sub("", inner)
    said = " ".join(inner.split()).strip(FRAME)
    return Line(shown, said, fold(said), depth, mark)


def of_text(text: str) -> tuple[list[Line], str]:
    """The lines of a plain text; and what is beyond the bounds, as it is."""
    rows = text[:LONGEST_TEXT].split("\n")
    beyond = "\n".join(rows[MOST_LINES:]) + text[LONGEST_TEXT:]
    return [of_row(row.rstrip()) for row in rows[:MOST_LINES]], beyond


def of_row(row: str, *, depth: int = 0, mark: Mark = Mark.NONE) -> Line:
    """A line that may begin with quote marks of its own, inside so many quotes."""
    marks = QUOTE_MARKS.match(row)
    if not marks or row.endswith(("<<", ">>>")):  # ">>> look here <<<" is no quote
        return line(row, depth=depth, mark=mark)
    deeper = depth + marks[0].count(">")
    return line(row, depth=deeper, mark=mark, marks_end=marks.end())


def unquoted(shown: str, depth: int) -> str:
    """The line without that many quote marks."""
    for _ in range(depth):
        head, mark, rest = shown.partition(">")
        shown = rest.removeprefix(" ") if mark and not head.strip() else shown
    return shown


def fold(text: str) -> str:
    """Without case, accents and widths, so that it is found however it was typed."""
    if text.isascii():
        return text.lower()
    return UNSEEN.sub("", unaccented(text).casefold())


def folded(rows: str) -> frozenset[str]:
    """A table: phrases separated by bars, over as many lines as it takes."""
    return frozenset(fold(row.strip()) for row in rows.replace("\n", "|").split("|") if row.strip())


def any_of(table: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases anywhere in folded words."""
    return re.compile("|".join(re.escape(phrase) for phrase in sorted(table)))


def next_said(lines: Sequence[Line], at: int) -> int:
    """Where the next line is that says something; the end if there is none."""
    while at < len(lines) and not lines[at].said:
        at += 1
    return at


def shown(lines: Iterable[Line]) -> str:
    return "\n".join(each.shown for each in lines)
