"""Who wrote the mail that somebody forwards, and what it said.

Found by the line that a mailer draws above it, or by the header it writes there; in the languages
that the tables in `quotes` know. The mail that answers another has the same header in it, so a
subject that says so ("Re:") tells them apart where no line does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from channels.email.prefixes import FORWARD, REPLY
from channels.email.quotes import attributions, header_blocks, lines, separators
from channels.email.quotes.header_blocks import HeaderBlock
from channels.email.quotes.labels import Role
from channels.email.quotes.lines import Line, next_said

ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:|]{1,128}@[^\s<>()\[\]\"',;:|]{1,255}")
NOT_NAMES = frozenset(["AM", "PM", "Uhr", "GMT", "UTC", "CET", "CEST", "MEZ", "MESZ"])
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
    rows, beyond = lines.of_text(text)
    body = header_blocks.split_runs(rows)
    found = _in_an_answer(body) if REPLY.match(subject[:200]) else _first(body)
    if not found and FORWARD.match(subject[:200]):
        found = _attributed(body)
    return _told(body, found, beyond, subject) if found else None


def _first(body: Sequence[Line]) -> _Found | None:
    """Below the first line that a mailer writes above what is forwarded, or the first header."""
    for at, line in enumerate(body):
        if separators.is_forward(line):
            return _announced(body, at)
        header = header_blocks.block(body, at)
        if header:
            return _Found(_start(body, at), header.end, header, header.get(Role.FROM))
    return None


def _in_an_answer(body: Sequence[Line]) -> _Found | None:
    """The same in what calls itself an answer: only if announced, and not in what it answers."""
    last = min(attributions.find(body), default=len(body))
    places = (at for at in range(last) if separators.is_forward(body[at]))
    first = next(places, None)
    return None if first is None else _announced(body, first)


def _announced(body: Sequence[Line], at: int) -> _Found:
    header = header_blocks.loose_block(body, next_said(body, at + 1))
    if not header:
        return _Found(at, at + 1, None, "")
    return _Found(at, header.end, header, header.get(Role.FROM))


def _attributed(body: Sequence[Line]) -> _Found | None:
    """Below "Ann wrote:", as some mailers put it above what they forward."""
    known = attributions.find(body)
    if not known:
        return None
    first = known[min(known)]
    sender = " ".join(line.said for line in body[first.start : first.end])
    return _Found(first.start, first.end, None, _without_date(sender))


def _without_date(sender: str) -> str:
    """The name and the address of an attribution: capital words without digits, then "@"."""
    words = sender.split(" ")
    last = next((at for at, word in enumerate(words) if "@" in word), len(words) - 1)
    first = last
    while first and _is_of_a_name(words[first - 1]):
        first -= 1
    return " ".join(words[first : last + 1])


def _is_of_a_name(word: str) -> bool:
    return word[:1].isupper() and word.isalpha() and word not in NOT_NAMES


def _start(body: Sequence[Line], at: int) -> int:
    """Where the header is announced, if it is: "-----Original Message-----"."""
    above = at - 1
    while above >= 0 and not body[above].said:
        above -= 1
    if above < 0:
        return at
    line = body[above]
    return above if separators.is_original(line) or separators.may_announce(line) else at


def _told(body: Sequence[Line], found: _Found, beyond: str, subject: str) -> Forwarded:
    address = ADDRESS.search(found.sender)
    name = found.sender[: address.start()] if address else found.sender
    told = found.header.get(Role.SUBJECT) if found.header else ""
    return Forwarded(
        from_email=_address(address[0]) if address else "",
        from_name=_name(name),
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
