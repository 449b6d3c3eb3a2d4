"""The header of an earlier mail, as it stands in the text of one that answers or forwards it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from channels.email.quotes import labels
from channels.email.quotes.labels import Role
from channels.email.quotes.lines import Line, Mark, next_said, of_row

MOST_FIELDS = 16
MOST_WRAPPED = 4  # lines over which a field runs
MOST_BLANK = 3  # between two fields
FEWEST_FRAMED = 3
WRAPPED = 60  # a line shorter than this was not wrapped


@dataclass(frozen=True, slots=True)
class Field:
    """A field, its value and the line behind it."""

    role: Role
    value: str
    end: int


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Fields of an earlier mail, and the lines they take."""

    start: int
    end: int
    fields: tuple[Field, ...]

    def get(self, role: Role) -> str:
        """The first value of this role."""
        return next((each.value for each in self.fields if each.role is role), "")


def block(lines: Sequence[Line], at: int) -> HeaderBlock | None:
    """The block that begins here, if it is one of a mail and not just a list with colons."""
    first = labels.field(lines[at])
    if not first or first[0] is Role.OTHER:
        return None
    fields = tuple(_fields(lines, at))
    found = HeaderBlock(at, fields[-1].end, fields)
    return found if _is_of_a_mail(found, lines[at : found.end]) else None


def split_runs(lines: Sequence[Line]) -> list[Line]:
    """The lines, those cut apart on which a mailer wrote a whole header."""
    cut: list[Line] = []
    for line in lines:
        pieces = labels.parts(line.shown) if _may_run(line) else []
        cut += map(of_row, pieces) if len(pieces) > 1 else [line]
    return cut


def _may_run(line: Line) -> bool:
    is_opened = line.shown.lstrip()[:2] in ("--", "__") or bool(labels.field(line))
    return is_opened and line.low.count(":") >= labels.FEWEST_CUTS


def loose_block(lines: Sequence[Line], at: int) -> HeaderBlock | None:
    """The same where a forwarded mail has been announced, so that any field will do."""
    fields = tuple(_fields(lines, at)) if at < len(lines) else ()
    return HeaderBlock(at, fields[-1].end, fields) if fields else None


def framed_block(lines: Sequence[Line], at: int) -> HeaderBlock | None:
    """The block below a line that Outlook drew, whatever its language calls the fields."""
    end = at
    while end < len(lines) and lines[end].mark is Mark.FRAMED and _is_some_field(lines[end]):
        end += 1
    return HeaderBlock(at, end, ()) if end - at >= FEWEST_FRAMED else None


def _is_some_field(line: Line) -> bool:
    return ":" in line.low[: labels.LONGEST_LABEL]


def _fields(lines: Sequence[Line], at: int) -> Iterator[Field]:
    """The fields from here on; no role but OTHER comes twice in one header."""
    seen: set[Role] = set()
    for _ in range(MOST_FIELDS):
        if at >= len(lines):
            return
        found = labels.field(lines[at])
        if not found or (found[0] in seen and found[0] is not Role.OTHER):
            return
        seen.add(found[0])
        end = _end_of_value(lines, at, found[1])
        rest = (each.said for each in lines[at + 1 : end])
        yield Field(found[0], " ".join([found[1], *rest]).strip(), end)
        at = _next_field(lines, end)


def _next_field(lines: Sequence[Line], end: int) -> int:
    """Some mailers leave empty lines between fields; more of them end the header."""
    at = next_said(lines, end)
    is_near = at < len(lines) and at - end <= MOST_BLANK and lines[at].depth == lines[end - 1].depth
    return at if is_near else len(lines)


def _end_of_value(lines: Sequence[Line], at: int, value: str) -> int:
    """Behind the lines that belong to the value of the field here."""
    for end in range(at + 1, min(at + 1 + MOST_WRAPPED, len(lines))):
        if not lines[end].said:
            is_wrapped = len(lines[at].said) >= WRAPPED or lines[at + 1].shown[:1].isspace()
            return end if is_wrapped or not value else at + 1
        if lines[end].depth != lines[at].depth or labels.field(lines[end]):
            return end
    return at + 1 if value else min(at + 2, len(lines))


def _is_of_a_mail(found: HeaderBlock, lines: Sequence[Line]) -> bool:
    """People also write "From: Rome, To: Oslo, Date: Monday"."""
    roles = {each.role for each in found.fields}
    roles |= labels.roles_within(lines[0])
    if Role.FROM in roles and roles & {Role.SUBJECT, Role.SENT}:
        return True
    has_address = any("@" in line.said for line in lines)
    dated = roles & {Role.DATE, Role.SENT}
    return has_address and bool(dated) and bool(roles & {Role.FROM, Role.TO})
