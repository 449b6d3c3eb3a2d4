"""What the person newly wrote, without the quoted mail, its headers and the signature.

One pass over the lines, no backtracking. If in doubt it keeps: words that are shown twice do less
harm than words that are lost. It never makes something into nothing, and what it cuts is handed
over as well, so that an agent can look at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from channels.email.quotes import attributions, cutting, header_blocks, html_lines, lines
from channels.email.quotes.lines import LONGEST_TEXT, MOST_LINES, Line

__all__ = [
    "LONGEST_TEXT",
    "MOST_LINES",
    "Reply",
    "reply",
    "reply_of_html",
    "unsigned",
]


@dataclass(frozen=True, slots=True)
class Reply:
    """The person's own words, and what was cut away around them."""

    text: str
    cut: str


def reply(body: str) -> Reply:
    """An answer's plain text. A mail that is forwarded in it counts as said."""
    found, beyond = lines.of_text(body)
    found = attributions.split_midway(header_blocks.split_runs(found))
    return _reply(found, cutting.new_lines(found), beyond)


def reply_of_html(html: str) -> Reply:
    """An answer's HTML. Quotes that have to stay have "> " before each line."""
    found = html_lines.of_html(html)
    kept = cutting.new_lines_of_html(found)
    if any(not found[at].depth and found[at].said for at in kept):
        found = [html_lines.with_quote_marks(line) for line in found]
    return _reply(found, kept, "")


def unsigned(body: str) -> Reply:
    """A fresh mail's plain text: only the signature and what follows it is cut."""
    found, beyond = lines.of_text(body)
    return _reply(found, cutting.own_lines(found), beyond)


def _reply(found: Sequence[Line], kept: Sequence[int], beyond: str) -> Reply:
    own = frozenset(kept)
    parts: dict[bool, list[str]] = {True: [], False: []}
    for is_own, group in groupby(range(len(found)), key=own.__contains__):
        parts[is_own].append(lines.shown(found[at] for at in group).strip("\n"))
    return Reply(_joined(parts[True]), _joined([*parts[False], beyond]))


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part.strip()).strip()
