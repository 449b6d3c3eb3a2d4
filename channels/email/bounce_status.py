"""What a bounce says of the failure: its status codes (RFC 3463), whether it will be tried again,
and the server's own words."""

import re
from collections.abc import Iterator

from channels.email import headers
from channels.email.bounce_words import DELAYED, MEANINGS
from channels.email.folding import fold, holds
from channels.email.headers import Fields
from channels.email.notice import Notice

MOST_CODES = 20
LONGEST_REASON = 300
LONGEST_MEANING = 16 * 1024

# Not a part of a number, a version or a name; but "550-5.1.1" is one.
CODE = re.compile(r"(?:(?<![\w./-])|(?<=\b[45]\d\d-))([45]\.[0-7]\.\d{1,3})(?![\w]|\.\d)")
# What stands behind "<ann@example.org>:".
BEHIND = re.compile(r"@[\w.-]{1,100}>?: (.{1,300})")
REPLY = re.compile(r"(?<![\w.-])([45][0-5]\d(?:[ -].{0,300}|$))")
DONE = ("delivered", "relayed", "expanded", "success")
WAITING = ("delayed", "delay")


def action(group: Fields) -> str:
    """The first word, in small letters."""
    return re.split(r"[\s;(,]", group.get("action").strip().lower(), maxsplit=1)[0]


def failing(notice: Notice) -> tuple[Fields, ...]:
    """The groups of the recipients that the mail did not reach; of the delayed ones if no other."""
    bad = [group for group in notice.groups if _is_bad(group)]
    given_up = [group for group in bad if not _waits(group)]
    return tuple(given_up or bad)


def succeeded(notice: Notice) -> bool:
    """Whether this is the report of a delivery that went well."""
    actions = [action(group) for group in notice.groups if group.has("action")]
    return bool(actions) and all(word in DONE for word in actions)


def is_delayed(notice: Notice) -> bool:
    """Whether it will be tried again: as the report has it, else as the words have it."""
    groups = failing(notice)
    if any(group.has("action") for group in groups):
        return all(_waits(group) for group in groups)
    return holds(fold(notice.subject), DELAYED) or holds(fold(notice.words()), DELAYED)


def statuses(notice: Notice) -> tuple[str, ...]:
    """All that is said, the report's own first; what a server's words mean if it gave none."""
    told = [code for group in failing(notice) for code in _of_group(group)]
    if not any(map(_is_telling, told)):
        told += [*codes(notice.words()), *codes(notice.subject)]
    if not any(map(_is_telling, told)):
        told += filter(_is_telling, _meant(notice, reason(notice)))
    return tuple(dict.fromkeys(told))[:MOST_CODES] or _meant(notice, _everything(notice))


def codes(text: str) -> list[str]:
    return CODE.findall(text)


def reason(notice: Notice) -> str:
    """What the server said, in one line; "" if nothing."""
    told = (_without_type(group.get("diagnostic-code")) for group in failing(notice))
    words = next(filter(None, told), "") or _reply(notice.words())
    return headers.one_line(words, longest=LONGEST_REASON)


def _is_bad(group: Fields) -> bool:
    is_of_one = any(group.has(name) for name in ("final-recipient", "original-recipient", "action"))
    return is_of_one and action(group) not in DONE


def _waits(group: Fields) -> bool:
    return action(group) in WAITING


def _of_group(group: Fields) -> Iterator[str]:
    for name in ("status", "diagnostic-code", "x-supplementary-info", "x400-supplementary-info"):
        yield from codes(group.get(name))


def _is_telling(code: str) -> bool:
    return not code.endswith(".0.0")


def _without_type(value: str) -> str:
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(kind) < 30 else value


def _reply(words: str) -> str:
    """What a server answered; else what stands behind the first address."""
    found = REPLY.search(words) or BEHIND.search(words)
    return found[1] if found else ""


def _everything(notice: Notice) -> str:
    return f"{notice.words()[:LONGEST_MEANING]} {notice.subject}"


def _meant(notice: Notice, said: str) -> tuple[str, ...]:
    folded = fold(said)
    status = next((each for each, phrases in MEANINGS if holds(folded, phrases)), "5.0.0")
    return (f"4{status[1:]}" if is_delayed(notice) else status,)
