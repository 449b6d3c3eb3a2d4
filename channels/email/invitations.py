"""What a calendar invitation says, in words: what, when, where, who (RFC 5545, RFC 5546)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from channels.email.encoded_words import one_line

MOST_LINES = 5000
LONGEST_VALUE = 16 * 1024
MOST_NAMES = 20

FOLD = re.compile(r"\r?\n[ \t]")
LINE = re.compile(
    r"([A-Za-z-]{1,40}+)((?>(?:;[^=:;\"]*+=(?>(?:\"[^\"]*+\"|[^\":])*))?)):(.*+)", re.DOTALL
)
PARAMETER = re.compile(r";([A-Za-z-]{1,40})=(?:\"([^\"]*+)\"|([^;:]*+))")
WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z?))?")
TITLES = {
    "CANCEL": "Meeting cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed for a meeting",
    "PUBLISH": "Event",
}
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "accepted for now"}


@dataclass(frozen=True, slots=True)
class Line:
    """A property: its name, its parameters and what it says."""

    name: str
    parameters: dict[str, str]
    value: str


def words(calendar: str) -> str:
    """The first event, as a few lines; "" if there is none. Never raises, linear."""
    method, event = "", dict[str, list[Line]]()
    for line in _of_first_event(calendar):
        if line.name == "METHOD":
            method = line.value.strip().upper()
        else:
            event.setdefault(line.name, []).append(line)
    return _told(method, event)


def _of_first_event(calendar: str) -> Iterator[Line]:
    """The properties of the first event, and the method, which stands before it."""
    inside: list[str] = []
    for line in _lines(calendar):
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            inside.append(kind)
        elif line.name == "END":
            if kind == "VEVENT":
                return
            inside = inside[:-1]
        elif inside[-1:] == ["VEVENT"] or line.name == "METHOD":
            yield line


def _lines(calendar: str) -> Iterator[Line]:
    unfolded = FOLD.sub("", calendar)
    for line in islice(re.finditer(r"[^\r\n]+", unfolded), MOST_LINES):
        found = LINE.fullmatch(line[0][:LONGEST_VALUE])
        if found:
            yield Line(found[1].upper(), _parameters(found[2]), found[3])


def _parameters(said: str) -> dict[str, str]:
    found = islice(PARAMETER.finditer(said), 20)
    return {
        name.upper(): quoted or bare for name, quoted, bare in (each.groups() for each in found)
    }


def _told(method: str, event: dict[str, list[Line]]) -> str:
    if not event:
        return ""
    who = [_who(line) for line in event.get("ATTENDEE", [])[:MOST_NAMES]]
    rows = (
        (TITLES.get(method, "Invitation"), _text(event, "SUMMARY") or "(no title)"),
        ("When", _when(event)),
        ("Where", _text(event, "LOCATION")),
        ("From", ", ".join(filter(None, map(_who, event.get("ORGANIZER", []))))),
        ("With", ", ".join(filter(None, who))),
    )
    said = "\n".join(f"{title}: {value}" for title, value in rows if value)
    return f"{said}\n\n{_lines_of(event, 'DESCRIPTION')}".strip()


def _first(event: dict[str, list[Line]], name: str) -> Line:
    return event.get(name, [Line(name, {}, "")])[0]


def _text(event: dict[str, list[Line]], name: str) -> str:
    return one_line(_lines_of(event, name))


def _lines_of(event: dict[str, list[Line]], name: str) -> str:
    return re.sub(r"\\(.)", _unescaped, _first(event, name).value).strip()


def _unescaped(escape: re.Match[str]) -> str:
    return "\n" if escape[1] in "nN" else escape[1]


def _when(event: dict[str, list[Line]]) -> str:
    begins, ends = _first(event, "DTSTART"), _first(event, "DTEND")
    start, end = _time(begins), _time(ends)
    if start.partition(" ")[0] == end.partition(" ")[0] and " " in end:
        end = end.partition(" ")[2]  # the same day need not be said twice
    zone = one_line(begins.parameters.get("TZID", "")) or (
        "UTC" if begins.value[-1:] == "Z" else ""
    )
    told = " to ".join(filter(None, (start, end)))
    return f"{told} ({zone})" if zone and told else told


def _time(line: Line) -> str:
    found = WHEN.match(line.value.strip())
    if not found:
        return one_line(line.value)
    year, month, day, hour, minute, _ = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")


def _who(line: Line) -> str:
    """A name and an address, and in an answer what was answered."""
    name = one_line(line.parameters.get("CN", ""), longest=100)
    scheme, _, rest = line.value.strip().partition(":")
    address = one_line(rest if scheme.lower() == "mailto" else line.value, longest=200)
    both = f"{name} <{address}>" if name and address and name != address else name or address
    answer = ANSWERS.get(line.parameters.get("PARTSTAT", "").upper(), "")
    return f"{both} ({answer})" if both and answer else both
