"""Who wrote the mail that somebody forwards, and what it said.

Found by the line that a mailer draws above it, or by the header it writes there; in the languages
that the tables in `quotes` know. The mail that answers another has the same header in it, so a
subject that says so ("Re:") tells them apart where no line does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.email.quotes import attributions, header_blocks, lines, separators
from channels.email.quotes.header_blocks import HeaderBlock
from channels.email.quotes.labels import Role
from channels.email.quotes.lines import Line, next_said

REPLY = re.compile(
    r"\s*+(?:re|aw|antw|sv|vs|odp|r|ynt|回复|回覆|答复)\s*+(?:\[\d{1,3}\])?+\s*+[:：]", re.I
)
FORWARD = re.compile(
    r"\s*+(?:fwd?|wg|tr|rv|vl|enc|doorst|pd|i|vb|fs|ilt|továbbítás|пересл|転送|转发|轉寄|전달)\s*+[:：]",
    re.I,
)
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:|]{1,128}@[^\s<>()\[\]\"',;:|]{1,255}")
NOT_A_NAME = " \t\"'<>()[]*,;:|"


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original mail: "" for what is not told. `message` is what the forwarder wrote above."""

    from_email: str
    from_name: str
    subject: str
    body: str
    message: str


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a forwarded mail is announced, and the header it has."""

    start: int
    below: int
    header: HeaderBlock | None
    sender: str


def forwarded(text: str, subject: str = "") -> Forwarded | None:
    """The mail that is forwarded in a plain text; None if none is."""
    body, beyond = lines.of_text(text)
    found = _announced(body)
    if not found and not REPLY.match(subject[:200]):
        found = _unannounced(body, is_forward=bool(FORWARD.match(subject[:200])))
    return _told(body, found, beyond, subject) if found else None


def _announced(body: Sequence[Line]) -> _Found | None:
    """Below a line that a mailer writes above what is forwarded, and only there."""
    for at, line in enumerate(body):
        if separators.is_forward(line):
            inner = next_said(body, at + 1)
            header = header_blocks.loose_block(body, inner)
            below = header.end if header else at + 1
            return _Found(at, below, header, header.get(Role.FROM) if header else "")
    return None


def _unannounced(body: Sequence[Line], *, is_forward: bool) -> _Found | None:
    """Below a header; if the subject says that it is a forward, also below "Ann wrote:"."""
    for at in range(len(body)):
        header = header_blocks.block(body, at)
        if header:
            return _Found(_start(body, at), header.end, header, header.get(Role.FROM))
    if not is_forward:
        return None
    known = attributions.find(body)
    first = known[min(known)] if known else None
    if not first:
        return None
    sender = " ".join(line.said for line in body[first.start : first.end])
    return _Found(first.start, first.end, None, sender)


def _start(body: Sequence[Line], at: int) -> int:
    """Where the header is announced, if it is: "-----Original Message-----"."""
    above = at - 1
    while above >= 0 and not body[above].said:
        above -= 1
    return above if above >= 0 and separators.is_original(body[above]) else at


def _told(body: Sequence[Line], found: _Found, beyond: str, subject: str) -> Forwarded:
    address = ADDRESS.search(found.sender)
    name = found.sender[: address.start()] if address and found.header else ""
    told = found.header.get(Role.SUBJECT) if found.header else ""
    return Forwarded(
        from_email=_address(address[0]) if address else "",
        from_name=_name(name if address or not found.header else found.sender),
        subject=told or FORWARD.sub("", subject, count=1).strip(),
        body=_body(body, found, beyond),
        message=_message(body[: found.start]),
    )


def _address(raw: str) -> str:
    return raw.lower().strip(".*_")


def _name(raw: str) -> str:
    return raw.replace("mailto:", "").strip(NOT_A_NAME)


def _message(above: Sequence[Line]) -> str:
    end = len(above)
    while end and (not above[end - 1].said or separators.is_rule(above[end - 1])):
        end -= 1
    return lines.shown(above[:end]).strip()


def _body(body: Sequence[Line], found: _Found, beyond: str) -> str:
    """What is below the header; if that is quoted, only as far as it is, without the marks."""
    header = found.header
    first = next_said(body, found.below)
    at = header.end - 1 if header else first
    depth = body[at].depth if at < len(body) else 0
    if not depth:
        return "\n".join([lines.shown(body[found.below :]), beyond]).strip()
    rest = body[found.below :]
    end = next((n for n, line in enumerate(rest) if line.said and line.depth < depth), len(rest))
    return "\n".join(lines.unquoted(line.shown, depth) for line in rest[:end]).strip()
