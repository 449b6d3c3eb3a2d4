"""What a mail that may be a bounce consists of: its words, its report, the mail that it returns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from channels.email import cloud_notice, headers, html_words, mime
from channels.email.bounce_words import FAILED, RETURNED
from channels.email.folding import fold, holds
from channels.email.headers import Fields
from channels.email.mime import Part

LONGEST_TEXT = 32 * 1024
MOST_LINES = 1000
LONGEST_LINE = 1000
LONGEST_BORDER = 200
MOST_TEXTS = 3
MOST_PARTS = 50

STATUS_REPORT = "message/delivery-status"
STATUS_REPORTS = frozenset({STATUS_REPORT, "message/global-delivery-status"})
RECEIPT = "message/disposition-notification"
MAILS = frozenset({"message/rfc822", "message/global", "message/rfc822-headers"})
HEADS = frozenset({"text/rfc822-headers", "message/global-headers"})

FIELD = re.compile(r"([!-9;-~]{1,100}):[ \t]*+(.*+)")
RULES = ("--", "==", "__", "**", "|-", "##")
POINTS_DOWN = (":", "follow", "follows", "follows.", "below", "below.", "---", "***", "===")
TRACE = re.compile(
    r"[>| ]{0,4}(?:return-path|received|x-received|dkim-signature|arc-seal|x-envelope-from):",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail taken apart.

    `lines` are the words up to the returned mail, `below` what stands behind them; `groups` are
    the groups of fields of the reports in it, `cloud` those that a cloud tells in JSON; `returned`
    are the headers of enclosed mails.
    """

    fields: Fields
    media_type: str
    report_type: str
    subject: str
    lines: tuple[str, ...]
    below: tuple[str, ...]
    has_report: bool
    has_receipt: bool
    groups: tuple[Fields, ...]
    cloud: tuple[Fields, ...]
    returned: tuple[Fields, ...]
    enclosed: tuple[bytes, ...]

    def words(self) -> str:
        """The words as one line."""
        return " ".join(" ".join(self.lines).split())


def read(tree: Part) -> Notice:
    """Linear in the mail, and bounded. Never raises."""
    parts = list(outer(tree))
    reports = [part for part in parts if part.media_type in STATUS_REPORTS]
    receipts = [part for part in parts if part.media_type == RECEIPT]
    mails = [_bytes(part) for part in parts if part.media_type in MAILS]
    heads = [_bytes(part) for part in parts if part.media_type in HEADS]
    words = [text(part) for part in _texts(parts)]
    said = [_lines(each) for each in words or map(text, reports)]
    lines, below = _cut([line for each in said for line in [*each, ""]])
    cloud = cloud_notice.groups("\n".join(words[:1]))
    return Notice(
        fields=tree.fields,
        media_type=tree.media_type,
        report_type=tree.parameters.get("report-type", "").strip().lower(),
        subject=headers.one_line(headers.words(tree.fields.get("subject")), longest=300),
        lines=tuple(lines),
        below=tuple(below),
        has_report=bool(reports),
        has_receipt=bool(receipts),
        groups=tuple(group for part in [*reports, *receipts] for group in groups(text(part)))
        or tuple(group for group in cloud if group.has("action")),
        cloud=cloud,
        returned=tuple(mime.head(raw)[0] for raw in [*mails, *heads]),
        enclosed=tuple(mails),
    )


def groups(report: str) -> Iterator[Fields]:
    """The groups of fields in a report (RFC 3464), however its blank lines are set."""
    group: list[tuple[str, str]] = []
    for line in [*_lines(report), ""]:
        if line[:1] in " \t" and line.strip() and group:
            group[-1] = (group[-1][0], f"{group[-1][1]} {line.strip()}"[: headers.LONGEST_VALUE])
            continue
        field = FIELD.fullmatch(line)
        if group and (not line.strip() or (field and _begins_anew(field[1].lower(), group))):
            yield headers.fields((key, value.encode("utf-8", "replace")) for key, value in group)
            group = []
        if field:
            group.append((field[1].lower(), field[2].strip()))


def _begins_anew(name: str, group: list[tuple[str, str]]) -> bool:
    """Some servers leave out the empty line between two recipients."""
    return name == "final-recipient" and any(key == name for key, _ in group)


def outer(tree: Part) -> Iterator[Part]:
    """The parts of the mail itself, not those of a mail within it; as many as a notice may have."""
    return islice(_outer(tree), MOST_PARTS)


def _outer(part: Part) -> Iterator[Part]:
    if not part.parts or part.media_type.startswith("message/"):
        yield part
        return
    for child in part.parts:
        yield from _outer(child)


def _texts(parts: list[Part]) -> list[Part]:
    """What is there to read: before the returned mail, if anything; plain rather than HTML."""
    ends = (at for at, part in enumerate(parts) if part.media_type in MAILS | HEADS)
    before = [part for part in parts[: next(ends, len(parts))] if _is_text(part)]
    found = before or [part for part in parts if _is_text(part)]
    saying = [part for part in found if _beginning(part).strip()]
    plain = [part for part in saying if part.media_type != "text/html"]
    return plain[:MOST_TEXTS] or saying[:1]


def _is_text(part: Part) -> bool:
    kind = part.media_type
    return kind in ("text/plain", "text/html", "text", "") or kind.startswith("multipart/")


def _beginning(part: Part) -> bytes:
    """What a part holds, as far as it is read: the rest is not even decoded."""
    return replace(part, end=min(part.end, part.start + 2 * LONGEST_TEXT)).content()[:LONGEST_TEXT]


def _bytes(part: Part) -> bytes:
    """What a part holds, not all of it, with the line ends of the wire."""
    content = _beginning(part)
    return content.lstrip(b"\r\n").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def text(part: Part) -> str:
    """The words of a part, not all of them."""
    said = headers.decode(_beginning(part), part.parameters.get("charset", ""))
    return html_words.words(said) if part.media_type == "text/html" else said


def _lines(words: str) -> list[str]:
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return [line[:LONGEST_LINE].rstrip() for line in plain.split("\n", MOST_LINES)[:MOST_LINES]]


def _cut(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines above the returned mail, and those from its border on."""
    above = ""
    for at, line in enumerate(lines):
        if TRACE.match(line) or _is_border(line.strip(), above):
            return lines[:at], lines[at:]
        above = line
    return lines, []


def _is_border(line: str, above: str) -> bool:
    """A line ruled off; or one that begins a paragraph, points down and names no failure."""
    said = fold(line) if len(line) < LONGEST_BORDER else ""
    begins = not above.strip() and line.endswith(POINTS_DOWN) and not holds(said, FAILED)
    return (line.startswith(RULES) or begins) and holds(said, RETURNED)
