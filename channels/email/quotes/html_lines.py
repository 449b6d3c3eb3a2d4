"""An HTML mail as lines, of which is known whether they are quoted, a signature or old."""

from collections.abc import Iterator, Sequence

from channels.email.quotes import attributions, html_rows, lines
from channels.email.quotes.html_rows import Row
from channels.email.quotes.lines import Line, Mark

NEAR = 3  # lines of a quote within which its writer is named


def of_html(html: str) -> list[Line]:
    """The lines; quotes have a depth and no marks."""
    rows, indents = html_rows.rows(html)
    found = [lines.of_row(row.text, depth=row.depth, mark=row.mark) for row in rows]
    quotes = frozenset(_quotes(found, rows, indents))
    return [
        line._replace(depth=line.depth + 1) if row.box in quotes else line
        for line, row in zip(found, rows, strict=True)
    ]


def with_quote_marks(line: Line) -> Line:
    if not line.depth or not line.said or line.shown.startswith(">"):
        return line
    return line._replace(shown=f"{'> ' * line.depth}{line.shown}".rstrip())


def _quotes(found: Sequence[Line], rows: Sequence[Row], indents: frozenset[int]) -> Iterator[int]:
    """The blockquotes that are quotes: somebody is named above or in them, or it is the last one.

    The last one only if nothing else in the mail is a quote, and if it is not just indented.
    """
    boxes = _boxes(rows)
    if not boxes:
        return
    named = attributions.find(found)
    ends = {attribution.end for attribution in named.values()}
    certain = [
        box
        for box, (start, end) in boxes.items()
        if _is_named_above(found, start, ends) or _is_named_within(found, start, end, set(named))
    ]
    yield from certain
    last = max(boxes)
    is_other = certain or any(row.depth or row.mark is Mark.OLD for row in rows)
    if last not in indents and not is_other:
        yield last


def _boxes(rows: Sequence[Row]) -> dict[int, tuple[int, int]]:
    """Where each blockquote begins and ends."""
    found: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(rows):
        if row.box:
            found[row.box] = (found.get(row.box, (at, at))[0], at + 1)
    return found


def _is_named_above(found: Sequence[Line], start: int, ends: set[int]) -> bool:
    while start and start not in ends and not found[start - 1].said:
        start -= 1
    return start in ends


def _is_named_within(found: Sequence[Line], start: int, end: int, starts: set[int]) -> bool:
    said = [at for at in range(start, min(end, start + 2 * NEAR)) if found[at].said][:NEAR]
    return not starts.isdisjoint(said)
